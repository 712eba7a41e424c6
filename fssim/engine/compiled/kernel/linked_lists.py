"""Who is on whose list: families and needs that wait for a group, and those that a worker has.

The lists run through the records themselves.
"""

from __future__ import annotations

from typing import Any

from fssim.engine.compiled.kernel.jit import jitted, part_of_caller
from fssim.engine.compiled.kernel.kernel_draws import need_at
from fssim.engine.compiled.kernel.record_access import courses_of_need, families, groups, workers
from fssim.engine.compiled.runtime.records import NONE


@part_of_caller
def add_waiting_family(w: Any, group: int, family: int) -> None:
    """A family is on a group's list, which is in order of when the wait began, then of number."""
    its, list_ = families(w, family), groups(w, group)
    before, after = list_.last_waiting, NONE
    while before != NONE:
        other = families(w, before)
        if other.waiting_since < its.waiting_since or (other.waiting_since == its.waiting_since and before < family):
            break
        before, after = other.previous_waiting, before
    its.previous_waiting, its.next_waiting = before, after
    if before == NONE:
        list_.first_waiting = family
    else:
        families(w, before).next_waiting = family
    if after == NONE:
        list_.last_waiting = family
    else:
        families(w, after).previous_waiting = family


@jitted
def remove_waiting_family(w: Any, group: int, family: int) -> None:
    """A family is off a group's list."""
    its, list_ = families(w, family), groups(w, group)
    list_.urgent_count -= its.counted_urgent
    its.counted_urgent = 0
    if its.previous_waiting == NONE:
        list_.first_waiting = its.next_waiting
    else:
        families(w, its.previous_waiting).next_waiting = its.next_waiting
    if its.next_waiting == NONE:
        list_.last_waiting = its.previous_waiting
    else:
        families(w, its.next_waiting).previous_waiting = its.previous_waiting


@part_of_caller
def add_waiting_need(w: Any, group: int, family: int, need: int) -> None:
    """A need is on a group's list, which is in order of when it was referred, then of family and number."""
    at = family * w.need_count + need
    its, list_ = courses_of_need(w, at), groups(w, group)
    before, after = list_.last_need_waiting, NONE
    while before != NONE:
        other = courses_of_need(w, before)
        if other.referred_at < its.referred_at or (other.referred_at == its.referred_at and before < at):
            break
        before, after = other.previous_waiting, before
    its.previous_waiting, its.next_waiting = before, after
    if before == NONE:
        list_.first_need_waiting = at
    else:
        courses_of_need(w, before).next_waiting = at
    if after == NONE:
        list_.last_need_waiting = at
    else:
        courses_of_need(w, after).previous_waiting = at


@jitted
def remove_waiting_need(w: Any, group: int, family: int, need: int) -> None:
    """A need is off a group's list."""
    its, list_ = need_at(w, family, need), groups(w, group)
    if its.previous_waiting == NONE:
        list_.first_need_waiting = its.next_waiting
    else:
        courses_of_need(w, its.previous_waiting).next_waiting = its.next_waiting
    if its.next_waiting == NONE:
        list_.last_need_waiting = its.previous_waiting
    else:
        courses_of_need(w, its.next_waiting).previous_waiting = its.previous_waiting


@part_of_caller
def add_held_family(w: Any, worker: int, family: int) -> None:
    """A worker holds a family."""
    its, holder = families(w, family), workers(w, worker)
    its.next_held, its.previous_held = holder.first_family, NONE
    if holder.first_family != NONE:
        families(w, holder.first_family).previous_held = family
    holder.first_family = family
    holder.children += its.children


@part_of_caller
def remove_held_family(w: Any, worker: int, family: int) -> None:
    """A worker no longer holds a family."""
    its, holder = families(w, family), workers(w, worker)
    if its.previous_held == NONE:
        holder.first_family = its.next_held
    else:
        families(w, its.previous_held).next_held = its.next_held
    if its.next_held != NONE:
        families(w, its.next_held).previous_held = its.previous_held
    holder.children -= its.children


@part_of_caller
def add_taken_need(w: Any, worker: int, family: int, need: int) -> None:
    """A practitioner is meeting a need."""
    at = family * w.need_count + need
    its, practitioner = courses_of_need(w, at), workers(w, worker)
    its.next_taken, its.previous_taken = practitioner.first_need, NONE
    if practitioner.first_need != NONE:
        courses_of_need(w, practitioner.first_need).previous_taken = at
    practitioner.first_need = at
    practitioner.need_count += 1


@part_of_caller
def remove_taken_need(w: Any, worker: int, family: int, need: int) -> None:
    """A practitioner is no longer meeting a need."""
    its, practitioner = need_at(w, family, need), workers(w, worker)
    if its.previous_taken == NONE:
        practitioner.first_need = its.next_taken
    else:
        courses_of_need(w, its.previous_taken).next_taken = its.next_taken
    if its.next_taken != NONE:
        courses_of_need(w, its.next_taken).previous_taken = its.previous_taken
    practitioner.need_count -= 1
