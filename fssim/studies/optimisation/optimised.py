"""What an optimisation comes to: the staffing chosen, what else is on the frontier and how sure that is, which limit
stands in the way, and which unknown number would change the choice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fssim.arrays import Floats
from fssim.errors import QuestionError
from fssim.measures.catalogue import describe
from fssim.plots import BLUE, GREY, SMALL, VERMILLION, axes_to_draw_on, explain, label_plot, plain_numbers
from fssim.statistics.interval import estimate_mean
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS
from fssim.studies.decisions.futures import spread_tables
from fssim.studies.decisions.value_of_information import FEWEST_FUTURES, WeighedNumbers, weigh_numbers
from fssim.studies.optimisation.estimates import Scores, estimate_scores
from fssim.studies.optimisation.goals import Limit
from fssim.studies.optimisation.plan_file import Optimisation
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    from matplotlib.axes import Axes


AT_MOST, AT_LEAST, ABOVE_BASE, BELOW_BASE = "at_most", "at_least", "above_base_at_most", "below_base_at_most"
AS_IT_IS, CHOSEN, FRONTIER, NEAR = "as it is", "chosen", "on the frontier", "nearly as good"
OFF_FRONTIER = "off the frontier"  # on it in the search, and not when it was simulated again
MARKS = {
    CHOSEN: ("*", VERMILLION), FRONTIER: ("o", BLUE), NEAR: ("o", GREY), OFF_FRONTIER: ("x", GREY),
    AS_IT_IS: ("s", "#222222"),
}  # fmt: skip
DRAWS = 2_000


@dataclass(frozen=True)
class OptimisedStaffing:
    """What `optimise` returns.

    Attributes
    ----------
    question
        What was asked, as `load_optimisation` has it.
    folder
        Where all of it is: `chosen.yaml` (the chosen staffing as a scenario to run), `staffings.csv` (`frame`) and
        `tried.csv` (`tried`), `information.csv` and `limits.csv`.
    changes
        The values of the levers of the chosen staffing, by name.
    within_limits
        Whether the chosen staffing keeps all limits, by the replications of the search. If not, none that was tried
        does, and it is the one that comes nearest.
    is_hopeless
        Whether the search ended early, as nothing that was tried keeps all limits and the last generations came no
        nearer.
    probability_within_limits
        The probability that with endless replications it keeps all limits. It goes, as all that follow do, by every
        replication that a staffing had, in the search and at the end.
    probability_best
        The probability that with endless replications it is within limits, and better than any other that was simulated
        again at the end, by the first goal.
    probability_as_good
        The same, of its being the best or no more than `matters` worse.
    matters
        The smallest difference that matters, in the unit of the first goal: 2% of what it is as it is.
    expected_loss
        By how much the best is better than the chosen on average over what endless replications may come to, in
        the same unit.
    promised
        What the search itself put the first goal of the chosen at: as a rule better than it is, as it was chosen for
        it.
    spent
        How many replications it took, those at the end among them.
    fresh
        How many fresh replications each staffing of `frame` had: as many as the file asks for, and what the search had
        left.
    limits
        A pandas DataFrame with a row for each limit, by `measure` and `limit` (the index; `at_most`, `at_least`,
        `above_base_at_most` or `below_base_at_most`): as the file gives it, in the measure's unit (float64), the
        `bound`, the `value` that the chosen has over its fresh replications, and `nearest_tried`, the best that any
        staffing came to in the search, whatever its other measures; `probability_kept`; and `can_be_kept` (bool),
        whether any that was tried keeps this one.
    information
        What to find out first: a row for each uncertainty, those worth most first, as `value_of_information` has them,
        for the choice between the staffings of `frame` that keep all limits, by the first goal. Empty where nothing is
        uncertain, there is no choice, or fresh replications are fewer than 30.
    switches
        By uncertainty that has an order: from which value on which staffing (its number) would be chosen.
    frame
        A pandas DataFrame with a row for each staffing that was simulated again at the end, by its number (the index, 0
        for the base), the chosen first:

        - `is` (str): `as it is`; `chosen`, by the search; `on the frontier`, by the fresh replications; `off the
          frontier`, where the search had it on it; or `nearly as good`;
        - its levers, `lever_...`, as the file gives them, missing for the base;
        - each goal's and limit's measure by its name, with `_low` and `_high` (float64, in the measure's unit): mean
          and 95% interval over the fresh replications; and the same of the difference from the base in the same
          replications, `..._difference`, `..._difference_low` and `..._difference_high`;
        - `probability_best`, `probability_within_limits` and `probability_on_frontier` (float64), of the staffings of
          this frame, by all their replications.
    tried
        A row for each staffing that was tried, by its number: its levers, `replications` (int64), and the mean of each
        measure over these, put right for luck that these had in common with the base's; `within_limits` (bool); and
        `failure` (str), why it cannot be simulated, if so.
    """

    question: Optimisation
    folder: Path
    changes: Mapping[str, Value]
    within_limits: bool
    is_hopeless: bool
    probability_within_limits: float
    probability_best: float
    probability_as_good: float
    matters: float
    expected_loss: float
    promised: float
    spent: int
    fresh: int
    limits: pd.DataFrame
    information: pd.DataFrame
    switches: Mapping[str, Sequence[tuple[Value, int]]]
    frame: pd.DataFrame
    tried: pd.DataFrame

    def __repr__(self) -> str:
        return f"<OptimisedStaffing: {write_count(len(self.tried), 'staffing')} tried for {self.question.plan.title}>"

    @property
    def first_goal(self) -> str:
        """The name of the measure that decides."""
        return next(iter(self.question.plan.goals))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the frontier: the first goal against the second, or against the first limit's measure.

        Parameters
        ----------
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A mark for each staffing that was simulated again at the end, with the 95% interval of its mean over fresh
            replications; a line through the frontier; and the numbers of the staffings.

        Raises
        ------
        QuestionError
            If there is neither a second goal nor a limit.
        """
        up, *others = [*self.question.plan.goals, *self.question.plan.limits]
        if not others:
            raise QuestionError("there is one goal and no limit, and so no frontier; draw from `frame`")
        across, base = others[0], self.question.sweep.base
        ax = axes_to_draw_on(ax)
        for kind, (marker, colour) in MARKS.items():
            rows = self.frame[self.frame["is"] == kind]
            if len(rows):
                reach = [rows[up] - rows[f"{up}_low"], rows[f"{up}_high"] - rows[up]]
                size = 12 if kind == CHOSEN else 6
                ax.errorbar(
                    rows[across], rows[up], yerr=reach, fmt=marker, color=colour, markersize=size, elinewidth=1.0,
                    capsize=3.0, label=kind,
                )  # fmt: skip
        frontier = self.frame[self.frame["is"].isin([CHOSEN, FRONTIER])].sort_values(across)
        ax.plot(frontier[across], frontier[up], "--", color=GREY, linewidth=1.0, zorder=1)
        for number, row in self.frame.iterrows():
            ax.annotate(str(number), (row[across], row[up]), (6, 5), textcoords="offset points", fontsize=SMALL)
        plain_numbers(ax.xaxis)
        plain_numbers(ax.yaxis)
        ax.margins(0.1)
        explain(ax)
        labels = describe(up, base), describe(across, base)
        title = f"{labels[0].label}, against {labels[1].label}. Beside each mark: the number of the staffing"
        return label_plot(ax, title, f"{labels[1].label}, {labels[1].unit}", f"{labels[0].label}, {labels[0].unit}")


@dataclass(frozen=True, eq=False)
class Finalist:
    """A staffing that was simulated again: its number, what it is, its levers, and its replications in the search and
    afterwards (a row each, a column a measure)."""

    number: int
    kind: str
    values: Mapping[str, Value]
    searched: Floats
    fresh: Floats


@dataclass(frozen=True, eq=False)
class Judgement:
    """What finalists come to: the `frame` of them; what they score by their fresh replications alone, as figures are
    told, and by `all` that they had, as probabilities are; and the smallest difference that matters."""

    frame: pd.DataFrame
    fresh: Scores
    all: Scores
    matters: float


def judge_finalists(
    question: Optimisation, finalists: Sequence[Finalist], searched_base: Floats, fresh_base: Floats
) -> Judgement:  # fmt: skip
    """Judge what was simulated again, the chosen first, beside the base's replications.

    What is told of one staffing is from fresh replications, as it was chosen for the others. How likely it is to be
    better than another is from all of them: few fresh ones know less of that than the search did.
    """
    rng = np.random.default_rng([question.plan.seed, 2])
    rows = [np.concatenate([one.fresh, one.searched]) for one in finalists]
    both = estimate_scores(question.goals, rows, np.concatenate([fresh_base, searched_base]), DRAWS, rng)
    fresh = estimate_scores(question.goals, [one.fresh for one in finalists], fresh_base, 1, rng)
    best, within = both.probability_best(), both.probability_within()
    frontier, is_on = both.probability_on_frontier(), fresh.frontier()
    columns = {lever.name: lever.column for lever in question.sweep.levers}
    cells = []
    for place, one in enumerate(finalists):
        levers = {columns[name]: value for name, value in one.values.items()}
        chances = {
            "probability_best": best[place], "probability_within_limits": within[place],
            "probability_on_frontier": frontier[place],
        }  # fmt: skip
        cells.append(
            {"staffing": one.number, "is": _name_kind(one.kind, is_on[place])}
            | levers
            | _estimate(question, one.fresh, fresh_base)
            | chances
        )
    cells.append({"staffing": 0, "is": AS_IT_IS} | _estimate(question, fresh_base, fresh_base))
    frame = pd.DataFrame(cells).set_index("staffing")
    first = next(iter(question.plan.goals))
    return Judgement(frame, fresh, both, SMALLEST_THAT_MATTERS * abs(float(frame[first].iloc[-1])))


def _name_kind(kind: str, is_on_frontier: bool) -> str:
    """What a staffing is by fresh replications, that was something in the search's."""
    if kind == CHOSEN:
        return kind
    if is_on_frontier:
        return FRONTIER
    return OFF_FRONTIER if kind == FRONTIER else kind


def _estimate(question: Optimisation, rows: Floats, base: Floats) -> dict[str, float]:
    cells: dict[str, float] = {}
    for place, name in enumerate(question.measures):
        own = describe(name, question.sweep.base).estimate_own_mean(rows[:, place].tolist())
        apart = estimate_mean((rows[:, place] - base[:, place]).tolist())
        for text, estimate in ((name, own), (f"{name}_difference", apart)):
            cells |= {text: estimate.mean, f"{text}_low": estimate.low, f"{text}_high": estimate.high}
    return cells


def frame_limits(question: Optimisation, judged: Judgement, tried: Scores) -> pd.DataFrame:
    """A row for each limit: the measure, what the file says of it, and what the first that was judged and the nearest
    of all tried come to, as the file gives the bound."""
    rows = []
    first = len(question.goals.goals)
    for place, limit in enumerate(question.goals.limits, first):
        rows.append(
            {
                "measure": question.measures[limit.column],
                "limit": _name_limit(limit),
                "bound": _as_file(limit, limit.bound),
                "value": _as_file(limit, limit.sign * judged.fresh.means[0, place] + limit.bound),
                "probability_kept": float((judged.all.drawn[:, 0, place] <= 0.0).mean()),
                "nearest_tried": _as_file(limit, limit.sign * tried.means[:, place].min() + limit.bound),
                "can_be_kept": bool(tried.means[:, place].min() <= 0.0),
            }
        )
    columns = ["measure", "limit", "bound", "value", "probability_kept", "nearest_tried", "can_be_kept"]
    return pd.DataFrame(rows, columns=columns).set_index(["measure", "limit"])


def _name_limit(limit: Limit) -> str:
    if limit.over_base:
        return ABOVE_BASE if limit.sign > 0.0 else BELOW_BASE
    return AT_MOST if limit.sign > 0.0 else AT_LEAST


def _as_file(limit: Limit, value: float) -> float:
    """A value of the measure, or how far it is from the base's, as the file gives the bound; nan if there is none."""
    if not math.isfinite(value):
        return math.nan
    return float(-value if limit.over_base and limit.sign < 0.0 else value)


def weigh_unknowns(
    question: Optimisation, choices: Sequence[Finalist], base: Floats, futures: Sequence[Mapping[str, Value]]
) -> WeighedNumbers:  # fmt: skip
    """What each uncertainty would be worth to know before choosing between staffings, by the first goal.

    Each replication is in a future of its own, the same for every staffing: what differs between them, over a number's
    values, is a curve through as many points as there are replications. Nothing is said where there is nothing to
    choose between, nothing uncertain, or fewer than 30 futures.
    """
    seed = question.plan.seed
    if len(futures) < FEWEST_FUTURES or len(choices) < 2:
        return weigh_numbers((), (), np.zeros((1, 1)), (), seed)
    benefits = -np.column_stack([question.goals.score(one.fresh, base)[:, 0] for one in choices])
    known = np.asarray(np.isfinite(benefits).all(axis=1))
    uncertainties, values = spread_tables(question.sweep.uncertainties, futures)
    kept = [future for future, is_known in zip(values, known, strict=True) if is_known]
    return weigh_numbers(uncertainties, kept, benefits[known], [one.number for one in choices], seed)
