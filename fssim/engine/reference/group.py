"""A group: the posts of one role in one team or pool, with the work, families and needs that wait for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fssim.engine.reference.work import Part, WorkQueue
from fssim.model.tables import POLICY_REFER_EXTERNALLY, POLICY_SUBSTITUTE

if TYPE_CHECKING:
    from fssim.engine.reference.family import Family
    from fssim.engine.reference.need import NeedCourse
    from fssim.engine.reference.worker import Worker
    from fssim.engine.reference.world import World


class Group:
    """`workers` are those in post now. `families_waiting` want a holder, `needs_waiting` a practitioner."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.role = world.tables.groups.role[number]
        self.teams = [t for t in range(len(world.tables.teams.kind)) if self._serves(t)]
        self.workers: list[Worker] = []
        self.queue = WorkQueue(None)
        self.families_waiting: dict[int, Family] = {}
        self.needs_waiting: dict[tuple[int, int], NeedCourse] = {}

    def _serves(self, team: int) -> bool:
        tables = self.world.tables
        return tables.group_of[team * len(tables.roles.policy) + self.role] == self.number

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
        for family in sorted(waiting, key=lambda f: (not f.cannot_wait, f.waiting_since, f.number)):
            holder = self._holder_for(family)
            if holder is not None:
                del self.families_waiting[family.number]
                family.allocated_to(holder)

    def _holder_for(self, family: Family) -> Worker | None:
        """The least loaded worker, among those with room unless the family cannot wait."""
        limit = self.world.caseload_limit(family.team, self.role)
        able = [
            worker
            for worker in self.workers
            if family.cannot_wait
            or worker.children == 0
            or worker.children + family.children <= limit * worker.full_time_share
        ]
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

    def receiver(self, team: int) -> Group | None:
        """Who a need referred to this group goes to now: this group, a substitute, or (None) the service outside."""
        role = self.world.roles[self.role]
        if self.workers or role.policy not in (POLICY_REFER_EXTERNALLY, POLICY_SUBSTITUTE):
            return self
        if role.policy == POLICY_REFER_EXTERNALLY:
            return None
        substitute = self.world.group_of(team, role.substitute)
        return substitute if substitute is not None and substitute.workers else self
