"""Families' needs: referred, waiting, taken on, and left."""

from __future__ import annotations

from math import nan
from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    families,
    groups,
    inlined,
    jitted,
    members,
    needs,
    part_of_caller,
    workers,
)
from fssim.engine.compiled.kernel.instant import WAIT_OUTSIDE, add_task, write
from fssim.engine.compiled.kernel.kernel_draws import draw_need, find_need, find_quantile
from fssim.engine.compiled.kernel.lookups import draw_part_hours, find_caseload_limit, find_group_for, find_row
from fssim.engine.compiled.kernel.record_lists import (
    add_taken_need,
    add_waiting_need,
    remove_taken_need,
    remove_waiting_need,
)
from fssim.engine.compiled.kernel.work_queues import NEED_WORK, give, make_occurrence, make_part, release, withdraw
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event
from fssim.model.draws import NEED_SESSIONS

NOT_PLANNED, WAITING, STARTED, NOT_NOTICED, ADDRESSED, LEFT = range(6)
_PLANNED, _NEED_REFERRED, _NEED_TAKEN = int(Event.PLANNED), int(Event.NEED_REFERRED), int(Event.NEED_TAKEN)


@part_of_caller
def start_course(w: Any, family: int, need: int) -> None:
    """Nothing has been done about a need."""
    its = find_need(w, family, need)
    its.state = NOT_PLANNED
    its.waiting_in = its.practitioner = its.occurrence = NONE
    its.resolved = its.spell = its.doses = its.attempts = its.offers = its.appointments = its.missed = 0


@inlined
def set_state(w: Any, family: int, need: int, state: int) -> None:
    """What has become of a need; the family's count of those that nobody has noticed goes with it."""
    its = find_need(w, family, need)
    families(w, family).unnoticed += int(state == NOT_NOTICED) - int(its.state == NOT_NOTICED)
    its.state = state


@jitted
def see(w: Any, family: int, need: int, activity: int, due: float, index: int) -> None:
    """Give the practitioner a first contact or a session to hold."""
    its = find_need(w, family, need)
    its.occurrence = make_occurrence(w, family, activity, w.now + due, NEED_WORK, need)
    row = find_row(w, family, activity)
    hours = draw_part_hours(w, family, row.first_part, index)
    give(w, its.practitioner, make_part(w, its.occurrence, row.first_part, 0, row.priority, 1, hours))


@part_of_caller
def _begin_to_meet(w: Any, family: int, need: int, practitioner: int) -> None:
    """A practitioner has room: the first contact joins their work."""
    its = find_need(w, family, need)
    its.waiting_in = NONE
    its.practitioner = practitioner
    add_taken_need(w, practitioner, family, need)
    write(w, _NEED_TAKEN, family, need, NONE, practitioner, its.waiting_since, nan)
    row = needs(w, need)
    see(w, family, need, row.first_contact, row.first_contact_due, its.attempts)


@jitted
def take_needs(w: Any, group: int) -> None:
    """Practitioners with room take needs from the list, first come first served."""
    its = groups(w, group)
    while its.first_need_waiting != NONE and its.member_count > 0:
        first = its.first_need_waiting
        family, need = first // w.need_count, first % w.need_count
        best = _choose_practitioner(w, its, find_caseload_limit(w, families(w, family).team, needs(w, need).role))
        if best == NONE:
            return
        remove_waiting_need(w, group, family, need)
        _begin_to_meet(w, family, need, best)


@part_of_caller
def _choose_practitioner(w: Any, group: Any, limit: float) -> int:
    """The least loaded of those with room, or NONE."""
    best = NONE
    least = 0.0
    for at in range(group.first_member, group.first_member + group.member_count):
        number = members(w, at).value
        worker = workers(w, number)
        if worker.need_count < limit * worker.full_time_share:
            load = worker.need_count / worker.full_time_share
            if best == NONE or load < least or (load == least and number < best):
                best, least = number, load
    return best


@jitted
def leave_list(w: Any, family: int, need: int) -> None:
    """Off the list of the group it waits for, if it does."""
    its = find_need(w, family, need)
    if its.waiting_in != NONE:
        remove_waiting_need(w, its.waiting_in, family, need)
        its.waiting_in = NONE


@jitted
def leave_practitioner(w: Any, family: int, need: int) -> None:
    """Off the list and off the caseload; the room goes to the next in line."""
    its = find_need(w, family, need)
    leave_list(w, family, need)
    if its.occurrence != NONE:
        withdraw(w, its.occurrence)
        release(w, its.occurrence)
        its.occurrence = NONE
    if its.practitioner != NONE:
        practitioner = its.practitioner
        its.practitioner = NONE
        remove_taken_need(w, practitioner, family, need)
        take_needs(w, workers(w, practitioner).group)


@jitted
def refer(w: Any, family: int, need: int) -> None:
    """Refer the need to whoever meets it now, leaving whoever did before. It keeps its place in the line, and the time
    it has waited; if help had started, the wait begins now."""
    leave_practitioner(w, family, need)
    its = find_need(w, family, need)
    its.spell += 1
    if its.state == STARTED:
        its.waiting_since = w.now
    set_state(w, family, need, WAITING)
    group = find_group_for(w, family, need)
    write(w, _NEED_REFERRED, family, need, group, NONE, nan, nan)
    if group == NONE:
        add_task(w, WAIT_OUTSIDE, family, need, its.spell, 0.0)
    else:
        its.waiting_in = group
        add_waiting_need(w, group, family, need)
        take_needs(w, group)


@jitted
def refer_anew(w: Any, family: int, need: int) -> None:
    """Refer the need, the wait beginning now."""
    its = find_need(w, family, need)
    its.referred_at = w.now
    its.waiting_since = w.now
    refer(w, family, need)


@part_of_caller
def plan_need(w: Any, family: int, need: int) -> None:
    """A plan opens: set the dose and refer the need."""
    its = find_need(w, family, need)
    sessions = int(
        find_quantile(w, needs(w, need).sessions, draw_need(w, family, need, NEED_SESSIONS, its.doses)) + 0.5
    )
    its.doses += 1
    its.sessions_left = max(sessions, 1)
    write(w, _PLANNED, family, need, its.sessions_left, NONE, nan, nan)
    refer_anew(w, family, need)


@jitted
def stop_need(w: Any, family: int, need: int, state: int) -> None:
    """What was under way for a need stops."""
    set_state(w, family, need, state)
    find_need(w, family, need).spell += 1
    leave_practitioner(w, family, need)
