"""Which staffing is best within a budget: the points of a sweep, ranked with a stated probability of being right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.errors import QuestionError
from fssim.measures.catalogue import describe
from fssim.measures.declaration import MeasureDescription
from fssim.measures.headline import STAFF_COST
from fssim.plots import (
    BLUE,
    GREY,
    ORANGE,
    SMALL,
    VERMILLION,
    axes_to_draw_on,
    explain,
    label_plot,
    name_value,
    plain_numbers,
)
from fssim.runs.process_pool import start_workers
from fssim.runs.runner import Progress
from fssim.statistics.interval import Interval, estimate_mean
from fssim.statistics.mean_difference import subtract
from fssim.statistics.selection import Selection, find_cost_frontier, select_best
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS
from fssim.studies.analysis.differences.break_even import MORE_IS_WORSE, find_worse_way
from fssim.studies.analysis.staffings import (
    ELSEWHERE,
    ExtraReplications,
    group_staffings,
    read_staffing_values,
    refuse_without_levers,
)
from fssim.studies.sweeps.failed_points import note_left_out
from fssim.studies.sweeps.plan.sweep import SweepPoint
from fssim.studies.sweeps.sweep_results import SweepResults, read_sweep, refuse_not_kept, refuse_unfinished
from fssim.studies.sweeps.work.sweep_manifest import lock_folder
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BEST, NOT_TOLD_APART, AS_GOOD, WORSE = "best", "not told apart from the best", "as good, within what matters", "worse"
OVER_BUDGET, NO_VALUE = "over the budget", "no value in some replications"
MARKS = {
    BEST: ("*", VERMILLION), NOT_TOLD_APART: ("D", ORANGE), AS_GOOD: ("s", ORANGE), WORSE: ("o", BLUE),
    OVER_BUDGET: ("x", GREY),
}  # fmt: skip


@dataclass(frozen=True)
class Ranking:
    """The staffings of a sweep, ranked: what `rank` returns.

    Attributes
    ----------
    swept
        The sweep.
    measure, cost
        The names of the measure ranked by, and of the cost that the budget is of.
    budget
        The most that a staffing may cost, in the unit of `cost`; None for no limit.
    worse
        `more` or `less`: which way the measure is worse.
    indifference
        The smallest difference that matters, in the measure's unit.
    selection
        Which is best, and whether that was `decided` with the probability promised.
    unsure_of_budget
        The points whose cost's 95% interval holds the budget.
    frame
        A pandas DataFrame with a row for each staffing, by the number of its `point` (its index), the best first:

        - its levers, `lever_...`, as the sweep's file gives them;
        - `mean`, `low` and `high` (float64, in the measure's unit): the mean and its 95% interval, and `replications`
          (int64), what they are from;
        - `difference`, `difference_low` and `difference_high` (float64, in the measure's unit): how far it is from the
          best, replication by replication, and the 95% interval of that;
        - `cost` (float64, in the unit of the cost, GBP a year as a rule): its mean over the sweep's own replications;
        - `is` (str): `best`, `as good, within what matters`, `worse`, `over the budget`, `no value in some
          replications`, or, if the most replications came first, `not told apart from the best`.
    """

    swept: SweepResults
    measure: str
    cost: str
    budget: float | None
    worse: str
    indifference: float
    selection: Selection
    unsure_of_budget: tuple[int, ...]
    frame: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Ranking: {write_count(len(self.frame), 'staffing')} by {self.measure}>"

    @property
    def best_value_for_cost(self) -> pd.DataFrame:
        """The staffings that no other is better than for the same cost or less.

        Returns
        -------
        pandas.DataFrame
            Their rows of `frame`, the cheapest first.
        """
        sign = 1.0 if self.worse == MORE_IS_WORSE else -1.0
        known = self.frame[self.frame["is"] != NO_VALUE]
        return known.iloc[find_cost_frontier(list(known["cost"]), list(sign * known["mean"]))]

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of the ranking: what could not be simulated, and is left out."""
        return tuple(note_left_out(self.swept))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what each staffing costs against its measure, and those that are the best to be had for their cost.

        Parameters
        ----------
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A mark for each staffing, with the 95% interval of its mean and the values of its levers; a line through
            those that no other is better than for the same cost or less; and the budget, if there is one.
        """
        about, cost = (describe(name, self.swept.sweep.base) for name in (self.measure, self.cost))
        ax = axes_to_draw_on(ax)
        names = {lever.column: lever.label or lever.name.replace("_", " ") for lever in self.swept.sweep.levers}
        for kind, (marker, colour) in MARKS.items():
            rows = self.frame[self.frame["is"] == kind]
            if len(rows):
                reach = [rows["mean"] - rows["low"], rows["high"] - rows["mean"]]
                ax.errorbar(
                    rows["cost"], rows["mean"], yerr=reach, fmt=marker, color=colour, markersize=7, elinewidth=1.0,
                    capsize=3.0, label=kind,
                )  # fmt: skip
        frontier = self.best_value_for_cost
        ax.plot(
            frontier["cost"], frontier["mean"], "--", color=GREY, linewidth=1.0, zorder=1, label="best for its cost"
        )
        for point, row in self.frame.iterrows():
            text = ", ".join(name_value(row[column]) for column in names)
            below = (point in frontier.index) == (self.worse == MORE_IS_WORSE)  # the best for their cost on the outside
            aside = (6, -13 if below else 6)
            ax.annotate(text, (row["cost"], row["mean"]), aside, textcoords="offset points", fontsize=SMALL)
        if self.budget is not None:
            ax.axvline(self.budget, color="#222222", linestyle=":", label="budget")
        plain_numbers(ax.xaxis)
        plain_numbers(ax.yaxis)
        ax.margins(0.1)
        explain(ax)
        title = f"{about.label}, against cost. Beside each mark: {', '.join(names.values())}"
        return label_plot(ax, title, f"{cost.label}, {cost.unit}", f"{about.label}, {about.unit}")


FEWEST_FIRST = 5  # replications; with fewer, variances are known so badly that deciding takes very many
AT_A_TIME = 10


def rank(
    swept: SweepResults | str | Path,
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
    """Rank the staffings of a sweep by a measure, within a budget.

    A staffing is one set of values of the sweep's levers. The sweep's own replications are where it starts (the first
    10, where a precision decided how many there are); further ones are run of the staffings still in the running (kept
    in the sweep's folder, and never run twice) until one is chosen: with a probability of 95% or more it is the best,
    if the best is better than the others by `matters` or more. The procedure is S.-H. Kim and B. L. Nelson's (A fully
    sequential procedure for indifference-zone selection in simulation, ACM Transactions on Modeling and Computer
    Simulation, 11, 2001, pages 251 to 273); see `fssim.statistics.selection`.

    Parameters
    ----------
    swept
        A finished sweep: what `sweep` or `read_sweep` returned, or its folder.
    measure
        The name of the measure to rank by.
    budget
        The most that a staffing's mean `cost` may be, in its unit (GBP a year). No limit, if left out.
    jobs
        Processes to use; as many as the computer has processors, if left out. The answer does not depend on it.
    matters
        The smallest difference that matters, in the measure's unit, above 0; 2% of the best mean so far, or of the
        largest where the best is 0, if left out.
    most
        The most replications that one staffing is given.
    cost
        The name of the measure that the budget is of.
    worse
        `more` or `less`, for a measure of which more is neither worse nor better in itself.
    on_progress
        Called with the numbers of further replications done and to do.

    Returns
    -------
    Ranking
        Its `frame` has a row for each staffing, the best first, and `plot` draws cost against the measure.

    Raises
    ------
    OutputError
        If the folder is no sweep's, in use, or was written by another version of fssim.
    QuestionError
        If the sweep is not finished or has no levers, its staffings met different uncertainties, nobody says which way
        the measure is worse, nothing is within the budget, the budget is not a number, `matters` is not above 0, or a
        staffing cannot be simulated in a further replication.
    UnknownMeasure
        If the sweep has no such measure.
    WorkerLost
        If a process is ended from outside, or none can be started: what is finished is kept then.
    """
    if not isinstance(swept, SweepResults):
        swept = read_sweep(swept)
    refuse_without_levers(swept)
    refuse_not_kept(swept, (measure,), cost)
    if matters is not None and not 0.0 < matters < math.inf:
        raise QuestionError(f"the smallest difference that matters is {matters:g}; it must be a number above 0")
    if budget is not None and math.isnan(budget):
        raise QuestionError("the budget is not a number")
    refuse_unfinished(swept)
    way = find_worse_way(measure, worse)
    sign = -1.0 if way == MORE_IS_WORSE else 1.0
    systems = group_staffings(swept)
    values = read_staffing_values(swept, systems, (measure, cost))
    costs = {system: describe(cost, swept.sweep.base).estimate_own_mean(own) for system, own in values[cost].items()}
    known = [system for system, per_replication in values[measure].items() if not any(map(math.isnan, per_replication))]
    within = [system for system in known if budget is None or costs[system].mean <= budget]
    _refuse_nothing(swept, systems, known, within, costs, budget)
    own = swept.sweep.plan.fewest_replications
    n0 = max(own, min(FEWEST_FIRST, most))
    by_number = {point.number: point for members in systems.values() for point in members}
    numbers = {system: [point.number for point in members] for system, members in systems.items()}
    widest = AT_A_TIME * max(map(len, numbers.values())) * len(within)
    with lock_folder(swept.folder, otherwise=ELSEWHERE), start_workers(jobs, widest) as executor:
        extra = ExtraReplications(swept, by_number, executor)

        def in_all(system: int) -> list[float]:
            return [*values[measure][system][:own], *extra.means(numbers[system], measure)]

        def more(wanted: Sequence[int], upto: int) -> dict[int, list[float]]:
            goal = min(upto + AT_A_TIME - 1, max(most, n0))
            wanted_points = [number for system in wanted for number in numbers[system]]
            extra.upto(wanted_points, goal, on_progress or (lambda done, total: None))
            return {system: [sign * value for value in in_all(system)] for system in wanted}

        first = {system: [sign * value for value in values[measure][system][:own]] for system in within}
        if own < n0 and len(within) > 1:
            first = {system: signed[:n0] for system, signed in more(within, n0).items()}
        zone = matters if matters is not None else _choose_indifference(first)
        selection = select_best(first, more, zone, most)
        final = {system: in_all(system)[: selection.used[system]] for system in within}
    about = describe(measure, swept.sweep.base)
    frame = _build_frame(swept, about, systems, values[measure], final, costs, selection, zone, within, known)
    unsure = tuple(
        system for system in known if budget is not None and costs[system].low <= budget <= costs[system].high
        and costs[system].low < costs[system].high
    )  # fmt: skip
    return Ranking(swept, measure, cost, budget, way, zone, selection, unsure, frame)


def _choose_indifference(first: Mapping[int, Sequence[float]]) -> float:
    """A share of the best mean; of the largest, where the best is nothing, and of which there is no share."""
    means = [math.fsum(values) / len(values) for values in first.values()]
    return SMALLEST_THAT_MATTERS * (abs(max(means)) or max(map(abs, means))) or 1e-9


def _refuse_nothing(
    swept: SweepResults,
    systems: Mapping[int, Sequence[SweepPoint]],
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


def _build_frame(
    swept: SweepResults,
    about: MeasureDescription,
    systems: Mapping[int, Sequence[SweepPoint]],
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
        values = final.get(system, own[system])
        mean = about.estimate_own_mean(values)
        apart = estimate_mean(subtract(here, there) for here, there in zip(values, best, strict=False))
        is_best = system == selection.best
        near = AS_GOOD if abs(apart.mean) < indifference else WORSE
        left = NOT_TOLD_APART if system in selection.left and not selection.decided else near
        outside = OVER_BUDGET if system in known else NO_VALUE
        levers = {factor.column: members[0].values[factor.name] for factor in swept.sweep.levers}
        rows.append(
            levers
            | {
                "mean": mean.mean, "low": mean.low, "high": mean.high, "replications": len(values),
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
