"""What each uncertain number would be worth to know before choosing, and where another choice would be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fssim.scenario.names import named_together
from fssim.statistics.interval import CONFIDENCE
from fssim.statistics.value_of_knowing import find_worth, make_curves
from fssim.statistics.verdict import CANNOT_TELL
from fssim.studies.decisions.futures import as_numbers, has_order
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep_file import Value

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

FEWEST_FUTURES = 30  # that tell what knowing is worth
WOULD_CHANGE, NOTHING = "would change the choice", "nothing"


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
        says = NOTHING if worth.value == 0.0 else WOULD_CHANGE if is_known else CANNOT_TELL
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
