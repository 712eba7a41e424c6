"""Calibration: the free parameters of a scenario fitted to the published figures beside its sources."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from fssim.calibration.calibration import Calibration, Profile
from fssim.calibration.fitting import (
    ENGINE,
    Point,
    build_scenario_at,
    compute_values_at,
    find_start,
    map_known_numbers,
    read_what_to_fit,
    start_measuring,
)
from fssim.calibration.free_parameters import FreeParameters
from fssim.calibration.targets import Target, compare_with_targets, compute_misfit
from fssim.model.draws import seed_of_32_bits
from fssim.runs.replicate import refuse_what_cannot_be
from fssim.runs.results import Results
from fssim.runs.runner import Progress, ProgressCount
from fssim.scenario.findings import ScenarioError
from fssim.scenario.schema.scenario import Scenario
from fssim.whole_numbers import whole_number

FINALISTS = 3  # points that the search found best, which are run as often as the scenario itself
AT_START = 10  # trials that say the search begins at one point: it takes the best tenth of those it is given


def calibrate(
    scenario: Scenario,
    free: str | Path,
    *,
    trials: int = 100,
    search_replications: int = 2,
    replications: int = 40,
    seed: int = 1,
    jobs: int | None = None,
    on_progress: Progress | None = None,
) -> Calibration:
    """Fit the free parameters listed in the file `free` to the targets kept beside a scenario's sources.

    First points of the parameters' ranges are tried with few replications, beginning with the scenario's own values,
    by the covariance matrix adaptation evolution strategy (N. Hansen, The CMA evolution strategy: a tutorial, 2016;
    Optuna's); then those and the best few are run with more, and whichever of them fits best is the answer. What the
    few replications of the search are off by for the scenario as it is, they are taken to be off by everywhere. Every
    point meets the same families and the same luck, and the search is seeded too.

    Parameters
    ----------
    scenario
        The scenario to fit. Its targets are in `targets.csv` beside its sources: see `targets`.
    free
        A file of free parameters: the dotted path of each, with the `low`, `high` and `step` that its `evidence`
        allows, and the `targets` it is there to meet; and the targets to `leave_out` of the fit.
    trials
        How many points are tried.
    search_replications
        How often each of them is simulated.
    replications
        How often the scenario as it is and the best few points are simulated.
    seed
        Seed of the random draws and of the search. The same call gives the same answer.
    jobs
        Processes to use; as many as the computer has processors, if left out. The answer does not depend on it.
    on_progress
        Called with the numbers of replications done and to do.

    Returns
    -------
    Calibration
        Its `frame` has a row for each target, `parameters` one for each free parameter, `fitted` is the scenario with
        the fitted values, and `plot` draws how far the targets are.

    Raises
    ------
    ScenarioError
        If the file of free parameters or the targets cannot be used, with file and line.
    ArgumentError, ArgumentTypeError, WorkerLost
        As `fssim.run` does.
    """
    refuse_what_cannot_be(scenario, seed)
    seed, trials = whole_number("seed", seed), whole_number("trials", trials, 1)
    search_replications = whole_number("search_replications", search_replications, 1)
    replications = whole_number("replications", replications, 1)
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    parameters, figures = read_what_to_fit(scenario, free)
    to_do = (trials + 2 * len(parameters.free) + 1) * search_replications + (FINALISTS + 2) * replications
    numbers = map_known_numbers(scenario)
    compared = tuple(dict.fromkeys(figure.measure for figure in figures))
    progress = ProgressCount(on_progress)
    progress.expect(to_do)

    with start_measuring(seed, jobs, max(replications, search_replications), progress.one_more) as simulate:

        def run(changed: Scenario, count: int, measures: tuple[str, ...] | None = None) -> Results:
            rows = simulate([(changed, replication) for replication in range(count)], measures)
            return Results(changed.title, changed, ENGINE, seed, dict(enumerate(rows)))

        def results_at(point: Point, count: int, measures: tuple[str, ...] | None = None) -> Results:
            return run(build_scenario_at(scenario, compute_values_at(scenario, parameters, point)), count, measures)

        def as_it_is(point: Point) -> bool:
            return all(
                numbers[path].value == value for path, value in compute_values_at(scenario, parameters, point).items()
            )

        before = run(scenario, replications)
        off = before.frame.mean() - before.frame.head(search_replications).mean()

        @cache
        def searched(point: Point) -> tuple[Target, ...]:
            few = results_at(point, search_replications, compared)
            rows = {
                number: {name: value + off[name] for name, value in row.items()} for number, row in few.rows.items()
            }
            return tuple(compare_with_targets(replace(few, rows=rows), figures))

        _refuse_what_nothing_happens_for(compare_with_targets(before, figures), parameters)
        start = find_start(scenario, parameters)
        tried = search(
            parameters, start, trials, seed, lambda point: compute_misfit(searched(point), parameters.leave_out)
        )
        points = dict.fromkeys((start, *tried[:FINALISTS]))
        finalists = {point: before if as_it_is(point) else results_at(point, replications) for point in points}
        misfits = {
            point: compute_misfit(compare_with_targets(results, figures), parameters.leave_out)
            for point, results in finalists.items()
        }
        fitted = min(misfits, key=lambda point: misfits[point])
        after = finalists[fitted]
        profiles = compute_profiles(parameters, fitted, searched, parameters.leave_out)
    progress.finish()
    return Calibration(scenario, parameters, figures, fitted, before, after, profiles, trials, search_replications)


def _refuse_what_nothing_happens_for(targets: Sequence[Target], parameters: FreeParameters) -> None:
    """Raise `ScenarioError` for targets that the scenario has nothing to compare with."""
    problems = [
        parameters.problem(("leave_out",), f"target '{target.id}' is about what never happens in the scenario; add it")
        for target in targets
        if target.model != target.model and target.id not in parameters.leave_out
    ]
    if problems:
        raise ScenarioError(problems)


def compute_profiles(
    parameters: FreeParameters,
    fitted: Point,
    targets_at: Callable[[Point], Sequence[Target]],
    leave_out: Collection[str],
) -> dict[str, Profile]:
    """The profile of each free parameter, by path."""
    fit = compute_misfit(targets_at(fitted), leave_out)
    by_path = {}
    for index, (path, parameter) in enumerate(parameters.free.items()):
        low, high = (targets_at((*fitted[:index], step, *fitted[index + 1 :])) for step in (0, parameter.steps))
        at_low, at_high = compute_misfit(low, leave_out), compute_misfit(high, leave_out)
        moved = {
            here.id: abs(here.tolerances_away - there.tolerances_away)
            for here, there in zip(low, high, strict=True)
            if here.id not in leave_out
        }
        change = max(abs(at_low - fit), abs(at_high - fit))
        by_path[path] = Profile(at_low, at_high, change, max(moved, key=lambda id: moved[id]))
    return by_path


def search(
    parameters: FreeParameters, start: Point, trials: int, seed: int, misfit_at: Callable[[Point], float]
) -> list[Point]:
    """The points tried, best first, each once; the first one tried is `start`.

    The covariance matrix adaptation evolution strategy (Hansen, 2016, *The CMA evolution strategy: a tutorial*) learns
    which parameters trade off against each other. It needs two parameters or more; one alone is searched by Optuna's
    tree-structured Parzen estimator. Points are tried one after another, by a sampler seeded with `seed`, so the same
    call tries the same points. The first ones are spread round `start` by a tenth of each range.
    """
    import optuna

    seed = seed_of_32_bits(seed)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    tried: dict[Point, float] = {}
    ranges: dict[str, optuna.distributions.BaseDistribution] = {
        path: optuna.distributions.FloatDistribution(0.0, parameter.steps)
        for path, parameter in parameters.free.items()
    }
    first = {path: float(step) for path, step in zip(parameters.free, start, strict=True)}

    def objective(trial: optuna.Trial) -> float:
        point = tuple(
            round(trial.suggest_float(path, 0.0, parameter.steps)) for path, parameter in parameters.free.items()
        )
        if point not in tried:
            tried[point] = misfit_at(point)
        return tried[point]

    sampler: optuna.samplers.BaseSampler = optuna.samplers.TPESampler(seed=seed)
    if len(start) > 1:
        begun = [optuna.trial.create_trial(params=first, distributions=ranges, value=0.0)] * AT_START
        with warnings.catch_warnings(category=optuna.exceptions.ExperimentalWarning, action="ignore"):
            sampler = optuna.samplers.CmaEsSampler(source_trials=begun, seed=seed, independent_sampler=sampler)
    study = optuna.create_study(sampler=sampler)
    study.enqueue_trial(first)
    study.optimize(objective, n_trials=trials)
    return sorted(tried, key=lambda point: tried[point])
