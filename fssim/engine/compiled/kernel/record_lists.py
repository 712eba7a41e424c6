"""Records that are taken and given back, and the lists that they are on.

Nothing grows in here. A function that finds no room in an array raises `OutOfRoom`, and the run begins again with more.
Lists are of families and needs that wait for a group, of those that a worker has, and of workers who are free. They run
through the records themselves, both ways. Some are in an order, and others have the last added first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    courses_of_need,
    entries,
    families,
    groups,
    inlined,
    moments,
    occurrences,
    parts,
    workers,
)
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


Accessor = Callable[[Any, int], Any]


def _list(items: Accessor, owners: Accessor, name: str, ends: str, order: str = "") -> tuple[Any, Any]:
    """Compiled functions that put an item on an owner's list, and take it off.

    The items' fields `next_...` and `previous_...` have `name` in them, and the owners' `first_...` and `last_...` have
    `ends`. Items are in order of the field `order` and then of number, or the last added first if that is empty.
    """
    following, previous, first, last = f"next_{name}", f"previous_{name}", f"first_{ends}", f"last_{ends}"

    @inlined
    def link(w: Any, owner: int, at: int, before: int, after: int) -> None:
        its, list_ = items(w, at), owners(w, owner)
        its[previous], its[following] = before, after
        if before == NONE:
            list_[first] = at
        else:
            items(w, before)[following] = at
        if after == NONE:
            list_[last] = at
        else:
            items(w, after)[previous] = at

    @inlined
    def add_first(w: Any, owner: int, at: int) -> None:
        link(w, owner, at, NONE, owners(w, owner)[first])

    @inlined
    def add_in_order(w: Any, owner: int, at: int) -> None:
        its = items(w, at)
        before, after = owners(w, owner)[last], NONE
        while before != NONE:
            other = items(w, before)
            if other[order] < its[order] or (other[order] == its[order] and before < at):
                break
            before, after = other[previous], before
        link(w, owner, at, before, after)

    @inlined
    def remove(w: Any, owner: int, at: int) -> None:
        its, list_ = items(w, at), owners(w, owner)
        if its[previous] == NONE:
            list_[first] = its[following]
        else:
            items(w, its[previous])[following] = its[following]
        if its[following] == NONE:
            list_[last] = its[previous]
        else:
            items(w, its[following])[previous] = its[previous]

    return add_in_order if order else add_first, remove


_add_waiting_family, _remove_waiting_family = _list(families, groups, "waiting", "waiting", "waiting_since")
_add_waiting_need, _remove_waiting_need = _list(courses_of_need, groups, "waiting", "need_waiting", "referred_at")
_add_held_family, _remove_held_family = _list(families, workers, "held", "family")
_add_taken_need, _remove_taken_need = _list(courses_of_need, workers, "taken", "need")
_add_free_worker, _remove_free_worker = _list(workers, groups, "free", "free", "free_since")


@inlined
def add_waiting_family(w: Any, group: int, family: int) -> None:
    """A family is on a group's list."""
    _add_waiting_family(w, group, family)
    groups(w, group).workload += families(w, family).workload


@inlined
def remove_waiting_family(w: Any, group: int, family: int) -> None:
    """A family is off a group's list."""
    its, its_group = families(w, family), groups(w, group)
    its_group.urgent_count -= its.counted_urgent
    its_group.workload -= its.workload
    its.counted_urgent = 0
    _remove_waiting_family(w, group, family)


@inlined
def add_waiting_need(w: Any, group: int, family: int, need: int) -> None:
    """A need is on a group's list, which is in order of when it was referred, then of family and number."""
    _add_waiting_need(w, group, family * w.need_count + need)


@inlined
def remove_waiting_need(w: Any, group: int, family: int, need: int) -> None:
    """A need is off a group's list."""
    _remove_waiting_need(w, group, family * w.need_count + need)


@inlined
def add_held_family(w: Any, worker: int, family: int) -> None:
    """A worker holds a family."""
    _add_held_family(w, worker, family)
    its, holder = families(w, family), workers(w, worker)
    holder.children += its.children
    holder.workload += its.workload
    groups(w, holder.group).workload += its.workload


@inlined
def remove_held_family(w: Any, worker: int, family: int) -> None:
    """A worker no longer holds a family."""
    _remove_held_family(w, worker, family)
    its, holder = families(w, family), workers(w, worker)
    holder.children -= its.children
    holder.workload -= its.workload
    groups(w, holder.group).workload -= its.workload


@inlined
def add_taken_need(w: Any, worker: int, family: int, need: int) -> None:
    """A practitioner is meeting a need."""
    _add_taken_need(w, worker, family * w.need_count + need)
    workers(w, worker).need_count += 1


@inlined
def remove_taken_need(w: Any, worker: int, family: int, need: int) -> None:
    """A practitioner is no longer meeting a need."""
    _remove_taken_need(w, worker, family * w.need_count + need)
    workers(w, worker).need_count -= 1


@inlined
def join_free(w: Any, worker: int) -> None:
    """A worker in post has nothing to do: one more in the group's list, in order of free since when, then of number."""
    _add_free_worker(w, workers(w, worker).group, worker)


@inlined
def leave_free(w: Any, worker: int) -> None:
    """A worker is off the group's list of those who have nothing to do."""
    _remove_free_worker(w, workers(w, worker).group, worker)
