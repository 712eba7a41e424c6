"""Running the compiled engine: one replication, from the tables to the event log."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy

from fssim.engine.compiled.runtime.buffer_pool import lent_memory
from fssim.engine.compiled.runtime.drawn_families import draw_families
from fssim.engine.compiled.runtime.functions import Functions, Stopped
from fssim.engine.compiled.runtime.records import ARRIVED, AT_A_STANDSTILL
from fssim.engine.compiled.runtime.world_arrays import World
from fssim.engine.event_log import EventLog
from fssim.model.family_table import FamilyTable, NewLuck
from fssim.model.posts_over_time import draw_workers
from fssim.model.posts_under_pressure import StaffByMonth, list_months, staff_is_moved_by_pressure
from fssim.model.tables import Tables

STEPS = 50
ROOM = 1 << 14  # what the moments between two looks at it may add to a growing array, or the run begins again with more


def run(
    functions: Functions,
    tables: Tables,
    seed: int,
    replication: int,
    on_progress: Callable[[float], None] | None = None,
    families: FamilyTable | None = None,
    luck: NewLuck | None = None,
    room: int = ROOM,
) -> EventLog:
    """Simulate one replication from the start of the warm-up to the horizon.

    `on_progress` is called now and then with the share of the time that is past. `families` come instead of those
    drawn, and `luck` is theirs from a moment on. Equal arguments give equal logs, and the same as the SimPy engine's.
    `room` changes nothing but speed. Raises `CannotSimulate` if time does not pass, or a scenario has more of
    something than the engine can number; `MemoryError`, naming what there is no room for; `Stopped` for a fault of the
    engine's own.
    """
    if families is None:
        families = draw_families(functions, tables, seed, replication)
    moved = staff_is_moved_by_pressure(tables)
    with lent_memory() as memory:
        while True:
            staff = StaffByMonth(tables, seed, replication) if moved else None
            workers = draw_workers(tables, seed, replication) if staff is None else staff.table
            log = EventLog(tables, seed, replication, families, workers)
            world = World(log, room, memory)
            try:
                _simulate(functions, world, tables, staff, room, on_progress, luck)
                return log
            except Stopped as error:
                if not world.is_full():
                    raise Stopped(f"{error}{world.what_was_outside()}") from error
                room *= 4


def _simulate(
    functions: Functions,
    world: World,
    tables: Tables,
    staff: StaffByMonth | None,
    room: int,
    on_progress: Callable[[float], None] | None,
    luck: NewLuck | None,
) -> None:
    record = world.record
    world.grow(int(record["worker_count"]) + int(record["hours_change_count"]) + room)
    functions.begin(world.address)
    stops = _stops(tables.horizon, luck) if staff is None else _by_month(functions, world, tables, staff, room, luck)
    for until, share in stops:
        while (state := functions.advance(world.address, until, room)) != ARRIVED:
            if state == AT_A_STANDSTILL:
                raise world.standstill()
            world.grow(room)
        if share is None and luck is not None:
            world.change_luck(luck.key)
        elif on_progress is not None:
            on_progress(share or 0.0)
    world.grow(int(record["parts_used"]))
    functions.finish(world.address)
    world.hand_over_log()


def _by_month(
    functions: Functions, world: World, tables: Tables, staff: StaffByMonth, room: int, luck: NewLuck | None
) -> Iterator[tuple[float, float | None]]:
    """As `_stops`, the ends of months. Who starts and leaves in each is settled as it begins."""
    pressures = None
    for begins, ends in list_months(tables):
        leavers = staff.add_month(begins, ends, pressures)
        world.grow(len(staff.table) + len(staff.table.changes) + room)
        if leavers:
            stops = numpy.array([staff.table.end[worker] for worker in leavers], numpy.float64)
            functions.see_off(world.address, numpy.array(leavers, numpy.int64), stops, len(leavers))
        if added := world.add_workers():
            functions.employ(world.address, *added)
        if luck is not None and begins <= luck.since < ends:
            yield begins + (luck.since - begins), None
        yield ends, ends / tables.horizon
        pressures = world.pressures()
    staff.finish()


def _stops(horizon: float, luck: NewLuck | None) -> Iterator[tuple[float, float | None]]:
    """The times the clock stops at on the way, rounded as SimPy rounds them, and the share of the time that is then
    past; none where luck changes."""
    now = 0.0
    for step in range(1, STEPS + 1):
        until = horizon * step / STEPS
        if luck is not None and now <= luck.since < until:
            now = now + (luck.since - now)
            yield now, None
        now = now + (until - now)
        yield now, step / STEPS
