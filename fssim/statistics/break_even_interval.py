"""Where a paired difference crosses zero as something is changed, and how surely that is known.

The difference is worked out at a few values on the same replications, and then at more of them, half-way between
neighbours, wherever its mean or an end of its interval changes sign. The crossing is that of the monotone curve nearest
to the means (isotonic regression). Its confidence interval holds every value at which a t test does not reject that the
difference is zero: a test inverted into an interval. A straight line instead of a curve would make it Fieller's (E. C.
Fieller, Some problems in interval estimation, Journal of the Royal Statistical Society B, 16, 1954, pages 175 to 185).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fssim.errors import QuestionError
from fssim.statistics.interval import CONFIDENCE, Interval, estimate_mean

Differences = Callable[[Sequence[float]], Sequence[Sequence[float]]]
Snap = Callable[[float], float]

FIRST_VALUES = 5
FINEST = 1 / 64  # of the range: an interval's ends are known to this, and better by a straight line


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a difference becomes zero or less.

    Attributes
    ----------
    curve
        The interval of the mean difference, in its unit, at each value that was worked out, the least first.
    at
        The value at which the mean crosses zero; None if it does not within the range.
    low, high
        The ends of the confidence interval of `at`; None where that goes on past the end of the range.
    falls
        Whether more of what is changed makes the difference less.
    """

    curve: Mapping[float, Interval]
    at: float | None
    low: float | None
    high: float | None
    falls: bool

    @property
    def at_first(self) -> Interval:
        """The mean difference at the least value."""
        return self.curve[min(self.curve)]

    @property
    def at_last(self) -> Interval:
        """The mean difference at the largest value."""
        return self.curve[max(self.curve)]

    @property
    def never(self) -> bool:
        """Whether the mean difference is above zero all through the range."""
        return self.at is None and self.at_first.mean > 0.0

    @property
    def always(self) -> bool:
        """Whether the mean difference is zero or less all through the range."""
        return self.at is None and not self.never

    @property
    def surely(self) -> bool:
        """Whether that it is never so, or always, can be told from chance at every value."""
        intervals = self.curve.values()
        return (
            all(interval.low > 0.0 for interval in intervals)
            if self.never
            else all(interval.high <= 0.0 for interval in intervals)
        )


def find_crossing(
    differences: Differences, low: float, high: float, snap: Snap = float, confidence: float = CONFIDENCE
) -> Crossing:
    """Find where the mean of paired differences crosses zero between two values.

    Parameters
    ----------
    differences
        Called with values, it returns the differences of each, replication by replication: always of the same
        replications. Those that are nan are left out.
    low, high
        The ends of the range of values.
    snap
        Rounds a value to one that can be.
    confidence
        With which the interval holds the true crossing.

    Returns
    -------
    Crossing
        Its place and interval in the unit of the values, its curve in that of the differences.

    Raises
    ------
    QuestionError
        If at some value fewer than two replications have a difference.
    """
    curve: dict[float, Interval] = {}
    wanted = list(dict.fromkeys(snap(low + (high - low) * step / (FIRST_VALUES - 1)) for step in range(FIRST_VALUES)))
    while wanted:
        for value, per_replication in zip(wanted, differences(wanted), strict=True):
            curve[value] = estimate_mean(per_replication, confidence)
            if curve[value].n < 2:
                raise QuestionError(
                    f"at {value:g} fewer than two replications have the measure; choose another measure or range, or "
                    "more replications"
                )
        curve = dict(sorted(curve.items()))
        wanted = [value for value in _between(curve, (high - low) * FINEST, snap) if value not in curve]
    return _crossing(curve)


def _between(curve: Mapping[float, Interval], finest: float, snap: Snap) -> Iterator[float]:
    """The middle of each stretch of the curve in which something changes sign, if it is not too short already."""
    for (left, here), (right, there) in pairwise(curve.items()):
        signs = ((interval.mean > 0.0, interval.low > 0.0, interval.high > 0.0) for interval in (here, there))
        if right - left > finest and next(signs) != next(signs):
            yield snap((left + right) / 2)


def _crossing(curve: Mapping[float, Interval]) -> Crossing:
    from scipy.optimize import isotonic_regression

    values = list(curve)
    raw = [interval.mean for interval in curve.values()]
    falls = raw[-1] < raw[0]
    means = [float(mean) for mean in isotonic_regression(raw, increasing=not falls).x]
    at = next(_zeros(values, means), None)
    if at is None:
        return Crossing(curve, None, None, None, falls)
    not_rejected = [value for value, interval in curve.items() if interval.low <= 0.0 <= interval.high]
    ends = [
        *not_rejected, at,
        *_zeros(values, [interval.low for interval in curve.values()]),
        *_zeros(values, [interval.high for interval in curve.values()]),
    ]  # fmt: skip
    low, high = min(ends), max(ends)
    return Crossing(curve, at, None if low == values[0] else low, None if high == values[-1] else high, falls)


def _zeros(values: Sequence[float], heights: Sequence[float]) -> Iterator[float]:
    """Where straight lines from point to point go from above zero to zero or less, or back."""
    for (left, right), (here, there) in zip(pairwise(values), pairwise(heights), strict=True):
        if (here > 0.0) != (there > 0.0):
            yield left + (right - left) * here / (here - there)
