"""Running the SimPy engine: one replication, from the tables to the event log."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fssim.engine.event_log import EventLog
from fssim.engine.reference.arrivals import referrals, roll_out, training
from fssim.engine.reference.world import World
from fssim.model.family_table import FamilyTable, NewLuck, draw_families
from fssim.model.posts_over_time import draw_workers
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
    log = EventLog(
        tables,
        seed,
        replication,
        draw_families(tables, seed, replication) if families is None else families,
        draw_workers(tables, seed, replication),
    )
    world = World(log)
    for worker in world.workers:
        world.clock.process(worker.employment())
    changes = log.workers.changes
    for number, time, hours in zip(changes.worker, changes.time, changes.hours_a_day, strict=True):
        world.clock.process(world.workers[number].hours_change(time, hours))
    for process in (referrals(world), roll_out(world), training(world)):
        world.clock.process(process)
    with _without_garbage_collection():
        for step in range(1, STEPS + 1):
            until = tables.horizon * step / STEPS
            if luck is not None and world.clock.now <= luck.since < until:
                if world.clock.now < luck.since:
                    world.clock.run(until=luck.since)
                world.change_luck(luck.key)
            world.clock.run(until=until)
            if on_progress is not None:
                on_progress(step / STEPS)
    world.write_unfinished()
    return log


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
