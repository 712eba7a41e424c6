"""Memory that is kept from one replication to the next, as fresh pages from the system take a tenth of a run."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy

Array = numpy.ndarray[Any, Any]

LINE = 64  # bytes that the processor fetches at once: no record lies across more lines than it must
SPARE = 8  # of what is asked for, an eighth of it more is had: the next replication may need a little more
MOST_KEPT = 1 << 31  # bytes: the memory of some 30 million rows; a run that used more gives all of it back


class Memory:
    """Blocks of memory by the names of what is in them. Only one run at a time may use it."""

    def __init__(self) -> None:
        self._blocks: dict[str, Array] = {}
        self._given_away: dict[str, int] = {}  # bytes of the last block of a name, whoever has it

    def array(self, name: str, count: int, record: numpy.dtype[Any], used: int = 0) -> Array:
        """An array of records. The first `used` are those of the last one of the name, all others are undefined."""
        size = count * record.itemsize
        block = self._blocks.get(name)
        if block is None or len(block) < size:
            larger = _aligned(max(size + size // SPARE, self._given_away.get(name, 0)))
            if block is not None:
                larger[: used * record.itemsize] = block[: used * record.itemsize]
            block = self._blocks[name] = larger
        return block[:size].view(record)

    def give_away(self, name: str, count: int, record: numpy.dtype[Any]) -> Array:
        """The first records of an array, whose block is theirs for as long as they are used, in whatever view. The next
        of the name is as large."""
        block = self._blocks.pop(name)
        self._given_away[name] = len(block)
        lent = numpy.frombuffer(block.data, numpy.uint8)  # views of it keep it, and it alone
        weakref.finalize(lent, self._take_back, name, block).atexit = False
        return lent[: count * record.itemsize].view(record)

    def _take_back(self, name: str, block: Array) -> None:
        """Have a block for the next array of its name, unless there is one."""
        if self.size() + len(block) <= MOST_KEPT:
            self._blocks.setdefault(name, block)

    def size(self) -> int:
        """In bytes."""
        return sum(map(len, tuple(self._blocks.values())))


def _aligned(size: int) -> Array:
    block = numpy.empty(size + LINE, numpy.uint8)
    start = -block.ctypes.data % LINE
    return block[start : start + size]


_spare: deque[Memory] = deque(maxlen=1)


@contextmanager
def lent_memory() -> Iterator[Memory]:
    """The memory that the last run of this process left, unless another has it now; left for the next one."""
    try:
        taken = _spare.pop()
    except IndexError:
        taken = Memory()
    yield taken
    if taken.size() <= MOST_KEPT:
        _spare.append(taken)
