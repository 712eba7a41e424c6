"""Families' plans: their doses, plan work, readiness, and what supervision does."""

from __future__ import annotations

from math import nan
from typing import Any

from numpy import uint64

from fssim.engine.compiled.kernel.compiled_code import (
    families,
    inlined,
    jitted,
    models,
    needs,
    part_of_caller,
    plan_works,
    stages,
    workers,
)
from fssim.engine.compiled.kernel.instant import APPOINTMENTS, add_task, write
from fssim.engine.compiled.kernel.kernel_draws import draw, draw_need, find_need, find_quantile, tilt
from fssim.engine.compiled.kernel.lookups import find_end_of_period, find_model
from fssim.engine.compiled.kernel.parental_needs import (
    ADDRESSED,
    LEFT,
    NOT_NOTICED,
    NOT_PLANNED,
    STARTED,
    leave_list,
    leave_practitioner,
    plan_need,
    refer_anew,
    set_state,
    stop_need,
    take_needs,
)
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event
from fssim.model.draws import (
    NEED_ATTITUDE,
    NEED_DECIDED_BY_ATTITUDE,
    NEED_DROPS_OUT,
    NEED_MISSED,
    NEED_RESOLVED,
    NEED_TAKES_UP,
    Purposes,
)
from fssim.model.tables import PLAN_CONTINUES, PLAN_NONE, PLAN_OPENS

_PLANNED, _NEEDS_ENDED, _READY, _PLAN_WORK = (
    int(event) for event in (Event.PLANNED, Event.NEEDS_ENDED, Event.READY, Event.PLAN_WORK)
)
_SESSION, _MISSED, _DROPPED, _ADDRESSED = (
    int(event) for event in (Event.SESSION, Event.MISSED, Event.NEED_DROPPED, Event.ADDRESSED)
)
_STARTED, _NOT_STARTED, _LEFT = int(Event.NEED_STARTED), int(Event.NEED_NOT_STARTED), int(Event.NEED_LEFT)
_PLAN_WORK_DRAW, _PLAN_WORK_MISSED, _UNSTICKS = (
    uint64(purpose) for purpose in (Purposes.PLAN_WORK, Purposes.PLAN_WORK_MISSED, Purposes.UNSTICKS)
)


@inlined
def _is_settled(course: Any) -> bool:
    """Whether there is nothing more to wait for in this plan."""
    return course.state == ADDRESSED or course.state == LEFT  # type: ignore[no-any-return]


@inlined
def check_ready(w: Any, family: int) -> None:
    """Ready once every need planned is addressed or left, and the plan work is done."""
    its = families(w, family)
    if not its.open or its.ready or its.work_left > 0:
        return
    for need in range(w.need_count):
        if its.mask >> need & 1:
            course = find_need(w, family, need)
            if not course.resolved and not _is_settled(course):
                return
    its.ready = 1
    write(w, _READY, family, NONE, NONE, NONE, nan, nan)


@part_of_caller
def enter_plan(w: Any, family: int, stage: int) -> None:
    """What a stage does to the plan: opens it, continues it, or ends it."""
    its = families(w, family)
    kind = stages(w, stage).plan
    if kind == PLAN_NONE:
        _end(w, family)
        return
    if kind == PLAN_CONTINUES and its.entries == 0:  # it was opened before the family is known
        kind = PLAN_OPENS
    if kind == PLAN_OPENS:
        its.open = 1
    if not its.open:
        return
    work = plan_works(w, find_model(w, its.team) * w.stage_count + stage)
    if work.sessions >= 0:
        drawn = draw(w, family, _PLAN_WORK_DRAW, its.doses)
        its.doses += 1
        its.work_left = int(find_quantile(w, work.sessions, drawn) + 0.5)
        its.work_missed = work.missed
        its.ready = 0
        write(w, _PLANNED, family, w.need_count, its.work_left, NONE, nan, nan)
    if kind == PLAN_OPENS:
        for need in range(w.need_count):
            if its.mask >> need & 1:
                course = find_need(w, family, need)
                course.offers = 0
                if not course.resolved and (course.state == NOT_PLANNED or _is_settled(course)):
                    its.ready = 0
                    plan_need(w, family, need)


@part_of_caller
def _end(w: Any, family: int) -> None:
    its = families(w, family)
    if not its.open:
        return
    its.open = 0
    its.ready = 0
    its.work_left = 0
    its.settled_at = 0.0
    write(w, _NEEDS_ENDED, family, NONE, NONE, NONE, nan, nan)
    for need in range(w.need_count):  # before any of them leaves room for the next in line
        if its.mask >> need & 1:
            find_need(w, family, need).left_list = find_need(w, family, need).waiting_in
            leave_list(w, family, need)
    for need in range(w.need_count):
        if its.mask >> need & 1:
            stop_need(w, family, need, NOT_PLANNED)
    for need in range(w.need_count):
        if its.mask >> need & 1:
            group = find_need(w, family, need).left_list
            for earlier in range(need):
                if its.mask >> earlier & 1 and find_need(w, family, earlier).left_list == group:
                    group = NONE
            if group != NONE:
                take_needs(w, group)


@part_of_caller
def heed_change_of_worker(w: Any, family: int) -> None:
    """Plan work does not move on until the new worker has settled in."""
    if families(w, family).open:
        families(w, family).settled_at = find_end_of_period(w, w.lost_progress, w.now)


@part_of_caller
def visit(w: Any, family: int) -> None:
    """A visit that can deliver a session of plan work, if the family takes part and its worker is settled."""
    its = families(w, family)
    if not its.open or its.work_left == 0 or w.now < its.settled_at:
        return
    index = its.visits
    its.visits += 1
    if draw(w, family, _PLAN_WORK_MISSED, index) < tilt(1.0 - its.work_missed, its.engagement):
        _deliver_plan_work(w, family, its.holder)


@jitted
def _deliver_plan_work(w: Any, family: int, worker: int) -> None:
    its = families(w, family)
    its.work_left -= 1
    write(w, _PLAN_WORK, family, NONE, its.work_left, worker, nan, nan)
    check_ready(w, family)


@part_of_caller
def notice(w: Any, family: int) -> None:
    """Needs that did not start or dropped out are seen, and referred again or, after so many offers, left."""
    if families(w, family).unnoticed == 0:
        return
    for need in range(w.need_count):
        if families(w, family).mask >> need & 1:
            its = find_need(w, family, need)
            if its.state != NOT_NOTICED:
                continue
            if its.offers < needs(w, need).offers_a_plan:
                refer_anew(w, family, need)
            else:
                set_state(w, family, need, LEFT)
                write(w, _LEFT, family, need, NONE, NONE, nan, nan)
                check_ready(w, family)


@part_of_caller
def unstick(w: Any, family: int) -> None:
    """A supervision may move a plan that is not ready on by a session, where most is left to do."""
    its = families(w, family)
    chance = models(w, find_model(w, its.team)).unsticks
    index = its.supervisions
    its.supervisions += 1
    if not its.open or its.ready or draw(w, family, _UNSTICKS, index) >= chance:
        return
    most = NONE
    for need in range(w.need_count):
        if not its.mask >> need & 1 or find_need(w, family, need).state != STARTED:
            continue
        if most == NONE or find_need(w, family, need).sessions_left > find_need(w, family, most).sessions_left:
            most = need
    if most != NONE and find_need(w, family, most).sessions_left >= its.work_left:
        _one_session_less(w, family, most)
    elif its.work_left > 0:
        _deliver_plan_work(w, family, NONE)


@jitted
def _one_session_less(w: Any, family: int, need: int) -> None:
    """A session was delivered. At the last the need is addressed; whether it is resolved is then drawn."""
    its = find_need(w, family, need)
    its.sessions_left -= 1
    write(w, _SESSION, family, need, its.sessions_left, its.practitioner, nan, nan)
    if its.sessions_left > 0:
        return
    families(w, family).unresolved += its.resolved
    its.resolved = int(draw_need(w, family, need, NEED_RESOLVED, its.doses) < needs(w, need).resolved)
    families(w, family).unresolved -= its.resolved
    write(w, _ADDRESSED, family, need, its.resolved, NONE, nan, nan)
    set_state(w, family, need, ADDRESSED)
    its.spell += 1
    leave_practitioner(w, family, need)
    check_ready(w, family)


@jitted
def answer_offer(w: Any, family: int, need: int) -> None:
    """The help is there: the family starts, or does not. The longer it waited, the less likely."""
    its, row = find_need(w, family, need), needs(w, need)
    wait = w.now - its.waiting_since
    chance = row.takes_up / (1.0 + wait / row.halves_after)
    if its.practitioner != NONE:
        chance = min(chance * models(w, find_model(w, families(w, family).team)).takes_up, 1.0)
    if draw_need(w, family, need, NEED_DECIDED_BY_ATTITUDE, its.attempts) < row.lasting:
        drawn = draw_need(w, family, need, NEED_ATTITUDE, 0)
    else:
        drawn = draw_need(w, family, need, NEED_TAKES_UP, its.attempts)
    starts = drawn < tilt(chance, families(w, family).engagement)
    its.attempts += 1
    its.offers += 1
    write(w, _STARTED if starts else _NOT_STARTED, family, need, NONE, its.practitioner, its.waiting_since, nan)
    if starts:
        set_state(w, family, need, STARTED)
        add_task(w, APPOINTMENTS, family, need, its.spell, 0.0)
    else:
        stop_need(w, family, need, NOT_NOTICED)


@jitted
def end_appointment(w: Any, family: int, need: int) -> None:
    """An appointment is over: attended or missed."""
    its, row = find_need(w, family, need), needs(w, need)
    index = its.appointments
    its.appointments += 1
    missed = row.missed
    if its.practitioner != NONE and workers(w, its.practitioner).trained:
        missed = missed * models(w, find_model(w, families(w, family).team)).missed_when_trained
    if draw_need(w, family, need, NEED_MISSED, index) < tilt(1.0 - missed, families(w, family).engagement):
        _one_session_less(w, family, need)
    else:
        write(w, _MISSED, family, need, its.sessions_left, its.practitioner, nan, nan)
        its.missed += 1
        if draw_need(w, family, need, NEED_DROPS_OUT, its.missed) < row.drops_out:
            write(w, _DROPPED, family, need, NONE, its.practitioner, nan, nan)
            stop_need(w, family, need, NOT_NOTICED)
    if its.state == STARTED:
        add_task(w, APPOINTMENTS, family, need, its.spell, 0.0)
