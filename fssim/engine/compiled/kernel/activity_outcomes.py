"""What comes of chance and of work: activities that open and are held, decisions, and what may happen in a stage."""

from __future__ import annotations

from math import isnan, nan
from typing import Any

from numpy import uint64

from fssim.engine.compiled.kernel.arrangements import (
    arrange,
    await_opening,
    find_slot,
    share_out,
    start_what_follows,
)
from fssim.engine.compiled.kernel.compiled_code import (
    decided,
    decision_numbers,
    decisions,
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
    risk_tilts,
    weights,
)
from fssim.engine.compiled.kernel.episodes import begin_side, enter, follow_outcome
from fssim.engine.compiled.kernel.event_queue import set_moment
from fssim.engine.compiled.kernel.instant import (
    KNOWN_BEFORE,
    MAY_HAPPEN,
    add_resumption,
    add_task,
    write,
    write_row,
)
from fssim.engine.compiled.kernel.kernel_draws import draw
from fssim.engine.compiled.kernel.lookups import (
    find_end_of_period,
    find_exit_odds,
    find_model,
    find_row,
    find_share_of_hours,
    find_worked,
)
from fssim.engine.compiled.kernel.plans import notice, unstick, visit
from fssim.engine.compiled.kernel.work_queues import CASEWORK, make_occurrence, release
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event
from fssim.model.draws import HAZARD_DRAWS, MORE_OFTEN_THAN_NOT, Purposes
from fssim.model.tables import OUTCOME_ENTRY_TO_CARE, OUTCOME_NEUTRAL

_DECIDED, _HELD, _EXITED, _INCIDENT = (
    int(event) for event in (Event.DECIDED, Event.HELD, Event.EXITED, Event.INCIDENT)
)
_BRINGS_FORWARD = uint64(Purposes.BRINGS_FORWARD)


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


@inlined
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
    if _decide(w, family, activity):
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


@part_of_caller
def _decide(w: Any, family: int, activity: int) -> bool:
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
    in_side = stage == its.side
    number = _draw_outcome(w, family, decision, table, times, in_side)
    write(w, _DECIDED, family, activity, number, NONE, nan, nan)
    if outcomes(w, number).to >= 0 and w.now < its.stays_until:
        item = 1 + 2 * number + int(in_side)
        later = its.stays_until + (its.stays_until - w.now)
        set_moment(w, later, KNOWN_BEFORE, family, item, its.entries, 0.0)
        return True
    return follow_outcome(w, family, outcomes(w, number), in_side)  # type: ignore[no-any-return]


@part_of_caller
def _draw_outcome(w: Any, family: int, decision: Any, table: int, times: int, in_side: bool) -> int:
    """The outcome of a decision that was taken so many times before, in the side stage (`in_side`) or in the main
    one."""
    its = families(w, family)
    first, count = outcome_tables(w, table).first, outcome_tables(w, table).count
    odds = find_exit_odds(w, family, decision.pressure_stage)
    total = 0.0
    for position in range(count):
        weight = _find_weight(w, family, first + position, odds)
        weights(w, position).value = weight
        total += weight
    if its.side != NONE and not in_side:
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
    return first + chosen  # type: ignore[no-any-return]


@part_of_caller
def _find_weight(w: Any, family: int, number: int, odds: float) -> float:
    outcome = outcomes(w, number)
    weight = outcome_weights(w, find_model(w, families(w, family).team) * w.outcome_count + number).value
    if outcome.leaves > 0.0:
        weight = weight * (1.0 + outcome.leaves * (odds - 1.0))
    return _tilt_for_family(w, family, weight, outcome.kind)  # type: ignore[no-any-return]


@inlined
def _tilt_for_family(w: Any, family: int, weight: float, kind: int) -> float:
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
def let_happen(w: Any, family: int, number: int, entry: int, index: float) -> None:
    """The moment at which something may happen in a stage, if the family has not left it since."""
    row, its = hazards(w, number), families(w, family)
    if its.entries != entry:
        return
    drawn = draw(w, family, row.accepted_purpose, entry * HAZARD_DRAWS + int(index)) * row.highest_rate
    if drawn < _tilt_for_family(w, family, row.rate, row.kind):
        if row.to < 0:
            write(w, _INCIDENT, family, its.stage, number, NONE, nan, nan)
            if its.side == NONE:
                begin_side(w, family, row.beside)
        elif w.now >= its.stays_until:
            write(w, _EXITED, family, its.stage, number, NONE, nan, nan)
            its.coming_back = row.coming_back
            enter(w, family, row.to)
            return
    add_task(w, MAY_HAPPEN, family, number, entry, index + 1.0)
