"""Arithmetic on whole arrays: sums, means and spreads that come out the same on every machine (nan where there is
nothing to average), and dates, each as its ordinal, as `datetime.date.toordinal` gives it."""

from __future__ import annotations

from datetime import date
from math import frexp, fsum, inf, ldexp, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fssim.arrays import Booleans, Floats, Integers

FEW = 500  # values that are added up one by one as quickly
MANTISSA = 53  # bits


def total(values: Floats) -> float:
    """The sum, rounded once (so not changed by how a machine orders its additions).

    Many values are cut into a few leading bits, which add up without rounding in any order, and the rest, again and
    again (Rump, Ogita and Oishi, 2008, "Accurate floating-point summation, part I", SIAM Journal on Scientific
    Computing 31).
    """
    largest = float(np.abs(values).max()) if len(values) > FEW else inf
    room = frexp(len(values) + 2)[1] + 1  # bits that the sum may have beyond those of its terms
    if not 0.0 < largest < ldexp(1.0, 1000 - room):
        return fsum(values.tolist())
    unit, rest, sums = ldexp(1.0, frexp(largest)[1] + room), values, []
    while rest.any():
        leading = (rest + unit) - unit
        sums.append(float(leading.sum()))
        rest = rest - leading
        unit = ldexp(unit, room - MANTISSA)
    return fsum(sums)


def ratio(part: float, whole: float) -> float:
    """`part / whole`, or nan if there is nothing to divide by."""
    return part / whole if whole else nan


def mean(values: Floats, weights: Floats | None = None) -> float:
    """The mean, or nan of no values."""
    if weights is None:
        return ratio(total(values), float(len(values)))
    return ratio(total(values * weights), total(weights))


def percent(is_so: Booleans, weights: Floats | None = None) -> float:
    """The percentage for which it is so, or nan of no values."""
    if weights is None:
        return ratio(100.0 * int(np.count_nonzero(is_so)), float(len(is_so)))
    return ratio(100.0 * total(weights[is_so]), total(weights))


def spread(values: Floats) -> float:
    """The standard deviation, or nan of no values."""
    average = mean(values)
    return sqrt(mean((values - average) ** 2))


def percentile(values: Floats, percentage: float, weights: Integers | None = None) -> float:
    """The smallest value that at least this percentage are at or below, each counted `weights` times; nan of none."""
    if len(values) == 0:
        return nan
    if weights is None:
        place = int(np.ceil(percentage / 100.0 * len(values) - 1e-9)) - 1  # the first at which enough are counted
        place = min(max(place, 0), len(values) - 1)
        return float(np.partition(values, place)[place])
    order = np.argsort(values, kind="stable")
    counted = np.cumsum(weights[order])
    place = int(np.searchsorted(counted, percentage / 100.0 * counted[-1] - 1e-9))
    return float(values[order[min(place, len(values) - 1)]])


def overlap(start: Floats, end: Floats, low: float, high: float) -> Floats:
    """How much of each interval lies between `low` and `high`."""
    common: Floats = np.maximum(np.minimum(end, high) - np.maximum(start, low), 0.0)
    return common


def expand(first: Integers, count: Integers) -> tuple[Integers, Integers]:
    """For ranges `first .. first + count - 1`, end to end: which range each number came from, and the number."""
    owner = np.repeat(np.arange(len(first)), count)
    before = np.cumsum(count) - count
    return owner, np.arange(len(owner)) - before[owner] + first[owner]


def stable_order(numbers: NDArray[np.integer[Any]]) -> Integers:
    """The places of whole numbers (0 or more, below 2 to the 32nd) in order, equal ones as they stand.

    NumPy sorts 16 bits at a time by radix, which is several times as fast as comparing.
    """
    order = np.argsort(numbers.astype(np.uint16), kind="stable")  # by their last 16 bits
    if len(numbers) and numbers.max() > 0xFFFF:
        order = order[np.argsort((numbers >> 16).astype(np.uint16)[order], kind="stable")]
    return order


EPOCH = date(1970, 1, 1).toordinal()  # where NumPy counts days from


def months_after(ordinals: Integers, months: int | Integers) -> Integers:
    """The same day so many months later, or that month's last day if it is shorter; of several numbers of months, one
    below another, a row of each."""
    days = (ordinals - EPOCH).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    day_of_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    later = month + np.asarray(months).astype("timedelta64[M]")
    begins = later.astype("datetime64[D]").astype(np.int64)
    last = (later + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - 1
    result: Integers = np.minimum(begins + day_of_month, last) + EPOCH
    return result


def first_aprils(after: int, until: int) -> Integers:
    """The ordinals of every 1 April after a date and until another: the ends of the statistics' years."""
    years = range(date.fromordinal(after).year, date.fromordinal(until).year + 1)
    aprils = (date(year, 4, 1).toordinal() for year in years)
    return np.array([april for april in aprils if after < april <= until], np.int64)
