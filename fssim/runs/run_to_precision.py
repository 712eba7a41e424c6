"""As many replications as a precision takes: how wide intervals still are, as shares of what they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan
from numbers import Real
from pathlib import Path

from fssim.engine.simulate import ENGINES
from fssim.errors import ArgumentError
from fssim.measures.catalogue import refuse_unknown
from fssim.measures.headline import lead_measures
from fssim.runs.paired import pair_measure
from fssim.runs.replicate import list_measures, refuse_what_cannot_be
from fssim.runs.results import Results
from fssim.runs.runner import Progress, start_replicating
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import Interval
from fssim.statistics.stopping_rule import AT_MOST, FIRST_LOOK, is_enough, schedule_looks
from fssim.whole_numbers import whole_number


@dataclass(frozen=True, slots=True)
class Width:
    """The 95% interval of one measure: of its paired difference from the scenario named `against`, or of its own mean.

    `share` is half of the interval's width over the mean in the scenario compared with (of the measure's own mean, if
    nothing is compared or that mean is zero); nan when there are fewer than two values. It does not depend on how large
    the difference is, which may be zero or negative.
    """

    measure: str
    against: str | None
    share: float


@dataclass(frozen=True, slots=True)
class PreciseResults:
    """What a run to a precision gave.

    Parameters
    ----------
    results
        The scenario's, and then those of each it is compared with, all with the same replications.
    precision
        What was asked for: half of an interval, as a share of the mean.
    measures
        The names of those that it was asked of.
    replications_at_most
        Where it would have stopped in any case.
    reached
        Whether that was enough.
    too_wide
        The intervals that were not narrow enough when it was not, the widest first.
    slowest
        The interval that was still the furthest from narrow enough at the last look at which one was not, if there was
        one.
    """

    results: list[Results]
    precision: float
    measures: tuple[str, ...]
    replications_at_most: int
    reached: bool
    too_wide: tuple[Width, ...]
    slowest: Width | None = None


def run_to_precision(
    scenario: Scenario,
    against: Scenario | Sequence[Scenario] = (),
    precision: float = 0.05,
    measures: Sequence[str] = (),
    replications_at_most: int = AT_MOST,
    seed: int = 1,
    jobs: int | None = None,
    *,
    engine: str = ENGINES[0],
    check: bool = False,
    on_progress: Progress | None = None,
) -> PreciseResults:
    """Run a scenario, and those it is compared `against`, until what is asked is known well enough.

    That is when, for each of the `measures` (the few an answer is given in, if left out) and each scenario compared
    with, half the width of the 95% interval of the paired difference is at most `precision` times the mean in the
    scenario compared with; without one, half the width of the interval of the mean itself, times that mean. This is
    looked at after 10 replications, 13, 17 and so on, a quarter more each time, and has to be so at two looks in
    succession; at `replications_at_most` it stops in any case. What comes out does not depend on `jobs`.

    Intervals keep their meaning though they decide when to stop: they hold the true value 94 times in 100 or more if
    differences are normal, and still 88 times if they are as skewed as exponential ones, which those of a service are
    not. See `fssim.statistics.stopping_rule` for where the rule is from.

    Parameters
    ----------
    scenario
        What `load` returned.
    against
        One scenario, or several, that it is compared with.
    precision
        Half of an interval, as a share of the mean: 0.05 is 5%.
    measures
        Names of measures to know so well.
    replications_at_most
        Where it stops in any case, from 10.
    seed, jobs, engine, check, on_progress
        As for `run`.

    Returns
    -------
    PreciseResults
        The results of each scenario, and how wide the intervals are.

    Raises
    ------
    ArgumentError
        If `precision` is not between 0 and 1, or `replications_at_most` is below 10.
    UnknownMeasure
        For a name that is no measure of the scenarios, before anything is simulated.
    OtherClocks
        If the scenarios run over other days.
    ArgumentTypeError, TooLarge, ModelError, CannotSimulate, EngineUnusable, LawsBroken, WorkerLost
        As `run` does.
    """
    others = [against] if isinstance(against, Scenario) else list(against)
    for side in (scenario, *others):
        refuse_what_cannot_be(side, seed)
    scenarios: dict[str, Scenario] = {}
    for side in (scenario, *others):
        scenarios[_make_name(side.title, scenarios)] = side
    return run_all_to_precision(
        scenarios, precision, measures, replications_at_most, seed, jobs, engine=engine, check=check,
        on_progress=on_progress,
    )  # fmt: skip


def run_all_to_precision(
    scenarios: Mapping[str, Scenario],
    precision: float,
    measures: Sequence[str],
    at_most: int,
    seed: int,
    jobs: int | None = None,
    *,
    engine: str = ENGINES[0],
    check: bool = False,
    log_folder: Path | None = None,
    on_progress: Progress | None = None,
) -> PreciseResults:
    """Run scenarios, by name, until the first is known well enough against the others. See `run_to_precision`."""
    if not isinstance(precision, Real) or not 0.0 < precision < 1.0:
        raise ArgumentError(f"precision is {precision!r}; it must be a share between 0 and 1, such as 0.05")
    at_most = whole_number("replications_at_most", at_most, 1)
    if at_most < FIRST_LOOK:
        raise ArgumentError(f"replications_at_most is {at_most}; it must be {FIRST_LOOK} or more")
    with start_replicating(
        scenarios, at_most, seed, jobs, engine=engine, check=check, log_folder=log_folder, on_progress=on_progress
    ) as up_to:
        if measures:
            refuse_unknown(measures, list_measures(scenarios.values()))
        narrow, slowest = False, None
        for count in schedule_looks(at_most):
            results = up_to(count)
            wanted = measures or [name for name in lead_measures(results[0].scenario) if name in results[0].measures]
            intervals = measure_widths(results, wanted)
            before, narrow = narrow, are_all_within(intervals, precision)
            slowest = slowest if narrow else next(iter(_find_too_wide(intervals, precision)), None)
            reached = is_enough(narrow, before, count == at_most)
            if reached:
                break
    wide = [] if reached else _find_too_wide(intervals, precision)
    return PreciseResults(results, precision, tuple(wanted), at_most, reached, tuple(wide), slowest)


def measure_widths(results: Sequence[Results], measures: Iterable[str]) -> list[Width]:
    """The widths of these measures, for the first of the results against each of the others, or by itself.

    A measure that has not had a value in one of the two, in any replication, is left out: there is nothing to compare.
    """
    first, *others = results
    measured = []
    for measure in measures:
        if not others and not isnan((own := first.interval(measure)).mean):
            measured.append(Width(measure, None, _compute_share(own, own.mean, own.mean)))
        for other in others:
            pairs = pair_measure(first, other, measure)
            if not isnan(pairs.value) and not isnan(pairs.baseline):
                measured.append(
                    Width(
                        measure,
                        other.name,
                        _compute_share(pairs.mean_difference.interval(), pairs.baseline, pairs.value),
                    )
                )
    return measured


def are_all_within(intervals: Iterable[Width], share: float) -> bool:
    """Whether there are widths, and none is more than a share."""
    shares = [width.share for width in intervals]
    return bool(shares) and all(width <= share for width in shares)


def _find_too_wide(intervals: Sequence[Width], precision: float) -> list[Width]:
    """Those that are not narrow enough, the widest first."""
    wide = [width for width in intervals if not width.share <= precision]
    return sorted(wide, key=lambda width: -inf if isnan(width.share) else -width.share)


def _make_name(title: str, taken: Mapping[str, Scenario]) -> str:
    """The title, numbered if another scenario has it already."""
    name, count = title, 2
    while name in taken:
        name, count = f"{title} ({count})", count + 1
    return name


def _compute_share(interval: Interval, baseline: float, value: float) -> float:
    half_width = (interval.high - interval.low) / 2.0
    scale = abs(baseline or value)
    if half_width == 0.0:
        return 0.0
    return half_width / scale if scale else inf
