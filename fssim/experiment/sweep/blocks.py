"""Blocks: the points whose results go into one data file."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice

from fssim.experiment.sweep.points import Point, number_of_points, points
from fssim.experiment.sweep.sweep import Sweep
from fssim.experiment.sweep.work import Done

REPLICATIONS_IN_BLOCK = 100  # about, so that little is lost when a sweep is killed
MOST_BLOCKS = 1000  # files that a folder may have and still be read quickly
REPLICATIONS_AT_ONCE = 20  # of one point, by one process

Span = tuple[int, int]


@dataclass(slots=True)
class Block:
    """Consecutive points, and what has come of them so far by (position of the point, first replication)."""

    number: int
    points: tuple[Point, ...]
    done: dict[tuple[int, int], Done] = field(default_factory=dict)

    def rows_of(self, position: int) -> tuple[array[float], str]:
        """The measures of a point, replication after replication, or none and why: its first failure."""
        parts = [self.done[key] for key in sorted(self.done) if key[0] == position]
        failure = next((part.failure for part in parts if part.failure), "")
        rows = array("d")
        for part in parts if not failure else ():
            rows.extend(part.rows)
        return rows, failure


def points_in_block(sweep: Sweep) -> int:
    """How many points a block has. It depends on the sweep alone, so that the files do."""
    few = REPLICATIONS_IN_BLOCK // sweep.plan.replications
    return max(1, few, -(-number_of_points(sweep) // MOST_BLOCKS))


def blocks(sweep: Sweep) -> Iterator[Block]:
    """Every block of a sweep, in order, made as it is asked for."""
    size, rest = points_in_block(sweep), points(sweep)
    for number in count():
        found = tuple(islice(rest, size))
        if not found:
            return
        yield Block(number, found)


def number_of_blocks(sweep: Sweep) -> int:
    """How many blocks `blocks` gives."""
    return -(-number_of_points(sweep) // points_in_block(sweep))


def spans(replications: int) -> list[Span]:
    """The replications of a point in parts that one process does at once: each from, and up to but not including."""
    return [
        (first, min(first + REPLICATIONS_AT_ONCE, replications))
        for first in range(0, replications, REPLICATIONS_AT_ONCE)
    ]
