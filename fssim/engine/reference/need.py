"""A family's need: referred, waiting, started or not, sessions, and addressed."""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum

import simpy

from fssim.engine.event_log import Event
from fssim.engine.reference.actors import SomeFamily, SomeGroup, SomeWorker
from fssim.engine.reference.setting import Order, Setting
from fssim.engine.reference.work import Occurrence, Part
from fssim.model.draws import (
    NEED_ATTITUDE,
    NEED_DECIDED_BY_ATTITUDE,
    NEED_DROPS_OUT,
    NEED_INTERVAL,
    NEED_MISSED,
    NEED_RESOLVED,
    NEED_SESSIONS,
    NEED_TAKES_UP,
    NEED_WAIT,
    tilted,
)


class NeedState(Enum):
    """Where a need stands in the present plan."""

    NOT_PLANNED = 0
    WAITING = 1
    STARTED = 2
    NOT_NOTICED = 3  # it did not start or dropped out, and nobody has acted yet
    ADDRESSED = 4
    LEFT = 5  # offered as often as it is in one plan


class NeedCourse:
    """One need of one family, across its plans. `practitioner` is who is meeting it inside the authority."""

    def __init__(self, world: Setting, family: SomeFamily, number: int) -> None:
        self.family = family
        self.world = world
        self.number = number
        self.key = (family.number, number)
        self.table = world.needs[number]
        self.state = NeedState.NOT_PLANNED
        self.resolved = False
        self.sessions_left = 0
        self.referred_at = 0.0  # its place on lists
        self.waiting_since = 0.0  # for help to start
        self.waiting_in: SomeGroup | None = None
        self.practitioner: SomeWorker | None = None
        self.occurrence: Occurrence | None = None
        self.spell = 0  # counts referrals; what belongs to an earlier one is out of date
        self.offers = 0  # in the present plan
        self.doses = self.attempts = self.appointments = self.missed = 0

    def _draw(self, purpose: int, index: int) -> float:
        return self.world.draw_need(self, purpose, index)

    def plan(self) -> None:
        """A plan opens: set the dose and refer the need."""
        sessions = int(self.world.quantile(self.table.sessions, self._draw(NEED_SESSIONS, self.doses)) + 0.5)
        self.doses += 1
        self.sessions_left = max(sessions, 1)
        self.world.write(Event.PLANNED, self.family.number, self.number, self.sessions_left)
        self.refer_anew()

    def refer_anew(self) -> None:
        """Refer the need, the wait beginning now."""
        self.referred_at = self.waiting_since = self.world.clock.now
        self.refer()

    def notice(self) -> None:
        """If it did not start or dropped out it is referred again; after so many offers in this plan, it is left."""
        if self.state is not NeedState.NOT_NOTICED:
            return
        if self.offers < self.table.offers_a_plan:
            self.refer_anew()
            return
        self.state = NeedState.LEFT
        self.world.write(Event.NEED_LEFT, self.family.number, self.number)
        self.family.plan.check_ready()

    def is_settled(self) -> bool:
        """Whether there is nothing more to wait for in this plan."""
        return self.state in (NeedState.ADDRESSED, NeedState.LEFT)

    def refer(self) -> None:
        """Refer the need to whoever meets it now, leaving whoever did before. It keeps its place in the line, and the
        time it has waited; if help had started, the wait begins now."""
        self._leave_practitioner()
        self.spell += 1
        if self.state is NeedState.STARTED:
            self.waiting_since = self.world.clock.now
        self.state = NeedState.WAITING
        group = self.world.group_for(self)
        self.world.write(Event.NEED_REFERRED, self.family.number, self.number, group.number if group else -1)
        if group is None:
            self.world.clock.process(self._wait_outside(self.spell))
        else:
            self.waiting_in = group
            group.needs_waiting[self.key] = self
            group.take_needs()

    def _wait_outside(self, spell: int) -> Generator[simpy.Event]:
        """Process: wait for the service outside, then start or not."""
        wait = self.world.quantile(self.world.services[self.table.service].wait, self._draw(NEED_WAIT, self.attempts))
        yield self.world.clock.moment(self.world.clock.now + wait, Order.APPOINTMENT, self.family.number, self.number)
        if spell == self.spell:
            self._offered()

    def taken_by(self, practitioner: SomeWorker) -> None:
        """A practitioner has room: the first contact joins their work."""
        self.waiting_in = None
        self.practitioner = practitioner
        practitioner.needs[self.key] = self
        self.world.write(
            Event.NEED_TAKEN, self.family.number, self.number, worker=practitioner.number, enabled=self.waiting_since
        )
        self._see(self.table.first_contact, self.table.first_contact_due, self.attempts)

    def _see(self, activity: int, due: float, index: int) -> None:
        """Give the practitioner a first contact or a session to hold."""
        assert self.practitioner is not None
        now = self.world.clock.now
        self.occurrence = Occurrence(self.family.number, activity, now, now + due, self._held)
        row = self.world.activity(self.family.team, activity)
        participant = row.first_part
        hours = self.world.part_hours(self.family, participant, index)
        self.practitioner.give(Part(self.occurrence, participant, 0, row.priority, True, hours))

    def _held(self, occurrence: Occurrence) -> None:
        self.occurrence = None
        if occurrence.activity == self.table.first_contact:
            self._offered()
        else:
            self._session()

    def _offered(self) -> None:
        """The help is there: the family starts, or does not. The longer it waited, the less likely."""
        wait = self.world.clock.now - self.waiting_since
        chance = self.table.takes_up / (1.0 + wait / self.table.halves_after)
        if self.practitioner is not None:
            chance = min(chance * self.world.model(self.family.team).takes_up, 1.0)
        starts = self._drawn_for_offer() < tilted(chance, self.family.engagement)
        self.attempts += 1
        self.offers += 1
        self._write(Event.NEED_STARTED if starts else Event.NEED_NOT_STARTED, enabled=self.waiting_since)
        if starts:
            self.state = NeedState.STARTED
            self.world.clock.process(self._appointments(self.spell))
        else:
            self._stop()

    def _drawn_for_offer(self) -> float:
        """The draw that decides an offer: the family's lasting attitude to the need, or one of the offer's own."""
        if self._draw(NEED_DECIDED_BY_ATTITUDE, self.attempts) < self.table.lasting:
            return self._draw(NEED_ATTITUDE, 0)
        return self._draw(NEED_TAKES_UP, self.attempts)

    def _appointments(self, spell: int) -> Generator[simpy.Event]:
        """Process: the time to the next session, whenever the last one is over."""
        service = self.world.services[self.table.service]
        row = service.interval if self.practitioner is None else self.table.interval
        interval = self.world.quantile(row, self._draw(NEED_INTERVAL, self.appointments))
        yield self.world.clock.moment(
            self.world.clock.now + interval, Order.APPOINTMENT, self.family.number, self.number
        )
        if spell != self.spell:
            return
        if self.practitioner is None:
            self._session()
        else:
            self._see(self.table.session, self.table.session_due, self.appointments)

    def _session(self) -> None:
        """An appointment is over: attended or missed."""
        index = self.appointments
        self.appointments += 1
        missed = self.table.missed
        if self.practitioner is not None and self.practitioner.trained:
            missed = missed * self.world.model(self.family.team).missed_when_trained
        if self._draw(NEED_MISSED, index) < tilted(1.0 - missed, self.family.engagement):
            self.sessions_left -= 1
            self._write(Event.SESSION, self.sessions_left)
            self._check_addressed()
        else:
            self._write(Event.MISSED, self.sessions_left)
            self.missed += 1
            if self._draw(NEED_DROPS_OUT, self.missed) < self.table.drops_out:
                self._write(Event.NEED_DROPPED)
                self._stop()
        if self.state is NeedState.STARTED:
            self.world.clock.process(self._appointments(self.spell))

    def move_on(self) -> None:
        """Supervision counts as a session."""
        self.sessions_left -= 1
        self._write(Event.SESSION, self.sessions_left)
        self._check_addressed()

    def _check_addressed(self) -> None:
        """If the dose is delivered, the need is addressed; whether it is resolved is then drawn."""
        if self.sessions_left > 0:
            return
        self.resolved = self._draw(NEED_RESOLVED, self.doses) < self.table.resolved
        self.world.write(Event.ADDRESSED, self.family.number, self.number, int(self.resolved))
        self.state = NeedState.ADDRESSED
        self.spell += 1
        self._leave_practitioner()
        self.family.plan.check_ready()

    def _stop(self) -> None:
        self.state = NeedState.NOT_NOTICED
        self.spell += 1
        self._leave_practitioner()

    def end(self) -> None:
        """The plan is over: whatever was under way stops."""
        self.state = NeedState.NOT_PLANNED
        self.spell += 1
        self._leave_practitioner()

    def leave_list(self) -> None:
        """Off the list of the group it waits for, if it does."""
        if self.waiting_in is not None:
            del self.waiting_in.needs_waiting[self.key]
            self.waiting_in = None

    def _leave_practitioner(self) -> None:
        """Off the list and off the caseload; the room goes to the next in line."""
        self.leave_list()
        if self.occurrence is not None:
            self.occurrence.alive = False
            self.occurrence = None
        if self.practitioner is not None:
            practitioner, self.practitioner = self.practitioner, None
            del practitioner.needs[self.key]
            practitioner.group.take_needs()

    def _write(self, kind: Event, detail: int = -1, enabled: float = float("nan")) -> None:
        worker = -1 if self.practitioner is None else self.practitioner.number
        self.world.write(kind, self.family.number, self.number, detail, worker, enabled)
