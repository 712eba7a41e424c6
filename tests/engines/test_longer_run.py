"""The horizon does not change the past: a longer run begins as the shorter one, event for event, in both engines."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from fssim.engine.event_log import COLUMNS, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import with_values
from tests.laws.shipped import shortened

pytestmark = pytest.mark.slow

MOST_CHILDREN = 15_000  # a ninth of a county, also where every team stays
SCENARIOS = ["one_district_vacancy", "social_worker_vacancy", "family_safeguarding", "pandemic_launch", "training_gap"]


@cache
def log_of(name: str, years: int, engine: str) -> EventLog:
    children = min(shortened(name).demand.children.value, MOST_CHILDREN)
    scenario = with_values(shortened(name), {"clock.observed_years": years, "demand.children.value": children})
    return simulate_tables(compile_scenario(scenario), 3, 1, engine)


def until(log: EventLog, day: float) -> dict[str, np.ndarray]:
    """The rows of a log before a working day."""
    before = np.frombuffer(log.columns["time"]) < day
    return {name: np.frombuffer(log.columns[name], dtype=code)[before] for name, code in COLUMNS.items()}


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_longer_run_begins_as_the_shorter_one(name: str, engine: str) -> None:
    shorter = log_of(name, 1, engine)
    horizon = shorter.tables.horizon
    wanted = until(shorter, horizon)
    beginning = until(log_of(name, 2, engine), horizon)
    assert len(wanted["kind"]) > 1000
    for column, values in wanted.items():
        np.testing.assert_array_equal(beginning[column], values, err_msg=column)


@pytest.mark.parametrize("years", [2, 5])
def test_those_who_come_and_those_in_post_are_the_same_people(years: int) -> None:
    shorter, longer = log_of("social_worker_vacancy", 1, "compiled"), log_of("social_worker_vacancy", years, "compiled")
    horizon = shorter.tables.horizon
    families = len(shorter.families)
    assert sum(arrival < horizon for arrival in longer.families.arrival) == families
    for column in ("arrival", "identity", "key", "children", "needs", "risk", "engagement", "place"):
        assert getattr(longer.families, column)[:families] == getattr(shorter.families, column), column
    workers = len(shorter.workers)
    assert sum(start < horizon for start in longer.workers.start) == workers
    for column in ("post", "group", "role", "start", "agency", "experienced", "hours_a_day"):
        assert getattr(longer.workers, column)[:workers] == getattr(shorter.workers, column), column
    ends = zip(longer.workers.end, shorter.workers.end, strict=False)
    assert all(later == end or min(later, end) >= horizon for later, end in ends)


def test_yearly_arrivals_do_not_depend_on_how_long_is_observed() -> None:
    rates = [
        compile_scenario(with_values(shortened("one_district"), {"clock.observed_years": years})).families_a_day
        for years in (1, 2, 20)
    ]
    assert rates[1][: len(rates[0])] == rates[0]
    assert rates[2][: len(rates[1])] == rates[1]
