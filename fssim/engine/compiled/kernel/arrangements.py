"""Families' activities: when each can begin, who does it, and who has which part."""

from __future__ import annotations

from math import isnan, nan
from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    entered,
    families,
    first_to_start,
    groups,
    inlined,
    is_listed,
    jitted,
    listed_by_number,
    next_to_start,
    occurrences,
    part_of_caller,
    participants,
    parts,
    slots,
    stage_activities,
    stages,
    worked_stages,
    workers,
)
from fssim.engine.compiled.kernel.event_queue import set_moment
from fssim.engine.compiled.kernel.instant import ACTIVITY_OPENS, GO_ON, add_task, write
from fssim.engine.compiled.kernel.kernel_draws import draw, find_need, find_quantile
from fssim.engine.compiled.kernel.lookups import (
    draw_part_hours,
    find_end_of_period,
    find_group,
    find_group_of_family,
    find_model,
    find_row,
    find_worked,
)
from fssim.engine.compiled.kernel.work_queues import give, give_group, make_part, release, withdraw
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event
from fssim.model.draws import COPIES
from fssim.model.tables import STARTS_NEW_HOLDER, WHO_HOLDER, WHO_PRACTITIONERS, WHO_ROLE

_CANCELLED = int(Event.CANCELLED)
ENTRY = 0  # to a stage: what starts an activity, beside another that is held


@inlined
def find_slot(w: Any, family: int, activity: int) -> Any:
    """The state of a family's activity."""
    return slots(w, family * w.slot_count + activity)


@inlined
def is_listed_in(w: Any, worked: int, activity: int) -> bool:
    """Whether a stage, as it is worked, lists an activity."""
    return is_listed(w, worked * w.activity_count + activity).value != 0  # type: ignore[no-any-return]


@inlined
def range_of_listed(w: Any, worked: int) -> range:
    """Where the activities of a stage, as it is worked, are in `stage_activities`."""
    row = worked_stages(w, worked)
    return range(row.first_activity, row.first_activity + row.activity_count)


@jitted
def end_what_is_not_listed(w: Any, family: int, former_model: int, former: int) -> None:
    """Cancel what the former stage listed, in the former way of working, and neither the new stage nor the side stage
    goes on with."""
    its = families(w, family)
    model = find_model(w, its.team)
    if model != former_model:
        for activity in range(w.slot_count):  # the side stage may list less too
            _end_unless_listed(w, family, model, activity)
        return
    for at in range_of_listed(w, model * w.stage_count + former):
        _end_unless_listed(w, family, model, listed_by_number(w, at).value)


@inlined
def _end_unless_listed(w: Any, family: int, model: int, activity: int) -> None:
    its = families(w, family)
    if find_slot(w, family, activity).arranged and not (
        is_listed_in(w, model * w.stage_count + its.stage, activity)
        or (its.side != NONE and is_listed_in(w, model * w.stage_count + its.side, activity))
    ):
        _cancel(w, family, activity)


@jitted
def _cancel(w: Any, family: int, activity: int) -> None:
    slot = find_slot(w, family, activity)
    slot.arranged = 0
    slot.due = nan
    if slot.outstanding != NONE:
        occurrence = occurrences(w, slot.outstanding)
        withdraw(w, slot.outstanding)
        write(w, _CANCELLED, family, activity, NONE, NONE, occurrence.enabled, occurrence.due)
        release(w, slot.outstanding)
        slot.outstanding = NONE


@jitted
def start_what_follows(w: Any, family: int, stage: int, what: int) -> None:
    """Arrange the activities that begin with the stage (ENTRY) or after another was held (1 and its number), unless
    they were already going on."""
    at = first_to_start(w, find_worked(w, family, stage) * (1 + w.activity_count) + what).value
    while at != NONE:
        activity = stage_activities(w, at).value
        if not find_slot(w, family, activity).arranged:
            start_activity(w, family, activity)
        at = next_to_start(w, at).value


@jitted
def start_what_the_way_of_working_adds(w: Any, family: int, former_model: int, stage: int) -> None:
    """Arrange what begins with a stage in the team's way of working and did not before."""
    at = first_to_start(w, find_worked(w, family, stage) * (1 + w.activity_count) + ENTRY).value
    while at != NONE:
        activity = stage_activities(w, at).value
        listed = is_listed_in(w, former_model * w.stage_count + stage, activity)
        if not listed and not find_slot(w, family, activity).arranged:
            start_activity(w, family, activity)
        at = next_to_start(w, at).value


@part_of_caller
def start_handover(w: Any, family: int) -> None:
    """Arrange what a new holder has to do."""
    for at in range_of_listed(w, find_worked(w, family, families(w, family).stage)):
        activity = stage_activities(w, at).value
        if find_row(w, family, activity).starts == STARTS_NEW_HOLDER:
            if find_slot(w, family, activity).arranged:
                _cancel(w, family, activity)
            start_activity(w, family, activity)


@inlined
def start_activity(w: Any, family: int, activity: int) -> None:
    """Arrange an activity's first occurrence."""
    arrange(w, family, activity, _find_first_due(w, family, activity))


@inlined
def _find_first_due(w: Any, family: int, activity: int) -> float:
    row = find_row(w, family, activity)
    since = w.now
    if row.due_since >= 0:
        stage_entered = entered(w, family * w.stage_count + row.due_since).value
        if not isnan(stage_entered):
            since = stage_entered
    return find_end_of_period(w, row.first_due, since)  # type: ignore[no-any-return]


@inlined
def arrange(w: Any, family: int, activity: int, due: float) -> None:
    """From now on this arrangement of the activity is in force."""
    its = families(w, family)
    its.arrangements += 1
    slot = find_slot(w, family, activity)
    slot.arranged = its.arrangements
    slot.due = due
    add_task(w, GO_ON, family, activity, its.arrangements, due)


@inlined
def await_opening(w: Any, family: int, activity: int, arrangement: int, due: float) -> None:
    """Set the moment an activity can begin: once its gap is over, and not before its window."""
    slot, row = find_slot(w, family, activity), find_row(w, family, activity)
    window = row.window
    if row.drawn_window >= 0:
        window = find_quantile(w, row.drawn_window, draw(w, family, row.window_purpose, slot.times))
    opens = (due if row.planned_of < 0 else _find_planned_day(w, family, row)) - window
    earliest = w.now
    if row.gap >= 0:
        earliest = earliest + find_quantile(w, row.gap, draw(w, family, row.gap_purpose, slot.times))
    set_moment(w, opens if opens > earliest else earliest, ACTIVITY_OPENS, family, activity, arrangement, due)


@part_of_caller
def _find_planned_day(w: Any, family: int, row: Any) -> float:
    """The day that an activity is planned for, in the planned length of a stage."""
    stage = stages(w, row.planned_of)
    drawn = draw(w, family, stage.length_purpose, families(w, family).episode)
    length = find_quantile(w, stage.planned_length, drawn)
    since = entered(w, family * w.stage_count + row.planned_of).value
    return (w.now if isnan(since) else since) + row.planned_share * length  # type: ignore[no-any-return]


@part_of_caller
def go_on(w: Any, family: int, activity: int, arrangement: int) -> None:
    """An activity was held: if it is still arranged so, it comes round again."""
    if find_slot(w, family, activity).arranged == arrangement:
        repeat = find_row(w, family, activity).repeat  # none, if it has just moved to a team that does it once
        due = find_end_of_period(w, repeat, w.now) if repeat >= 0 else _find_first_due(w, family, activity)
        find_slot(w, family, activity).due = due
        await_opening(w, family, activity, arrangement, due)


@part_of_caller
def share_out(w: Any, number: int, participant: int, priority: int, time: int, share_of_hours: float) -> None:
    """Give a participant's part to whoever does it: the holder, the practitioners involved, or a role."""
    family = occurrences(w, number).family
    its, row = families(w, family), participants(w, participant)
    if row.who == WHO_HOLDER:
        hours = draw_part_hours(w, family, participant, time * COPIES) * share_of_hours
        part = make_part(w, number, participant, 0, priority, row.required, hours)
        if its.holder != NONE:
            give(w, its.holder, part)
    elif row.who == WHO_PRACTITIONERS:
        for need in range(w.need_count):
            if its.mask >> need & 1:
                practitioner = find_need(w, family, need).practitioner
                if practitioner != NONE:
                    hours = draw_part_hours(w, family, participant, time * COPIES + need) * share_of_hours
                    give(w, practitioner, make_part(w, number, participant, need, priority, row.required, hours))
    else:
        group = find_group(w, its.team, row.role)
        if group != NONE:
            for copy in range(row.people):
                hours = draw_part_hours(w, family, participant, time * COPIES + copy) * share_of_hours
                _give_role(w, family, group, make_part(w, number, participant, copy, priority, row.required, hours))


@part_of_caller
def _give_role(w: Any, family: int, group: int, part: int) -> None:
    """Give a role's part to the co-holder, if one of the group has the family or is to; else to anybody."""
    if w.co_holders and parts(w, part).copy == 0:
        place = families(w, family + w.family_count)
        if find_group_of_family(w, place) == group:
            if place.holder != NONE:
                give(w, place.holder, part)
            return
    give_group(w, group, part)


@part_of_caller
def give_to_holder(w: Any, family: int, worker: int) -> None:
    """Parts that waited for a holder go to the new one."""
    _hand_on(w, family, WHO_HOLDER, NONE, NONE, worker, NONE)


@part_of_caller
def take_from_holder(w: Any, family: int, worker: int) -> None:
    """Parts the holder has not started wait for the next one."""
    _hand_on(w, family, WHO_HOLDER, NONE, worker, NONE, NONE)


@part_of_caller
def give_to_co_holder(w: Any, family: int, worker: int) -> None:
    """Parts of the co-holder's role go to them."""
    _hand_on(w, family, WHO_ROLE, groups(w, workers(w, worker).group).role, NONE, worker, NONE)


@part_of_caller
def take_from_co_holder(w: Any, family: int, worker: int) -> None:
    """Parts the co-holder has not started wait for the next one."""
    _hand_on(w, family, WHO_ROLE, groups(w, workers(w, worker).group).role, worker, NONE, NONE)


@part_of_caller
def give_to_anybody(w: Any, family: int, group: int) -> None:
    """Parts that waited for a co-holder of a group are anybody's in it, wherever the family has gone."""
    _hand_on(w, family, WHO_ROLE, groups(w, group).role, NONE, NONE, group)


@jitted
def _hand_on(w: Any, family: int, who: int, role: int, of: int, worker: int, group: int) -> None:
    """Have the parts that nobody has started, and that are the holder's to do or a co-holder's (of a role), be somebody
    else's: a worker's, or anybody's of a group, or whoever comes next."""
    its = families(w, family)
    _hand_on_in(w, family, its.stage, who, role, of, worker, group)
    if its.side != NONE:
        _hand_on_in(w, family, its.side, who, role, of, worker, group)


@jitted
def _hand_on_in(w: Any, family: int, stage: int, who: int, role: int, of: int, worker: int, group: int) -> None:
    for listed in range_of_listed(w, find_worked(w, family, stage)):
        number = find_slot(w, family, stage_activities(w, listed).value).outstanding
        if number != NONE:
            at = occurrences(w, number).first_part
            while at != NONE:
                part = parts(w, at)
                row = participants(w, part.participant)
                if part.waiting and part.copy == 0 and part.worker == of and row.who == who and row.role == role:
                    if worker != NONE:
                        give(w, worker, at)
                    elif group != NONE:
                        give_group(w, group, at)
                    else:
                        part.worker = NONE
                at = part.next
