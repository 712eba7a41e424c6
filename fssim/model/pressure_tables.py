"""The row tables of work and pressure: what families weigh, what roles do about it, and the curves they do it by.

Work is counted in whole millionths of an hour a working day, so that sums are exact in whatever order they are made.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

MILLIONTHS = 1_000_000.0  # of an hour
MOST_MILLIONTHS = 10**12  # that one family weighs: so many that a million of them can still be added up


@dataclass(frozen=True, slots=True)
class Workloads:
    """One row for each (working model, stage): model * stages + stage. What a family weighs with its holder."""

    first_child: array[int]  # millionths of an hour a working day
    further_child: array[int]  # and for each child beyond the first


@dataclass(frozen=True, slots=True)
class Responses:
    """One row a role: what its people do about the work that they hold. Curves are rows of `curves`, or -1."""

    limit_share: array[float]  # of a worker's hours, that they are given work for; below 0 if not by work
    new_starters: array[int]  # the share of the limits that is theirs, by working days in post
    thresholds: array[int]  # by pressure, as all the following: odds multipliers
    proportionate_work: array[int]  # multipliers of hours
    extra_hours: array[int]  # hours a working day
    neighbours_above: array[float]  # pressure; infinite if families are not passed on
    leaving: array[int]  # multipliers of a rate
    agency_cover: array[int]  # multipliers of a chance


@dataclass(frozen=True, slots=True)
class Curves:
    """One row a curve: where its places begin in `places`, and how many."""

    first: array[int]
    count: array[int]


@dataclass(frozen=True, slots=True)
class Places:
    """One row a place on a curve, in order."""

    at: array[float]
    value: array[float]


def on_curve(curves: Curves, places: Places, curve: int, at: float) -> float:
    """A curve's value: straight between its places, level beyond them. Only + - * / are used, as in `sampling`."""
    first = curves.first[curve]
    last = first + curves.count[curve] - 1
    if not at > places.at[first]:
        return places.value[first]
    while first < last and at >= places.at[first + 1]:
        first += 1
    if first == last:
        return places.value[last]
    share = (at - places.at[first]) / (places.at[first + 1] - places.at[first])
    return places.value[first] + (places.value[first + 1] - places.value[first]) * share


def highest(curves: Curves, places: Places, curve: int) -> float:
    """The most that a curve comes to."""
    first = curves.first[curve]
    most: Sequence[float] = places.value[first : first + curves.count[curve]]
    return max(most)
