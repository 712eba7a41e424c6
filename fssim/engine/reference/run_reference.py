"""Running the SimPy engine: one replication, from the tables to the event log."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fssim.engine.event_log import EventLog
from fssim.engine.reference.arrivals import referrals, roll_out, training
from fssim.engine.reference.clock import Order
from fssim.engine.reference.world import World
from fssim.model.family_table import FamilyTable, NewLuck, draw_families
from fssim.model.posts_over_time import draw_workers
from fssim.model.posts_under_pressure import StaffByMonth, list_months, staff_is_moved_by_pressure
from fssim.model.tables import Tables

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
    for process in (referrals(world), roll_out(world), training(world)):
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
