"""A mean and how surely it is known: Student's t interval over independent replications."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from fssim.files.cache import remembered

CONFIDENCE = 0.95
FEW = 1_000  # degrees of freedom
FEWEST_FOR_SKEWNESS = 5
STRAIGHT = 1e-6  # a skewness over the root of n that bends nothing, and would only be lost to rounding


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and how surely it is known.

    Attributes
    ----------
    mean
        The mean of the values, in their unit; nan when there are none.
    low, high
        The ends of its confidence interval, in the values' unit; nan with fewer than two values.
    sd
        The values' standard deviation, with `n` - 1 below; nan with fewer than two values.
    n
        How many values it is from.
    """

    mean: float
    low: float
    high: float
    sd: float
    n: int


def estimate_mean(values: Iterable[float], confidence: float = CONFIDENCE) -> Interval:
    """Student's t interval for the mean of the values that are not nan.

    Over many such runs, this share of intervals holds the mean that endless replications would give, if replications'
    values are near enough to normal. It is the mean plus and minus t s / root n, t being Student's quantile of n - 1
    degrees of freedom (Student, 1908, "The probable error of a mean"). Sums are exact, so that the order of the values
    does not matter.

    Parameters
    ----------
    values
        One a replication, in any unit.
    confidence
        The share of such intervals that hold the true mean, between 0 and 1.

    Returns
    -------
    Interval
        In the values' unit.
    """
    known = [value for value in values if not math.isnan(value)]
    n = len(known)
    mean = math.fsum(known) / n if n else math.nan
    if n < 2:
        return Interval(mean, math.nan, math.nan, math.nan, n)
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (n - 1))
    half_width = compute_t_quantile(n - 1, (1.0 + confidence) / 2.0) * sd / math.sqrt(n)
    return Interval(mean, mean - half_width, mean + half_width, sd, n)


def estimate_skewed_mean(
    values: Iterable[float], confidence: float = CONFIDENCE, least: float = -math.inf, most: float = math.inf
) -> Interval:
    """As `estimate_mean`, for values of which a few are far larger or smaller than the rest: one scenario's own.

    Student's t with Hall's correction for skewness (1992, "On the removal of skewness by transformation", section 3),
    from `FEWEST_FOR_SKEWNESS` values on; of fewer nothing is known of it. Then the interval reaches further on the side
    of the long tail. How often such intervals hold the true mean is tested in
    `tests/unit/statistics/test_interval.py`.

    Parameters
    ----------
    values
        One a replication, in any unit.
    confidence
        The share of such intervals that hold the true mean, between 0 and 1.
    least, most
        What the values cannot go below or above, and the interval then does not.

    Returns
    -------
    Interval
        In the values' unit.
    """
    known = [value for value in values if not math.isnan(value)]
    symmetric = estimate_mean(known, confidence)
    if math.isnan(symmetric.low):
        return symmetric
    low, high = symmetric.low, symmetric.high
    if symmetric.n >= FEWEST_FOR_SKEWNESS and symmetric.sd > 0.0:
        error, t = symmetric.sd / math.sqrt(symmetric.n), compute_t_quantile(symmetric.n - 1, (1.0 + confidence) / 2.0)
        cubes = math.fsum(((value - symmetric.mean) / symmetric.sd) ** 3 for value in known)
        skewness = symmetric.n / ((symmetric.n - 1) * (symmetric.n - 2)) * cubes
        low = symmetric.mean - error * correct_for_skewness(t, skewness, symmetric.n)
        high = symmetric.mean - error * correct_for_skewness(-t, skewness, symmetric.n)
    return Interval(symmetric.mean, max(low, least), min(high, most), symmetric.sd, symmetric.n)


def correct_for_skewness(t: float, skewness: float, n: int) -> float:
    """What Student's statistic of skewed values is where that of normal ones would be `t`.

    The inverse of Hall's cubic transformation (P. Hall, "On the removal of skewness by transformation", Journal of the
    Royal Statistical Society B, 54, 1992, pages 221 to 228, section 3).

    Parameters
    ----------
    t
        A quantile of Student's t, without a unit.
    skewness
        The values' sample skewness, without a unit.
    n
        How many values there are.

    Returns
    -------
    float
        Without a unit: `t` itself, if the skewness bends nothing.
    """
    bend = skewness / math.sqrt(n)
    if abs(bend) < STRAIGHT:
        return t
    return 3.0 / bend * (math.cbrt(1.0 + bend * (t - bend / 6.0)) - 1.0)


@cache
def compute_t_quantile(degrees_of_freedom: int, probability: float) -> float:
    """The quantile of Student's t distribution. SciPy is slow to import, so those of few degrees are kept on disk.

    Parameters
    ----------
    degrees_of_freedom
        From 1.
    probability
        That of a value below the quantile, between 0 and 1.

    Returns
    -------
    float
        Without a unit.
    """
    if degrees_of_freedom > FEW:
        return _quantiles_of_t(degrees_of_freedom, degrees_of_freedom, probability)[0]
    few = remembered(__file__, ("scipy",), repr(probability), lambda: _quantiles_of_t(1, FEW, probability).tobytes())
    return array("d", few)[degrees_of_freedom - 1]


def _quantiles_of_t(first: int, last: int, probability: float) -> array[float]:
    from scipy.special import stdtrit

    return array("d", (float(stdtrit(degrees, probability)) for degrees in range(first, last + 1)))
