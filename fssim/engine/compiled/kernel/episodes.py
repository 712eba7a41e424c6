"""Families' way through the stages: episodes, decisions, closure, and what an activity that is held leads to."""

from __future__ import annotations

from math import isnan, nan
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
    arrange,
    await_opening,
    end_what_is_not_listed,
    find_slot,
    share_out,
    start_what_follows,
)
from fssim.engine.compiled.kernel.compiled_code import (
    decided,
    decision_numbers,
    decisions,
    entered,
    families,
    hazards,
    inlined,
    jitted,
    models,
    occurrences,
    outcome_tables,
    outcome_weights,
    outcomes,
    part_of_caller,
    returns_kept,
    risk_tilts,
    stages,
    weights,
)
from fssim.engine.compiled.kernel.event_queue import set_moment
from fssim.engine.compiled.kernel.instant import (
    COME_BACK,
    KNOWN_BEFORE,
    MAY_HAPPEN,
    add_resumption,
    add_task,
    write,
    write_row,
)
from fssim.engine.compiled.kernel.kernel_draws import draw, find_quantile, tilt
from fssim.engine.compiled.kernel.lookups import (
    find_end_of_period,
    find_exit_odds,
    find_group_of_family,
    find_holder_role,
    find_model,
    find_row,
    find_share_of_hours,
    find_team,
    find_worked,
    gives_by_work,
    weigh,
)
from fssim.engine.compiled.kernel.parental_needs import start_course
from fssim.engine.compiled.kernel.plans import check_ready, enter_plan, notice, unstick, visit
from fssim.engine.compiled.kernel.work_queues import CASEWORK, make_occurrence, release
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event
from fssim.model.draws import HAZARD_DRAWS, MORE_OFTEN_THAN_NOT, Purposes
from fssim.model.tables import OUTCOME_ENTRY_TO_CARE, OUTCOME_NEUTRAL, TO_CONTINUE

_REFERRED, _ENTERED, _DECIDED, _HELD, _EXITED = (
    int(event) for event in (Event.REFERRED, Event.ENTERED, Event.DECIDED, Event.HELD, Event.EXITED)
)
_INCIDENT, _BEGAN_BESIDE, _ENDED_BESIDE = int(Event.INCIDENT), int(Event.BEGAN_BESIDE), int(Event.ENDED_BESIDE)
_BRINGS_FORWARD, _RE_REFERRED, _RE_REFERRAL_DELAY, _RETURN_KEPT = (
    uint64(purpose)
    for purpose in (Purposes.BRINGS_FORWARD, Purposes.RE_REFERRED, Purposes.RE_REFERRAL_DELAY, Purposes.RETURN_KEPT)
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
def decide(w: Any, family: int, activity: int) -> bool:
    """Draw the outcome of an activity, if this stage or the side stage decides by it. True if that was the end of the
    stage it was decided in."""
    its = families(w, family)
    stage = its.stage
    if its.side != NONE and decision_numbers(w, its.side * w.activity_count + activity).value != NONE:
        beside = decisions(w, find_worked(w, family, its.side) * w.activity_count + activity)
        if beside.ready >= 0 or beside.not_ready >= 0:
            stage = its.side
    at = stage * w.activity_count + activity
    decision = decisions(w, find_worked(w, family, stage) * w.activity_count + activity)
    table = decision.ready if its.ready else decision.not_ready
    if table < 0:
        return False
    taken = decided(w, family * w.decision_count + decision_numbers(w, at).value)
    times = taken.value
    taken.value = times + 1
    first, count = outcome_tables(w, table).first, outcome_tables(w, table).count
    odds = find_exit_odds(w, family, decision.pressure_stage)
    total = 0.0
    for position in range(count):
        weight = _find_weight(w, family, first + position, odds)
        weights(w, position).value = weight
        total += weight
    if its.side != NONE and stage != its.side:
        total = _rule_out(w, first, count, total, w.closed_stage, w.closed_stage, 0.0)
    if w.now < its.stays_until:
        total = _rule_out(w, first, count, total, 0, w.stage_count - 1, MORE_OFTEN_THAN_NOT)
    drawn = draw(w, family, decision.purpose, times) * total
    chosen = count - 1
    for position in range(count):
        drawn -= weights(w, position).value
        if drawn < 0.0:
            chosen = position
            break
    write(w, _DECIDED, family, activity, first + chosen, NONE, nan, nan)
    if outcomes(w, first + chosen).to >= 0 and w.now < its.stays_until:
        item = 1 + 2 * (first + chosen) + int(stage == its.side)
        later = its.stays_until + (its.stays_until - w.now)
        set_moment(w, later, KNOWN_BEFORE, family, item, its.entries, 0.0)
        return True
    return _follow(w, family, outcomes(w, first + chosen), stage == its.side)  # type: ignore[no-any-return]


@jitted
def _rule_out(w: Any, first: int, count: int, total: float, lowest: int, highest: int, least: float) -> float:
    """Take out the weights of outcomes that lead to some stages, unless the others have no more than the least share:
    to the closed one, as nobody decides so while a side stage is open; and to any, of a family known to be in its
    stage. If most do, it has not been decided yet, and is put off. The weights' sum."""
    others = whole = 0.0
    for position in range(count):
        whole += weights(w, position).value
        if not lowest <= outcomes(w, first + position).to <= highest:
            others += weights(w, position).value
    if not others > least * whole:
        return total
    for position in range(count):
        if lowest <= outcomes(w, first + position).to <= highest:
            weights(w, position).value = 0.0
    return others


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
        _follow(w, family, outcomes(w, outcome), beside != 0)


@jitted
def _follow(w: Any, family: int, outcome: Any, beside: bool) -> bool:
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
        _begin_side(w, family, outcome.beside)
    if its.closes_after and its.side == NONE:
        enter(w, family, w.closed_stage)
    if beside and over and w.co_holders:
        settle_co_holder(w, family)
    return over


@jitted
def _begin_side(w: Any, family: int, number: int) -> None:
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


@part_of_caller
def _find_weight(w: Any, family: int, number: int, odds: float) -> float:
    outcome = outcomes(w, number)
    weight = outcome_weights(w, find_model(w, families(w, family).team) * w.outcome_count + number).value
    if outcome.leaves > 0.0:
        weight = weight * (1.0 + outcome.leaves * (odds - 1.0))
    return _tilt(w, family, weight, outcome.kind)  # type: ignore[no-any-return]


@inlined
def _tilt(w: Any, family: int, weight: float, kind: int) -> float:
    """A weight or rate: adverse ones grow with the family's risk and each unresolved need."""
    its = families(w, family)
    if kind == OUTCOME_NEUTRAL:
        return weight
    weight = weight * risk_tilts(w, its.risk).value
    for _ in range(its.unresolved):
        weight = weight * w.tilt_per_unresolved_need
    if kind == OUTCOME_ENTRY_TO_CARE:
        weight = weight * models(w, find_model(w, its.team)).entry_to_care
    return weight


@part_of_caller
def let_happen(w: Any, family: int, number: int, entry: int, index: float) -> None:
    """The moment at which something may happen in a stage, if the family has not left it since."""
    row, its = hazards(w, number), families(w, family)
    if its.entries != entry:
        return
    drawn = draw(w, family, row.accepted_purpose, entry * HAZARD_DRAWS + int(index)) * row.highest_rate
    if drawn < _tilt(w, family, row.rate, row.kind):
        if row.to < 0:
            write(w, _INCIDENT, family, its.stage, number, NONE, nan, nan)
            if its.side == NONE:
                _begin_side(w, family, row.beside)
        elif w.now >= its.stays_until:
            write(w, _EXITED, family, its.stage, number, NONE, nan, nan)
            its.coming_back = row.coming_back
            enter(w, family, row.to)
            return
    add_task(w, MAY_HAPPEN, family, number, entry, index + 1.0)


@part_of_caller
def open_activity(w: Any, family: int, activity: int, arrangement: int, due: float) -> None:
    """The moment has come that an activity can begin, if it is still arranged so."""
    slot = find_slot(w, family, activity)
    if slot.arranged != arrangement:
        return
    row = find_row(w, family, activity)
    if row.only_for_plan_work and families(w, family).work_left == 0:
        slot.due = find_end_of_period(w, row.repeat, w.now)
        await_opening(w, family, activity, arrangement, slot.due)
        return
    slot.due = nan
    time = slot.times
    slot.times = time + 1
    number = make_occurrence(w, family, activity, due, CASEWORK, arrangement)
    slot.outstanding = number
    share = find_share_of_hours(w, family, row.least_share)
    for participant in range(row.first_part, row.first_part + row.part_count):
        share_out(w, number, participant, row.priority, time, share)
    if occurrences(w, number).required_left == 0:
        hold_by_nobody(w, number)


@jitted
def hold_by_nobody(w: Any, number: int) -> None:
    """An activity is held without anybody's part completing it."""
    o = occurrences(w, number)
    write_row(w, _HELD, w.now, o.family, o.activity, NONE, NONE, o.enabled, w.now, o.due, 0.0)
    hold_activity(w, number)


@jitted
def hold_activity(w: Any, number: int) -> None:
    """What an activity leads to at once, in this order: plan work, what is noticed, a decision, what follows."""
    occurrence = occurrences(w, number)
    family, activity = occurrence.family, occurrence.activity
    slot, row = find_slot(w, family, activity), find_row(w, family, activity)
    add_resumption(w, family, activity, occurrence.of)
    slot.outstanding = NONE
    release(w, number)
    if row.repeat < 0:
        slot.arranged = 0
    if row.delivers:
        visit(w, family)
    if row.notices:
        notice(w, family)
    if row.unsticks:
        unstick(w, family)
    if decide(w, family, activity):
        return
    if row.brings_forward >= 0:
        _bring_forward(w, family, row)
    its = families(w, family)
    start_what_follows(w, family, its.stage, 1 + activity)
    if its.side != NONE:
        start_what_follows(w, family, its.side, 1 + activity)


@part_of_caller
def _bring_forward(w: Any, family: int, row: Any) -> None:
    """For a ready family, arrange another activity sooner than it was, if it is not yet open."""
    its = families(w, family)
    arranged_for = find_slot(w, family, row.brings_forward).due
    if not its.ready or isnan(arranged_for):
        return
    index = its.offers
    its.offers += 1
    if draw(w, family, _BRINGS_FORWARD, index) >= row.forward_chance:
        return
    sooner = find_end_of_period(w, row.forward_period, w.now)
    if sooner < arranged_for:
        arrange(w, family, row.brings_forward, sooner)
