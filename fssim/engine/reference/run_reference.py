"""Running the SimPy engine: one replication, from the tables to the event log.

The world is every family, worker and group in their setting; from outside the service come families, changes of working
model, and training seats.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager

import simpy

from fssim.engine.event_log import Event, EventLog
from fssim.engine.reference.family import Family
from fssim.engine.reference.group import Group
from fssim.engine.reference.setting import Order, Setting
from fssim.engine.reference.work import Occurrence, Part
from fssim.engine.reference.worker import Worker
from fssim.engine.standstill import ROWS_A_DAY, ROWS_A_DAY_EACH
from fssim.model.family_table import FamilyTable, NewLuck, draw_families
from fssim.model.posts_over_time import draw_workers
from fssim.model.posts_under_pressure import StaffByMonth, list_months, staff_is_moved_by_pressure
from fssim.model.tables import Tables


class World(Setting):
    """The setting with everybody in it."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.groups: list[Group] = [Group(self, number) for number in range(len(self.tables.groups.role))]
        self.workers: list[Worker] = []
        self._hours_changes = 0
        self.families: list[Family] = []
        self.employ_those_added()

    def employ_those_added(self) -> None:
        """Those in the log's table of workers who are not among the workers yet will start, and leave."""
        table = self.log.workers
        for number in range(len(self.workers), len(table)):
            self.workers.append(Worker(self, number, self.groups[table.group[number]]))
            self.clock.process(self.workers[number].employment())
        changes = table.changes
        for row in range(self._hours_changes, len(changes)):
            worker = self.workers[changes.worker[row]]
            self.clock.process(worker.hours_change(changes.time[row], changes.hours_a_day[row]))
        self._hours_changes = len(changes)
        self._most_a_day = ROWS_A_DAY + ROWS_A_DAY_EACH * len(self.workers)

    def see_off(self, worker: int) -> None:
        """The end of a worker's time in post is in the table now."""
        self.workers[worker].end = self.log.workers.end[worker]
        self.clock.process(self.workers[worker].departure())

    def change_luck(self, keys: Sequence[int]) -> None:
        """Whatever the families draw from now on, they draw from these keys."""
        self.keys = keys
        for family in self.families:
            family.key = keys[family.number]

    def write_unfinished(self) -> None:
        """At the end of the run: parts in hand, by worker, then parts nobody has started, by family."""
        in_hand = [(worker, worker.part) for worker in self.workers if worker.part is not None]
        for worker, part in in_hand:
            self.write_unfinished_part(part, worker.number, part.started)
        for family in self.families:
            occurrences = [family.casework.outstanding[activity] for activity in sorted(family.casework.outstanding)]
            occurrences += [need.occurrence for need in family.plan.needs if need.occurrence is not None]
            for occurrence in occurrences:
                for part in occurrence.waiting_parts():
                    self.write_unfinished_part(part, -1 if part.worker is None else part.worker.number, float("nan"))


STEPS = 50


def run(
    tables: Tables,
    seed: int,
    replication: int,
    on_progress: Callable[[float], None] | None = None,
    families: FamilyTable | None = None,
    luck: NewLuck | None = None,
) -> EventLog:
    """Simulate one replication from the start of the warm-up to the horizon.

    `on_progress` is called now and then with the share of the time that is past. `families` come instead of those
    drawn, and `luck` is theirs from a moment on. Equal arguments give equal logs.
    Raises `CannotSimulate` if time does not pass.
    """
    if families is None:
        families = draw_families(tables, seed, replication)
    staff = StaffByMonth(tables, seed, replication) if staff_is_moved_by_pressure(tables) else None
    workers = draw_workers(tables, seed, replication) if staff is None else staff.table
    world = World(log := EventLog(tables, seed, replication, families, workers))
    for process in (_referrals(world), _roll_out(world), _training(world)):
        world.clock.process(process)
    with _without_garbage_collection():
        for until, share in _by_month(world, staff) if staff is not None else _by_step(tables):
            if luck is not None and world.clock.now <= luck.since < until:
                if world.clock.now < luck.since:
                    world.clock.run(until=luck.since)
                world.change_luck(luck.key)
            world.clock.run(until=until if staff is None else world.clock.moment_at(until, Order.MONTH_ENDS, 0))
            if on_progress is not None:
                on_progress(share)
    world.write_unfinished()
    return log


def _by_step(tables: Tables) -> Iterator[tuple[float, float]]:
    """The times at which progress is told, and the share of the time that is then past."""
    for step in range(1, STEPS + 1):
        yield tables.horizon * step / STEPS, step / STEPS


def _by_month(world: World, staff: StaffByMonth) -> Iterator[tuple[float, float]]:
    """The ends of months. Who starts and leaves in each is settled as it begins."""
    pressures = None
    for begins, ends in list_months(world.tables):
        for worker in staff.add_month(begins, ends, pressures):
            world.see_off(worker)
        world.employ_those_added()
        yield ends, ends / world.tables.horizon
        pressures = [group.pressure.now for group in world.groups]
    staff.finish()


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """A run makes few cycles and many objects: looking for cycles took a third of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _referrals(world: World) -> Generator[simpy.Event]:
    """Process: families are referred for the first time, or known as open."""
    families = world.log.families
    for number, (arrival, stage) in enumerate(zip(families.arrival, families.begins_in, strict=True)):
        yield world.clock.moment(arrival, Order.ARRIVAL, number)
        family = Family(world, number)
        world.families.append(family)
        family.begin_episode(stage)
        if family.closed_by < world.tables.horizon:
            world.clock.process(family.be_closed())


def _roll_out(world: World) -> Generator[simpy.Event]:
    """Process: teams change working model."""
    switches = world.tables.switches
    for time, team, model in zip(switches.time, switches.team, switches.model, strict=True):
        yield world.clock.moment(time, Order.TEAM_SWITCHES, team)
        former = world.team_model[team]
        world.team_model[team] = model
        world.team_switched[team] = time
        world.write(Event.SWITCHED, subject=model, detail=team)
        theirs = [family for family in world.families if family.team == team]
        for family in theirs:
            family.end_former_way_of_working()
        for family in theirs:
            family.begin_new_way_of_working(former)
        for group in world.groups:
            if team in group.teams:  # caseload limits may have changed
                group.allocate()
                group.take_needs()


def _training(world: World) -> Generator[simpy.Event]:
    """Process: seats on courses come up, and go to those who have been in post the longest."""
    days = world.tables.course_days
    for time, course in zip(days.time, days.course, strict=True):
        yield world.clock.moment(time, Order.TRAINING_SEATS, course)
        waiting = [worker for worker in world.workers if _wants(world, worker, course)]
        waiting.sort(key=lambda worker: (worker.start, worker.number))
        for worker in waiting[: world.tables.courses.seats[course]]:
            _book(world, worker, course)


def _wants(world: World, worker: Worker, course: int) -> bool:
    courses = world.tables.courses
    return (
        worker.present
        and course not in worker.booked
        and bool(courses.roles[course] >> worker.group.role & 1)
        and any(world.team_model[team] == courses.model[course] for team in worker.group.teams)
    )


def _book(world: World, worker: Worker, course: int) -> None:
    """The training joins the worker's own work."""
    worker.booked.add(course)

    def trained(_: Occurrence) -> None:
        worker.trained = True
        world.write(Event.TRAINED, subject=course, worker=worker.number)

    now = world.clock.now
    activity = world.tables.courses.activity[course]
    row = world.activity(worker.group.teams[0], activity)
    occurrence = Occurrence(-1, activity, now, now, trained)
    hours = world.quantile(world.participants[row.first_part].hours, 0.5)
    worker.give(Part(occurrence, row.first_part, 0, row.priority, True, hours))
