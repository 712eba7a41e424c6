"""Pieces of work: occurrences of activities, participants' parts in them, and queues of parts.

A queue is a pairing heap of entries, of equal ones the first put in. An entry whose part was cancelled, started, or
given to somebody else is passed over.
An occurrence and its parts are used again once no family, queue or worker refers to them (`uses`).
"""

from __future__ import annotations

from typing import Any

from fssim.engine.compiled.kernel.allocators import (
    give_back_entries,
    give_back_occurrences,
    give_back_parts,
    take_entry,
    take_occurrence,
    take_part,
)
from fssim.engine.compiled.kernel.jit import inlined, jitted, part_of_caller
from fssim.engine.compiled.kernel.record_access import entries, occurrences, parts
from fssim.engine.compiled.runtime.records import NONE

CASEWORK, NEED_WORK, TRAINING = range(3)


@inlined
def new_occurrence(w: Any, family: int, activity: int, due: float, kind: int, of: int) -> int:
    """An activity is to be done from now on. `of` is its arrangement, need or worker, by kind. Its maker uses it."""
    at = take_occurrence(w)
    occurrence = occurrences(w, at)
    occurrence.family = family
    occurrence.activity = activity
    occurrence.enabled = w.now
    occurrence.due = due
    occurrence.kind = kind
    occurrence.of = of
    occurrence.required_left = 0
    occurrence.alive = 1
    occurrence.uses = 1
    occurrence.first_part = NONE
    occurrence.last_part = NONE
    return at  # type: ignore[no-any-return]


@jitted
def new_part(w: Any, occurrence: int, participant: int, copy: int, priority: int, required: int, hours: float) -> int:
    """What one participant does for an occurrence."""
    at = take_part(w)
    part = parts(w, at)
    part.occurrence = occurrence
    part.participant = participant
    part.copy = copy
    part.priority = priority
    part.required = required
    part.hours = hours
    part.worker = NONE
    part.started = 0.0
    part.waiting = 1
    part.next = NONE
    its = occurrences(w, occurrence)
    if its.last_part == NONE:
        its.first_part = at
    else:
        parts(w, its.last_part).next = at
    its.last_part = at
    its.required_left += required
    return at  # type: ignore[no-any-return]


@inlined
def release(w: Any, occurrence: int) -> None:
    """Whoever used an occurrence no longer does."""
    its = occurrences(w, occurrence)
    its.uses -= 1
    if its.uses > 0:
        return
    if its.last_part != NONE:
        give_back_parts(w, its.first_part, its.last_part)
    give_back_occurrences(w, occurrence, occurrence)


@part_of_caller
def more_urgent(w: Any, a: int, b: int) -> bool:
    """Whether entry `a` comes before entry `b`: priority class, earliest due, first come, the order of the scenario."""
    return _compared(w, a, b) < 0  # type: ignore[no-any-return]


@inlined
def _compared(w: Any, a: int, b: int) -> int:
    one, other = entries(w, a), entries(w, b)
    if one.priority != other.priority:
        return -1 if one.priority < other.priority else 1
    if one.due != other.due:
        return -1 if one.due < other.due else 1
    part, second = parts(w, one.part), parts(w, other.part)
    occurrence, its = occurrences(w, part.occurrence), occurrences(w, second.occurrence)
    if occurrence.enabled != its.enabled:
        return -1 if occurrence.enabled < its.enabled else 1
    if occurrence.family != its.family:
        return -1 if occurrence.family < its.family else 1
    if part.participant != second.participant:
        return -1 if part.participant < second.participant else 1
    if part.copy != second.copy:
        return -1 if part.copy < second.copy else 1
    return 0


@inlined
def _merged(w: Any, a: int, b: int) -> int:
    """The root of two heaps made one."""
    order = _compared(w, b, a)
    if order < 0 or (order == 0 and entries(w, b).added < entries(w, a).added):
        a, b = b, a
    entries(w, b).sibling = entries(w, a).child
    entries(w, a).child = b
    return a


@jitted
def queue_with(w: Any, queue: int, part: int) -> int:
    """A queue (its root, NONE if empty) with one more part in it."""
    at = take_entry(w)
    entry = entries(w, at)
    its = parts(w, part)
    occurrence = occurrences(w, its.occurrence)
    occurrence.uses += 1
    entry.priority = its.priority
    entry.due = occurrence.due
    entry.part = part
    entry.added = w.added
    w.added += 1
    entry.child = NONE
    entry.sibling = NONE
    return at if queue == NONE else _merged(w, queue, at)  # type: ignore[no-any-return]


@jitted
def queue_without_first(w: Any, queue: int) -> int:
    """A queue without its first entry; the occurrence is still used on its behalf."""
    pairs = NONE
    child = entries(w, queue).child
    give_back_entries(w, queue, queue)
    while child != NONE:
        second = entries(w, child).sibling
        if second == NONE:
            rest, pair = NONE, child
        else:
            rest = entries(w, second).sibling
            pair = _merged(w, child, second)
        entries(w, pair).sibling = pairs
        pairs = pair
        child = rest
    root = NONE
    while pairs != NONE:
        rest = entries(w, pairs).sibling
        root = pairs if root == NONE else _merged(w, root, pairs)
        pairs = rest
    return root


@inlined
def queue_cleared(w: Any, queue: int, owner: int) -> int:
    """A queue whose first part, if any, is still waiting here: what is passed over is dropped."""
    while queue != NONE:
        part = parts(w, entries(w, queue).part)
        if part.waiting and part.worker == owner and occurrences(w, part.occurrence).alive:
            break
        queue = queue_without_first(w, queue)
        release(w, part.occurrence)
    return queue
