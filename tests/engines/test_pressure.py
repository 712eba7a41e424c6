"""Shipped services that bend in every way there is: both engines write one log, which obeys the laws."""

from __future__ import annotations

from array import array
from functools import cache

import numpy as np
import pytest

from fssim.engine.compiled.runtime.prepare import prepare
from fssim.engine.compiled.runtime.run_compiled import run
from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import ENGINES, simulate_tables
from fssim.measures import check_laws
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.draws import mix
from fssim.model.family_table import NewLuck, draw_families
from fssim.model.tables import Tables
from fssim.scenario import with_values
from tests.engines.same import assert_engines_agree, first_difference
from tests.laws.bending import bent, with_more_for_larger_families
from tests.laws.room import waits_beside_room
from tests.laws.shipped import shipped, shortened

pytestmark = pytest.mark.slow


@cache
def tables_of(name: str, years: int = 1) -> Tables:
    return compile_scenario(
        bent(with_more_for_larger_families(with_values(shortened(name), {"clock.observed_years": years})))
    )


def families_passed_on(log: EventLog) -> int:
    """How many stages were begun in another team of the kind than the one where the family lives."""
    tables, columns = log.tables, {name: np.asarray(column) for name, column in log.columns.items()}
    entered = columns["kind"] == Event.ENTERED
    kind = np.asarray(tables.stages.team_kind)[columns["subject"][entered]]
    place = np.asarray(log.families.place)[columns["family"][entered]]
    home = np.asarray(tables.team_kinds.first)[kind] + (place * np.asarray(tables.team_kinds.count)[kind]).astype(int)
    return int(np.count_nonzero((kind >= 0) & (columns["detail"][entered] != home)))


@pytest.mark.parametrize("name", ["one_district_vacancy", "standard", "family_safeguarding", "pandemic_launch"])
def test_both_engines_write_one_log_that_obeys_the_laws(name: str) -> None:
    log = assert_engines_agree(tables_of(name), 3, 1)
    assert len(log) > 5000
    assert list(log.columns["kind"]).count(Event.EXTRA_HOURS) > 20
    assert check_laws(log) == []
    assert waits_beside_room(log) == []


def test_a_county_in_its_first_year_passes_families_on() -> None:
    scenario = with_values(shipped("standard"), {"clock.warm_up_years": 0, "clock.observed_years": 1})
    log = assert_engines_agree(compile_scenario(bent(scenario)), 5, 3)
    assert len(log) > 50_000
    assert families_passed_on(log) > 20
    assert check_laws(log) == []


@pytest.mark.parametrize("since", [0.0, 60.0, 97.3, 1e9])
def test_both_engines_change_luck_at_the_same_moment(since: float) -> None:
    tables = tables_of("one_district_vacancy")
    keys = array("Q", (mix(key + 1) for key in draw_families(tables, 1, 0).key))
    logs = [simulate_tables(tables, 1, 0, engine, luck=NewLuck(since, keys)) for engine in ENGINES]
    assert logs[0].to_bytes() == logs[-1].to_bytes(), first_difference(logs[0], logs[-1])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_longer_run_begins_as_the_shorter_one(engine: str) -> None:
    shorter, longer = (simulate_tables(tables_of("one_district_vacancy", years), 3, 1, engine) for years in (1, 2))
    horizon = shorter.tables.horizon
    rows = [
        [
            row
            for row in zip(*(map(str, column) for column in log.columns.values()), strict=True)
            if float(row[5]) < horizon
        ]
        for log in (shorter, longer)
    ]
    assert len(rows[0]) > 1000
    assert rows[0] == rows[1]
    workers = len(shorter.workers)
    for column in ("post", "group", "role", "start", "agency", "experienced", "hours_a_day"):
        assert getattr(longer.workers, column)[:workers] == getattr(shorter.workers, column), column


@pytest.mark.parametrize("room", [1, 30])
def test_the_log_does_not_depend_on_the_room(room: int) -> None:
    tables = tables_of("one_district_vacancy")
    assert run(prepare(), tables, 1, 0, room=room).to_bytes() == simulate_tables(tables, 1, 0).to_bytes()
