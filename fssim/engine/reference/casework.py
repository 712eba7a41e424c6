"""A family's activities: when each can begin, who does it, and what being held leads to."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from fssim.engine.event_log import Event
from fssim.engine.reference.actors import SomeFamily, SomeGroup, SomeWorker
from fssim.engine.reference.setting import Order, Setting
from fssim.engine.reference.work import Occurrence, Part
from fssim.model.draws import COPIES, Purposes
from fssim.model.tables import (
    STARTS_AFTER,
    STARTS_ENTRY,
    STARTS_NEW_HOLDER,
    WHO_HOLDER,
    WHO_PRACTITIONERS,
    WHO_ROLE,
)


class Casework:
    """At most one occurrence of each activity is outstanding. `due` holds the next due date of those arranged."""

    def __init__(self, world: Setting, family: SomeFamily) -> None:
        self.family = family
        self.world = world
        self.arranged: dict[int, int] = {}  # activity: which arrangement is in force
        self.due: dict[int, float] = {}
        self.outstanding: dict[int, Occurrence] = {}
        self.times: dict[int, int] = {}  # activity: how often it was enabled, ever
        self.arrangements = 0

    def _listed(self) -> tuple[int, ...]:
        """The activities of the family's stage, then of its side stage."""
        world, family = self.world, self.family
        return (*world.listed(family.team, family.stage), *world.listed(family.team, family.side))

    def end_what_is_not_listed(self) -> None:
        """Cancel what neither the stage nor the side stage goes on with."""
        listed = self._listed()
        for activity in sorted(self.arranged):
            if activity not in listed:
                self._cancel(activity)

    def _cancel(self, activity: int) -> None:
        del self.arranged[activity]
        self.due.pop(activity, None)
        occurrence = self.outstanding.pop(activity, None)
        if occurrence is not None:
            occurrence.alive = False
            self.world.write(
                Event.CANCELLED, self.family.number, activity, enabled=occurrence.enabled, due=occurrence.due
            )

    def start_what_is_new(self, stage: int) -> None:
        """Arrange the activities that begin with the stage, unless they were already going on."""
        for activity in self.world.begun(self.family.team, stage):
            if activity not in self.arranged and self._row(activity).starts == STARTS_ENTRY:
                self._start(activity)

    def start_what_the_way_of_working_adds(self, former_model: int) -> None:
        """Arrange what begins with the stage, or the side stage, in the team's way of working and did not before."""
        world, family = self.world, self.family
        for stage in (family.stage, family.side):
            before = world.listed_by(former_model, stage)
            for activity in world.begun(family.team, stage) if stage >= 0 else ():
                starts = self._row(activity).starts == STARTS_ENTRY
                if starts and activity not in before and activity not in self.arranged:
                    self._start(activity)

    def start_handover(self) -> None:
        """Arrange what a new holder has to do."""
        for activity in self.world.listed(self.family.team, self.family.stage):
            if self._row(activity).starts == STARTS_NEW_HOLDER:
                if activity in self.arranged:
                    self._cancel(activity)
                self._start(activity)

    def _start(self, activity: int) -> None:
        self._arrange(activity, self._first_due(activity))

    def _first_due(self, activity: int) -> float:
        row = self._row(activity)
        now = self.world.clock.now
        since = now if row.due_since < 0 else self.family.entered.get(row.due_since, now)
        return self.world.period_after(row.first_due, since)

    def _arrange(self, activity: int, due: float) -> None:
        self.arrangements += 1
        self.arranged[activity] = self.arrangements
        self.due[activity] = due
        self.world.clock.process(self._go_on(activity, self.arrangements, due))

    def _go_on(self, activity: int, arrangement: int, due: float) -> Generator[simpy.Event]:
        """Process: an activity, held again and again while the stage lists it, or once if it does not repeat."""
        clock = self.world.clock
        while True:
            yield clock.moment(self._opens(activity, due), Order.ACTIVITY_OPENS, self.family.number, activity)
            if self.arranged.get(activity) != arrangement:
                return
            row = self._row(activity)
            if row.only_for_plan_work and self.family.plan.work_left == 0:
                due = self.world.period_after(row.repeat, clock.now)
                self.due[activity] = due
                continue
            held = simpy.Event(clock)
            self._enable(activity, due, held)
            yield held
            if self.arranged.get(activity) != arrangement:
                return
            repeat = self._row(activity).repeat  # none, if it has just moved to a team that does it once
            due = self.world.period_after(repeat, clock.now) if repeat >= 0 else self._first_due(activity)
            self.due[activity] = due

    def _opens(self, activity: int, due: float) -> float:
        """When it can begin: once its gap is over, and not before its window."""
        row, world, family = self._row(activity), self.world, self.family
        time = self.times.get(activity, 0)
        window: float = row.window
        if row.drawn_window >= 0:
            window = world.quantile(row.drawn_window, world.draw(family, row.window_purpose, time))
        opens = (due if row.planned_of < 0 else self._planned_for(row)) - window
        earliest = world.clock.now
        if row.gap >= 0:
            earliest = earliest + world.quantile(row.gap, world.draw(family, row.gap_purpose, time))
        return opens if opens > earliest else earliest

    def _planned_for(self, row: Any) -> float:
        """The day that an activity is planned for, in the planned length of a stage."""
        world, family = self.world, self.family
        stage = world.stages[row.planned_of]
        length = world.quantile(stage.planned_length, world.draw(family, stage.length_purpose, family.episode))
        since: float = family.entered.get(row.planned_of, world.clock.now)
        share: float = row.planned_share
        return since + share * length

    def _enable(self, activity: int, due: float, held: simpy.Event) -> None:
        world, family = self.world, self.family
        self.due.pop(activity, None)
        time = self.times.get(activity, 0)
        self.times[activity] = time + 1

        def on_held(occurrence: Occurrence) -> None:
            held.succeed()
            self._held(occurrence)

        occurrence = Occurrence(family.number, activity, world.clock.now, due, on_held)
        self.outstanding[activity] = occurrence
        row = self._row(activity)
        share = self._share_of_hours(row.least_share)
        for participant in range(row.first_part, row.first_part + row.part_count):
            self._share_out(occurrence, participant, row.priority, time, share)
        if occurrence.required_left == 0:
            world.held_by_nobody(occurrence)

    def _share_of_hours(self, least: float) -> float:
        """The share of its hours that an activity is done in, under its family's group's pressure."""
        group = self.family.group
        return 1.0 if least >= 1.0 or group is None else group.pressure.share_of_hours(least)

    def _share_out(
        self, occurrence: Occurrence, participant: int, priority: int, time: int, share_of_hours: float
    ) -> None:
        """Give a participant's part to whoever does it: the holder, the practitioners involved, or a role."""
        world, family = self.world, self.family
        row = world.participants[participant]
        required = bool(row.required)

        def part(copy: int) -> Part:
            hours = world.part_hours(family, participant, time * COPIES + copy) * share_of_hours
            return Part(occurrence, participant, copy, priority, required, hours)

        if row.who == WHO_HOLDER:
            made = part(0)
            if family.holder is not None:
                family.holder.give(made)
        elif row.who == WHO_PRACTITIONERS:
            for need in family.plan.needs:
                if need.practitioner is not None:
                    need.practitioner.give(part(need.number))
        else:
            group = world.group_of(family.team, row.role)
            for copy in range(row.people):
                if group is not None:
                    self._give_role(group, part(copy))

    def _give_role(self, group: SomeGroup, part: Part) -> None:
        """Give a role's part to the co-holder, if one of the group has the family or is to; else to anybody."""
        co_holder = self.family.co_holder
        if part.copy > 0 or co_holder.group is not group:
            group.give(part)
        elif co_holder.worker is not None:
            co_holder.worker.give(part)

    def give_to_holder(self, worker: SomeWorker) -> None:
        """Parts that waited for a holder go to the new one."""
        for occurrence in self.outstanding.values():
            for part in occurrence.waiting_parts():
                if self.world.participants[part.participant].who == WHO_HOLDER:
                    worker.give(part)

    def take_from_holder(self, worker: SomeWorker) -> None:
        """Parts the holder has not started wait for the next one."""
        for occurrence in self.outstanding.values():
            for part in occurrence.waiting_parts():
                if part.worker is worker and self.world.participants[part.participant].who == WHO_HOLDER:
                    part.worker = None

    def _of_role(self, role: int, worker: SomeWorker | None) -> list[Part]:
        """The parts of a role that nobody has started and that are a co-holder's to do, or `worker`'s own."""
        return [
            part
            for occurrence in self.outstanding.values()
            for part in occurrence.waiting_parts()
            if part.copy == 0 and part.worker is worker
            if self.world.participants[part.participant].who == WHO_ROLE
            and self.world.participants[part.participant].role == role
        ]

    def give_to_co_holder(self, worker: SomeWorker) -> None:
        """Parts of the co-holder's role go to them."""
        for part in self._of_role(worker.group.role, None):
            worker.give(part)

    def take_from_co_holder(self, worker: SomeWorker) -> None:
        """Parts the co-holder has not started wait for the next one."""
        for part in self._of_role(worker.group.role, worker):
            part.worker = None

    def give_to_anybody(self, group: SomeGroup) -> None:
        """Parts that waited for a co-holder of a group are anybody's in it, wherever the family has gone."""
        for part in self._of_role(group.role, None):
            group.give(part)

    def _held(self, occurrence: Occurrence) -> None:
        """What an activity leads to at once, in this order: plan work, what is noticed, a decision, what follows."""
        activity, family = occurrence.activity, self.family
        del self.outstanding[activity]
        row = self._row(activity)
        if row.repeat < 0:
            del self.arranged[activity]
        if row.delivers:
            family.plan.visit(-1 if family.holder is None else family.holder.number)
        if row.notices:
            family.plan.notice()
        if row.unsticks:
            family.plan.unstick()
        if family.decide(activity):
            return
        if row.brings_forward >= 0:
            self._bring_forward(row)
        for follower in self._listed():
            following = self._row(follower)
            if following.starts == STARTS_AFTER and following.after == activity and follower not in self.arranged:
                self._start(follower)

    def _bring_forward(self, row: Any) -> None:
        """For a ready family, arrange another activity sooner than it was, if it is not yet open."""
        activity = row.brings_forward
        arranged_for = self.due.get(activity)
        if not self.family.plan.ready or arranged_for is None:
            return
        index = self.family.plan.offers
        self.family.plan.offers += 1
        if self.world.draw(self.family, Purposes.BRINGS_FORWARD, index) >= row.forward_chance:
            return
        sooner = self.world.period_after(row.forward_period, self.world.clock.now)
        if sooner < arranged_for:
            self._arrange(activity, sooner)

    def _row(self, activity: int) -> Any:
        """The activity as the family's team does it now."""
        return self.world.activity(self.family.team, activity)
