"""Staff: work done, people starting and leaving, teams changing working model, and training."""

from __future__ import annotations

from math import nan
from typing import Any

from fssim.engine.compiled.kernel.activity_outcomes import hold_activity, hold_by_nobody
from fssim.engine.compiled.kernel.allocation import allocate, lose_holder, settle_co_holder
from fssim.engine.compiled.kernel.arrangements import (
    end_what_is_not_listed,
    start_what_the_way_of_working_adds,
)
from fssim.engine.compiled.kernel.compiled_code import (
    course_days,
    courses,
    courses_of_need,
    entries,
    families,
    group_teams,
    groups,
    hours_changes,
    inlined,
    jitted,
    needs,
    numbers,
    occurrences,
    part_of_caller,
    participants,
    parts,
    switches,
    team_models,
    team_switched,
    workers,
)
from fssim.engine.compiled.kernel.event_queue import set_moment
from fssim.engine.compiled.kernel.instant import (
    WORKER_LEAVES,
    WORKER_OFFERED,
    WORKER_STOPS,
    add_free_worker,
    write,
    write_row,
)
from fssim.engine.compiled.kernel.kernel_draws import find_need, find_quantile
from fssim.engine.compiled.kernel.lookups import find_activity, find_group_for, to_millionths, weigh
from fssim.engine.compiled.kernel.parental_needs import refer, take_needs
from fssim.engine.compiled.kernel.plans import answer_offer, end_appointment
from fssim.engine.compiled.kernel.work_queues import (
    CASEWORK,
    NEED_WORK,
    TRAINING,
    call_somebody,
    clear_own_queue,
    give,
    join_group,
    leave_group,
    make_occurrence,
    make_part,
    release,
    take_first_off,
)
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event

_HELD, _PART_DONE, _RETURNED, _SWITCHED, _TRAINED = (
    int(event) for event in (Event.HELD, Event.PART_DONE, Event.NEED_RETURNED, Event.SWITCHED, Event.TRAINED)
)


@part_of_caller
def end_work(w: Any, worker: int) -> None:
    """A worker has done the part in hand; the last required one holds the activity."""
    its = workers(w, worker)
    part = parts(w, its.in_hand)
    its.in_hand = NONE
    its.free_since = w.now
    its.called = 1
    number = part.occurrence
    o = occurrences(w, number)
    holds = _complete(w, part)
    kind = _HELD if holds else _PART_DONE
    write_row(
        w, kind, w.now, o.family, o.activity, part.participant, worker, o.enabled, part.started, o.due, part.hours
    )
    if holds:
        _hold(w, number)
    release(w, number)
    add_free_worker(w, worker)


@inlined
def _complete(w: Any, part: Any) -> bool:
    occurrence = occurrences(w, part.occurrence)
    if not (occurrence.alive and part.required):
        return False
    occurrence.required_left -= 1
    return occurrence.required_left == 0  # type: ignore[no-any-return]


@part_of_caller
def _hold(w: Any, number: int) -> None:
    """What an occurrence leads to, by what it belongs to."""
    occurrence = occurrences(w, number)
    family, of = occurrence.family, occurrence.of
    if occurrence.kind == CASEWORK:
        hold_activity(w, number)
    elif occurrence.kind == NEED_WORK:
        first_contact = occurrence.activity == needs(w, of).first_contact
        find_need(w, family, of).occurrence = NONE
        release(w, number)
        if first_contact:
            answer_offer(w, family, of)
        else:
            end_appointment(w, family, of)
    else:
        workers(w, of).trained = 1
        write(w, _TRAINED, NONE, _find_course(w, occurrence.activity), NONE, of, nan, nan)


@part_of_caller
def _find_course(w: Any, activity: int) -> int:
    for course in range(w.course_count):
        if courses(w, course).activity == activity:
            return course
    return NONE


@part_of_caller
def start_in_post(w: Any, worker: int) -> None:
    """Somebody starts in post, and is offered what is waiting."""
    its = workers(w, worker)
    its.present = 1
    its.free_since = w.now
    join_group(w, worker)
    offer_work(w, worker)
    if its.end < w.horizon:
        set_moment(w, its.end, WORKER_STOPS, worker, 0, 0, 0.0)


@part_of_caller
def change_hours(w: Any, change: int) -> None:
    """More or less of somebody's post is filled from now on. A task in hand takes as long as it would have."""
    row = hours_changes(w, change)
    its = workers(w, row.worker)
    if its.present:
        groups(w, its.group).carries += to_millionths(row.full_speed) - its.carries
    its.full_speed = row.full_speed
    its.carries = to_millionths(row.full_speed)
    its.full_time_share = row.full_time_share
    set_moment(w, w.now, WORKER_OFFERED, row.worker, 0, 0, 0.0)


@jitted
def offer_work(w: Any, worker: int) -> None:
    """Somebody in post may have room, and their group is offered what is waiting."""
    its = workers(w, worker)
    if its.present:
        call_somebody(w, its.group)
        allocate(w, its.group)
        take_needs(w, its.group)


@part_of_caller
def stop_in_post(w: Any, worker: int) -> None:
    """Somebody is in post no longer: all who leave at one instant, before what any of them had is given to others."""
    workers(w, worker).present = 0
    leave_group(w, worker)
    set_moment(w, w.now, WORKER_LEAVES, worker, 0, 0, 0.0)


@part_of_caller
def leave_post(w: Any, worker: int) -> None:
    """A task in hand is finished, families become unallocated, needs go back to the list."""
    its = workers(w, worker)
    count = 0
    family = its.first_family
    while family != NONE:
        numbers(w, count).value = family
        count += 1
        family = families(w, family).next_held
    _sort(w, count)
    for at in range(count):
        lose_holder(w, numbers(w, at).value)
    count = 0
    taken = its.first_need
    while taken != NONE:
        numbers(w, count).value = taken
        count += 1
        taken = courses_of_need(w, taken).next_taken
    _sort(w, count)
    for at in range(count):
        family, need = numbers(w, at).value // w.need_count, numbers(w, at).value % w.need_count
        write(w, _RETURNED, family, need, NONE, worker, nan, nan)
        refer(w, family, need)
    _drop_own_work(w, worker)
    _after_a_leaver(w, its.group)


@part_of_caller
def _drop_own_work(w: Any, worker: int) -> None:
    while clear_own_queue(w, worker) != NONE:
        its = workers(w, worker)
        part = parts(w, entries(w, its.queue).part)
        its.queue = take_first_off(w, its.queue)
        part.waiting = 0
        number = part.occurrence
        if occurrences(w, number).family >= 0 and _complete(w, part):
            hold_by_nobody(w, number)
        release(w, number)


@part_of_caller
def _after_a_leaver(w: Any, group: int) -> None:
    """Work and families find somebody else; if nobody is left, the list follows the vacant post's policy."""
    call_somebody(w, group)
    allocate(w, group)
    its = groups(w, group)
    if its.member_count > 0:
        take_needs(w, group)
        return
    count = 0
    waiting = its.first_need_waiting
    while waiting != NONE:
        numbers(w, count).value = waiting
        count += 1
        waiting = courses_of_need(w, waiting).next_waiting
    _sort(w, count)
    for at in range(count):
        family, need = numbers(w, at).value // w.need_count, numbers(w, at).value % w.need_count
        if find_group_for(w, family, need) != group:
            refer(w, family, need)


@jitted
def _sort(w: Any, count: int) -> None:
    """Put the first `count` numbers in order."""
    for at in range(1, count):
        number = numbers(w, at).value
        to = at
        while to > 0 and numbers(w, to - 1).value > number:
            numbers(w, to).value = numbers(w, to - 1).value
            to -= 1
        numbers(w, to).value = number


@part_of_caller
def switch_team(w: Any) -> None:
    """The next team changes working model; caseload limits may have changed."""
    switch = switches(w, w.next_switch)
    former = team_models(w, switch.team).value
    team_models(w, switch.team).value = switch.model
    team_switched(w, switch.team).value = switch.time
    write(w, _SWITCHED, NONE, switch.model, switch.team, NONE, nan, nan)
    for family in range(w.arrived):
        its = families(w, family)
        if its.team == switch.team:
            weigh(w, family)
            end_what_is_not_listed(w, family, former, its.stage)
    for family in range(w.arrived):
        its = families(w, family)
        if its.team == switch.team:
            if w.co_holders:
                settle_co_holder(w, family)
            start_what_the_way_of_working_adds(w, family, former, its.stage)
            if its.side != NONE:
                start_what_the_way_of_working_adds(w, family, former, its.side)
    for group in range(w.group_count):
        its = groups(w, group)
        for at in range(its.first_team, its.first_team + its.team_count):
            if group_teams(w, at).value == switch.team:
                allocate(w, group)
                take_needs(w, group)


@part_of_caller
def give_seats(w: Any) -> None:
    """Seats on a course come up, and go to those who have been in post the longest."""
    course = course_days(w, w.next_course_day).course
    for _ in range(courses(w, course).seats):
        best = NONE
        for worker in range(w.worker_count):
            if _wants(w, worker, course) and (best == NONE or workers(w, worker).start < workers(w, best).start):
                best = worker
        if best == NONE:
            return
        _book(w, best, course)


@part_of_caller
def _wants(w: Any, worker: int, course: int) -> bool:
    its, row = workers(w, worker), courses(w, course)
    group = groups(w, its.group)
    if not its.present or its.booked >> course & 1 or not row.roles >> group.role & 1:
        return False
    for at in range(group.first_team, group.first_team + group.team_count):
        if team_models(w, group_teams(w, at).value).value == row.model:
            return True
    return False


@part_of_caller
def _book(w: Any, worker: int, course: int) -> None:
    """The training joins the worker's own work."""
    its = workers(w, worker)
    its.booked |= 1 << course
    activity = courses(w, course).activity
    row = find_activity(w, group_teams(w, groups(w, its.group).first_team).value, activity)
    number = make_occurrence(w, NONE, activity, w.now, TRAINING, worker)
    hours = find_quantile(w, participants(w, row.first_part).hours, 0.5)
    give(w, worker, make_part(w, number, row.first_part, 0, row.priority, 1, hours))
    release(w, number)
