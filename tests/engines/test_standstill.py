"""When time no longer passes, both engines stop, at the same row and with the same words."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from fssim.engine.compiled.runtime.buffer_pool import Memory
from fssim.engine.compiled.runtime.prepare import prepare
from fssim.engine.compiled.runtime.records import ARRIVED, ON_THE_WAY
from fssim.engine.compiled.runtime.world_arrays import World
from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import ENGINES, simulate_tables
from fssim.engine.standstill import ROWS_A_DAY, ROWS_A_DAY_EACH, NoTimePasses
from fssim.errors import CannotSimulate
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.family_table import draw_families
from fssim.model.posts_over_time import draw_workers
from fssim.scenario import with_values
from tests.laws import building as b
from tests.laws.shipped import NAMES, log_of, shipped

pytestmark = pytest.mark.slow

HARDLY_ANY = 1e-9


def held(**activities: b.Mapping_) -> b.Mapping_:
    """A stage that is left after 60 days, with activities in it."""
    mapping = b.small_service(0.5)
    pathway = mapping["pathway"]
    pathway["activities"] = {**activities, "end": b.activity(gap=60.0)}
    pathway["stages"]["work"] = b.stage(
        *pathway["activities"], decides={"end": "done"}, team="team", statutory_plan="plan", plan="opens", ledger="plan"
    )
    return mapping


def with_a_need(interval: float, **need: Any) -> b.Mapping_:
    mapping = held()
    mapping["families"]["needs"] = b.chances(none=0.0, help=1.0)
    mapping["needs"]["help"] = b.need(missed=b.number(1.0, "probability"), **need)
    mapping["services"]["outside"]["session_interval"] = b.drawn(interval, "weeks")
    return mapping


def coming_back() -> b.Mapping_:
    mapping = b.small_service(0.5)
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(HARDLY_ANY)})
    mapping["re_referral"] |= {"chance": b.number(1.0, "probability"), "delay": b.drawn(HARDLY_ANY, "years")}
    return mapping


def inside() -> b.Mapping_:
    few = {"session_interval": b.drawn(0.0, "weeks"), "session_hours": b.drawn(HARDLY_ANY, "hours")}
    mapping = with_a_need(1.0, **few)
    mapping["teams"]["team"] = b.team(worker=b.posts(1), helper=b.posts(1))
    return mapping


VISIT = b.activity({"worker": b.part(HARDLY_ANY)}, repeat=(1, "working days"))
STANDSTILLS = {
    "'visit' (held)": held(visit=VISIT),
    "'help' (missed)": with_a_need(HARDLY_ANY),
    "'help session' (held)": inside(),
    "'work' (referred)": coming_back(),
}


@pytest.mark.parametrize("what", STANDSTILLS)
def test_both_engines_stop_and_say_what_takes_no_time_and_to_whom_it_happens(what: str) -> None:
    tables = compile_scenario(b.scenario_of(STANDSTILLS[what]))
    messages = []
    for engine in ENGINES:
        with pytest.raises(NoTimePasses) as caught:
            simulate_tables(tables, 1, 0, engine)
        messages.append(str(caught.value))
    assert messages == [messages[0]] * len(ENGINES)
    assert what in messages[0]
    assert "family 0" in messages[0]
    assert "2019" in messages[0]


def test_a_post_that_is_taken_and_left_more_than_once_a_day_is_refused() -> None:
    soon = b.drawn(HARDLY_ANY, "weeks")
    mapping = b.small_service()
    mapping["roles"]["worker"]["turnover"] = b.turnover(2.0, 60.0, agency=1.0, agency_delay=soon, agency_stay=soon)
    tables = compile_scenario(b.scenario_of(mapping))
    for engine in ENGINES:
        with pytest.raises(CannotSimulate, match="post of 'worker' is taken and left more than once a working day"):
            simulate_tables(tables, 1, 0, engine)


@pytest.mark.parametrize("name", NAMES)
def test_no_shipped_scenario_comes_near_the_most_that_a_day_may_have(name: str) -> None:
    log = log_of(name)
    time = np.frombuffer(log.columns["time"])
    rows = np.bincount(time[time < log.tables.horizon].astype(np.int64), minlength=int(log.tables.horizon))
    come = np.searchsorted(np.asarray(log.families.arrival), np.arange(len(rows)))
    most = ROWS_A_DAY + ROWS_A_DAY_EACH * (come + len(log.workers))
    assert (rows / most).max() < 0.1


def test_a_county_without_anybody_who_is_then_staffed_in_one_day_is_no_standstill() -> None:
    """Everybody who came in a year is allocated, visited and closed on one day, by work that takes no time."""
    mapping = b.small_service(20.0)
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(0.0)})
    mapping["vacancies"] = {"all": b.vacancy("worker", 0, 200)}
    tables = compile_scenario(b.scenario_of(mapping))
    for engine in ENGINES:
        log = simulate_tables(tables, 1, 0, engine)
        done = [
            t
            for kind, t in zip(log.columns["kind"].tolist(), log.columns["time"].tolist(), strict=True)
            if kind == Event.HELD
        ]
        assert done.count(200.0) > 3000


def test_the_compiled_engine_returns_to_python_so_often_that_ctrl_c_is_heard() -> None:
    tables = compile_scenario(with_values(shipped("standard"), {"clock.observed_years": 1}))
    log = EventLog(tables, 1, 0, draw_families(tables, 1, 0), draw_workers(tables, 1, 0))
    world = World(log, 1 << 22, Memory())
    functions = prepare()
    functions.begin(world.address)
    states, longest = [], 0.0
    while not states or states[-1] != ARRIVED:
        started = time.process_time()
        states.append(functions.advance(world.address, tables.horizon, 1))
        longest = max(longest, time.process_time() - started)
        world.grow(1 << 16)
    assert len(states) > 2
    assert set(states) == {ON_THE_WAY, ARRIVED}
    assert longest < 1.0
