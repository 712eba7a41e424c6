"""Sums, means and spreads that come out the same on every machine, and nan where there is nothing to average."""

from __future__ import annotations

from math import fsum, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


def total(values: Floats) -> float:
    """The sum, rounded once (so not changed by how a machine orders its additions)."""
    return fsum(values.tolist())


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
    order = np.argsort(values, kind="stable")
    counted = np.cumsum(np.ones(len(values), np.int64) if weights is None else weights[order])
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
    order = np.argsort((numbers & 0xFFFF).astype(np.uint16), kind="stable")
    if len(numbers) and numbers.max() > 0xFFFF:
        order = order[np.argsort((numbers >> 16).astype(np.uint16)[order], kind="stable")]
    return order
