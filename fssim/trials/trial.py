"""Trying a trial: the bank is simulated into a folder, trials are drawn from it, and what came of them is told."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from fssim.arrays import Floats
from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.files.atomic_write import explained, write_files
from fssim.runs.folder.run_folder import refuse_file_as_folder
from fssim.runs.runner import Progress, ProgressCount
from fssim.scenario.schema.units import MONTHS_A_YEAR
from fssim.studies.sweeps.work.executors import Workers, start_cluster_workers, start_local_workers
from fssim.studies.sweeps.work.sweep_manifest import lock_folder
from fssim.studies.sweeps.work.work_units import refuse_other_version
from fssim.studies.validation.published_files import read_panel
from fssim.studies.validation.validation_file import find_published_file, read_yardstick
from fssim.trials.analyses import count_share, find_significant, find_smallest_effect
from fssim.trials.authority_bank import SimulatedBank, build_bank, identify_trial_version, read_bank
from fssim.trials.design_file import TrialDesign, load_trial
from fssim.trials.outcome_scale import make_trial_bank
from fssim.trials.resample import NO_EFFECT, Bank, Findings, TrialSetting, compare_pilots, run_trials
from fssim.trials.trial_results import PAGE, POWER_FILE, TrialResults
from fssim.trials.trial_starts import TrialDesignKind, count_starting
from fssim.trials.variation_in_time import fit_autoregression, lay_out_panel, measure_variation
from fssim.whole_numbers import whole_number

AT_ONCE = 50  # trials that one process draws


def trial(
    what: TrialDesign | str | Path,
    out: str | Path,
    jobs: int | None = None,
    cluster: str | None = None,
    *,
    on_progress: Progress | None = None,
) -> TrialResults:
    """Try a trial's design on simulated authorities, many times.

    Authorities of the published panel are simulated once into a folder, as they go on and from each start, with the
    same luck; a trial that was stopped goes on where it was. Trials are then drawn from them. From a script, on Windows
    and macOS, call it under `if __name__ == "__main__":`, as worker processes import the script.

    Parameters
    ----------
    what
        What `load_trial` returned, the path of a design file, or the name of a design that comes with fssim.
    out
        The folder, which is made if it is not there.
    jobs
        The number of processes: as many as the computer has processors, if left out; 1 starts none. Results do not
        depend on it.
    cluster
        The address of the scheduler of a Dask cluster that does the work instead. Results do not depend on it.
    on_progress
        Called with the numbers of pieces of work done and to do.

    Returns
    -------
    TrialResults
        `frame` has power, false alarms, bias, the smallest effect that would be found, and costs; `html()` is
        the page.

    Raises
    ------
    ScenarioError
        If the design, or a scenario that it names, is not right.
    CannotSimulate
        If time does not pass in a scenario.
    ArgumentError
        If `jobs` is no whole number from 1.
    EngineUnusable
        If the libraries of the compiled engine are there and do not work.
    OutputError
        If the folder cannot be written to, holds another trial, or another process is writing there.
    WorkerLost
        If a process or the cluster is lost: what is finished is kept then.
    """
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    design = what if isinstance(what, TrialDesign) else load_trial(what)
    folder = Path(out)
    refuse_file_as_folder(folder)
    engine = ENGINES[0]
    prepare_engine(engine)
    panel, yardstick = read_panel(find_published_file("authorities.csv")), read_yardstick()
    demand = fit_autoregression(measure_variation(lay_out_panel(panel, "referral_rate", True)))
    progress = ProgressCount(on_progress)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, folder) from error
    with lock_folder(folder, "trial"):
        with _start_workers(design, jobs, cluster) as who:
            build_bank(design, folder, panel, yardstick, demand, engine, who, progress)
            simulated = read_bank(folder)
            bank, likeness = make_trial_bank(simulated, design, panel)
            frame = _try_all(design, simulated, bank, who, progress)
        pilots = compare_pilots(bank, int(bank.starts[0]), design.periods, design.plan.trials, design.plan.seed)
        results = TrialResults(folder, design, frame, likeness, demand, pilots, simulated.names)
        write_files({folder / POWER_FILE: frame.to_csv(index=False).encode(), folder / PAGE: results.html().encode()})
    progress.finish()
    return results


def _start_workers(design: TrialDesign, jobs: int | None, cluster: str | None) -> AbstractContextManager[Workers]:
    if cluster is not None:
        return start_cluster_workers(cluster, identify_trial_version)
    size = design.plan.bank
    return start_local_workers(jobs, max(size.authorities * size.histories, -(-design.plan.trials // AT_ONCE)))


def _try_all(
    design: TrialDesign, simulated: SimulatedBank, bank: Bank, who: Workers, progress: ProgressCount
) -> pd.DataFrame:
    """A row for each number of authorities, months and effect."""
    plan = design.plan
    settings = [
        (TrialSetting(plan.design, plan.analysis, authorities, months // plan.period_months), months)
        for authorities in plan.authorities
        for months in plan.months
    ]
    spans = [range(first, min(first + AT_ONCE, plan.trials)) for first in range(0, plan.trials, AT_ONCE)]
    progress.expect(len(settings) * len(spans))
    rows = []
    for setting, months in settings:
        parts = []
        for part in who.do_each(partial(_try_span, identify_trial_version(), bank, setting, plan.seed), spans):
            parts.append(part)
            progress.one_more()
        for name in parts[0]:
            findings = _join([part[name] for part in parts])
            rows.append(_make_row(design, simulated, setting, months, name, findings))
    return pd.DataFrame(rows)


def _try_span(version: str, bank: Bank, setting: TrialSetting, seed: int, numbers: range) -> dict[str, Findings]:
    refuse_other_version(version, identify_trial_version())
    with threadpool_limits(1):  # matrices are small: threads that wait for one another take longer than one alone
        return run_trials(bank, setting, numbers, seed)


def _join(parts: list[Findings]) -> Findings:
    names = Findings.__slots__
    return Findings(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _make_row(
    design: TrialDesign, simulated: SimulatedBank, setting: TrialSetting, months: int, name: str, findings: Findings
) -> dict[str, object]:
    plan = design.plan
    of_trials = (findings.estimates, findings.errors, findings.degrees, plan.significance)
    significant = find_significant(*of_trials)
    power, rises = count_share(significant), count_share(significant * (findings.estimates > 0.0))
    plain = count_share(
        find_significant(findings.plain_estimates, findings.plain_errors, findings.plain_degrees, plan.significance)
    )
    show = say_in_percent if design.is_ratio else _as_it_is
    tend_to_one_side = plan.design is TrialDesignKind.before_and_after  # what happens to all is in each estimate
    smallest = find_smallest_effect(*of_trials, plan.power, tend_to_one_side) if name == NO_EFFECT else float("nan")
    low, high = _find_range(findings.estimates)
    plain_low, plain_high = _find_range(findings.plain_estimates)
    evaluation = plan.costs.evaluation.value + (
        plan.costs.authority_a_year.value * setting.authorities * months / MONTHS_A_YEAR
    )
    return {
        "authorities": setting.authorities,
        "starting": count_starting(plan.design, setting.authorities),
        "months": months,
        "effect": name,
        "trials": power.trials,
        "found_percent": 100.0 * power.share,
        "found_low": 100.0 * power.low,
        "found_high": 100.0 * power.high,
        "found_rise_percent": 100.0 * rises.share,
        "true_effect": show(_mean(findings.truths)),
        "estimate": show(_mean(findings.estimates)),
        "estimate_low": show(low),
        "estimate_high": show(high),
        "bias": show(_mean(findings.estimates) - _mean(findings.truths)),
        "smallest_effect": -show(-smallest),
        "before_after_estimate": show(_mean(findings.plain_estimates)),
        "before_after_low": show(plain_low),
        "before_after_high": show(plain_high),
        "before_after_found_percent": 100.0 * plain.share,
        "cost_evaluation_gbp": evaluation,
        "cost_change_over_gbp": _count_change_over(design, simulated, setting, months, name),
    }


def _count_change_over(
    design: TrialDesign, simulated: SimulatedBank, setting: TrialSetting, months: int, name: str
) -> float:
    """What authorities that have started spend more than if they had not, until the trial ends: on average over the
    bank, as much a month for each month after its start."""
    if name == NO_EFFECT:
        return float("nan")
    plan, starts = design.plan, len(design.plan.starts)
    at = list(design.effects).index(name)
    arms = simulated.costs[:, :, 1 + at * starts : 1 + (at + 1) * starts]
    more = ((arms - simulated.costs[:, :, :1]) * simulated.parts[:, np.newaxis, np.newaxis]).mean(axis=(0, 1))
    begun = np.array(design.start_periods) * plan.period_months
    simulated_months = -(-max(plan.months) // MONTHS_A_YEAR) * MONTHS_A_YEAR
    a_month = more / (simulated_months - begun)
    within = np.maximum(months - begun, 0) * a_month
    starting = count_starting(plan.design, setting.authorities)
    return float(sum(within[number % starts] for number in range(starting)))


def say_in_percent(difference: float) -> float:
    """A difference of logarithms as a change in percent."""
    return float(100.0 * np.expm1(difference))


def _as_it_is(difference: float) -> float:
    return difference


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _find_range(values: Floats) -> tuple[float, float]:
    """Where the middle 95% of values lie."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
