"""What to find out first: which unknown number, if it were known, would change which staffing is chosen, and what that
is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.errors import QuestionError
from fssim.measures.catalogue import describe
from fssim.measures.headline import STAFF_COST
from fssim.plots import BLUE, PALE, VERMILLION, DrawnRow, axes_for_rows, draw_bars, explain, label_plot
from fssim.scenario.names import named_together
from fssim.statistics.interval import CONFIDENCE
from fssim.statistics.value_of_knowing import Worth, find_worth, find_worth_of_everything, make_curves
from fssim.statistics.verdict import CANNOT_TELL
from fssim.studies.decisions.futures import (
    Futures,
    as_numbers,
    find_sign,
    has_order,
    read_futures,
    refuse_few_replications,
)
from fssim.studies.sweeps.failed_points import add_left_out
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.sweep_results import SweepResults

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from fssim.arrays import Floats


FEWEST_FUTURES = 30  # that tell what knowing is worth
WOULD_CHANGE, NOTHING = "would change the choice", "nothing"
MOST_DRAWN = 12
MOST_WORTH = 1e9  # GBP a year for one unit: beyond it nothing else would count, and figures could not be read
EVERYTHING = "everything"


@dataclass(frozen=True, eq=False)
class ValueOfInformation:
    """What knowing would be worth: what `value_of_information` returns.

    Attributes
    ----------
    futures
        The staffings, the futures that each met, and what came of it.
    measure
        The name of the measure that staffings are chosen by.
    worth
        What one unit of the measure is worth in GBP; None where benefits are in the measure's own unit.
    unit
        The unit that values are in.
    chosen
        The number of the staffing that is best on average, as far as is known now.
    wrong
        The share of futures in which another staffing is better.
    frame
        A pandas DataFrame with a row for each uncertainty by its name (the index, `uncertainty`), those worth most
        first, and `everything` above all:

        - `label` (str), and its `unit`, evidence `grade` and `confidence` (str);
        - `value` (float64): by how much the measure (or, with `worth`, GBP a year) would be better on average, if the
          number were known before choosing (the expected value of partial perfect information), its standard `error`,
          and `by_chance`, what a number that does not matter would seem to be worth: how far `value` is too high then
          (of `everything`, how much of it may be the luck of the replications: the rest is not);
        - `p` (float64): how often chance would give so much, by shuffles; nan for `everything`;
        - `says` (str): `would change the choice`, if that is less than 5% for all uncertainties together (Bonferroni's
          method) and `value` is more than 1.645 of its standard errors; `nothing`, if the choice is the same whatever
          the number is, and would be another for less than 5% of the curves that its error allows; or `cannot tell`.
    switches
        By uncertainty that has an order: from which value on which staffing (its number) would be chosen.
    """

    futures: Futures
    measure: str
    worth: float | None
    unit: str
    chosen: int
    wrong: float
    frame: pd.DataFrame
    switches: Mapping[str, Sequence[tuple[Value, int]]]

    def __repr__(self) -> str:
        return f"<ValueOfInformation: {len(self.frame) - 1} uncertainties, by {self.measure}>"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what knowing each uncertainty would be worth, the most at the top, 12 at most.

        Parameters
        ----------
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            A bar for each, with a whisker of two standard errors each way, and what chance alone would show marked.
        """
        shown = self.frame.head(MOST_DRAWN)
        rows = [
            DrawnRow(
                row["label"], row["value"], max(row["value"] - 2.0 * row["error"], 0.0),
                row["value"] + 2.0 * row["error"], BLUE if row["says"] == WOULD_CHANGE else PALE,
            )
            for row in shown.to_dict("records")
        ]  # fmt: skip
        ax = axes_for_rows(ax, len(rows))
        draw_bars(ax, rows)
        meaning = "what chance alone would show"
        ax.plot(shown["by_chance"], range(len(shown)), "D", color=VERMILLION, markersize=5, label=meaning)
        explain(ax, columns=1)
        label = describe(self.measure, self.futures.swept.sweep.base).label
        return label_plot(ax, f"{label}: what it is worth to know first", self.unit, beside_names=True)


def value_of_information(
    swept: SweepResults | str | Path,
    measure: str,
    budget: float | None = None,
    *,
    worth: float | None = None,
    cost: str = STAFF_COST,
    worse: str | None = None,
) -> ValueOfInformation:
    """What it would be worth to know each uncertain number before a staffing is chosen.

    The staffing is chosen that is best on average over the futures of a sweep: its uncertainties, as in a `crossed`
    design. If a number were known, another might be chosen where the number is low than where it is high; what that
    gains on average is the number's expected value of partial perfect information, after M. Strong, J. E. Oakley and
    A. Brennan (Medical Decision Making 34, 2014; see `fssim.statistics.value_of_knowing`), and of all of them together
    it is the expected value of perfect information. Nothing is simulated. What is measured in practice is never known
    perfectly, so these are the most that finding out could be worth, for one choice.

    Parameters
    ----------
    swept
        A finished sweep: what `sweep` or `read_sweep` returned, or its folder.
    measure
        The name of the measure to choose by.
    budget
        The most that a staffing's mean `cost` may be, in its unit (GBP a year). No limit, if left out.
    worth
        What one unit of the measure less (or more, if less is worse) is worth in GBP a year, above 0: staffings are
        then chosen by that less their `cost`. Left out, by the measure alone.
    cost
        The name of the measure that is the cost.
    worse
        `more` or `less`, for a measure of which more is neither worse nor better in itself.

    Returns
    -------
    ValueOfInformation
        Its `frame` has a row for each uncertainty, `switches` says where another staffing would be chosen, and `plot`
        draws what each is worth.

    Raises
    ------
    OutputError
        If the folder is no sweep's.
    QuestionError
        If the sweep is not finished or has fewer than 30 futures or 5 replications, its staffings met different
        futures, a measure has no value somewhere, nobody says which way it is worse, fewer than two staffings are
        within the budget, the budget is not a number, or `worth` is not above 0, up to a
        billion.
    UnknownMeasure
        If the sweep has no such measure.
    """
    if worth is not None and not 0.0 < worth <= MOST_WORTH:
        raise QuestionError(f"what one unit is worth is {worth:g}; it must be a number above 0, up to a billion")
    if budget is not None and math.isnan(budget):
        raise QuestionError("the budget is not a number")
    futures = read_futures(swept, [measure, cost], FEWEST_FUTURES, cost=cost)
    refuse_few_replications(futures)
    benefits = -find_sign(measure, worse) * futures.values[measure]
    if worth is not None:
        benefits = worth * benefits - futures.values[cost]
    within = _find_within(futures, futures.values[cost], budget)
    import pandas as pd

    numbers = [number for number, fits in zip(futures.staffings, within, strict=True) if fits]
    by_future = np.moveaxis(benefits[within], 0, 1)
    means = by_future.mean(axis=2)
    best = int(means.mean(axis=0).argmax())
    known = weigh_numbers(futures.uncertainties, futures.futures, means, numbers, futures.swept.sweep.plan.seed)
    about = describe(measure, futures.swept.sweep.base)
    unit = about.unit if worth is None else describe(cost, futures.swept.sweep.base).unit
    wrong = float((means.max(axis=1) > means[:, best]).mean())
    frame = pd.concat([_frame_everything(find_worth_of_everything(by_future)), known.frame])
    return ValueOfInformation(
        futures, measure, worth, unit, numbers[best], wrong, frame.rename_axis("uncertainty"), known.switches
    )


def _find_within(futures: Futures, costs: Floats, budget: float | None) -> NDArray[np.bool_]:
    within = costs.mean(axis=(1, 2)) <= (math.inf if budget is None else budget)
    if within.sum() < 2:
        which = "" if budget is None else f" within {budget:,.0f} GBP a year"
        count = "is 1 staffing" if within.any() else "are 0 staffings"
        message = f"{futures.swept.folder}: there {count} to choose between{which}"
        why = "knowing something could change a choice of two or more"
        raise QuestionError(add_left_out(f"{message}; {why}", futures.swept))
    return np.asarray(within)


def _frame_everything(everything: Worth) -> pd.DataFrame:
    import pandas as pd

    above = everything.value - everything.by_chance
    says = NOTHING if everything.value == 0.0 else WOULD_CHANGE if above > 0.0 else CANNOT_TELL
    row = {
        "label": "everything at once", "unit": "", "grade": "", "confidence": "", "value": everything.value,
        "error": everything.error, "by_chance": everything.by_chance, "p": everything.p, "says": says,
    }  # fmt: skip
    return pd.DataFrame.from_dict({EVERYTHING: row}, orient="index")


@dataclass(frozen=True, eq=False)
class WeighedNumbers:
    """What knowing would be worth.

    Attributes
    ----------
    frame
        A row for each uncertainty by its name, those worth most first: as `value_of_information` has them.
    switches
        By uncertainty that has an order: from which value on which choice (its number) would be made.
    """

    frame: pd.DataFrame
    switches: Mapping[str, Sequence[tuple[Value, int]]]


def weigh_numbers(
    uncertainties: Sequence[Factor],
    futures: Sequence[Mapping[str, Value]],
    benefits: NDArray[np.float64],
    numbers: Sequence[int],
    seed: int,
) -> WeighedNumbers:
    """What each uncertainty would be worth to know. `benefits` has a row a future and a column a choice, the more the
    better, and `numbers` what each choice is called."""
    import pandas as pd

    best = int(benefits.mean(axis=0).argmax())
    level = (1.0 - CONFIDENCE) / max(len(uncertainties), 1)
    rows: dict[str, dict[str, object]] = {}
    switches: dict[str, list[tuple[Value, int]]] = {}
    for factor in uncertainties:
        values = [future[factor.name] for future in futures]
        places, ordered = as_numbers(factor, values), has_order(factor)
        curves = make_curves(places, ordered)
        worth = find_worth(benefits, curves, seed)
        is_known = worth.p < level and worth.is_above_error
        says = NOTHING if worth.is_nothing else WOULD_CHANGE if is_known else CANNOT_TELL
        rows[factor.name] = {
            "label": factor.label or named_together(factor.paths), "unit": factor.unit, "grade": factor.grade,
            "confidence": factor.confidence, "value": worth.value, "error": worth.error, "by_chance": worth.by_chance,
            "p": worth.p, "says": says,
        }  # fmt: skip
        if ordered:
            choices = curves.fit(benefits - benefits[:, [best]])[0].argmax(axis=1)
            switches[factor.name] = _find_switches(values, places, [numbers[choice] for choice in choices])
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("uncertainty")
    return WeighedNumbers(frame.sort_values("value", ascending=False, kind="stable") if rows else frame, switches)


def _find_switches(
    values: Sequence[Value], places: NDArray[np.float64], choices: Sequence[int]
) -> list[tuple[Value, int]]:
    """From which value on which is chosen, the least value first."""
    switches: list[tuple[Value, int]] = []
    for future in places.argsort(kind="stable").tolist():
        if not switches or switches[-1][1] != choices[future]:
            switches.append((values[future], choices[future]))
    return switches
