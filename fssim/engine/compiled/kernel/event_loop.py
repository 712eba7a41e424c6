"""The event loop: the next moment, what it leads to, and the tasks of what has begun."""

from __future__ import annotations

from math import nan
from typing import Any

from fssim.engine.compiled.kernel import instant as clock
from fssim.engine.compiled.kernel.activity_outcomes import let_happen, open_activity
from fssim.engine.compiled.kernel.allocation import heed_longest_wait
from fssim.engine.compiled.kernel.arrangements import await_opening, find_slot, go_on
from fssim.engine.compiled.kernel.compiled_code import (
    arrivals,
    begins_in,
    course_days,
    families,
    hazards,
    hours_changes,
    inlined,
    jitted,
    needs,
    occurrences,
    part_of_caller,
    parts,
    resumptions,
    services,
    switches,
    tasks,
    workers,
)
from fssim.engine.compiled.kernel.episodes import begin_episode, come_to_what_is_known, know
from fssim.engine.compiled.kernel.event_queue import (
    ITEM_MASK,
    NUMBER_MASK,
    NUMBER_SHIFT,
    ORDER_SHIFT,
    find_next_time,
    set_moment,
    set_moment_at,
    take_first_moment,
)
from fssim.engine.compiled.kernel.instant import write_row
from fssim.engine.compiled.kernel.kernel_draws import draw, draw_need, find_need, find_quantile
from fssim.engine.compiled.kernel.lookups import find_end_of_period
from fssim.engine.compiled.kernel.parental_needs import see
from fssim.engine.compiled.kernel.plans import answer_offer, end_appointment
from fssim.engine.compiled.kernel.work_queues import pick_up
from fssim.engine.compiled.kernel.workforce_changes import (
    change_hours,
    end_work,
    give_seats,
    leave_post,
    offer_work,
    start_in_post,
    stop_in_post,
    switch_team,
)
from fssim.engine.compiled.runtime.records import ARRIVED, AT_A_STANDSTILL, NONE, ON_THE_WAY
from fssim.engine.event_log import Event
from fssim.engine.standstill import ROWS_A_DAY, ROWS_A_DAY_EACH
from fssim.model.draws import HAZARD_DRAWS, NEED_INTERVAL, NEED_WAIT

_UNFINISHED = int(Event.UNFINISHED)
STEPS_IN_ROOM = 64  # that are done between one look at the room and the next
STEPS_AT_A_TIME = 1 << 19  # about a tenth of a second's


@jitted
def advance(w: Any, until: float, room: int) -> int:
    """Run up to a time, and say ARRIVED. It stops before that, and says ON_THE_WAY, if some growing array has room for
    fewer than `room` more, and now and then in any case, so that whoever calls it hears of Ctrl-C; and says
    AT_A_STANDSTILL if so much happens in the present working day that time does not pass."""
    for _ in range(STEPS_AT_A_TIME):
        if w.events % STEPS_IN_ROOM == 0 and not _has_room(w, room):
            return ON_THE_WAY
        time = find_next_time(w)
        if w.free_count > 0 and time > w.now:
            pick_up(w, clock.take_first_free_worker(w))
        elif not time < until:
            return ARRIVED
        else:
            _next_moment(w)
        w.events += 1
        if w.tasks_used > 0:
            for at in range(w.tasks_used):
                _do(w, tasks(w, at))
            w.tasks_used = 0
        if w.resumptions_used > 0:
            for at in range(w.resumptions_used):
                task = resumptions(w, at)
                go_on(w, task.number, task.item, task.tag)
            w.resumptions_used = 0
        if w.log_used > w.most_rows_today:
            return AT_A_STANDSTILL
    return ON_THE_WAY


@part_of_caller
def _has_room(w: Any, room: int) -> bool:
    return (  # type: ignore[no-any-return]
        w.log_room - w.log_used >= room
        and w.moments_room - w.moments_used >= room
        and w.later_room - w.later_used >= room
        and w.soon_room - w.soon_used >= room
        and w.at_once_room - w.at_once_used >= room
        and w.tasks_room >= room
        and w.resumptions_room >= room
        and w.occurrences_room - w.occurrences_used >= room
        and w.parts_room - w.parts_used >= room
        and w.entries_room - w.entries_used >= room
    )


@part_of_caller
def _next_moment(w: Any) -> None:
    moment = take_first_moment(w)
    w.now = moment.time
    if w.now >= w.day_ends:
        w.day_ends = int(w.now) + 1.0
        w.day_begins_at = w.log_used
        _limit_rows_today(w)
    order = moment.key >> ORDER_SHIFT
    number = moment.key >> NUMBER_SHIFT & NUMBER_MASK
    item = moment.key & ITEM_MASK
    tag, due = moment.tag, moment.due
    if order == clock.WORK_DONE:
        end_work(w, number)
    elif order == clock.ACTIVITY_OPENS:
        open_activity(w, number, item, tag, due)
    elif order == clock.APPOINTMENT:
        _keep_appointment(w, number, item, tag, due)
    else:
        _do_seldom(w, order, number, item, tag, due)


@inlined
def _limit_rows_today(w: Any) -> None:
    """If the log comes to be longer on this day, time does not pass."""
    w.most_rows_today = w.day_begins_at + ROWS_A_DAY + ROWS_A_DAY_EACH * (w.arrived + w.worker_count)


@part_of_caller
def _do_seldom(w: Any, order: int, number: int, item: int, tag: int, due: float) -> None:
    if order == clock.ALLOCATION_DUE:
        heed_longest_wait(w, number + item * w.family_count, tag)
    elif order == clock.HAZARD:
        let_happen(w, number, item, tag, due)
    elif order == clock.KNOWN_BEFORE:
        come_to_what_is_known(w, number, item, tag)
    elif order == clock.ARRIVAL or order == clock.RE_REFERRAL:
        its = families(w, number)
        if order == clock.RE_REFERRAL and its.closed_by <= w.now and w.now < its.returns_from:
            return
        stage = w.first_stage
        if order == clock.ARRIVAL:
            w.arrived += 1
            _limit_rows_today(w)
            know(w, number)
            stage = begins_in(w, number).value
        begin_episode(w, number, stage)
        if order == clock.ARRIVAL:
            if its.closed_by < w.horizon:
                set_moment(w, its.closed_by, clock.KNOWN_BEFORE, number, 0, 0, 0.0)
            w.next_arrival += 1
            set_next_arrival(w)
    elif order == clock.WORKER_STOPS:
        stop_in_post(w, number)
    elif order == clock.WORKER_LEAVES:
        leave_post(w, number)
    elif order == clock.WORKER_STARTS:
        start_in_post(w, number)
    elif order == clock.WORKER_HOURS:
        change_hours(w, tag)
    elif order == clock.WORKER_OFFERED:
        offer_work(w, number)
    elif order == clock.TEAM_SWITCHES:
        switch_team(w)
        w.next_switch += 1
        set_next_switch(w)
    elif order == clock.TRAINING_SEATS:
        give_seats(w)
        w.next_course_day += 1
        set_next_course_day(w)


@jitted
def set_next_arrival(w: Any) -> None:
    """The moment the next family is first referred."""
    if w.next_arrival < w.family_count:
        set_moment(w, arrivals(w, w.next_arrival).value, clock.ARRIVAL, w.next_arrival, 0, 0, 0.0)


@jitted
def set_next_switch(w: Any) -> None:
    """The moment the next team changes working model."""
    if w.next_switch < w.switch_count:
        switch = switches(w, w.next_switch)
        set_moment(w, switch.time, clock.TEAM_SWITCHES, switch.team, 0, 0, 0.0)


@jitted
def set_next_course_day(w: Any) -> None:
    """The moment seats next come up."""
    if w.next_course_day < w.course_day_count:
        day = course_days(w, w.next_course_day)
        set_moment(w, day.time, clock.TRAINING_SEATS, day.course, 0, 0, 0.0)


@jitted
def begin(w: Any) -> None:
    """Set the first moments: of workers, then families, changes of working model and training seats."""
    employ(w, 0, 0)
    set_next_arrival(w)
    set_next_switch(w)
    set_next_course_day(w)


@jitted
def employ(w: Any, first: int, first_change: int) -> None:
    """Set the moments at which workers start, from a number on, and at which hours change, from a row on."""
    _limit_rows_today(w)
    for worker in range(first, w.worker_count):
        set_moment_at(w, workers(w, worker).start, clock.WORKER_STARTS, worker, 0, 0, 0.0)
    for change in range(first_change, w.hours_change_count):
        its = hours_changes(w, change)
        set_moment_at(w, its.time, clock.WORKER_HOURS, its.worker, 0, change, 0.0)


@jitted
def see_off(w: Any, leavers: Any, ends: Any, count: int) -> None:
    """Some who have started will leave: set the moments."""
    for at in range(count):
        its = workers(w, leavers[at])
        its.end = ends[at]
        set_moment_at(w, its.start + (its.end - its.start), clock.WORKER_STOPS, leavers[at], 0, 0, 0.0)


@part_of_caller
def _keep_appointment(w: Any, family: int, need: int, spell: int, outside: float) -> None:
    """The service outside has room, or a session is due; unless that was in an earlier spell."""
    its = find_need(w, family, need)
    if spell != its.spell:
        return
    if outside > 0.0:
        answer_offer(w, family, need)
    elif its.practitioner == NONE:
        end_appointment(w, family, need)
    else:
        row = needs(w, need)
        see(w, family, need, row.session, row.session_due, its.appointments)


@part_of_caller
def _do(w: Any, task: Any) -> None:
    """What a process does first."""
    number, item, tag = task.number, task.item, task.tag
    if task.kind == clock.GO_ON:
        await_opening(w, number, item, tag, task.due)
    elif task.kind == clock.APPOINTMENTS:
        its, row = find_need(w, number, item), needs(w, item)
        interval = services(w, row.service).interval if its.practitioner == NONE else row.interval
        days = find_quantile(w, interval, draw_need(w, number, item, NEED_INTERVAL, its.appointments))
        set_moment(w, w.now + days, clock.APPOINTMENT, number, item, tag, 0.0)
    elif task.kind == clock.WAIT_OUTSIDE:
        drawn = draw_need(w, number, item, NEED_WAIT, find_need(w, number, item).attempts)
        days = find_quantile(w, services(w, needs(w, item).service).wait, drawn)
        set_moment(w, w.now + days, clock.APPOINTMENT, number, item, tag, 1.0)
    elif task.kind == clock.LONGEST_WAIT:
        set_moment(w, find_end_of_period(w, w.longest_wait, w.now), clock.ALLOCATION_DUE, number, item, tag, 0.0)
    elif task.kind == clock.MAY_HAPPEN:
        row = hazards(w, item)
        days = find_quantile(w, w.unit_exponential, draw(w, number, row.purpose, tag * HAZARD_DRAWS + int(task.due)))
        set_moment(w, w.now + days / row.highest_rate, clock.HAZARD, number, item, tag, task.due)
    else:
        set_moment(w, w.now + task.due, clock.RE_REFERRAL, number, 0, 0, 0.0)


@jitted
def finish(w: Any) -> None:
    """At the end of the run: parts in hand, by worker, then parts nobody has started, by family."""
    for worker in range(w.worker_count):
        if workers(w, worker).in_hand != NONE:
            part = parts(w, workers(w, worker).in_hand)
            _write_unfinished(w, part, worker, part.started)
    for family in range(w.arrived):
        if families(w, family).stage == w.closed_stage:
            continue
        for activity in range(w.slot_count):
            _write_waiting(w, find_slot(w, family, activity).outstanding)
        for need in range(w.need_count):
            _write_waiting(w, find_need(w, family, need).occurrence)


@jitted
def _write_waiting(w: Any, number: int) -> None:
    if number == NONE:
        return
    at = occurrences(w, number).first_part
    while at != NONE:
        part = parts(w, at)
        if part.waiting:
            _write_unfinished(w, part, part.worker, nan)
        at = part.next


@jitted
def _write_unfinished(w: Any, part: Any, worker: int, started: float) -> None:
    o = occurrences(w, part.occurrence)
    write_row(
        w,
        _UNFINISHED,
        w.horizon,
        o.family,
        o.activity,
        part.participant,
        worker,
        o.enabled,
        started,
        o.due,
        part.hours,
    )
