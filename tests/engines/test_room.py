"""However little room the compiled engine begins with, it finds more and writes the same log."""

from __future__ import annotations

import pytest

from fssim.engine.compiled.runtime.buffer_pool import Memory
from fssim.engine.compiled.runtime.functions import Stopped
from fssim.engine.compiled.runtime.prepare import prepare
from fssim.engine.compiled.runtime.run_compiled import run
from fssim.engine.compiled.runtime.world_arrays import World
from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate
from fssim.model.family_table import draw_families
from fssim.model.posts_over_time import draw_workers
from tests.laws.shipped import log_of, tables_of

NAME = "one_district"


@pytest.mark.parametrize("room", [1, 2, 30, 1000])
def test_the_log_does_not_depend_on_the_room(room: int) -> None:
    assert run(tables_of(NAME), 1, 0, room=room).to_bytes() == log_of(NAME).to_bytes()


def test_a_moment_that_needs_more_than_there_is_stops_the_run() -> None:
    functions = prepare()
    tables = tables_of(NAME)
    world = World(EventLog(tables, 1, 0, draw_families(tables, 1, 0), draw_workers(tables, 1, 0)), 1, Memory())
    world.grow(len(draw_workers(tables, 1, 0)) + 3)
    functions.begin(world.store)

    def run_to_the_end() -> None:
        while not functions.advance(world.store, tables.horizon, 1):
            world.grow(1)

    with pytest.raises(Stopped):
        run_to_the_end()
    assert world.is_full()


def test_progress_is_told_up_to_the_end() -> None:
    shares: list[float] = []
    simulate(tables_of(NAME), 1, 0, "compiled", shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
