"""Running the SimPy engine: one replication, from the tables to the event log."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fssim.engine.log import EventLog
from fssim.engine.simpy_engine.arrivals import referrals, roll_out, training
from fssim.engine.simpy_engine.world import World
from fssim.model.families import draw_families
from fssim.model.staffing import draw_workers
from fssim.model.tables import Tables

STEPS = 50


def run(tables: Tables, seed: int, replication: int, on_progress: Callable[[float], None] | None = None) -> EventLog:
    """Simulate one replication from the start of the warm-up to the horizon.

    `on_progress` is called now and then with the share of the time that is past. Equal arguments give equal logs.
    """
    log = EventLog(
        tables,
        seed,
        replication,
        draw_families(tables, seed, replication),
        draw_workers(tables, seed, replication),
    )
    world = World(log)
    for worker in world.workers:
        world.clock.process(worker.employment())
    for process in (referrals(world), roll_out(world), training(world)):
        world.clock.process(process)
    with _without_garbage_collection():
        for step in range(1, STEPS + 1):
            world.clock.run(until=tables.horizon * step / STEPS)
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
