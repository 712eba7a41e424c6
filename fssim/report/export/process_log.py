"""The log as process mining sees it: a case for each episode, and what was done in it, by whom and when.

Names are those of the XES standard's extensions (IEEE 1849-2016): `concept`, `lifecycle`, `org` and `time`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import isnan, nan

from fssim.engine.event_log import Event
from fssim.model.tables import LEDGER_COURT, WHO_ROLE
from fssim.report.export.exported_episodes import ReferralEpisode, apart, moment, observed_episodes, post_of, role_of
from fssim.report.wording.log_in_words import WordedLog
from fssim.report.wording.words import capitalised, spoken

START, COMPLETE = "start", "complete"
ENTERS = "Enters: "
WAITS = "Waiting for allocation"
COURT, REFERRER, UNALLOCATED = "court", "referrer", "unallocated"
Actor = tuple[str, str]  # a post and its role; of what is no post, its name twice


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done or come about in a case, from when (`begins`, nan for what takes no time) until when.

    `resource` is the post of whoever did it, with its `role`; or an outside service, the court or the referrer; or, of
    a wait for a worker, `unallocated`. What comes about by itself is with the allocated worker, or with whoever decided
    last. Every deed has one, as tools that draw who works with whom need it. `hours` are those of a worker's working
    time, nan where none was used. `plan` is the statutory plan in force. `instance` tells one deed from another.
    """

    name: str
    begins: float
    ends: float
    resource: str
    role: str
    hours: float
    stage: str
    plan: str
    instance: str

    @property
    def starts(self) -> float:
        """When it began; when it came about, if it took no time."""
        return self.ends if isnan(self.begins) else self.begins


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a case: the start or the completion of a deed."""

    transition: str
    when: datetime
    deed: Deed

    @property
    def hours(self) -> float:
        """The working time that the completion tells of."""
        return self.deed.hours if self.transition == COMPLETE else nan


@dataclass(frozen=True, slots=True)
class Case:
    """An episode of a family, with what is known of the family, and what was done in order of the log. There are no
    names. `parts` are what others did for a piece of work before the one who completed it."""

    name: str
    family: int
    children: int
    needs: str
    deeds: tuple[Deed, ...]
    parts: tuple[Deed, ...]


def cases_of(worded: WordedLog) -> Iterator[Case]:
    """The cases open at some time in the observed years, each whole."""
    families = worded.log.families
    for episode in observed_episodes(worded):
        children, needs = int(families.children[episode.family]), worded.needs_of(episode.family)
        deeds, parts = _Retelling(worded, episode).deeds()
        yield Case(episode.name, episode.family, children, needs, deeds, parts)


def steps_of(worded: WordedLog, case: Case) -> list[Step]:
    """The events of a case, no two at one time, so that their order is kept by whoever sorts them: what happened at
    once is set a millisecond apart."""
    times = [
        (at, transition, deed)
        for deed in case.deeds
        for at, transition in ((deed.begins, START), (deed.ends, COMPLETE))
        if not isnan(at)
    ]
    times.sort(key=lambda time: time[0])
    moments = apart(moment(worded, at) for at, _, _ in times)
    return [Step(transition, when, deed) for when, (_, transition, deed) in zip(moments, times, strict=True)]


class _Retelling:
    """One episode gone through row by row."""

    def __init__(self, worded: WordedLog, episode: ReferralEpisode) -> None:
        self.worded, self.view, self.tables = worded, worded.view, worded.log.tables
        self.rows = episode.rows
        self.stage = worded.log.tables.first_stage
        self.waits_since = nan
        self.worker = -1  # allocated
        self.decided: Actor = (REFERRER, REFERRER)
        self.held: dict[int, int] = {}  # by activity, the row in which it was last held
        self.done: dict[int, list[int]] = {}  # by activity, the rows of all the parts done in it
        self.parts: list[Deed] = []
        self._of_needs = {*self.tables.needs.first_contact, *self.tables.needs.session}

    def deeds(self) -> tuple[tuple[Deed, ...], tuple[Deed, ...]]:
        """What was done; and what others did for it."""
        done = [deed for row in self.rows for deed in self._deeds_in(row)]
        done += self._wait_ends(nan, self.rows[-1])
        return tuple(done), tuple(self.parts)

    def _deeds_in(self, row: int) -> Iterator[Deed]:
        view, kind = self.view, Event(int(self.view.kind[row]))
        subject, worker, time = int(view.subject[row]), int(view.worker[row]), float(view.time[row])
        if kind in (Event.UNALLOCATED, Event.ALLOCATED) or (kind is Event.ENTERED and self._nobody_holds_in(subject)):
            yield from self._wait_ends(time, row)
        if kind is Event.UNALLOCATED:
            self.waits_since, self.worker = time, -1
        elif kind is Event.ALLOCATED:
            self.worker = worker
        elif kind is Event.ENTERED:
            self.stage = subject
            self.worker = -1 if self._nobody_holds_in(subject) else self.worker
        if kind in (Event.HELD, Event.PART_DONE):
            self.done.setdefault(subject, []).append(row)
        if kind is Event.HELD:
            self.held[subject] = row
        elif kind is Event.PART_DONE:
            self.parts.append(self._work(capitalised(self.worded.activity(subject)), row, row))
        name = _name(self.worded, kind, subject, int(view.detail[row]), self.stage)
        if not name or (kind is Event.HELD and subject in self._of_needs):
            return  # first contacts and sessions are told of by what came of them
        contact = self._contact(kind, subject, time)
        if kind is Event.HELD or contact is not None:
            yield self._work(name, row if contact is None else contact, row)
        elif kind is Event.DECIDED:
            self.decided = self._who_decided(subject)
            yield self._deed(name, nan, time, row, self.decided)
        else:
            yield self._deed(name, nan, time, row, self._who(kind, subject, worker))

    def _nobody_holds_in(self, stage: int) -> bool:
        return self.tables.stages.holder[stage] < 0

    def _wait_ends(self, time: float, row: int) -> Iterator[Deed]:
        """The wait for a worker that is over, if there was one; it is nobody's work."""
        since, self.waits_since = self.waits_since, nan
        if time != since and not isnan(since):
            yield replace(self._deed(WAITS, since, time, row, (UNALLOCATED, UNALLOCATED)), instance=f"{row} wait")

    def _contact(self, kind: Event, need: int, time: float) -> int | None:
        """The row in which a practitioner saw the family, if this event is what came of that."""
        needs = self.tables.needs
        if kind in (Event.NEED_STARTED, Event.NEED_NOT_STARTED):
            row = self.held.pop(needs.first_contact[need], None)
        elif kind in (Event.SESSION, Event.MISSED):
            row = self.held.pop(needs.session[need], None)
        else:
            return None
        return row if row is not None and self.view.time[row] == time else None

    def _actor(self, worker: int) -> Actor:
        """A worker's post and role."""
        return post_of(self.worded, worker), role_of(self.worded, worker)

    def _who(self, kind: Event, subject: int, worker: int) -> Actor:
        """Whom a deed that is no work is with."""
        if worker >= 0:
            return self._actor(worker)
        if kind in _BY_A_SERVICE:
            service = f"{spoken(self.tables.names.services[self.tables.needs.service[subject]])}, external"
            return service, service
        return self._actor(self.worker) if self.worker >= 0 else self.decided

    def _who_decided(self, activity: int) -> Actor:
        """Post and role of whoever took the decision an activity comes to: the court; or, of those who had to take part
        by their role (a manager, a conference chair), the one listed last; or the worker who did it."""
        if self.tables.stages.ledger[self.stage] == LEDGER_COURT:
            return COURT, COURT
        view, held = self.view, self.held[activity]
        who, required = self.tables.participants.who, self.tables.participants.required
        by_role = [
            (part, row)
            for row in self.done[activity]
            if view.enabled[row] == view.enabled[held]
            and (part := int(view.detail[row])) >= 0
            and who[part] == WHO_ROLE
            and required[part]
        ]
        worker = int(view.worker[max(by_role)[1] if by_role else held])
        return self._actor(worker) if worker >= 0 else self._who(Event.DECIDED, activity, -1)

    def _work(self, name: str, done: int, worded: int) -> Deed:
        """Work done in one row of the log, told of by another."""
        view, worker = self.view, int(self.view.worker[done])
        who = self._who(Event.HELD, -1, worker)
        return self._deed(name, float(view.started[done]), float(view.time[done]), worded, who, float(view.hours[done]))

    def _deed(self, name: str, begins: float, ends: float, row: int, who: Actor, hours: float = nan) -> Deed:
        plan = self.tables.stages.statutory_plan[self.stage]
        in_force = spoken(self.tables.names.statutory_plans[plan]) if plan >= 0 else ""
        return Deed(name, begins, ends, *who, hours, self.worded.stage(self.stage), in_force, str(row))


def _name(worded: WordedLog, kind: Event, subject: int, detail: int, stage: int) -> str:
    """What an event is called; nothing, if a process map is better without it."""
    if kind is Event.HELD:
        return capitalised(worded.activity(subject))
    if kind is Event.DECIDED:
        return f"{capitalised(worded.activity(subject))}: {worded.outcome(detail, stage)}"
    if kind in (Event.EXITED, Event.INCIDENT):
        return capitalised(worded.hazard(detail))
    if kind is Event.BEGAN_BESIDE:
        return ENTERS + worded.stage(subject)
    tables = worded.log.tables
    if kind is Event.REFERRED and subject in tables.stream_stages and subject != tables.first_stage:
        return "Comes without a referral"
    if kind is Event.REFERRED and subject != tables.first_stage:
        return "Open already when the run begins"
    if kind is Event.ENTERED:
        return ENTERS + worded.stage(stage)
    if kind is Event.NEED_REFERRED:
        where = "in the team" if detail >= 0 else "to an external service"
        return f"{worded.need(subject).capitalize()} help: referred {where}"
    if kind in _OF_NEEDS:
        return f"{worded.need(subject).capitalize()} help: {_OF_NEEDS[kind]}"
    return _PLAIN.get(kind, "")


_OF_NEEDS = {
    Event.NEED_STARTED: "starts",
    Event.NEED_NOT_STARTED: "first appointment offered, parent does not engage",
    Event.NEED_DROPPED: "parent stops attending",
    Event.NEED_RETURNED: "practitioner leaves",
    Event.NEED_LEFT: "no further offers under this plan",
    Event.SESSION: "session",
    Event.MISSED: "session missed",
    Event.ADDRESSED: "complete",
}
_BY_A_SERVICE = frozenset(_OF_NEEDS) - {Event.NEED_LEFT}
_PLAIN = {
    Event.REFERRED: "Referred",
    Event.ALLOCATED: "Allocated",
    Event.CO_HOLDER_ALLOCATED: "Allocated beside the worker",
    Event.PLAN_WORK: "Plan work session",
    Event.READY: "Ready for a decision",
}
