"""A worker: one person in one post, doing one task at a time."""

from __future__ import annotations

from collections.abc import Generator
from math import sqrt

import simpy

from fssim.engine.event_log import Event
from fssim.engine.reference.actors import SomeGroup, SomeHolding, SomeNeed
from fssim.engine.reference.setting import Order, Setting
from fssim.engine.reference.work import Part, WorkQueue
from fssim.model.people_tables import MILLIONTHS, on_curve


class Worker:
    """Takes the most urgent waiting task, own or the group's, and finishes it without interruption.

    `families` are those the worker holds, alone or beside another, `children` how many children they have, and `needs`
    those a practitioner is meeting.
    """

    def __init__(self, world: Setting, number: int, group: SomeGroup) -> None:
        table = world.log.workers
        self.world = world
        self.number = number
        self.group = group
        self.start = table.start[number]
        self.end = table.end[number]
        self.experienced = bool(table.experienced[number])
        self.full_speed = table.hours_a_day[number]
        role = world.roles[group.role]
        self.role_speed: float = role.hours_a_day
        self.full_time_share = self._share_of_full_time()
        self.induction: float = role.induction
        self.induction_speed: float = role.induction_speed
        self.present = False
        self.families: dict[tuple[int, int], SomeHolding] = {}
        self.children = 0
        self.workload = 0  # theirs: millionths of an hour a working day
        self.carries = _millionths(self.full_speed)
        self.is_new = not self.experienced and not table.agency[number]
        self.needs: dict[tuple[int, int], SomeNeed] = {}
        self.booked: set[int] = set()  # courses
        self.trained = False
        self.queue = WorkQueue(self)
        self.part: Part | None = None  # in hand
        self.free_since = self.start
        self.called = False

    def employment(self) -> Generator[simpy.Event]:
        """Process: starts in post, and leaves it."""
        clock = self.world.clock
        yield clock.moment_at(self.start, Order.WORKER_STARTS, self.number)
        self.present = True
        self.free_since = clock.now
        self.group.workers.append(self)
        self.group.pressure.carries += self.carries
        self.group.welcome()
        if self.end < self.world.tables.horizon:
            clock.process(self.departure())

    def departure(self) -> Generator[simpy.Event]:
        """Process: leaves the post at its end."""
        clock = self.world.clock
        yield clock.moment_at(self.start + (self.end - self.start), Order.WORKER_STOPS, self.number)
        self.present = False  # all who leave at one instant, before what any of them had is given to others
        self.group.workers.remove(self)
        self.group.pressure.carries -= self.carries
        yield clock.moment(clock.now, Order.WORKER_LEAVES, self.number)
        self.leave()

    def hours_change(self, time: float, hours_a_day: float) -> Generator[simpy.Event]:
        """Process: more or less of the post is filled from a time on. A task in hand takes as long as it would have."""
        clock = self.world.clock
        yield clock.moment_at(time, Order.WORKER_HOURS, self.number)
        self.full_speed = hours_a_day
        self.full_time_share = self._share_of_full_time()
        if self.present:
            self.group.pressure.carries += _millionths(hours_a_day) - self.carries
        self.carries = _millionths(hours_a_day)
        yield clock.moment(clock.now, Order.WORKER_OFFERED, self.number)
        if self.present:
            self.group.welcome()

    def _share_of_full_time(self) -> float:
        return self.full_speed / self.role_speed if self.role_speed else 1.0

    def hold(self, holding: SomeHolding) -> None:
        """Have a family among those held."""
        self.families[holding.key] = holding
        self.children += holding.children
        self.workload += holding.workload
        self.group.pressure.workload += holding.workload

    def let_go(self, holding: SomeHolding) -> None:
        """Hold a family no longer."""
        del self.families[holding.key]
        self.children -= holding.children
        self.workload -= holding.workload
        self.group.pressure.workload -= holding.workload

    def has_room_for(self, holding: SomeHolding, limit: float) -> bool:
        """Whether a family fits below the limit in children, and if families are given by work, below that in work."""
        share = self._share_of_limits()
        return self.children + holding.children <= limit * self.full_time_share * share and (
            not self.group.gives_by_work or float(holding.workload) <= self.room()
        )

    def room(self) -> float:
        """The work that there is room for below the limit: less than none for those who hold more."""
        limit: float = self.group.pressure.responses.limit_share
        return limit * float(self.carries) * self._share_of_limits() - float(self.workload)

    def _share_of_limits(self) -> float:
        curve = self.group.pressure.responses.new_starters
        if curve < 0 or not self.is_new:
            return 1.0
        tables = self.world.tables
        return on_curve(tables.curves, tables.places, curve, self.world.clock.now - self.start)

    def give(self, part: Part) -> None:
        """Put a part in the worker's own queue."""
        part.worker = self
        self.queue.add(part)
        if self.part is None:
            self.call()

    def call(self) -> None:
        """Ask a free worker to pick up work once everything else at this instant has happened."""
        if not self.called:
            self.called = True
            self.world.clock.process(self._work())

    def _work(self) -> Generator[simpy.Event]:
        """Process: from being called until there is nothing left to do."""
        clock = self.world.clock
        while True:
            yield clock.moment(clock.now, Order.WORKER_FREE, self.number)
            self.called = False
            part = self._pick_up() if self.present else None
            if part is None:
                return
            yield clock.moment(clock.now + self._days_for(part.hours), Order.WORK_DONE, self.number)
            self.part = None
            self.free_since = clock.now
            self.called = True
            self.world.finish(part, self)

    def _pick_up(self) -> Part | None:
        own, shared = self.queue.most_urgent(), self.group.queue.most_urgent()
        if own is None and shared is None:
            return None
        if own is not None and (shared is None or own[0] < shared[0]):
            part = own[1]
            self.queue.remove_most_urgent()
        else:
            assert shared is not None
            part = shared[1]
            self.group.queue.remove_most_urgent()
        part.waiting = False
        part.started = self.world.clock.now
        self.part = part
        self.group.call_somebody()
        return part

    def _days_for(self, hours: float) -> float:
        """How long work takes: at full speed, or at a new starter's, which rises evenly over the induction; with the
        extra hours of the day."""
        full_speed = self.full_speed + self.group.extra_hours_today() * self.full_time_share
        tenure = self.world.clock.now - self.start
        if self.experienced or tenure >= self.induction or hours == 0.0:
            return hours / full_speed
        rise = (1.0 - self.induction_speed) / self.induction
        speed = self.induction_speed + rise * tenure
        left = self.induction - tenure
        full_days = hours / full_speed
        done_by_then = left * (speed + 1.0) / 2.0
        if full_days > done_by_then:
            return left + (full_days - done_by_then)
        return 2.0 * full_days / (speed + sqrt(speed * speed + 2.0 * rise * full_days))

    def leave(self) -> None:
        """Leave the post: a task in hand is finished, families become unallocated, needs go back to the list."""
        for key in sorted(self.families):
            self.families[key].lose_worker()
        for key in sorted(self.needs):
            need = self.needs[key]
            self.world.write(Event.NEED_RETURNED, need.family.number, need.number, worker=self.number)
            need.refer()
        self._drop_own_work()
        self.group.after_a_leaver()

    def _drop_own_work(self) -> None:
        while (head := self.queue.most_urgent()) is not None:
            self.queue.remove_most_urgent()
            head[1].waiting = False
            self.world.done_without(head[1])


def _millionths(hours: float) -> int:
    return int(hours * MILLIONTHS + 0.5)
