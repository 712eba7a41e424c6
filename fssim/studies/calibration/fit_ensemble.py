"""An ensemble fitted: parameter sets over the ranges that evidence allows, moved until they fit the published figures.

The ensemble smoother with multiple data assimilation (A. A. Emerick and A. C. Reynolds, 2013, "Ensemble smoother with
multiple data assimilation", Computers and Geosciences 55): sets drawn from the ranges are simulated, and each is moved
towards the figures as the covariance over the sets says, several times, each time by a part of what the figures tell.
What the figures do not tell stays as wide as its range. Sets that then meet every target, simulated anew, are kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.errors import QuestionError
from fssim.runs.ensemble import FEWEST_SETS, Ensemble, EnsembleNumber, ParameterSet
from fssim.runs.replicate import refuse_what_cannot_be
from fssim.runs.runner import Progress, ProgressCount
from fssim.scenario.findings import ScenarioError
from fssim.scenario.override import with_values
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.calibration.fitting import map_known_numbers, read_what_to_fit, start_measuring
from fssim.studies.calibration.free_parameters import FreeParameters
from fssim.studies.calibration.targets import Published, Target, compute_misfit
from fssim.studies.sweeps.plan.build_factors import vary_over_evidence
from fssim.studies.sweeps.plan.factors import FieldKind, find_field
from fssim.whole_numbers import whole_number

if TYPE_CHECKING:
    from fssim.arrays import Floats


ASSIMILATIONS = 3  # each takes a third of what the figures tell
KNOWN_TO = 0.2  # what sets are moved to within, a standard deviation in tolerances: most then meet 24 targets at once
FURTHEST_MOVES = (1.0, 0.5, 0.25)  # shares of a move, tried until the scenario can be so
REPLICATIONS_AS_IT_IS = 20  # from which what few replications are off by is known
MOST_DRAWS = 1000  # for one set, until the scenario can be so
FIGURES = 6  # of a number


@dataclass(frozen=True, slots=True)
class _Spread:
    """How a number is spread before anything is fitted: half below its usual value and half above, evenly on each side;
    over the whole range, if the usual value is an end of it."""

    usual: float
    low: float
    high: float
    whole: bool

    def at(self, share: float) -> float:
        """The value that this share of all values is below."""
        if not self.low < self.usual < self.high:
            value = self.low + share * (self.high - self.low)
        elif share < 0.5:
            value = self.low + 2.0 * share * (self.usual - self.low)
        else:
            value = self.usual + (2.0 * share - 1.0) * (self.high - self.usual)
        value = float(round(value)) if self.whole else float(f"{value:.{FIGURES}g}")
        return min(max(value, self.low), self.high)


def fit_ensemble(
    scenario: Scenario,
    free: str | Path,
    *,
    tries: int = 100,
    replications: int = 2,
    seed: int = 1,
    jobs: int | None = None,
    on_progress: Progress | None = None,
) -> Ensemble:
    """Find parameter sets that all fit the targets kept beside a scenario's sources.

    What differs from set to set are the free parameters of the file `free`, over the ranges there, and every other
    number of the scenario that is graded assumed and has a range, over that. Sets are drawn in a Latin hypercube and
    moved to the targets by an ensemble smoother (see `fssim.studies.calibration.fit_ensemble`); the covariances it
    moves by are tapered for how few sets there are (R. Furrer and T. Bengtsson, 2007, "Estimation of high-dimensional
    prior and posterior covariance matrices in Kalman filter variants", Journal of Multivariate Analysis 98). All meet
    the same families and the same luck, and what few replications of the scenario as it is are off by, they
    are taken to be off by everywhere.

    Parameters
    ----------
    scenario
        Whose numbers they are. Its targets are in `targets.csv` beside its sources: see `targets`.
    free
        A file of free parameters, as for `calibrate`; the targets that it leaves out are left out here too.
    tries
        How many sets are tried. It takes 3 replications of each, and then `replications`.
    replications
        How often each set is simulated in the end, to see whether it fits.
    seed
        Seed of the random draws and of the search. The same call gives the same sets.
    jobs
        Processes to use; as many as the computer has processors, if left out. The answer does not depend on it.
    on_progress
        Called with the numbers of replications done and to do.

    Returns
    -------
    Ensemble
        The sets that meet every target within its tolerance, the nearest first.

    Raises
    ------
    ScenarioError
        If the file of free parameters or the targets cannot be used, with file and line.
    QuestionError
        If fewer than two sets fit: which target most of them miss.
    ArgumentError, ArgumentTypeError, TooLarge, ModelError, CannotSimulate, EngineUnusable, WorkerLost
        As `fssim.run` does.
    """

    refuse_what_cannot_be(scenario, seed)
    seed, tries = whole_number("seed", seed), whole_number("tries", tries, FEWEST_SETS + 1)
    replications = whole_number("replications", replications, 1)
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    parameters, figures = read_what_to_fit(scenario, free)
    fitted_to = [figure for figure in figures if figure.id not in parameters.leave_out]
    numbers, spreads = _choose_numbers(scenario, parameters)
    made = Ensemble(scenario, seed, tries, tuple(figure.id for figure in fitted_to), numbers, ())
    rng = np.random.default_rng(seed)
    to_do = REPLICATIONS_AS_IT_IS + tries * (ASSIMILATIONS + replications)
    measures = tuple(figure.measure for figure in fitted_to)
    progress = ProgressCount(on_progress)
    progress.expect(to_do)
    with start_measuring(seed, jobs, to_do, progress.one_more) as simulate:

        def run(scenarios: Sequence[Scenario], replications: Iterable[int]) -> Floats:
            rows = simulate([*zip(scenarios, replications, strict=True)], measures)
            return np.array([[row[measure] for measure in measures] for row in rows])

        as_it_is = run([scenario] * REPLICATIONS_AS_IT_IS, range(REPLICATIONS_AS_IT_IS))
        draws = _draw_sets(len(spreads), tries, rng)
        places = [_put_at(made, spreads, draw) or _draw_anew(made, spreads, rng) for draw in draws]
        for step in range(ASSIMILATIONS):
            off = as_it_is.mean(axis=0) - as_it_is[step]
            model = run([place.scenario for place in places], [step] * tries) + off
            moves = _work_out_moves(np.array([place.draw for place in places]), _measure_misses(model, fitted_to), rng)
            places = [_move_set(made, spreads, place, move) for place, move in zip(places, moves, strict=True)]
        off = as_it_is.mean(axis=0) - as_it_is[:replications].mean(axis=0)
        repeated = run(
            [place.scenario for place in places for _ in range(replications)], [*range(replications)] * tries
        )
    means = repeated.reshape(tries, replications, -1).mean(axis=1) + off
    return _keep_those_that_fit(made, places, [_make_targets(row, fitted_to) for row in means.tolist()])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a set is: its numbers as normal deviates, their values, and the scenario with them."""

    draw: Floats
    values: tuple[float, ...]
    scenario: Scenario


def _choose_numbers(scenario: Scenario, parameters: FreeParameters) -> tuple[dict[str, EnsembleNumber], list[_Spread]]:
    """The free parameters, and the numbers that are assumed and have a range."""
    own = map_known_numbers(scenario)
    taken = {f"{path}.value" for path in parameters.free}
    taken |= {f"{free.takes_from}.value" for free in parameters.free.values() if free.takes_from is not None}
    numbers = {
        path: EnsembleNumber(unit=own[path].unit, low=free.low, high=free.high, fitted=True, takes_from=free.takes_from)
        for path, free in parameters.free.items()
    }
    for varied in vary_over_evidence(scenario, [Grade.assumed], taken).values():
        path = varied.path[0].removesuffix(".value")
        low, high = own[path].low, own[path].high
        if low is not None and high is not None:
            numbers[path] = EnsembleNumber(unit=own[path].unit, low=low, high=high, fitted=False)
    spreads = [
        _Spread(own[path].value, number.low, number.high, find_field(scenario, f"{path}.value").kind is FieldKind.whole)
        for path, number in numbers.items()
    ]
    return numbers, spreads


def _draw_sets(dimensions: int, count: int, rng: np.random.Generator) -> Floats:
    """So many rows of independent normal deviates, each column spread evenly."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    draws: Floats = ndtri(qmc.LatinHypercube(dimensions, rng=rng).random(count))
    return draws


def _put_at(made: Ensemble, spreads: Sequence[_Spread], draw: Floats) -> _Place | None:
    """A set, or None if the scenario cannot be so."""
    from scipy.special import ndtr

    values = tuple(spread.at(float(share)) for spread, share in zip(spreads, ndtr(draw), strict=True))
    changed = made.values_in(made.scenario, values)
    try:
        scenario = with_values(made.scenario, {f"{path}.value": value for path, value in changed.items()})
    except ScenarioError:
        return None
    return _Place(draw, values, scenario)


def _draw_anew(made: Ensemble, spreads: Sequence[_Spread], rng: np.random.Generator) -> _Place:
    for _ in range(MOST_DRAWS):
        place = _put_at(made, spreads, rng.standard_normal(len(spreads)))
        if place is not None:
            return place
    raise QuestionError(
        f"none of {MOST_DRAWS} draws from the ranges of its numbers is what '{made.scenario.title}' can be; give "
        "narrower ranges"
    )


def _move_set(made: Ensemble, spreads: Sequence[_Spread], place: _Place, move: Floats) -> _Place:
    """The set moved, less far if the scenario cannot be so."""
    for share in FURTHEST_MOVES:
        moved = _put_at(made, spreads, place.draw + share * move)
        if moved is not None:
            return moved
    return place


def _measure_misses(model: Floats, figures: Sequence[Published]) -> Floats:
    """How far each set is from each figure, in tolerances; what is far less so, as nothing there is in proportion."""

    away = (model - [figure.value for figure in figures]) / [figure.tolerance for figure in figures]
    bent: Floats = np.arcsinh(away)
    return np.where(np.isnan(bent), np.nanmean(bent, axis=0), bent)


def _work_out_moves(draws: Floats, misses: Floats, rng: np.random.Generator) -> Floats:
    """How far the smoother moves each set's normal deviates, taking one part of what the figures tell."""

    count = len(draws)
    of_draws, of_misses = draws - draws.mean(axis=0), misses - misses.mean(axis=0)
    crossed = of_draws.T @ of_misses / (count - 1)
    among = of_misses.T @ of_misses / (count - 1)
    scale = np.outer(of_draws.std(axis=0, ddof=1), of_misses.std(axis=0, ddof=1))
    squared = np.divide(crossed, scale, out=np.zeros_like(crossed), where=scale > 0.0) ** 2
    tapered = crossed * count * squared / ((count + 1) * squared + 1.0)
    error = KNOWN_TO * math.sqrt(ASSIMILATIONS)
    published = error * rng.standard_normal(misses.shape)
    moves: Floats = (published - misses) @ np.linalg.solve(among + error**2 * np.eye(len(among)), tapered.T)
    return moves


def _make_targets(row: Sequence[float], figures: Sequence[Published]) -> list[Target]:
    return [
        Target(figure.id, figure.title, figure.unit, figure.value, figure.tolerance, model, math.nan, math.nan)
        for figure, model in zip(figures, row, strict=True)
    ]


def _keep_those_that_fit(made: Ensemble, places: Sequence[_Place], targets: Sequence[Sequence[Target]]) -> Ensemble:
    """The sets that meet every target. Raises `QuestionError` if they are too few to be an ensemble."""
    kept = [
        ParameterSet(misfit=float(f"{compute_misfit(compared):.{FIGURES}g}"), values=place.values)
        for place, compared in zip(places, targets, strict=True)
        if all(target.met for target in compared)
    ]
    if len(kept) < FEWEST_SETS:
        missed = [target for compared in targets for target in compared if not target.met]
        titles = [target.title for target in missed]
        most = max(dict.fromkeys(titles), key=titles.count)
        away = [target.tolerances_away for target in missed if target.title == most]
        raise QuestionError(
            f"{len(kept)} of the {made.tried} sets tried meet every target, and an ensemble needs {FEWEST_SETS}: "
            f"{titles.count(most)} miss '{most}', by {min(map(abs, away)):.2g} tolerances or more; try more sets, "
            "allow wider ranges or a wider tolerance, or leave the target out"
        )
    ordered = tuple(sorted(kept, key=lambda one: one.misfit))
    return Ensemble(made.scenario, made.seed, made.tried, made.targets, made.numbers, ordered)
