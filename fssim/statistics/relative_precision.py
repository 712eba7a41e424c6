"""How widely the intervals of some measures still reach, as shares of the values they are compared with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fssim.runs.results import Results
from fssim.statistics.interval import Interval
from fssim.statistics.paired import paired


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
