"""Calibration: the free parameters of a scenario fitted to the published figures beside its sources."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.engine.simulate import ENGINES
from fssim.model.draws import seed_of_32_bits
from fssim.runs.replicate import refuse_what_cannot_be
from fssim.runs.results import Results
from fssim.runs.runner import Progress, ProgressCount
from fssim.scenario.findings import ScenarioError
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.calibration.calibration import Calibration
from fssim.studies.calibration.fitting import (
    build_scenario_at,
    compute_values_at,
    find_start,
    measure_points,
    read_what_to_fit,
    start_measuring,
)
from fssim.studies.calibration.free_parameters import FreeParameters
from fssim.studies.calibration.regions import choose_shares, find_pairs, find_regions, find_unmet, predict_later
from fssim.studies.calibration.search import search_values, share_out_tries
from fssim.studies.calibration.targets import Published, read_targets
from fssim.whole_numbers import whole_number

if TYPE_CHECKING:
    pass


def calibrate(
    scenario: Scenario,
    free: str | Path,
    *,
    tries: int = 600,
    replications: int = 40,
    later: str | Path | None = None,
    seed: int = 1,
    jobs: int | None = None,
    on_progress: Progress | None = None,
) -> Calibration:
    """Fit the free parameters listed in the file `free` to the targets kept beside a scenario's sources.

    The model is run once at each of `tries` points: half of them spread evenly over all ranges, the
    others in two waves about the values that the figures allow so far (history matching: I. Vernon, M. Goldstein and R.
    Bower, 2010, Bayesian Analysis 5). An emulator of the last waves' runs gives the probability of any values given
    the figures (see `fssim.studies.calibration.search`), and draws of them by Markov chain Monte Carlo give the
    regions. Every run has its own luck, and from it is learnt how far figures of such a service vary by luck. The same
    call gives the same answer.

    Parameters
    ----------
    scenario
        The scenario to fit. Its targets are in `targets.csv` beside its sources: see `targets`.
    free
        A file of free parameters: the dotted path of each, with the `low`, `high` and `step` that its `evidence`
        allows, and the `targets` it is there to meet; and the targets to `leave_out` of the fit.
    tries
        How many points the model is run at.
    replications
        How often the scenario as it is and as fitted is simulated.
    later
        A file like `targets.csv`, of figures that are not fitted to but predicted: those of a later year.
    seed
        Seed of the random draws and of the search.
    jobs
        Processes to use; as many as the computer has processors, if left out. The answer does not depend on it.
    on_progress
        Called with the numbers of replications done and to do.

    Returns
    -------
    Calibration
        Its `parameters` has a row for each free parameter with its 90% region, `frame` one for each target, `predicted`
        one for each later figure; `fitted` is the scenario with the fitted values, and `plot` draws how far the targets
        are.

    Raises
    ------
    ScenarioError
        If the file of free parameters or the targets cannot be used, with file and line.
    ArgumentError
        If `tries` are too few for as many values and figures.
    ArgumentError, ArgumentTypeError, TooLarge, ModelError, CannotSimulate, EngineUnusable, WorkerLost
        As `fssim.run` does.
    """
    refuse_what_cannot_be(scenario, seed)
    seed, tries = whole_number("seed", seed), whole_number("tries", tries, 1)
    replications = whole_number("replications", replications, 1)
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    parameters, figures = read_what_to_fit(scenario, free)
    given = [] if later is None else read_targets(Path(later), scenario)
    to_predict = [figure for figure in given if figure.id not in parameters.leave_out]
    fitted_to = [figure for figure in figures if figure.id not in parameters.leave_out]
    counts = share_out_tries(tries, len(parameters.free), len(fitted_to) + len(to_predict))
    measures = [figure.measure for figure in (*fitted_to, *to_predict)]
    years = scenario.clock.observed_years
    progress = ProgressCount(on_progress)
    progress.expect(tries + 2 * replications)

    with start_measuring(seed, jobs, max(replications, *counts), progress.one_more) as simulate:

        def run(changed: Scenario) -> Results:
            rows = simulate([(changed, replication) for replication in range(replications)], None)
            return Results(changed.title, changed, ENGINES[0], seed, dict(enumerate(rows)))

        before = run(scenario)
        _refuse_what_hardly_happens(before, [*figures, *to_predict], parameters)
        lasts = np.array([parameter.steps for parameter in parameters.free.values()])
        measure_at = partial(measure_points, scenario, parameters, measures, simulate)
        searched = search_values(lasts.tolist(), fitted_to, counts, measure_at, years, seed_of_32_bits(seed))
        ends = {path: (parameter.low, parameter.high) for path, parameter in parameters.free.items()}
        regions = find_regions(searched.draws, ends, searched.posterior, [figure.id for figure in fitted_to])
        own = np.array(find_start(scenario, parameters)) / lasts
        shares = choose_shares(searched.draws, own, [region.told for region in regions.values()])
        point = tuple(np.rint(shares * lasts).astype(int).tolist())
        after = run(build_scenario_at(scenario, compute_values_at(scenario, parameters, point)))
        predicted = predict_later(searched, to_predict, years, seed_of_32_bits(seed))
    progress.finish()
    return Calibration(
        scenario, parameters, figures, point, before, after, regions,
        find_pairs(searched.draws, list(ends)), find_unmet(searched.draws, searched.posterior, fitted_to),
        searched.posterior.widened, predicted, searched.draws, tries,
    )  # fmt: skip


def _refuse_what_hardly_happens(before: Results, figures: Sequence[Published], parameters: FreeParameters) -> None:
    """Raise `ScenarioError` for targets that the scenario has nothing to compare with in half of its replications."""
    problems = []
    for figure in figures:
        without = [row for row in before.rows.values() if math.isnan(row[figure.measure])]
        if figure.id not in parameters.leave_out and len(without) >= len(before.rows) / 2.0:
            often = "never" if len(without) == len(before.rows) else "hardly ever"
            message = f"target '{figure.id}' is about what {often} happens in the scenario; add it"
            problems.append(parameters.problem(("leave_out",), message))
    if problems:
        raise ScenarioError(problems)
