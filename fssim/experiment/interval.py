"""A mean and how surely it is known: Student's t interval over independent replications."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

CONFIDENCE = 0.95


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
    from scipy.special import stdtrit

    known = [value for value in values if not math.isnan(value)]
    n = len(known)
    mean = math.fsum(known) / n if n else math.nan
    if n < 2:
        return Interval(mean, math.nan, math.nan, math.nan, n)
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (n - 1))
    half_width = float(stdtrit(n - 1, (1.0 + confidence) / 2.0)) * sd / math.sqrt(n)
    return Interval(mean, mean - half_width, mean + half_width, sd, n)
