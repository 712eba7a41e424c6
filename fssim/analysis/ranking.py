"""The staffings of a sweep, ranked: what ranking gives, and the picture of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fssim.analysis.break_even import MORE_IS_WORSE
from fssim.measures.catalogue import describe
from fssim.plots import (
    BLUE,
    GREY,
    ORANGE,
    SMALL,
    VERMILLION,
    axes_to_draw_on,
    explain,
    finish,
    name_value,
    plain_numbers,
)
from fssim.statistics.selection import Selection
from fssim.sweeps.sweep_results import SweepResults

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
        - `cost` (float64, in the unit of the cost, GBP a year as a rule): its mean;
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
        return f"<Ranking: {len(self.frame)} staffings by {self.measure}>"

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
        by_cost = known.assign(badness=sign * known["mean"]).sort_values(["cost", "badness"])
        better = by_cost["badness"] < by_cost["badness"].cummin().shift(fill_value=math.inf)
        return by_cost[better].drop(columns="badness")

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
        return finish(ax, title, f"{cost.label}, {cost.unit}", f"{about.label}, {about.unit}")
