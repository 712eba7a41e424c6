"""Families given in place of those drawn, and luck that changes on the way: in both engines alike."""

from __future__ import annotations

from array import array
from dataclasses import replace

import pytest

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import ENGINES, simulate_tables
from fssim.model.draws import mix
from fssim.model.family_table import NewLuck, draw_families
from tests.engines.same import first_difference
from tests.laws.shipped import tables_of

pytestmark = pytest.mark.slow

TABLES = tables_of("one_district_vacancy")


def other_keys(luck: int = 1) -> array[int]:
    return array("Q", (mix(key + luck) for key in draw_families(TABLES, 1, 0).key))


def rows(log: EventLog) -> list[tuple[object, ...]]:
    return [tuple(map(str, row)) for row in zip(*log.columns.values(), strict=True)]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_families_drawn_are_the_ones_that_come_if_none_are_given(engine: str) -> None:
    given = simulate_tables(TABLES, 1, 0, engine, families=draw_families(TABLES, 1, 0))
    assert given.to_bytes() == simulate_tables(TABLES, 1, 0, engine).to_bytes()


@pytest.mark.parametrize("since", [0.0, 60.0, 97.3, 1e9])
def test_both_engines_change_luck_at_the_same_moment(since: float) -> None:
    logs = [simulate_tables(TABLES, 1, 0, engine, luck=NewLuck(since, other_keys())) for engine in ENGINES]
    assert logs[0].to_bytes() == logs[-1].to_bytes(), first_difference(logs[0], logs[-1])


@pytest.mark.parametrize("engine", ENGINES)
def test_until_luck_changes_all_is_as_it_was_and_then_it_is_not(engine: str) -> None:
    before, after = (
        simulate_tables(TABLES, 1, 0, engine),
        simulate_tables(TABLES, 1, 0, engine, luck=NewLuck(97.3, other_keys())),
    )
    past = [[row for row in rows(log) if float(str(row[5])) < 97.3] for log in (before, after)]
    assert len(past[0]) > 1000
    assert past[0] == past[1]
    assert rows(before) != rows(after)


def test_luck_that_is_as_it_was_changes_nothing() -> None:
    families = draw_families(TABLES, 1, 0)
    assert (
        simulate_tables(TABLES, 1, 0, luck=NewLuck(97.3, families.key)).to_bytes()
        == simulate_tables(TABLES, 1, 0).to_bytes()
    )


def test_both_engines_take_the_families_given() -> None:
    families = draw_families(TABLES, 1, 0)
    without = replace(families, needs=array("q", [0] * len(families)))
    logs = [simulate_tables(TABLES, 1, 0, engine, families=without) for engine in ENGINES]
    assert logs[0].to_bytes() == logs[-1].to_bytes()
    assert not any(kind == 11 for kind in logs[0].columns["kind"])  # no need is referred
