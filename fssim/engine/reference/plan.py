"""A family's plan: its needs' doses, its own plan work, and whether it is ready."""

from __future__ import annotations

from fssim.engine.event_log import Event
from fssim.engine.reference.actors import SomeFamily
from fssim.engine.reference.need import NeedCourse, NeedState
from fssim.engine.reference.setting import Setting
from fssim.model.draws import Purposes, tilted
from fssim.model.tables import PLAN_CONTINUES, PLAN_NONE, PLAN_OPENS


class Plan:
    """Open while the family is in stages that open or continue one. `ready` when every dose is delivered, or left."""

    def __init__(self, world: Setting, family: SomeFamily, mask: int) -> None:
        self.family = family
        self.world = world
        self.needs = [NeedCourse(world, family, n) for n in range(len(world.needs)) if mask >> n & 1]
        self.open = False
        self.ready = False
        self.work_left = 0
        self.work_missed = 0.0
        self.settled_at = 0.0
        self.doses = self.visits = self.supervisions = self.offers = 0

    def unresolved(self) -> int:
        """How many of the family's needs are not resolved."""
        return sum(not need.resolved for need in self.needs)

    def on_entering(self, stage: int) -> None:
        """What a stage does to the plan: opens it, continues it, or ends it."""
        kind = self.world.stages[stage].plan
        if kind == PLAN_NONE:
            self._end()
            return
        if kind == PLAN_CONTINUES and self.family.entries == 0:  # it was opened before the family is known
            kind = PLAN_OPENS
        if kind == PLAN_OPENS:
            self.open = True
        if not self.open:
            return
        work = self.world.plan_work(self.family.team, stage)
        if work.sessions >= 0:
            draw = self.world.draw(self.family, Purposes.PLAN_WORK, self.doses)
            self.doses += 1
            self.work_left = int(self.world.quantile(work.sessions, draw) + 0.5)
            self.work_missed = work.missed
            self.ready = False
            self.world.write(Event.PLANNED, self.family.number, len(self.world.needs), self.work_left)
        if kind == PLAN_OPENS:
            for need in self.needs:
                need.offers = 0
                if not need.resolved and (need.state is NeedState.NOT_PLANNED or need.is_settled()):
                    self.ready = False
                    need.plan()

    def _end(self) -> None:
        if not self.open:
            return
        self.open = self.ready = False
        self.work_left = 0
        self.settled_at = 0.0
        self.world.write(Event.NEEDS_ENDED, self.family.number)
        lists = dict.fromkeys(need.waiting_in for need in self.needs)
        for need in self.needs:
            need.leave_list()  # before any of them leaves room for the next in line
        for need in self.needs:
            need.end()
        for group in lists:
            if group is not None:
                group.take_needs()

    def check_ready(self) -> None:
        """Ready once every need planned is addressed or left, and the plan work is done."""
        if not self.open or self.ready or self.work_left > 0:
            return
        if all(need.resolved or need.is_settled() for need in self.needs):
            self.ready = True
            self.world.write(Event.READY, self.family.number)

    def change_of_worker(self) -> None:
        """Plan work does not move on until the new worker has settled in."""
        if self.open:
            self.settled_at = self.world.period_after(self.world.tables.lost_progress, self.world.clock.now)

    def visit(self, worker: int) -> None:
        """A visit that can deliver a session of plan work, if the family takes part and its worker is settled."""
        if not self.open or self.work_left == 0 or self.world.clock.now < self.settled_at:
            return
        index = self.visits
        self.visits += 1
        draw = self.world.draw(self.family, Purposes.PLAN_WORK_MISSED, index)
        if draw < tilted(1.0 - self.work_missed, self.family.engagement):
            self._deliver_plan_work(worker)

    def _deliver_plan_work(self, worker: int) -> None:
        self.work_left -= 1
        self.world.write(Event.PLAN_WORK, self.family.number, detail=self.work_left, worker=worker)
        self.check_ready()

    def notice(self) -> None:
        """Needs that did not start or dropped out are seen, and referred again or left."""
        for need in self.needs:
            need.notice()

    def unstick(self) -> None:
        """A supervision may move a plan that is not ready on by a session, where most is left to do."""
        chance = self.world.model(self.family.team).unsticks
        index = self.supervisions
        self.supervisions += 1
        if not self.open or self.ready or self.world.draw(self.family, Purposes.UNSTICKS, index) >= chance:
            return
        under_way = [need for need in self.needs if need.state is NeedState.STARTED]
        most = max(under_way, key=lambda need: need.sessions_left, default=None)
        if most is not None and most.sessions_left >= self.work_left:
            most.move_on()
        elif self.work_left > 0:
            self._deliver_plan_work(-1)
