"""A mean and how surely it is known: Student's t interval over independent replications."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from fssim.cache import remembered

CONFIDENCE = 0.95
FEW = 1_000  # degrees of freedom


@dataclass(frozen=True, slots=True)
class Interval:
    """The mean of `n` values, from `low` to `high` with the confidence asked for, and their standard deviation.

    `low`, `high` and `sd` are nan when there are fewer than two values, and `mean` too when there are none.
    """

    mean: float
    low: float
    high: float
    sd: float
    n: int


def interval_of(values: Iterable[float], confidence: float = CONFIDENCE) -> Interval:
    """Student's t interval for the mean of the values that are not nan.

    Over many such runs, this share (`confidence`) of intervals holds the mean that endless replications would give, if
    replications' values are near enough to normal. Sums are exact, so that the order of the values does not matter.
    """
    known = [value for value in values if not math.isnan(value)]
    n = len(known)
    mean = math.fsum(known) / n if n else math.nan
    if n < 2:
        return Interval(mean, math.nan, math.nan, math.nan, n)
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (n - 1))
    half_width = quantile_of_t(n - 1, (1.0 + confidence) / 2.0) * sd / math.sqrt(n)
    return Interval(mean, mean - half_width, mean + half_width, sd, n)


@cache
def quantile_of_t(degrees_of_freedom: int, probability: float) -> float:
    """Student's t at a probability. SciPy is slow to import, so those of few degrees are kept from run to run."""
    if degrees_of_freedom > FEW:
        return _quantiles_of_t(degrees_of_freedom, degrees_of_freedom, probability)[0]
    few = remembered(__file__, ("scipy",), repr(probability), lambda: _quantiles_of_t(1, FEW, probability).tobytes())
    return array("d", few)[degrees_of_freedom - 1]


def _quantiles_of_t(first: int, last: int, probability: float) -> array[float]:
    from scipy.special import stdtrit

    return array("d", (float(stdtrit(degrees, probability)) for degrees in range(first, last + 1)))
