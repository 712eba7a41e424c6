"""Families who come otherwise than by a referral: how many, when, and where they begin."""

from __future__ import annotations

from math import sqrt

import pytest

from fssim.engine.event_log import Event
from fssim.engine.simulate import simulate_tables
from fssim.measures import measure_log
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.family_table import FIRST_OF_OPEN, FIRST_OF_STREAMS, draw_families
from fssim.model.tables import Tables
from tests.laws import building as b

A_YEAR = 300.0  # children, one a family


def tables_of(**stream: object) -> Tables:
    """Half a family a day is referred, and `A_YEAR` come in a year to `help`, which an hour of the task ends too."""
    mapping = b.small_service(0.5)
    stages = mapping["pathway"]["stages"]
    stages["help"] = b.stage("other task", decides={"other task": "done"}, team="team")
    mapping["pathway"]["activities"]["other task"] = b.activity({"worker": b.part(1.0)})
    rate = b.number(A_YEAR, "per 10000 children a year")
    mapping["demand"]["streams"] = {"early": {"rate": rate, "begins_in": "help", **stream}}
    return compile_scenario(b.scenario_of(mapping))


def test_about_as_many_come_as_the_rate_says_and_begin_where_it_says() -> None:
    """Of 20 years, the number is within four standard deviations of what is expected: but for once in 15,000 seeds."""
    tables = tables_of()
    came = 0
    for replication in range(20):
        families = draw_families(tables, 1, replication)
        own = [FIRST_OF_STREAMS <= identity < FIRST_OF_OPEN for identity in families.identity]
        begun = {tables.names.stages[stage] for stage, is_own in zip(families.begins_in, own, strict=True) if is_own}
        assert begun == {"help"}
        came += sum(own)
    expected = 20 * A_YEAR * tables.horizon / tables.working_days_a_year
    assert abs(came - expected) < 4.0 * sqrt(expected)


def test_nobody_comes_before_the_first_day_and_the_families_referred_are_the_same() -> None:
    with_stream, later = (draw_families(tables_of(**more), 1, 0) for more in ({}, {"start": b.date_of(100)}))
    arrivals = [
        {i: t for i, t in zip(f.identity, f.arrival, strict=True) if (i >= FIRST_OF_STREAMS) == of_stream}
        for f in (with_stream, later)
        for of_stream in (False, True)
    ]
    assert arrivals[0] == arrivals[2]
    assert min(arrivals[3].values()) >= 100.0
    assert arrivals[3] == {identity: time for identity, time in arrivals[1].items() if time >= 100.0}


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_they_are_not_counted_as_referrals_nor_as_children_in_need(engine: str) -> None:
    tables = tables_of()
    log = simulate_tables(tables, 1, 0, engine)
    measures = measure_log(log)
    first = [tables.names.stages[log.columns["subject"][row]] for row, kind in enumerate(log.columns["kind"])
             if kind == Event.REFERRED]  # fmt: skip
    referred = first.count("work")
    assert first.count("help") > referred / 4
    assert measures["referrals_per_10000_children"] == pytest.approx(referred / 1.0, rel=0.01)
    assert measures["children_in_need_per_10000_children"] == 0.0  # nobody is past the first stage but they
