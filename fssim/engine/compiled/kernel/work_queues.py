"""Workers: being given work, being called, and picking up the most urgent part."""

from __future__ import annotations

from math import sqrt
from typing import Any

from fssim.engine.compiled.kernel.event_queue import set_moment
from fssim.engine.compiled.kernel.instant import WORK_DONE, add_free_worker
from fssim.engine.compiled.kernel.jit import inlined, jitted, part_of_caller
from fssim.engine.compiled.kernel.linked_lists import join_free, leave_free
from fssim.engine.compiled.kernel.pressure import extra_hours_today
from fssim.engine.compiled.kernel.record_access import (
    entries,
    groups,
    members,
    parts,
    workers,
)
from fssim.engine.compiled.kernel.work_pieces import (
    more_urgent,
    queue_cleared,
    queue_with,
    queue_without_first,
)
from fssim.engine.compiled.runtime.records import NONE


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
    its.queue = queue_with(w, its.queue, part)
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
    its.queue = queue_cleared(w, its.queue, NONE)
    if its.queue != NONE:
        call(w, its.first_free)


@part_of_caller
def give_group(w: Any, group: int, part: int) -> None:
    """Put a part in the queue that everybody in a group draws on."""
    groups(w, group).queue = queue_with(w, groups(w, group).queue, part)
    call_somebody(w, group)


@inlined
def own_queue(w: Any, worker: int) -> int:
    """A worker's own queue, its first part still waiting; NONE if it is empty."""
    its = workers(w, worker)
    its.queue = queue_cleared(w, its.queue, worker)
    return its.queue  # type: ignore[no-any-return]


@part_of_caller
def pick_up(w: Any, worker: int) -> None:
    """A worker who was called takes up the most urgent part, own or the group's, if there is any."""
    its = workers(w, worker)
    its.called = 0
    if not its.present:
        return
    group = groups(w, its.group)
    own = own_queue(w, worker)
    shared = group.queue = queue_cleared(w, group.queue, NONE)
    if own == NONE and shared == NONE:
        join_free(w, worker)
        return
    if own != NONE and (shared == NONE or more_urgent(w, own, shared)):
        number = entries(w, own).part
        its.queue = queue_without_first(w, own)
    else:
        number = entries(w, shared).part
        group.queue = queue_without_first(w, shared)
    part = parts(w, number)
    part.waiting = 0
    part.started = w.now
    its.in_hand = number
    call_somebody(w, its.group)
    set_moment(w, w.now + _days_for(w, its, part.hours), WORK_DONE, worker, 0, 0, 0.0)


@part_of_caller
def _days_for(w: Any, its: Any, hours: float) -> float:
    """How long work takes: at full speed, or at a new starter's, which rises evenly over the induction; with the extra
    hours of the day."""
    full_speed = its.full_speed + extra_hours_today(w, its.group) * its.full_time_share
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
