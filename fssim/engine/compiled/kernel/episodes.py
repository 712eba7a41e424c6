"""Families' way through the stages: episodes, entering and leaving stages and side stages, and closure."""

from __future__ import annotations

from math import nan
from typing import Any

from numpy import uint64

from fssim.engine.compiled.kernel.allocation import (
    allocate,
    be_where_the_family_is,
    count_urgency,
    settle_co_holder,
    settle_holder,
)
from fssim.engine.compiled.kernel.arrangements import (
    ENTRY,
    end_what_is_not_listed,
    find_slot,
    start_what_follows,
)
from fssim.engine.compiled.kernel.compiled_code import (
    decided,
    entered,
    families,
    hazards,
    jitted,
    models,
    outcomes,
    part_of_caller,
    returns_kept,
    stages,
)
from fssim.engine.compiled.kernel.instant import (
    COME_BACK,
    MAY_HAPPEN,
    add_task,
    write,
)
from fssim.engine.compiled.kernel.kernel_draws import draw, find_quantile, tilt
from fssim.engine.compiled.kernel.lookups import (
    find_group_of_family,
    find_holder_role,
    find_model,
    find_team,
    find_worked,
    gives_by_work,
    weigh,
)
from fssim.engine.compiled.kernel.parental_needs import start_course
from fssim.engine.compiled.kernel.plans import check_ready, enter_plan
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event
from fssim.model.draws import Purposes
from fssim.model.tables import TO_CONTINUE

_REFERRED, _ENTERED, _BEGAN_BESIDE, _ENDED_BESIDE = (
    int(event) for event in (Event.REFERRED, Event.ENTERED, Event.BEGAN_BESIDE, Event.ENDED_BESIDE)
)
_RE_REFERRED, _RE_REFERRAL_DELAY, _RETURN_KEPT = (
    uint64(purpose) for purpose in (Purposes.RE_REFERRED, Purposes.RE_REFERRAL_DELAY, Purposes.RETURN_KEPT)
)


@part_of_caller
def know(w: Any, family: int) -> None:
    """A family is heard of: nothing has been done for it yet."""
    for activity in range(w.slot_count):
        slot = find_slot(w, family, activity)
        slot.due = nan
        slot.arranged = slot.times = 0
        slot.outstanding = NONE
    for need in range(w.need_count):
        start_course(w, family, need)
    for at in range(family * w.decision_count, (family + 1) * w.decision_count):
        decided(w, at).value = 0


@part_of_caller
def begin_episode(w: Any, family: int, first: int) -> None:
    """The family is referred, or open when the run begins."""
    for stage in range(w.stage_count):
        entered(w, family * w.stage_count + stage).value = nan
    write(w, _REFERRED, family, first, families(w, family).episode, NONE, nan, nan)
    enter(w, family, first)


@jitted
def enter(w: Any, family: int, number: int) -> None:
    """Leave the present stage, if any, for another."""
    its, stage = families(w, family), stages(w, number)
    if number == w.closed_stage and its.side != NONE:
        _end_side(w, family)
    former, former_group = its.stage, find_group_of_family(w, its)
    former_model = find_model(w, its.team)
    if stage.team_kind >= 0:
        its.team = find_team(w, family, number, stage)
    its.closes_after = 0
    its.stage = number
    weigh(w, family)
    count_urgency(w, family)
    be_where_the_family_is(w, family)
    entered(w, family * w.stage_count + number).value = w.now
    write(w, _ENTERED, family, number, its.team, NONE, nan, nan)
    if former != NONE:
        end_what_is_not_listed(w, family, former_model, former)
    enter_plan(w, family, number)
    settle_holder(w, family, find_holder_role(w, family, find_worked(w, family, number)))
    if w.co_holders:
        settle_co_holder(w, family)
    start_what_follows(w, family, number, ENTRY)
    its.entries += 1
    for hazard in range(stage.first_hazard, stage.first_hazard + stage.hazard_count):
        if hazards(w, hazard).highest_rate > 0.0:
            add_task(w, MAY_HAPPEN, family, hazard, its.entries, 0.0)
    check_ready(w, family)
    if number == w.closed_stage:
        _close(w, family)
    if former_group != NONE and (former_group != find_group_of_family(w, its) or gives_by_work(w, former_group)):
        allocate(w, former_group)


@part_of_caller
def _close(w: Any, family: int) -> None:
    """The episode ends. The family may come back, the likelier for each need left unresolved."""
    its = families(w, family)
    chance = w.re_referral_chance
    for _ in range(its.unresolved):
        chance = tilt(chance, w.re_referral_tilt)
    chance = chance * models(w, find_model(w, its.team)).re_referral * its.coming_back
    if draw(w, family, _RE_REFERRED, its.episode) < chance:
        delay = find_quantile(w, w.re_referral_delay, draw(w, family, _RE_REFERRAL_DELAY, its.episode))
        due = w.now + delay
        if due >= w.horizon or draw(w, family, _RETURN_KEPT, its.episode) < returns_kept(w, int(due)).value:
            add_task(w, COME_BACK, family, 0, 0, delay)
    its.episode += 1


@part_of_caller
def come_to_what_is_known(w: Any, family: int, item: int, entry: int) -> None:
    """The case is known to be closed by now; or what was decided comes about, as the family may leave its stage."""
    its = families(w, family)
    if item == 0:
        if its.stage != w.closed_stage:
            its.coming_back = 0.0
            enter(w, family, w.closed_stage)
        return
    outcome, beside = (item - 1) >> 1, (item - 1) & 1
    if its.entries == entry and not (beside and its.side == NONE):
        follow_outcome(w, family, outcomes(w, outcome), beside != 0)


@jitted
def follow_outcome(w: Any, family: int, outcome: Any, beside: bool) -> bool:
    """What an outcome leads to, of a decision in the side stage (`beside`) or in the main one: True if that is at an
    end. A case is not closed while a side stage is open: that waits for its end."""
    its = families(w, family)
    over = outcome.to != TO_CONTINUE or (beside and outcome.beside >= 0)
    if beside and over:
        _end_side(w, family)
    if outcome.to >= 0:
        its.coming_back = outcome.coming_back
        if outcome.to == w.closed_stage and its.side != NONE:
            its.closes_after = 1
        else:
            enter(w, family, outcome.to)
    if outcome.beside >= 0 and its.side == NONE and its.stage != w.closed_stage:
        begin_side(w, family, outcome.beside)
    if its.closes_after and its.side == NONE:
        enter(w, family, w.closed_stage)
    if beside and over and w.co_holders:
        settle_co_holder(w, family)
    return over


@jitted
def begin_side(w: Any, family: int, number: int) -> None:
    """A side stage opens beside the stage, which goes on."""
    its = families(w, family)
    its.side = number
    weigh(w, family)
    count_urgency(w, family)
    be_where_the_family_is(w, family)
    entered(w, family * w.stage_count + number).value = w.now
    write(w, _BEGAN_BESIDE, family, number, its.team, NONE, nan, nan)
    if w.co_holders:
        settle_co_holder(w, family)
    start_what_follows(w, family, number, ENTRY)
    if its.waiting_for != NONE:
        allocate(w, its.waiting_for)


@jitted
def _end_side(w: Any, family: int) -> None:
    """The side stage is over, and what it alone went on with is cancelled."""
    its = families(w, family)
    side = its.side
    write(w, _ENDED_BESIDE, family, side, NONE, NONE, nan, nan)
    its.side = NONE
    weigh(w, family)
    count_urgency(w, family)
    be_where_the_family_is(w, family)
    end_what_is_not_listed(w, family, find_model(w, its.team), side)
    group = find_group_of_family(w, its)
    if group != NONE and gives_by_work(w, group):
        allocate(w, group)
