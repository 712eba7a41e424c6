"""One measure in two scenarios: differences within each replication, so that the luck they share cancels out; and how
widely the intervals of some measures still reach, as shares of the values they are compared with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from fssim.errors import ArgumentError
from fssim.runs.comparable import refuse_other_clocks
from fssim.runs.results import Results
from fssim.statistics.interval import Interval, interval_of
from fssim.statistics.mean_difference import MeanDifference, difference_of, mean_difference


@dataclass(frozen=True, slots=True)
class Paired:
    """A measure's `levels` (values of both) in the replications in which both scenarios have it, and the differences.

    `value` and `baseline` are the two means, and `baseline_low` and `baseline_high` the ends of the second's interval;
    if no replication has both, they are over the replications in which each has the measure by itself.
    """

    value: float
    baseline: float
    baseline_low: float
    baseline_high: float
    differences: Sequence[float]
    levels: Sequence[float]
    variance_ratio: float

    @property
    def mean_difference(self) -> MeanDifference:
        """The mean difference and how surely it is known."""
        return mean_difference(self.differences, self.levels)


def paired(results: Results, baseline: Results, measure: str) -> Paired:
    """A measure in two scenarios, paired by replication. One that the results or the baseline lack is nan there.

    Raises `ValueError` if the two were run with different seeds or engines or over different clocks, or have no
    replication in common.
    """
    shared = _shared(results, baseline)
    sides = [[side.rows[replication].get(measure, math.nan) for replication in shared] for side in (results, baseline)]
    pairs = [pair for pair in zip(*sides, strict=True) if not any(map(math.isnan, pair))]
    here, there = (interval_of(side) for side in (zip(*pairs, strict=True) if pairs else sides))
    differences = [difference_of(*pair) for pair in pairs]
    apart = here.sd**2 + there.sd**2
    together = interval_of(differences).sd ** 2
    ratio = together / apart if pairs and apart > 0.0 else math.nan
    return Paired(here.mean, there.mean, there.low, there.high, differences, list(chain(*pairs)), ratio)


def _shared(results: Results, baseline: Results) -> list[int]:
    """The replications that both have."""
    if (results.seed, results.engine) != (baseline.seed, baseline.engine):
        raise ArgumentError(
            f"'{results.name}' was run with seed {results.seed} on {results.engine} and '{baseline.name}' with seed "
            f"{baseline.seed} on {baseline.engine}; only runs with one seed on one engine can be paired"
        )
    if results.scenario is not baseline.scenario:
        refuse_other_clocks([(results.name, results.scenario), (baseline.name, baseline.scenario)])
    shared = sorted(results.rows.keys() & baseline.rows.keys())
    if not shared:
        raise ArgumentError(f"'{results.name}' and '{baseline.name}' have no replication in common")
    return shared


@dataclass(frozen=True, slots=True)
class Width:
    """The 95% interval of one measure: of its paired difference from the scenario named `against`, or of its own mean.

    `share` is half of the interval's width over the mean in the scenario compared with (of the measure's own mean, if
    nothing is compared or that mean is zero); nan when there are fewer than two values. It does not depend on how large
    the difference is, which may be zero or negative.
    """

    measure: str
    against: str | None
    share: float


def widths(results: Sequence[Results], measures: Iterable[str]) -> list[Width]:
    """The widths of these measures, for the first of the results against each of the others, or by itself.

    A measure that has not had a value in one of the two, in any replication, is left out: there is nothing to compare.
    """
    first, *others = results
    found = []
    for measure in measures:
        if not others and not math.isnan((own := first.interval(measure)).mean):
            found.append(Width(measure, None, _share(own, own.mean, own.mean)))
        for other in others:
            pairs = paired(first, other, measure)
            if not math.isnan(pairs.value) and not math.isnan(pairs.baseline):
                found.append(
                    Width(measure, other.name, _share(pairs.mean_difference.interval(), pairs.baseline, pairs.value))
                )
    return found


def all_within(found: Iterable[Width], share: float) -> bool:
    """Whether there are widths, and none is more than a share."""
    shares = [each.share for each in found]
    return bool(shares) and all(each <= share for each in shares)


def _share(interval: Interval, baseline: float, value: float) -> float:
    half_width = (interval.high - interval.low) / 2.0
    scale = abs(baseline or value)
    if half_width == 0.0:
        return 0.0
    return half_width / scale if scale else math.inf
