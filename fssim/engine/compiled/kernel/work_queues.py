"""Work: occurrences of activities, participants' parts in them, queues of parts, and workers who are given them, are
called, and pick up the most urgent.

A queue is a pairing heap of entries, of equal ones the first put in. An entry whose part was cancelled, started, or
given to somebody else is passed over.
An occurrence and its parts are used again once no family, queue or worker refers to them (`uses`).
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    entries,
    groups,
    inlined,
    jitted,
    members,
    occurrences,
    part_of_caller,
    parts,
    workers,
)
from fssim.engine.compiled.kernel.event_queue import set_moment
from fssim.engine.compiled.kernel.instant import WORK_DONE, add_free_worker
from fssim.engine.compiled.kernel.lookups import look_at_extra_hours
from fssim.engine.compiled.kernel.record_lists import (
    give_back_entries,
    give_back_occurrences,
    give_back_parts,
    join_free,
    leave_free,
    take_entry,
    take_occurrence,
    take_part,
)
from fssim.engine.compiled.runtime.records import NONE

CASEWORK, NEED_WORK, TRAINING = range(3)


@inlined
def make_occurrence(w: Any, family: int, activity: int, due: float, kind: int, of: int) -> int:
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
def make_part(w: Any, occurrence: int, participant: int, copy: int, priority: int, required: int, hours: float) -> int:
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
    part.family, part.activity = its.family, its.activity
    return at  # type: ignore[no-any-return]


@inlined
def withdraw(w: Any, occurrence: int) -> None:
    """An occurrence is not to be held: nobody who has not started their part starts it."""
    its = occurrences(w, occurrence)
    its.alive = 0
    at = its.first_part
    while at != NONE:
        parts(w, at).waiting = 0
        at = parts(w, at).next


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
def is_more_urgent(w: Any, a: int, b: int) -> bool:
    """Whether entry `a` comes before entry `b`: priority class, earliest due, first come, the order of the scenario."""
    return _compare(w, a, b) < 0  # type: ignore[no-any-return]


@inlined
def _compare(w: Any, a: int, b: int) -> int:
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
def _merge(w: Any, a: int, b: int) -> int:
    """The root of two heaps made one."""
    order = _compare(w, b, a)
    if order < 0 or (order == 0 and entries(w, b).added < entries(w, a).added):
        a, b = b, a
    entries(w, b).sibling = entries(w, a).child
    entries(w, a).child = b
    return a


@jitted
def add_to_queue(w: Any, queue: int, part: int) -> int:
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
    return at if queue == NONE else _merge(w, queue, at)  # type: ignore[no-any-return]


@inlined
def take_first_off(w: Any, queue: int) -> int:
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
            pair = _merge(w, child, second)
        entries(w, pair).sibling = pairs
        pairs = pair
        child = rest
    root = NONE
    while pairs != NONE:
        rest = entries(w, pairs).sibling
        root = pairs if root == NONE else _merge(w, root, pairs)
        pairs = rest
    return root


@inlined
def clear_queue(w: Any, queue: int, owner: int) -> int:
    """A queue whose first part, if any, is still waiting here: what is passed over is dropped."""
    while queue != NONE:
        part = parts(w, entries(w, queue).part)
        if part.waiting and part.worker == owner:
            break
        queue = take_first_off(w, queue)
        release(w, part.occurrence)
    return queue


@inlined
def call(w: Any, worker: int) -> None:
    """Ask a free worker to pick up work once everything else at this instant has happened."""
    its = workers(w, worker)
    if not its.called:
        if its.present:
            leave_free(w, worker)
        its.called = 1
        add_free_worker(w, worker)


@jitted
def give(w: Any, worker: int, part: int) -> None:
    """Put a part in the worker's own queue."""
    its = workers(w, worker)
    parts(w, part).worker = worker
    its.queue = add_to_queue(w, its.queue, part)
    if its.in_hand == NONE:
        call(w, worker)


@inlined
def call_somebody(w: Any, group: int) -> None:
    """If work is waiting for anybody in a group, call the worker who has been free the longest."""
    if groups(w, group).first_free != NONE:
        _call_the_first(w, group)


@jitted
def _call_the_first(w: Any, group: int) -> None:
    its = groups(w, group)
    its.queue = clear_queue(w, its.queue, NONE)
    if its.queue != NONE:
        call(w, its.first_free)


@jitted
def give_group(w: Any, group: int, part: int) -> None:
    """Put a part in the queue that everybody in a group draws on."""
    groups(w, group).queue = add_to_queue(w, groups(w, group).queue, part)
    call_somebody(w, group)


@inlined
def clear_own_queue(w: Any, worker: int) -> int:
    """A worker's own queue, its first part still waiting; NONE if it is empty."""
    its = workers(w, worker)
    its.queue = clear_queue(w, its.queue, worker)
    return its.queue  # type: ignore[no-any-return]


@part_of_caller
def pick_up(w: Any, worker: int) -> None:
    """A worker who was called takes up the most urgent part, own or the group's, if there is any."""
    its = workers(w, worker)
    its.called = 0
    if not its.present:
        return
    group = groups(w, its.group)
    own = clear_own_queue(w, worker)
    shared = group.queue = clear_queue(w, group.queue, NONE)
    if own == NONE and shared == NONE:
        join_free(w, worker)
        return
    if own != NONE and (shared == NONE or is_more_urgent(w, own, shared)):
        number = entries(w, own).part
        its.queue = take_first_off(w, own)
    else:
        number = entries(w, shared).part
        group.queue = take_first_off(w, shared)
    part = parts(w, number)
    part.waiting = 0
    part.started = w.now
    its.in_hand = number
    call_somebody(w, its.group)
    set_moment(w, w.now + _find_days(w, its, part.hours), WORK_DONE, worker, part.activity, part.family, number)


@part_of_caller
def _find_days(w: Any, its: Any, hours: float) -> float:
    """How long work takes: at full speed, or at a new starter's, which rises evenly over the induction; with the extra
    hours of the day."""
    full_speed, extra = its.full_speed, look_at_extra_hours(w, its.group)
    if extra != 0.0:
        full_speed = full_speed + extra * its.full_time_share
    tenure = w.now - its.start
    if its.experienced or tenure >= its.induction or hours == 0.0:
        return hours / full_speed  # type: ignore[no-any-return]
    rise = (1.0 - its.induction_speed) / its.induction
    speed = its.induction_speed + rise * tenure
    left = its.induction - tenure
    full_days = hours / full_speed
    done_by_then = left * (speed + 1.0) / 2.0
    if full_days > done_by_then:
        return left + (full_days - done_by_then)  # type: ignore[no-any-return]
    return 2.0 * full_days / (speed + sqrt(speed * speed + 2.0 * rise * full_days))  # type: ignore[no-any-return]


@part_of_caller
def join_group(w: Any, worker: int) -> None:
    """A worker is in post."""
    group = groups(w, workers(w, worker).group)
    at = group.first_member + group.member_count
    members(w, at).value = worker
    workers(w, worker).member_at = at
    group.member_count += 1
    group.carries += workers(w, worker).carries
    join_free(w, worker)


@part_of_caller
def leave_group(w: Any, worker: int) -> None:
    """A worker is no longer in post: the last of the group's members takes their place in the list."""
    its = workers(w, worker)
    if its.in_hand == NONE and not its.called:
        leave_free(w, worker)
    group = groups(w, its.group)
    group.member_count -= 1
    group.carries -= its.carries
    last = members(w, group.first_member + group.member_count).value
    at = its.member_at
    members(w, at).value = last
    workers(w, last).member_at = at
