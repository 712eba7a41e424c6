"""What the report of a sweep is made from: a few measures of its points, and their means over the others by what
varies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fssim.measures.catalogue import describe
from fssim.measures.declaration import Description
from fssim.measures.headline import EVERYTHING, STAFF_COST, lead_measures
from fssim.plots import name_value
from fssim.report.wording.words import number, plain
from fssim.statistics.interval import Interval, estimate_mean, estimate_skewed_mean
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import BASELINE
from fssim.studies.sweeps.sweep_results import SweepResults

if TYPE_CHECKING:
    import pandas as pd

MOST_MEASURES = 5
MOST_VALUES, GROUPS = 12, 6  # of a factor, that are shown each by itself; and groups of more than those
REPLICATION = "replication"


@dataclass(frozen=True, slots=True)
class Response:
    """How a measure answers to a factor: for each group of its values, in order, the mean over all else that varies
    with its interval; and the paired difference from the group of the lowest mean to that of the highest, or of an
    ordered factor from its first group to its last."""

    factor: Factor
    names: tuple[str, ...]
    places: tuple[float, ...]  # along an axis
    means: tuple[Interval, ...]
    first: int
    last: int
    difference: Interval

    @property
    def is_told_apart(self) -> bool:
        """Whether chance alone does not account for the difference."""
        low, high = self.difference.low, self.difference.high
        return not math.isnan(low) and (low > 0.0 or high < 0.0)


@dataclass(frozen=True)
class SweptNumbers:
    """A finished sweep with the measures that its report is of, the first of which leads.

    Every point has its first `replications`: where a precision decided how many there are, the fewest.
    """

    swept: SweepResults
    measures: tuple[str, ...]

    @property
    def replications(self) -> int:
        """Of each point that are compared."""
        return self.swept.sweep.plan.fewest_replications

    @property
    def lead(self) -> str:
        """The measure that leads."""
        return self.measures[0]

    def describe(self, measure: str) -> Description:
        """What a measure is."""
        return describe(measure, self.swept.sweep.base)

    @cached_property
    def cost(self) -> str | None:
        """The cost that measures are held against: of everything, or of staff; None if the sweep kept neither."""
        return next((name for name in (EVERYTHING, STAFF_COST) if name in self.swept.measures), None)

    @cached_property
    def _all_rows(self) -> pd.DataFrame:
        import pandas as pd

        wanted = tuple(dict.fromkeys((*self.measures, *([self.cost] if self.cost else []))))
        frames = [frame[frame[REPLICATION] < self.replications] for frame in self.swept.frames(wanted)]
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """A row a point and replication, without the baseline."""
        return self._all_rows[self._all_rows["point"] != BASELINE]

    def baseline(self, measure: str) -> Interval | None:
        """The baseline's mean; None if there is none."""
        own = self._all_rows.loc[self._all_rows["point"] == BASELINE, measure]
        return self.estimate(own.tolist(), measure) if len(own) else None

    def estimate(self, values: Sequence[float], measure: str) -> Interval:
        """The mean of a measure over replications, with its interval."""
        about = self.describe(measure)
        return estimate_skewed_mean(values, least=about.least, most=about.most)

    @cached_property
    def groups(self) -> Mapping[str, tuple[tuple[str, ...], tuple[float, ...], pd.Series[Any]]]:
        """For each factor by its name: what its groups of values are called, where they are along an axis, and the
        number of the group that each row is in."""
        return {factor.name: group_values(factor, self.rows[factor.column]) for factor in self.swept.sweep.factors}

    def respond(self, factor: Factor, measure: str) -> Response:
        """How a measure answers to a factor."""
        import numpy as np

        names, places, groups = self.groups[factor.name]
        by_group = self.rows.groupby([groups, REPLICATION])[measure].mean().unstack(REPLICATION)
        columns: list[list[float]] = by_group.reindex(range(len(names))).to_numpy(dtype=np.float64).tolist()
        means = tuple(self.estimate(values, measure) for values in columns)
        first, last = 0, len(names) - 1
        if not factor.is_ordered:
            known = [place for place, mean in enumerate(means) if not math.isnan(mean.mean)] or [0]
            first, last = (choose(known, key=lambda place: means[place].mean) for choose in (min, max))
        apart = estimate_mean(there - here for here, there in zip(columns[first], columns[last], strict=True))
        return Response(factor, names, places, means, first, last, apart)

    def rank_factors(self, measure: str) -> list[Response]:
        """How a measure answers to each factor, that which moves it most first."""
        responses = [self.respond(factor, measure) for factor in self.swept.sweep.factors]
        return sorted(responses, key=lambda one: -abs(one.difference.mean) if one.difference.n else 0.0)

    def cross(self, across: Factor, up: Factor, measure: str) -> list[list[float]]:
        """The mean of a measure for each group of `up` (rows) and of `across` (columns); nan where no point is."""
        import numpy as np

        columns, rows = (self.groups[factor.name][2].rename(name) for factor, name in ((across, "across"), (up, "up")))
        means = self.rows.groupby([rows, columns])[measure].mean().unstack("across")
        sizes = [range(len(self.groups[factor.name][0])) for factor in (up, across)]
        table: list[list[float]] = means.reindex(index=sizes[0], columns=sizes[1]).to_numpy(dtype=np.float64).tolist()
        return table


def gather_numbers(swept: SweepResults) -> SweptNumbers:
    """The numbers of a finished sweep, with the measures that its file names or those that its answer leads with."""
    lead = [name for name in lead_measures(swept.sweep.base) if name in swept.measures]
    named = [name for name in swept.sweep.plan.measures if name in swept.measures]
    chosen = list(dict.fromkeys([*[name for name in named if name in lead], *named])) or lead or list(swept.measures)
    costly = [name for name in chosen if describe(name, swept.sweep.base).unit.startswith("GBP")]
    return SweptNumbers(swept, tuple([*[name for name in chosen if name not in costly], *costly][:MOST_MEASURES]))


def name_factor(factor: Factor) -> str:
    """A lever or uncertainty as people read it, with its unit."""
    name = plain(factor.label or factor.name.replace("_", " "))
    return f"{name} ({factor.unit})" if factor.unit and factor.unit not in name else name


def group_values(factor: Factor, column: pd.Series[Any]) -> tuple[tuple[str, ...], tuple[float, ...], pd.Series[Any]]:
    """The groups of a factor's values: each value, if they are few; or as many values in each as in another."""
    import pandas as pd

    taken: list[Any] = list(column.drop_duplicates())
    values = sorted(taken) if factor.is_ordered else [one for one in factor.values if one in taken]
    values = values or taken
    if len(values) <= MOST_VALUES or not factor.is_ordered:
        names = tuple(name_value(_plain_value(value)) for value in values)
        codes = column.map({value: place for place, value in enumerate(values)})
        return names, tuple(_measure_place(value, place) for place, value in enumerate(values)), codes
    ranks = column.rank(method="dense")
    codes = ((ranks - 1) * GROUPS // ranks.max()).astype(int)
    ends = [(column[codes == place].min(), column[codes == place].max()) for place in range(GROUPS)]
    names = tuple(f"{_say_end(low)} to {_say_end(high)}" for low, high in ends)
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


def _say_end(value: Any) -> str:
    plain_value = _plain_value(value)
    return number(plain_value) if isinstance(plain_value, float) else name_value(plain_value)
