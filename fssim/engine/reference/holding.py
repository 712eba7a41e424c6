"""A family's place with a worker: its holder's, or that of the co-holder beside them."""

from __future__ import annotations

from collections.abc import Generator

import simpy

from fssim.engine.event_log import Event
from fssim.engine.reference.actors import SomeFamily, SomeGroup, SomeWorker
from fssim.engine.reference.setting import Order, Setting

HOLDER, CO_HOLDER = 0, 1
AWAITED = (Event.UNALLOCATED, Event.CO_HOLDER_AWAITED)
ALLOCATED = (Event.ALLOCATED, Event.CO_HOLDER_ALLOCATED)


class Holding:
    """Who has a family in one of its two places, or whose list it is on for it."""

    def __init__(self, world: Setting, family: SomeFamily, place: int) -> None:
        self.world = world
        self.family = family
        self.place = place
        self.key = (place, family.number)
        self.children = family.children
        self.worker: SomeWorker | None = None
        self.waiting_for: SomeGroup | None = None  # whose list it is on, without a worker
        self.waiting_since = 0.0
        self.workload = 0  # in its stage: millionths of the worker's hours a working day
        self._waited_too_long = False
        self._handing_over = False
        self._waits = 0

    @property
    def cannot_wait(self) -> bool:
        """Whether it gets a worker at once, over the caseload limit if need be."""
        return self._waited_too_long or self.family.is_urgent

    @property
    def group(self) -> SomeGroup | None:
        """The group of whoever has the family, or that it waits for."""
        return self.waiting_for if self.worker is None else self.worker.group

    @property
    def team(self) -> int:
        return self.family.team

    def weigh(self, workload: int) -> None:
        """What the family is to its worker and their group, after its stage or way of working changed."""
        more, self.workload = workload - self.workload, workload
        if self.worker is not None:
            self.worker.workload += more
        if self.group is not None:
            self.group.pressure.workload += more

    def settle(self, role: int) -> None:
        """Keep the worker if the stage is worked by the same group; else let go and wait for another."""
        group = self.world.group_of(self.family.team, role) if role >= 0 else None
        former = self.group
        if self.worker is not None and self.worker.group is not group:
            self._let_go()
        if self.waiting_for is not None and self.waiting_for is not group:
            self.waiting_for.remove_waiting(self)
            self.waiting_for = None
        if group is None:
            self._handing_over = False
            if self.place == CO_HOLDER and former is not None:
                self._write(Event.CO_HOLDER_ENDED)
                self.family.casework.give_to_anybody(former)
        elif self.worker is None:
            if self.waiting_for is None:
                self._wait(group, former=None)
            group.allocate()

    def _wait(self, group: SomeGroup, former: SomeWorker | None) -> None:
        self.waiting_for = group
        self.waiting_since = self.world.clock.now
        self._waited_too_long = False
        self._waits += 1
        group.add_waiting(self)
        self._write(AWAITED[self.place], -1 if former is None else former.number)
        self.world.clock.process(self._longest_wait(self._waits))

    def _longest_wait(self, wait: int) -> Generator[simpy.Event]:
        """Process: nobody waits for longer than this."""
        clock = self.world.clock
        latest = self.world.period_after(self.world.tables.longest_wait, clock.now)
        yield clock.moment(latest, Order.ALLOCATION_DUE, self.family.number, self.place)
        if wait == self._waits and self.waiting_for is not None:
            self._waited_too_long = True
            self.waiting_for.allocate()

    def allocated_to(self, worker: SomeWorker) -> None:
        """A worker begins to have the family."""
        casework = self.family.casework
        self.waiting_for = None
        self.worker = worker
        worker.hold(self)
        self._write(ALLOCATED[self.place], worker.number, enabled=self.waiting_since)
        if self.place == CO_HOLDER:
            casework.give_to_co_holder(worker)
            return
        casework.give_to_holder(worker)
        if self._handing_over:
            self._handing_over = False
            self.family.plan.change_of_worker()
            casework.start_handover()

    def lose_worker(self) -> None:
        """The worker leaves: what they had not started waits, and the family waits for somebody else."""
        former = self.worker
        assert former is not None
        self._let_go()
        self._handing_over = True
        self._wait(former.group, former)

    def _let_go(self) -> None:
        assert self.worker is not None
        self.worker.let_go(self)
        if self.place == CO_HOLDER:
            self.family.casework.take_from_co_holder(self.worker)
        else:
            self.family.casework.take_from_holder(self.worker)
        self.worker = None

    def _write(self, event: Event, worker: int = -1, enabled: float = float("nan")) -> None:
        family = self.family
        self.world.write(event, family.number, family.stage, family.team, worker, enabled=enabled)
