"""However little room the compiled engine begins with, it finds more and writes the same log."""

from __future__ import annotations

from typing import Any

import pytest

from fssim.engine.compiled.runtime.buffer_pool import Array, Memory
from fssim.engine.compiled.runtime.functions import Stopped
from fssim.engine.compiled.runtime.prepare import prepare
from fssim.engine.compiled.runtime.run_compiled import run
from fssim.engine.compiled.runtime.world_arrays import World
from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.family_table import draw_families
from fssim.model.posts_over_time import draw_workers
from tests.laws.shipped import log_of, tables_of

NAME = "one_district"


@pytest.mark.parametrize("room", [1, 2, 30, 1000])
def test_the_log_does_not_depend_on_the_room(room: int) -> None:
    assert run(prepare(), tables_of(NAME), 1, 0, room=room).to_bytes() == log_of(NAME).to_bytes()


def test_a_moment_that_needs_more_than_there_is_stops_the_run() -> None:
    functions = prepare()
    tables = tables_of(NAME)
    world = World(EventLog(tables, 1, 0, draw_families(tables, 1, 0), draw_workers(tables, 1, 0)), 1, Memory())
    world.grow(len(draw_workers(tables, 1, 0)) + 50)
    functions.begin(world.address)

    def run_to_the_end() -> None:
        while not functions.advance(world.address, tables.horizon, 1):
            world.grow(1)

    with pytest.raises(Stopped):
        run_to_the_end()
    assert world.is_full()


def test_what_there_is_no_memory_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, tables = Memory(), tables_of(NAME)
    world = World(EventLog(tables, 1, 0, draw_families(tables, 1, 0), draw_workers(tables, 1, 0)), 1000, memory)
    take = memory.array

    def without_parts(name: str, count: int, *more: Any) -> Array:
        if name == "parts":
            raise MemoryError
        return take(name, count, *more)

    monkeypatch.setattr(memory, "array", without_parts)
    with pytest.raises(MemoryError, match=r"^no memory for 8,000 records of 'parts' \(1 MB\) on working day 0$"):
        world.grow(5000)


@pytest.mark.parametrize(
    ("share_past", "times_as_long"),
    [(0.0, 8.0), (0.01, 8.0), (0.25, 4.4), (0.5, 2.2), (0.95, 1.25)],  # early days say little, and no growth is tiny
)
def test_the_log_grows_to_what_it_will_come_to_at_this_rate(share_past: float, times_as_long: float) -> None:
    tables = tables_of(NAME)
    world = World(EventLog(tables, 1, 0, draw_families(tables, 1, 0), draw_workers(tables, 1, 0)), 1000, Memory())
    before = int(world.record["log_room"])
    world.record["log_used"], world.record["now"] = before, share_past * tables.horizon
    world.grow(1)
    assert world.record["log_room"] == pytest.approx(times_as_long * before, abs=8)  # in blocks of 8


def test_progress_is_told_up_to_the_end() -> None:
    shares: list[float] = []
    simulate_tables(tables_of(NAME), 1, 0, "compiled", shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
