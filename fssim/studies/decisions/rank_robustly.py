"""Which staffing is best whatever the future: the worst case, regret, thresholds and the frontier, and how surely."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.errors import QuestionError
from fssim.measures.catalogue import describe
from fssim.measures.headline import STAFF_COST
from fssim.plots import BLUE, GREY, SMALL, VERMILLION, axes_to_draw_on, explain, label_plot, name_value, plain_numbers
from fssim.statistics.interval import CONFIDENCE
from fssim.statistics.robust_criteria import Criteria, Demands, apply_criteria, draw_criteria
from fssim.studies.decisions.futures import Futures, check_thresholds, find_sign, read_futures, refuse_few_replications
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from fssim.arrays import Floats


FEWEST_FUTURES = 2
EXPECTED, WORST, REGRET, HOLDS = "best on average", "best at worst", "least regret", "holds most often"
SOURCES = {
    EXPECTED: "Laplace, 1825: every future as likely as another",
    WORST: "Wald, 1945",
    REGRET: "Savage, 1951",
    HOLDS: "Starr, 1963; Simon, 1956",
}
TAIL = (1.0 - CONFIDENCE) / 2.0


@dataclass(frozen=True, eq=False)
class RobustRanking:
    """The staffings of a sweep under all its futures: what `rank_robustly` returns.

    Attributes
    ----------
    futures
        The staffings, the futures that each met, and what came of it.
    measures, cost
        The names of the measures to be best by, and of the cost.
    budget
        The most that a staffing's mean cost may be, in the unit of `cost`; None for no limit.
    thresholds
        What each measure named may be at most in a future (at least, if less of it is worse), in its unit.
    frame
        A pandas DataFrame with a row for each staffing, by the number of its first `point` (its index), those that are
        most often on the frontier first:

        - its levers, `lever_...`, as the sweep's file gives them, and `cost`, its mean;
        - of each measure, in its unit: `..._mean` over all futures, from `..._low` to `..._high`, as a
          summary has it; `..._worst`, the mean in the worst future, from `..._worst_low` to `..._worst_high`, and
          `..._worst_future`, the number of its point; `..._regret`, the most that is lost in any future by not having
          what is best there, from `..._regret_low` to `..._regret_high`;
        - `holds`, the share of futures in which all thresholds hold, from `holds_low` to `holds_high`; nan without
          thresholds;
        - `within_budget` and `on_frontier`, the probabilities, given these futures, that with endless replications it
          is within the budget, and that no other within it is as good by cost and every measure, on average, and better
          by one.

        Intervals are 95% ones, float64, and of luck alone: the futures are taken as they are. The worst of many futures
        is partly the unluckiest, so that its interval lies lower, and may lie below it.
    choices
        A pandas DataFrame with a row for each way to choose and measure: `chosen_by` (str), `measure` (str, empty where
        it is all thresholds), `point`, the staffing chosen (int64), its `value` by that, the `probability` (float64)
        that endless replications would choose the same, and the `source` (str).
    """

    futures: Futures
    measures: tuple[str, ...]
    cost: str
    budget: float | None
    thresholds: Mapping[str, float]
    frame: pd.DataFrame
    choices: pd.DataFrame

    def __repr__(self) -> str:
        futures = write_count(len(self.futures.futures), "future")
        return f"<RobustRanking: {write_count(len(self.frame), 'staffing')} in {futures}>"

    def plot(self, measure: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw what each staffing costs against a measure, on average and at worst.

        Parameters
        ----------
        measure
            One of `measures`; the first, if left out.
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            For each staffing a dot at its mean and a line to the mean in its worst future, with the probability that it
            is on the frontier and the values of its levers; those that most likely are on it are marked.

        Raises
        ------
        QuestionError
            If the ranking is not by the measure.
        """
        name = self.measures[0] if measure is None else measure
        if name not in self.measures:
            raise QuestionError(f"the ranking is not by {name}; choose one of {', '.join(self.measures)}")
        sweep = self.futures.swept.sweep
        about, cost = describe(name, sweep.base), describe(self.cost, sweep.base)
        ax = axes_to_draw_on(ax)
        frame = self.frame
        ax.vlines(frame["cost"], frame[f"{name}_mean"], frame[f"{name}_worst"], color=GREY, linewidth=1.0)
        ax.plot(frame["cost"], frame[f"{name}_worst"], "v", color=GREY, markersize=5, label="mean in the worst future")
        for likely, marker, colour, label in (
            (True, "*", VERMILLION, "mean, more likely than not on the frontier"),
            (False, "o", BLUE, "mean, of the others"),
        ):
            rows = frame[(frame["on_frontier"] >= 0.5) == likely]
            if len(rows):
                ax.plot(rows["cost"], rows[f"{name}_mean"], marker, color=colour, markersize=8, label=label)
        chosen = [lever for lever in sweep.levers if frame[lever.column].nunique() > 1]
        for row in frame.to_dict("records"):
            levers = ", ".join(name_value(row[lever.column]) for lever in chosen)
            text = f"{levers} ({row['on_frontier']:.0%})".lstrip()
            ax.annotate(text, (row["cost"], row[f"{name}_mean"]), (6, 4), textcoords="offset points", fontsize=SMALL)
        if self.budget is not None:
            ax.axvline(self.budget, color="#222222", linestyle=":", label="budget")
        plain_numbers(ax.xaxis)
        plain_numbers(ax.yaxis)
        ax.margins(0.12)
        explain(ax, columns=2)
        names = ", ".join(lever.label or lever.name.replace("_", " ") for lever in chosen)
        by = "cost and it" if len(self.measures) == 1 else f"cost and {len(self.measures)} measures"
        title = (
            f"{about.label} in {write_count(len(self.futures.futures), 'future')}, against cost. Beside each mark: "
            f"{f'{names}, and ' if names else ''}how likely it is to be on the frontier by {by}"
        )
        return label_plot(ax, title, f"{cost.label}, {cost.unit}", f"{about.label}, {about.unit}")


def rank_robustly(
    swept: SweepResults | str | Path,
    measures: Sequence[str],
    budget: float | None = None,
    *,
    thresholds: Mapping[str, float] | None = None,
    cost: str = STAFF_COST,
    worse: str | None = None,
) -> RobustRanking:
    """Rank the staffings of a sweep by how they do in all of its futures.

    A staffing is one set of values of the sweep's levers, and a future one of its uncertainties: as in a sweep whose
    design is `crossed`, or a grid. Each staffing met the same futures with the same replications, so that what differs
    is the staffing. Nothing is simulated. The ways to choose are: the mean over all futures; the worst case (A. Wald,
    1945); regret (L. J. Savage, 1951); and the share of futures in which every threshold holds (M. K. Starr, 1963; H.
    A. Simon, 1956). How surely is by a thousand draws of what endless replications may come to. They keep the luck that
    staffings share, and draw together what differs as far as luck alone may have parted it: see
    `fssim.statistics.posterior_means`. The worst of many futures is partly the unluckiest, which more replications make
    less.

    Parameters
    ----------
    swept
        A finished sweep: what `sweep` or `read_sweep` returned, or its folder.
    measures
        The names of the measures to be best by, beside cost. The first decides between equals.
    budget
        The most that a staffing's mean `cost` may be, in its unit (GBP a year). No limit, if left out.
    thresholds
        By the names of measures, what each may be at most in a future (at least, if less of it is worse), in its unit.
    cost
        The name of the measure that the budget is of.
    worse
        `more` or `less`, for measures of which more is neither worse nor better in itself.

    Returns
    -------
    RobustRanking
        Its `frame` has a row for each staffing, `choices` one for each way to choose, and `plot` draws cost against a
        measure, on average and at worst.

    Raises
    ------
    OutputError
        If the folder is no sweep's.
    QuestionError
        If the sweep is not finished or has fewer than 2 futures or 5 replications, its staffings met different futures,
        a measure has no value somewhere, nobody says which way one is worse, or nothing is within the budget.
    UnknownMeasure
        If the sweep has no such measure.
    """
    limits = dict(thresholds or {})
    check_thresholds(limits)
    if budget is not None and math.isnan(budget):
        raise QuestionError("the budget is not a number")
    by = tuple(dict.fromkeys(measures))
    if not by:
        raise QuestionError("no measure is given to be best by")
    every = tuple(dict.fromkeys((*by, cost, *limits)))  # the measures to be best by come first
    futures = read_futures(swept, every, FEWEST_FUTURES, cost=cost)
    refuse_few_replications(futures)
    ways = {name: 1.0 if name == cost else find_sign(name, worse) for name in every}
    signs = np.array([ways[name] for name in every])
    values = np.stack([futures.values[name] for name in every], axis=-1) * signs
    demands = Demands(
        np.array([limits[name] * ways[name] if name in limits else math.inf for name in every]),
        np.array([budget if name == cost and budget is not None else math.inf for name in every]),
        [every.index(name) for name in dict.fromkeys((*by, cost))],
    )
    criteria = apply_criteria(values.mean(axis=2), demands)
    if not criteria.within.any():
        cheapest = float(criteria.expected[:, every.index(cost)].min())
        raise QuestionError(
            f"{futures.swept.folder}: no staffing costs {budget:,.0f} GBP a year or less; the cheapest costs "
            f"{cheapest:,.0f}"
        )
    drawn = list(draw_criteria(values, demands, futures.swept.sweep.plan.seed))
    frame = _build_frame(futures, by, cost, every, signs, values, criteria, drawn)
    if not limits:
        frame[["holds", "holds_low", "holds_high"]] = math.nan
    choices = _build_choices(futures, by, signs, bool(limits), criteria, drawn)
    return RobustRanking(futures, by, cost, budget, limits, frame, choices)


def _build_frame(
    futures: Futures,
    measures: Sequence[str],
    cost: str,
    every: Sequence[str],
    signs: Floats,
    values: Floats,
    criteria: Criteria,
    drawn: Sequence[Criteria],
) -> pd.DataFrame:
    import pandas as pd

    sweep = futures.swept.sweep
    columns: dict[str, Any] = {
        lever.column: [own[lever.name] for own in futures.staffings.values()] for lever in sweep.levers
    }
    columns["cost"] = criteria.expected[:, every.index(cost)]
    for name in measures:
        at, about = every.index(name), describe(name, sweep.base)
        means = [about.estimate_own_mean(own) for own in (signs[at] * values[..., at].mean(axis=1)).tolist()]
        columns |= {
            f"{name}_mean": [one.mean for one in means],
            f"{name}_low": [one.low for one in means],
            f"{name}_high": [one.high for one in means],
        }
        for part, sign, least, most in (("worst", signs[at], about.least, about.most), ("regret", 1.0, 0.0, math.inf)):
            prefix = f"{name}_{part}"
            ends = _find_ends([sign * getattr(one, part)[:, at] for one in drawn])
            low, high = (np.clip(end, least, most) for end in ends)
            columns |= {prefix: sign * getattr(criteria, part)[:, at], f"{prefix}_low": low, f"{prefix}_high": high}
        worst = values[..., at].mean(axis=2).argmax(axis=1)
        columns[f"{name}_worst_future"] = [
            futures.points[staffing][future] for staffing, future in enumerate(worst.tolist())
        ]
    low, high = _find_ends([one.holds for one in drawn])
    columns |= {"holds": criteria.holds, "holds_low": low, "holds_high": high}
    columns["within_budget"] = np.mean([one.within for one in drawn], axis=0)
    columns["on_frontier"] = np.mean([one.on_frontier for one in drawn], axis=0)
    frame = pd.DataFrame(columns, index=pd.Index(list(futures.staffings), name="point"))
    return frame.iloc[np.lexsort((criteria.expected[:, 0], -frame["on_frontier"].to_numpy()))]


def _find_ends(drawn: Sequence[Floats]) -> tuple[Floats, Floats]:
    low, high = np.quantile(np.stack(drawn), [TAIL, 1.0 - TAIL], axis=0)
    return low, high


def _build_choices(
    futures: Futures,
    measures: Sequence[str],
    signs: Floats,
    has_thresholds: bool,
    criteria: Criteria,
    drawn: Sequence[Criteria],
) -> pd.DataFrame:
    import pandas as pd

    numbers = list(futures.staffings)
    ways = [
        (kind, name, part, place)
        for place, name in enumerate(measures)
        for kind, part in ((EXPECTED, "expected"), (WORST, "worst"), (REGRET, "regret"))
    ]
    rows = []
    for kind, name, part, place in ways:
        chosen = criteria.choose(getattr(criteria, part)[:, place])
        same = [one.choose(getattr(one, part)[:, place]) == chosen for one in drawn]
        sign = 1.0 if kind == REGRET else signs[place]
        value = float(sign * getattr(criteria, part)[chosen, place])
        rows.append((kind, name, numbers[chosen], value, float(np.mean(same)), SOURCES[kind]))
    if has_thresholds:
        chosen = criteria.choose(-criteria.holds)
        same = [one.choose(-one.holds) == chosen for one in drawn]
        value = float(criteria.holds[chosen])
        rows.append((HOLDS, "", numbers[chosen], value, float(np.mean(same)), SOURCES[HOLDS]))
    return pd.DataFrame(rows, columns=["chosen_by", "measure", "point", "value", "probability", "source"])
