"""The values of something that varies, each by itself or in groups: what they are called, and where they are along an
axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fssim.plots import name_value
from fssim.report.wording.words import number, plain
from fssim.studies.sweeps.plan.factors import Factor

if TYPE_CHECKING:
    import pandas as pd

MOST_VALUES, GROUPS = 12, 6  # of a factor, that are shown each by itself; and groups of more than those
PARTS_TOLD = 50.0  # of what a factor reaches over, in the names of groups of its values


def group_values(factor: Factor, column: pd.Series[Any]) -> tuple[tuple[str, ...], tuple[float, ...], pd.Series[Any]]:
    """The groups of a factor's values: each value, if they are few; or as many values in each as in another."""
    import pandas as pd

    taken: list[Any] = list(column.drop_duplicates())
    values = sorted(taken) if factor.is_ordered else [one for one in factor.values if one in taken]
    values = values or taken
    if len(values) <= MOST_VALUES or not factor.is_ordered:
        say = name_value if factor.values else _say_end
        names = tuple(say(_plain_value(value)) for value in values)
        codes = column.map({value: place for place, value in enumerate(values)})
        return names, tuple(_measure_place(value, place) for place, value in enumerate(values)), codes
    ranks = column.rank(method="dense")
    codes = ((ranks - 1) * GROUPS // ranks.max()).astype(int)
    ends = [(column[codes == place].min(), column[codes == place].max()) for place in range(GROUPS)]
    say_end = _find_how_ends_are_said(column)
    names = tuple(f"{say_end(low)} to {say_end(high)}" for low, high in ends)
    middles = tuple(
        float(pd.Series([_measure_place(value, place) for value in column[codes == place]]).mean())
        for place in range(GROUPS)
    )
    return names, middles, codes


def _plain_value(value: Any) -> object:
    """As Python has it, and not NumPy."""
    return value.item() if hasattr(value, "item") else plain(value) if isinstance(value, str) else value


def _measure_place(value: Any, place: int) -> float:
    if isinstance(value, str | bool):
        return float(place)
    return float(value.toordinal()) if hasattr(value, "toordinal") else float(value)


def _find_how_ends_are_said(column: pd.Series[Any]) -> Callable[[Any], str]:
    """How the ends of groups are said: numbers so that a fiftieth of what they reach over can be told."""
    if column.dtype.kind != "f":
        return _say_end
    decimals = max(0, math.ceil(math.log10(PARTS_TOLD / float(column.max() - column.min()))))
    return lambda value: f"{value:,.{decimals}f}"


def _say_end(value: Any) -> str:
    plain_value = _plain_value(value)
    return number(plain_value) if isinstance(plain_value, float) else name_value(plain_value)
