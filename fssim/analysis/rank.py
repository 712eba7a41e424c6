"""Which staffing is best within a budget: the points of a sweep, ranked with a stated probability of being right."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.analysis.break_even import MORE_IS_WORSE, worse_way
from fssim.analysis.extra_replications import ExtraReplications
from fssim.analysis.staffings import staffings, values_of
from fssim.errors import QuestionError
from fssim.measures.headline import STAFF_COST
from fssim.measures.measure import refuse_unknown
from fssim.runs.runner import Progress
from fssim.runs.worker_processes import workers
from fssim.statistics.interval import Interval, interval_of
from fssim.statistics.mean_difference import difference_of
from fssim.statistics.selection import Selection, select_best
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS
from fssim.sweeps.plan.points import Point
from fssim.sweeps.sweep_results import SweepResults, read_sweep
from fssim.sweeps.work.folder_lock import locked

if TYPE_CHECKING:
    import pandas as pd

FEWEST_FIRST = 5  # replications; with fewer, variances are known so badly that deciding takes very many
AT_A_TIME = 10
BEST, NOT_TOLD_APART, AS_GOOD, WORSE = "best", "not told apart from the best", "as good, within what matters", "worse"
OVER_BUDGET, NO_VALUE = "over the budget", "no value in some replications"


@dataclass(frozen=True, slots=True)
class Ranking:
    """What `rank` finds, and how: `indifference` in the measure's unit, and whether the selection was `decided`."""

    swept: SweepResults
    measure: str
    cost: str
    budget: float | None
    worse: str
    indifference: float
    selection: Selection
    unsure_of_budget: tuple[int, ...]
    frame: pd.DataFrame


def rank(
    folder: str | Path,
    measure: str,
    budget: float | None = None,
    jobs: int | None = None,
    *,
    matters: float | None = None,
    most: int = 1000,
    cost: str = STAFF_COST,
    worse: str | None = None,
    on_progress: Progress | None = None,
) -> pd.DataFrame:
    """Rank the staffings of a sweep by a measure, within a budget.

    A staffing is one set of values of the sweep's levers. Those whose mean `cost` is over the `budget` are left out.
    The sweep's own replications are where it starts (the first 10, where a precision decided how many there are);
    further ones are run of the staffings still in the running (kept in the folder, and never run twice) until one is
    chosen: with a probability of 95% or more it is the best, if the best is better than the others by `matters` or more
    (in the measure's unit; 2% of the best mean so far, if left out). No staffing is given more than `most`
    replications. They are run on the sweep's engine, or where that does not run on the one that does, whose results are
    the same. See `fssim.statistics.selection` for the method.

    A DataFrame with a row for each staffing, the best first: its levers (`lever_...`); the mean of the measure, its 95%
    interval and the `replications` it is from; how far it is from the best, paired, from `difference_low` to
    `difference_high`; the mean `cost`; and what it `is`: `best`, `as good, within what matters` (nearer to the best
    than `matters`), `worse`, `over the budget`, `no value in some replications`, or, if `most` came first, `not told
    apart from the best`.

    Raises `OutputError` if the folder is no sweep's, or in use; `QuestionError` if the sweep is not finished, its
    staffings met different uncertainties, there is no such measure, or nothing is within the budget.
    """
    return ranking(
        read_sweep(folder), measure, budget, jobs,
        matters=matters, most=most, cost=cost, worse=worse, on_progress=on_progress,
    ).frame  # fmt: skip


def ranking(
    swept: SweepResults,
    measure: str,
    budget: float | None = None,
    jobs: int | None = None,
    *,
    matters: float | None = None,
    most: int = 1000,
    cost: str = STAFF_COST,
    worse: str | None = None,
    on_progress: Progress | None = None,
) -> Ranking:
    """See `rank`."""
    refuse_unknown((measure, cost), swept.measures)
    if matters is not None and not 0.0 < matters < math.inf:
        raise QuestionError(f"the smallest difference that matters is {matters:g}; it must be a number above 0")
    if budget is not None and math.isnan(budget):
        raise QuestionError("the budget is not a number")
    if not swept.finished:
        raise QuestionError(f"{swept.folder}: the sweep is not finished; run it again into this folder to finish it")
    way = worse_way(measure, worse)
    sign = -1.0 if way == MORE_IS_WORSE else 1.0
    systems = staffings(swept)
    values = values_of(swept, systems, (measure, cost))
    costs = {system: interval_of(found) for system, found in values[cost].items()}
    known = [system for system, found in values[measure].items() if not any(map(math.isnan, found))]
    within = [system for system in known if budget is None or costs[system].mean <= budget]
    _refuse_nothing(swept, systems, known, within, costs, budget)
    own = swept.sweep.plan.fewest_replications
    n0 = max(own, FEWEST_FIRST)
    by_number = {point.number: point for members in systems.values() for point in members}
    numbers = {system: [point.number for point in members] for system, members in systems.items()}
    widest = AT_A_TIME * max(map(len, numbers.values())) * len(within)
    with locked(swept.folder), workers(min(jobs or os.cpu_count() or 1, widest), widest) as do:
        further = ExtraReplications(swept, by_number, do)

        def in_all(system: int) -> list[float]:
            return [*values[measure][system][:own], *further.means(numbers[system], measure)]

        def more(wanted: Sequence[int], upto: int) -> dict[int, list[float]]:
            goal = min(upto + AT_A_TIME - 1, max(most, n0))
            wanted_points = [number for system in wanted for number in numbers[system]]
            further.upto(wanted_points, goal, on_progress or (lambda done, total: None))
            return {system: [sign * value for value in in_all(system)] for system in wanted}

        first = {system: [sign * value for value in values[measure][system][:own]] for system in within}
        if own < n0 and len(within) > 1:
            first = {system: found[:n0] for system, found in more(within, n0).items()}
        zone = matters if matters is not None else _indifference(first)
        selection = select_best(first, more, zone, most)
        final = {system: in_all(system)[: selection.used[system]] for system in within}
    frame = _frame(swept, systems, values[measure], final, costs, selection, zone, within, known)
    unsure = tuple(
        system for system in known if budget is not None and costs[system].low <= budget <= costs[system].high
        and costs[system].low < costs[system].high
    )  # fmt: skip
    return Ranking(swept, measure, cost, budget, way, zone, selection, unsure, frame)


def _indifference(first: Mapping[int, Sequence[float]]) -> float:
    best = max(math.fsum(found) / len(found) for found in first.values())
    return SMALLEST_THAT_MATTERS * abs(best) or 1e-9


def _refuse_nothing(
    swept: SweepResults,
    systems: Mapping[int, Sequence[Point]],
    known: Sequence[int],
    within: Sequence[int],
    costs: Mapping[int, Interval],
    budget: float | None,
) -> None:
    if not known:
        raise QuestionError(f"{swept.folder}: no staffing has the measure in every replication; choose another measure")
    if not within and budget is not None:
        cheapest = min(costs[system].mean for system in systems)
        raise QuestionError(
            f"{swept.folder}: no staffing costs {budget:,.0f} GBP a year or less; the cheapest costs {cheapest:,.0f}"
        )


def _frame(
    swept: SweepResults,
    systems: Mapping[int, Sequence[Point]],
    own: Mapping[int, Sequence[float]],
    final: Mapping[int, Sequence[float]],
    costs: Mapping[int, Interval],
    selection: Selection,
    indifference: float,
    within: Sequence[int],
    known: Sequence[int],
) -> pd.DataFrame:
    import pandas as pd

    best = final[selection.best]
    rows = []
    for system, members in systems.items():
        found = final.get(system, own[system])
        mean = interval_of(found)
        apart = interval_of(difference_of(here, there) for here, there in zip(found, best, strict=False))
        is_best = system == selection.best
        near = AS_GOOD if abs(apart.mean) < indifference else WORSE
        left = NOT_TOLD_APART if system in selection.left and not selection.decided else near
        outside = OVER_BUDGET if system in known else NO_VALUE
        levers = {factor.column: members[0].values[factor.name] for factor in swept.sweep.levers}
        rows.append(
            levers
            | {
                "mean": mean.mean, "low": mean.low, "high": mean.high, "replications": len(found),
                "difference": apart.mean, "difference_low": apart.low, "difference_high": apart.high,
                "cost": costs[system].mean,
                "is": BEST if is_best else left if system in within else outside,
                "point": system,
            }
        )  # fmt: skip
    order = {name: place for place, name in enumerate((BEST, NOT_TOLD_APART, AS_GOOD, WORSE, OVER_BUDGET, NO_VALUE))}
    frame = pd.DataFrame(rows).set_index("point")
    nearest_first = frame["difference"].abs()
    return (
        frame.assign(_order=frame["is"].map(order), _by=nearest_first)
        .sort_values(["_order", "_by"])
        .drop(columns=["_order", "_by"])
    )
