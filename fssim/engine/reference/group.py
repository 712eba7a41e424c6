"""A group: the posts of one role in one team or pool, with the work, families and needs that wait for them."""

from __future__ import annotations

from fssim.engine.event_log import Event
from fssim.engine.reference.actors import SomeGroup, SomeHolding, SomeNeed, SomeWorker
from fssim.engine.reference.group_pressure import GroupPressure
from fssim.engine.reference.setting import Setting
from fssim.engine.reference.work import Part, WorkQueue
from fssim.model.tables import POLICY_REFER_EXTERNALLY, POLICY_SUBSTITUTE


class Group:
    """`workers` are those in post now. `families_waiting` want somebody, `needs_waiting` a practitioner."""

    def __init__(self, world: Setting, number: int) -> None:
        self.world = world
        self.number = number
        self.role = world.tables.groups.role[number]
        self.gives_by_work: bool = world.responses[self.role].limit_share >= 0.0
        self.teams = [t for t in range(len(world.tables.teams.kind)) if self._serves(t)]
        self.workers: list[SomeWorker] = []
        self.pressure = GroupPressure(world.tables, world.responses[self.role])
        self.queue = WorkQueue(None)
        self.families_waiting: dict[tuple[int, int], SomeHolding] = {}
        self.needs_waiting: dict[tuple[int, int], SomeNeed] = {}

    def _serves(self, team: int) -> bool:
        tables = self.world.tables
        return tables.group_of[team * len(tables.roles.policy) + self.role] == self.number

    def add_waiting(self, holding: SomeHolding) -> None:
        """A family waits for somebody of the group to hold it."""
        self.families_waiting[holding.key] = holding
        self.pressure.workload += holding.workload

    def remove_waiting(self, holding: SomeHolding) -> None:
        """A family no longer waits for the group."""
        del self.families_waiting[holding.key]
        self.pressure.workload -= holding.workload

    def give(self, part: Part) -> None:
        """Put a part in the queue that everybody in the group draws on."""
        self.queue.add(part)
        self.call_somebody()

    def call_somebody(self) -> None:
        """If work is waiting for anybody, call the worker who has been free the longest."""
        if self.queue.most_urgent() is None:
            return
        free = [worker for worker in self.workers if worker.part is None]
        uncalled = [worker for worker in free if not worker.called]
        if uncalled:
            min(uncalled, key=lambda worker: (worker.free_since, worker.number)).call()

    def extra_hours_today(self) -> float:
        """The hours a day that a full-time worker works beyond their own: looked at when the first picks up work."""
        if self.pressure.look_at_extra_hours(self.world.clock.now):
            hours = self.pressure.extra_hours
            self.world.write(Event.EXTRA_HOURS, subject=self.role, detail=self.number, hours=hours)
        return self.pressure.extra_hours

    def welcome(self) -> None:
        """Somebody has started: offer them what is waiting."""
        self.call_somebody()
        self.allocate()
        self.take_needs()

    def after_a_leaver(self) -> None:
        """Work and families find somebody else; if nobody is left, the list follows the vacant post's policy."""
        self.call_somebody()
        self.allocate()
        if self.workers:
            self.take_needs()
            return
        for key in sorted(self.needs_waiting):
            need = self.needs_waiting[key]
            if self.world.group_for(need) is not self:
                need.refer()

    def allocate(self) -> None:
        """Give waiting families a holder: those that cannot wait first, then the first come for whom there is room."""
        if not self.workers:
            return
        waiting = list(self.families_waiting.values())
        for holding in sorted(waiting, key=lambda h: (not h.cannot_wait, h.waiting_since, h.key)):
            worker = self._worker_for(holding)
            if worker is not None:
                self.remove_waiting(holding)
                holding.allocated_to(worker)

    def _worker_for(self, holding: SomeHolding) -> SomeWorker | None:
        """The worker with most room, by work or by children, of those who have enough unless the family cannot wait."""
        limit = self.world.caseload_limit(holding.team, self.role)
        able = [
            worker
            for worker in self.workers
            if holding.cannot_wait or worker.children == 0 or worker.has_room_for(holding, limit)
        ]
        if self.gives_by_work:
            return min(able, key=lambda worker: (-worker.room(), worker.number), default=None)
        return min(able, key=lambda worker: (worker.children / worker.full_time_share, worker.number), default=None)

    def take_needs(self) -> None:
        """Practitioners with room take needs from the list, first come first served."""
        while self.needs_waiting and self.workers:
            need = min(self.needs_waiting.values(), key=lambda n: (n.referred_at, n.family.number, n.number))
            limit = self.world.caseload_limit(need.family.team, self.world.needs[need.number].role)
            able = [worker for worker in self.workers if len(worker.needs) < limit * worker.full_time_share]
            if not able:
                return
            del self.needs_waiting[need.key]
            need.taken_by(min(able, key=lambda worker: (len(worker.needs) / worker.full_time_share, worker.number)))

    def receiver(self, team: int) -> SomeGroup | None:
        """Who a need referred to this group goes to now: this group, a substitute, or (None) the service outside."""
        role = self.world.roles[self.role]
        if self.workers or role.policy not in (POLICY_REFER_EXTERNALLY, POLICY_SUBSTITUTE):
            return self
        if role.policy == POLICY_REFER_EXTERNALLY:
            return None
        substitute = self.world.group_of(team, role.substitute)
        return substitute if substitute is not None and substitute.workers else self
