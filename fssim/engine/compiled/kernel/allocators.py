"""Room in the arrays that grow: the next record of one, and records that are used again.

Nothing grows in here. A function that finds no room raises `OutOfRoom`, and the run begins again with more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fssim.engine.compiled.kernel.jit import inlined
from fssim.engine.compiled.kernel.record_access import entries, moments, occurrences, parts
from fssim.engine.compiled.runtime.records import NONE, OutOfRoom


def _appender(name: str) -> Any:
    """The compiled function that takes the next record of a growing array and gives its number."""
    used, room = f"{name}_used", f"{name}_room"

    @inlined
    def take_next(w: Any) -> int:
        at = w[used]
        if at == w[room]:
            raise OutOfRoom
        w[used] = at + 1
        return at  # type: ignore[no-any-return]

    return take_next


def _recycler(name: str, records: Callable[[Any, int], Any], free: str, following: str) -> tuple[Any, Any]:
    """Compiled functions for records that are used again: one takes a record and gives its number, the other gives back
    a chain of them, from its first to its last. `free` is the world's field for the list of those that are free, which
    runs through the records' field `following`."""
    take_next = _appender(name)

    @inlined
    def take(w: Any) -> int:
        at = w[free]
        if at != NONE:
            w[free] = records(w, at)[following]
        else:
            at = take_next(w)
        return at  # type: ignore[no-any-return]

    @inlined
    def give_back(w: Any, first: int, last: int) -> None:
        records(w, last)[following] = w[free]
        w[free] = first

    return take, give_back


take_log_row = _appender("log")
take_soon = _appender("soon")
take_at_once = _appender("at_once")
take_task = _appender("tasks")
take_resumption = _appender("resumptions")
take_moment, give_back_moments = _recycler("moments", moments, "free_moment", "next")
take_occurrence, give_back_occurrences = _recycler("occurrences", occurrences, "free_occurrence", "next_free")
take_part, give_back_parts = _recycler("parts", parts, "free_part", "next")
take_entry, give_back_entries = _recycler("entries", entries, "free_entry", "sibling")
