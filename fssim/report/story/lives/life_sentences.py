"""What happened, in plain English: a sentence for each happening that turns the story."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_lines import Line
from fssim.report.story.lives.life import Happening, Life
from fssim.report.wording.words import capitalised, in_list

HARDLY_A_WAIT = 1.0  # working days


def days(count: float) -> str:
    """`1 working day`, `12 working days`; of a part of a day, `less than 1 working day`."""
    whole = round(count)
    if whole == 0 and count > 0.0:
        return "less than 1 working day"
    return f"{whole:,} working day{'' if whole == 1 else 's'}"


def sentence(life: Life, happening: Happening) -> str:
    """What to say of a happening; nothing, if it does not turn the story."""
    say = _SENTENCES.get(happening.kind)
    return say(life, happening) if say else ""


def plan_set(life: Life, planned: list[Happening]) -> str:
    """The doses of a plan, all set at one time."""
    needs = len(life.worded.log.tables.names.needs)
    parts = [
        f"{dose.detail} session{'' if dose.detail == 1 else 's'} of "
        + ("plan work" if dose.subject == needs else f"{life.worded.need(dose.subject)} help")
        for dose in planned
        if dose.detail
    ]
    return f"The plan: {in_list(parts)}." if parts else ""


def who(life: Life, worker: int) -> str:
    """A worker as the story calls them."""
    return life.people.get(worker, "a colleague")


def _referred(life: Life, happening: Happening) -> str:
    tables = life.worded.log.tables
    if happening.subject in tables.stream_stages and happening.subject != tables.first_stage:
        return "Comes without a referral."
    if happening.subject != tables.first_stage:
        return "Open already when the run begins."
    return "Re-referred." if happening.detail else "Referred."


def _allocated(life: Life, happening: Happening) -> str:
    waited, worker = happening.time - happening.enabled, who(life, happening.worker)
    if waited >= HARDLY_A_WAIT:
        return f"Allocated to {worker}, after {days(waited)} unallocated."
    left = [h.worker for h in life.happenings if h.kind is Event.UNALLOCATED and h.time == happening.enabled]
    if left and left[0] >= 0:
        return f"{capitalised(who(life, left[0]))} leaves; allocated to {worker}."
    return f"Allocated to {worker}."


def _unallocated(life: Life, happening: Happening) -> str:
    taken_on = (h.time for h in life.happenings if h.kind is Event.ALLOCATED and h.enabled == happening.time)
    at_once = next(taken_on, life.worded.view.horizon) - happening.time < HARDLY_A_WAIT
    if happening.worker < 0 or at_once:
        return ""
    return f"{capitalised(who(life, happening.worker))} leaves; the family is unallocated."


def _co_holder_allocated(life: Life, happening: Happening) -> str:
    waited = happening.time - happening.enabled
    after = f", after {days(waited)} without one" if waited >= HARDLY_A_WAIT else ""
    return f"{capitalised(who(life, happening.worker))} joins beside the allocated worker{after}."


def _decided(life: Life, happening: Happening) -> str:
    outcome = decision_in_words(life, happening)
    late = max((w.late for w in life.work if w.activity == happening.subject and w.time == happening.time), default=0)
    how = f", {days(late)} late" if late else ""
    return f"{capitalised(life.worded.activity(happening.subject))}{how}: {outcome}."


def decision_in_words(life: Life, happening: Happening) -> str:
    """What a decision comes to."""
    stay = next((earlier for earlier in reversed(life.stays) if earlier.start < happening.time), life.stays[0])
    return life.worded.outcome(happening.detail, stay.stage)


def _need_referred(life: Life, happening: Happening) -> str:
    need = life.worded.need(happening.subject)
    noticed = _noticed_by(life, happening)
    begins = f"Picked up in {noticed} and re-referred for {need} help" if noticed else f"Referred for {need} help"
    return f"{begins}: {route(life, happening)}."


def route(life: Life, referral: Happening) -> str:
    """Where a need was referred, and whether anybody was in post there."""
    worded, need = life.worded, referral.subject
    role = worded.log.tables.needs.role[need]
    if referral.detail < 0:
        vacant = worded.is_empty(role, _team(life, referral.time), referral.time)
        return "to the external service" + (f", as no {worded.role(role)} is in post" if vacant else "")
    line = next((h.line for h in life.help if h.need == need and h.start == referral.time), None)
    if line is Line.WAITING_POST_VACANT:
        return f"onto the list for a {worded.role(role)}, a post that is empty"
    return f"onto the {worded.role(role)}'s list"


def _need_started(life: Life, happening: Happening) -> str:
    return (
        f"{capitalised(life.worded.need(happening.subject))} help starts{_with(life, happening)}{_waited(happening)}."
    )


def _need_not_started(life: Life, happening: Happening) -> str:
    need = life.worded.need(happening.subject)
    how = f"{_with(life, happening)}{_waited(happening)}"
    return f"First appointment for {need} help offered{how}; parent does not engage."


def _need_dropped(life: Life, happening: Happening) -> str:
    return f"Parent stops attending {life.worded.need(happening.subject)} help."


def _need_returned(life: Life, happening: Happening) -> str:
    return (
        f"{capitalised(who(life, happening.worker))} leaves: {life.worded.need(happening.subject)} help stops, and the "
        "family goes back on the list."
    )


def _need_left(life: Life, happening: Happening) -> str:
    return f"{capitalised(life.worded.need(happening.subject))} help: no further offers under this plan."


def _addressed(life: Life, happening: Happening) -> str:
    need = happening.subject
    since = max((h.time for h in life.happenings if h.kind is Event.PLANNED and h.subject == need
                 and h.time <= happening.time), default=life.start)  # fmt: skip
    missed = sum(
        h.kind is Event.MISSED and h.subject == need and since <= h.time <= happening.time for h in life.happenings
    )
    how = "the need is resolved" if happening.detail else "the need is not resolved"
    missing = f", {missed} missed on the way" if missed else ""
    return f"The last session of {life.worded.need(need)} help{missing}: {how}."


def _plan_work(life: Life, happening: Happening) -> str:
    return "The last session of plan work." if happening.detail == 0 else ""


def done_or_left(life: Life, ready: float) -> str:
    """How everything in a plan came to be ready then: done, or with a need of it that is offered no further."""
    left: dict[int, bool] = {}
    for h in life.happenings:
        if h.kind is Event.READY and h.time == ready:
            break
        if h.kind in (Event.PLANNED, Event.NEED_LEFT):
            left[h.subject] = h.kind is Event.NEED_LEFT  # until another plan has it
    return "done or no longer offered" if any(left.values()) else "done"


def _ready(life: Life, happening: Happening) -> str:
    return f"Everything in the plan is {done_or_left(life, happening.time)}: ready for a decision."


def _needs_ended(life: Life, happening: Happening) -> str:
    """What the plan's end cuts short, if anything."""
    cut: dict[str, list[str]] = {}
    for wait in life.help:
        if wait.end == happening.time and not _was_settled(life, wait.need, wait.end):
            cut.setdefault(_CUT_SHORT.get(wait.line, "still awaited"), []).append(life.worded.need(wait.need))
    parts = [f"{in_list(needs)} help {state}" for state, needs in cut.items()]
    return f"The plan is over, with {in_list(parts)}." if parts else ""


def _unless_decided(life: Life, happening: Happening, what: str) -> str:
    """That a side stage begins or is over; nothing if a decision at that time, which is told, has led to it."""
    if any(h.kind is Event.DECIDED and h.time == happening.time for h in life.happenings):
        return ""
    return f"{life.worded.stage(happening.subject)} {what}."


_CUT_SHORT = {Line.MOVING: "still under way", Line.NOT_ENGAGED: "not engaged with"}
_SENTENCES: dict[Event, Callable[[Life, Happening], str]] = {
    Event.REFERRED: _referred,
    Event.UNALLOCATED: _unallocated,
    Event.ALLOCATED: _allocated,
    Event.CO_HOLDER_ALLOCATED: _co_holder_allocated,
    Event.DECIDED: _decided,
    Event.EXITED: lambda life, happening: f"{capitalised(life.worded.hazard(happening.detail))}.",
    Event.INCIDENT: lambda life, happening: f"{capitalised(life.worded.hazard(happening.detail))}.",
    Event.BEGAN_BESIDE: lambda life, happening: _unless_decided(life, happening, "begins"),
    Event.ENDED_BESIDE: lambda life, happening: _unless_decided(life, happening, "is over"),
    Event.NEED_REFERRED: _need_referred,
    Event.NEED_STARTED: _need_started,
    Event.NEED_NOT_STARTED: _need_not_started,
    Event.NEED_DROPPED: _need_dropped,
    Event.NEED_RETURNED: _need_returned,
    Event.NEED_LEFT: _need_left,
    Event.ADDRESSED: _addressed,
    Event.PLAN_WORK: _plan_work,
    Event.READY: _ready,
    Event.NEEDS_ENDED: _needs_ended,
}


def _was_settled(life: Life, need: int, time: float) -> bool:
    return any(
        h.kind in (Event.ADDRESSED, Event.NEED_LEFT) and h.subject == need and h.time == time for h in life.happenings
    )


def _noticed_by(life: Life, referral: Happening) -> str:
    """The activity that noticed that a need did not start or dropped out; nothing, for other referrals."""
    unnoticed = any(
        h.need == referral.subject and h.line is Line.NOT_ENGAGED and h.end == referral.time for h in life.help
    )
    notices, count = life.worded.log.tables.activities.notices, len(life.worded.log.tables.names.activities)
    held = [w.activity for w in life.work if w.time == referral.time and any(notices[w.activity :: count])]
    return life.worded.activity(held[-1]) if unnoticed and held else ""


def _team(life: Life, time: float) -> int:
    return next((stay.team for stay in reversed(life.stays) if stay.start <= time), life.stays[0].team)


def _with(life: Life, happening: Happening) -> str:
    return f" with {who(life, happening.worker)}" if happening.worker >= 0 else " with the external service"


def _waited(happening: Happening) -> str:
    waited = 0.0 if isnan(happening.enabled) else happening.time - happening.enabled
    return f" after {days(waited)}" if waited >= HARDLY_A_WAIT else ""
