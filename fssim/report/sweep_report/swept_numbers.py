"""What the report of a sweep is made from: a few measures of its points, and their means over the others by what
varies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.measures.catalogue import describe
from fssim.measures.declaration import MeasureDescription
from fssim.measures.headline import EVERYTHING, STAFF_COST, lead_measures
from fssim.report.sweep_report.value_groups import group_values
from fssim.report.wording.words import plain
from fssim.statistics.interval import (
    CONFIDENCE,
    Interval,
    compute_t_quantile,
    estimate_mean,
)
from fssim.studies.sweeps.plan.design import SENSITIVITY
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import BASELINE
from fssim.studies.sweeps.plan.sweep_file import DRAWN, DesignKind
from fssim.studies.sweeps.sweep_results import SweepResults

if TYPE_CHECKING:
    import pandas as pd

MOST_MEASURES = 5
REPLICATION = "replication"


@dataclass(frozen=True, slots=True)
class Response:
    """How a measure answers to a factor: for each group of its values, in order, the mean over all else that varies
    with its interval; and the paired difference from the group of the lowest mean to that of the highest, or of an
    ordered factor from its first group to its last.

    `is_told_apart`: an interval that is wide enough for all the factors at once (Bonferroni's) does not hold zero.
    """

    factor: Factor
    names: tuple[str, ...]
    places: tuple[float, ...]  # along an axis
    means: tuple[Interval, ...]
    first: int
    last: int
    difference: Interval
    is_told_apart: bool


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

    def describe(self, measure: str) -> MeasureDescription:
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
        return self.describe(measure).estimate_own_mean(values)

    @cached_property
    def groups(self) -> Mapping[str, tuple[tuple[str, ...], tuple[float, ...], pd.Series[Any]]]:
        """For each factor by its name: what its groups of values are called, where they are along an axis, and the
        number of the group that each row is in."""
        return {factor.name: group_values(factor, self.rows[factor.column]) for factor in self.swept.sweep.factors}

    @cached_property
    def _known(self) -> dict[tuple[str, str], Response]:
        """What was asked before: a hundred things that vary are asked of in several sections."""
        return {}

    def respond(self, factor: Factor, measure: str) -> Response:
        """How a measure answers to a factor."""
        key = factor.name, measure
        if key not in self._known:
            self._known[key] = self._work_out(factor, measure)
        return self._known[key]

    def _work_out(self, factor: Factor, measure: str) -> Response:

        names, places, groups = self.groups[factor.name]
        by_group = self.rows.groupby([groups, REPLICATION])[measure].mean().unstack(REPLICATION)
        columns: list[list[float]] = by_group.reindex(range(len(names))).to_numpy(dtype=np.float64).tolist()
        own_points = self._group_points(factor, measure, len(names))
        alike = self._balanced[factor.name]
        means = tuple(
            mean if alike else _widen(mean, estimate_mean(points), self.describe(measure))
            for mean, points in zip((self.estimate(values, measure) for values in columns), own_points, strict=True)
        )
        first, last = 0, len(names) - 1
        if not factor.is_ordered:
            known = [place for place, mean in enumerate(means) if not math.isnan(mean.mean)] or [0]
            first, last = (choose(known, key=lambda place: means[place].mean) for choose in (min, max))
            if first == last:  # all come to the same, and nothing is held against itself
                first, last = known[0], known[-1]
        apart = [there - here for here, there in zip(columns[first], columns[last], strict=True)]
        at_once = 1.0 - (1.0 - CONFIDENCE) / len(self.swept.sweep.factors)
        own, wide = (
            estimate_mean(apart, confidence)
            if alike
            else _add_in_square(
                estimate_mean(apart, confidence), _subtract_means(own_points[first], own_points[last], confidence)
            )
            for confidence in (CONFIDENCE, at_once)
        )
        surely = not math.isnan(wide.low) and (wide.low > 0.0 or wide.high < 0.0)
        return Response(factor, names, places, means, first, last, own, surely)

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row a point: its factors, and the means of its measures."""
        columns = [factor.column for factor in self.swept.sweep.factors]
        by_point = self.rows.groupby("point", sort=False)
        return by_point[columns].first().join(by_point[list(self.measures)].mean())

    def _group_points(self, factor: Factor, measure: str, count: int) -> list[list[float]]:
        """The mean of each point, group by group. Of an uncertainty that staffings meet in the same futures, of each
        future: a future is as one however many staffings met it."""
        group_of, means = self._group_of_point(factor), self.points[measure]
        sweep = self.swept.sweep
        if sweep.plan.design.kind is DesignKind.crossed and factor in sweep.uncertainties:
            futures = [self.points[other.column] for other in sweep.uncertainties]
            group_of, means = (column.groupby(futures, sort=False).mean() for column in (group_of, means))
        return [means[group_of == place].dropna().tolist() for place in range(count)]

    @cached_property
    def _balanced(self) -> Mapping[str, bool]:
        """Whether each of a factor's groups meets the same values of all else that varies, as in a grid: then groups
        differ in the factor alone."""
        factors, kind = self.swept.sweep.factors, self.swept.sweep.plan.design.kind
        if len(factors) > 1 and (kind in SENSITIVITY or (kind in DRAWN and kind is not DesignKind.crossed)):
            return dict.fromkeys((factor.name for factor in factors), False)
        return {factor.name: self._meets_the_same(factor) for factor in factors}

    def _meets_the_same(self, factor: Factor) -> bool:
        others = [other.column for other in self.swept.sweep.factors if other.name != factor.name]
        if not others:
            return True
        group_of = self._group_of_point(factor)
        met = [sorted(map(repr, rows.itertuples(index=False))) for _, rows in self.points[others].groupby(group_of)]
        return all(one == met[0] for one in met)

    def _group_of_point(self, factor: Factor) -> pd.Series[Any]:
        return self.groups[factor.name][2].groupby(self.rows["point"], sort=False).first()

    def rank_factors(self, measure: str) -> list[Response]:
        """How a measure answers to each factor, that which moves it most first."""
        responses = [self.respond(factor, measure) for factor in self.swept.sweep.factors]
        return sorted(responses, key=lambda one: -abs(one.difference.mean) if one.difference.n else 0.0)

    @cached_property
    def futures_differ(self) -> bool:
        """Whether what levers were set to met other values of the uncertainties here than there, as in a design that is
        drawn: then settings differ by what they met as well. Of those that failed here and there nothing is said."""
        levers, others = (
            [one.column for one in part] for part in (self.swept.sweep.levers, self.swept.sweep.uncertainties)
        )
        if not levers or not others:
            return False
        met = [frozenset(own.itertuples(index=False)) for _, own in self.points.groupby(levers)[others]]
        most = max(map(len, met), default=0)
        return len({own for own in met if len(own) == most}) > 1

    def mean_of_all(self, measure: str) -> float:
        """The mean of a measure over all points."""
        return float(self.points[measure].mean())

    def cross(self, across: Factor, up: Factor, measure: str) -> list[list[float]]:
        """The mean of a measure for each group of `up` (rows) and of `across` (columns); nan where no point is."""

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


def _widen(mean: Interval, points: Interval, about: MeasureDescription) -> Interval:
    """The interval of a mean over replications, wider by how far the points that it is over differ."""
    wide = _add_in_square(mean, points)
    return Interval(mean.mean, max(wide.low, about.least), min(wide.high, about.most), mean.sd, mean.n)


def _add_in_square(of_luck: Interval, of_points: Interval) -> Interval:
    """An interval about the first mean that holds both what luck does and how points differ, each way by itself: luck
    may reach further one way. Points' own luck is in both, so that it is no narrower than it should be."""
    mean, half = of_luck.mean, (of_points.high - of_points.low) / 2.0
    low, high = math.hypot(mean - of_luck.low, half), math.hypot(of_luck.high - mean, half)
    return Interval(mean, mean - low, mean + high, of_luck.sd, of_luck.n)


def _subtract_means(first: Sequence[float], last: Sequence[float], confidence: float) -> Interval:
    """The difference of the means of some points and of others, by Welch's method (B. L. Welch, The generalization of
    Student's problem when several different population variances are involved, Biometrika 34, 1947)."""
    here, there = estimate_mean(first), estimate_mean(last)
    apart = there.mean - here.mean
    if min(here.n, there.n) < 2:
        return Interval(apart, math.nan, math.nan, math.nan, min(here.n, there.n))
    shares = [one.sd**2 / one.n for one in (here, there)]
    error = math.sqrt(sum(shares))
    if error == 0.0:
        return Interval(apart, apart, apart, 0.0, here.n + there.n)
    freedom = sum(shares) ** 2 / sum(share**2 / (one.n - 1) for share, one in zip(shares, (here, there), strict=True))
    half = compute_t_quantile(max(int(freedom), 1), (1.0 + confidence) / 2.0) * error
    return Interval(apart, apart - half, apart + half, error, here.n + there.n)
