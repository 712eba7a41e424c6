"""Blocks: the points whose results go into one data file."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice

from fssim.sweeps.plan.points import Point, number_of_points, points
from fssim.sweeps.sweep import Sweep
from fssim.sweeps.work.work_units import Done

REPLICATIONS_IN_BLOCK = 100  # about, so that little is lost when a sweep is killed
MOST_BLOCKS = 1000  # files that a folder may have and still be read quickly
REPLICATIONS_AT_ONCE = 20  # of one point, by one process

Span = tuple[int, int]


@dataclass(slots=True)
class PointRun:
    """A point, and what has come of it so far.

    `asked` is how many replications it is to have by now, `awaited` how many spans of them are still to come, and
    `done` what came of the others, by the first replication of each. `narrow` is whether its intervals were narrow
    enough when last looked at, `over` whether it gets no more replications, and `too_wide` whether that is so although
    its precision is not reached.
    """

    point: Point
    asked: int = 0
    awaited: int = 0
    done: dict[int, Done] = field(default_factory=dict)
    narrow: bool = False
    over: bool = False
    too_wide: bool = False

    def ask(self, replications: int) -> list[Span]:
        """Have so many replications in all; returns the spans to do for it."""
        found = spans(self.asked, replications)
        self.asked = replications
        self.awaited = len(found)
        return found

    def take(self, first: int, done: Done) -> bool:
        """Add what came of a span; returns whether no other is awaited."""
        self.done[first] = done
        self.awaited -= 1
        return not self.awaited

    def rows(self) -> tuple[array[float], str]:
        """The measures, replication after replication, or none and why: the first failure."""
        parts = [self.done[first] for first in sorted(self.done)]
        failure = next((part.failure for part in parts if part.failure), "")
        rows = array("d")
        for part in parts if not failure else ():
            rows.extend(part.rows)
        return rows, failure


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive points, with what has come of them so far."""

    number: int
    runs: tuple[PointRun, ...]


def points_in_block(sweep: Sweep) -> int:
    """How many points a block has. It depends on the sweep alone, so that the files do."""
    few = REPLICATIONS_IN_BLOCK // sweep.plan.most_replications
    return max(1, few, -(-number_of_points(sweep) // MOST_BLOCKS))


def blocks(sweep: Sweep) -> Iterator[Block]:
    """Every block of a sweep, in order, made as it is asked for."""
    size, rest = points_in_block(sweep), points(sweep)
    for number in count():
        found = tuple(islice(rest, size))
        if not found:
            return
        yield Block(number, tuple(PointRun(point) for point in found))


def number_of_blocks(sweep: Sweep) -> int:
    """How many blocks `blocks` gives."""
    return -(-number_of_points(sweep) // points_in_block(sweep))


def spans(first: int, until: int) -> list[Span]:
    """Replications of a point in parts that one process does at once: each from, and up to but not including."""
    return [(each, min(each + REPLICATIONS_AT_ONCE, until)) for each in range(first, until, REPLICATIONS_AT_ONCE)]
