"""What comes from outside the service: families, changes of working model, and training seats."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from fssim.engine.event_log import Event
from fssim.engine.reference.clock import Order
from fssim.engine.reference.family import Family
from fssim.engine.reference.work import Occurrence, Part

if TYPE_CHECKING:
    from fssim.engine.reference.worker import Worker
    from fssim.engine.reference.world import World


def referrals(world: World) -> Generator[simpy.Event]:
    """Process: families are referred for the first time, or known as open."""
    families = world.log.families
    for number, (arrival, stage) in enumerate(zip(families.arrival, families.begins_in, strict=True)):
        yield world.clock.moment(arrival, Order.ARRIVAL, number)
        family = Family(world, number)
        world.families.append(family)
        family.begin_episode(stage)


def roll_out(world: World) -> Generator[simpy.Event]:
    """Process: teams change working model."""
    switches = world.tables.switches
    for time, team, model in zip(switches.time, switches.team, switches.model, strict=True):
        yield world.clock.moment(time, Order.TEAM_SWITCHES, team)
        world.team_model[team] = model
        world.team_switched[team] = time
        world.write(Event.SWITCHED, subject=model, detail=team)
        for family in world.families:
            if family.team == team:
                family.weigh()
        for group in world.groups:
            if team in group.teams:  # caseload limits may have changed
                group.allocate()
                group.take_needs()


def training(world: World) -> Generator[simpy.Event]:
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
