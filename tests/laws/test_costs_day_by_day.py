"""Law: what staff cost in each financial year is what each day of it costs, counted day by day from who is in post."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from fssim.measures import measure_log
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.posts_over_time import WorkerTable
from fssim.model.tables import Tables
from tests.engines.same import assert_engines_agree
from tests.exploring import examples
from tests.laws import building as b
from tests.laws.generated import scenario_mappings

pytestmark = pytest.mark.slow


def price_of_a_day(tables: Tables, workers: WorkerTable, day: float) -> float:
    """Pounds a year that are spent on those in post on one working day."""
    pounds = 0.0
    for worker, (post, role) in enumerate(zip(workers.post, workers.role, strict=True)):
        there = min(workers.end[worker], day + 1.0) - max(workers.start[worker], day)
        if there <= 0.0:
            continue
        share = 1.0
        changes = zip(workers.changes.worker, workers.changes.time, workers.changes.share, strict=True)
        for whose, time, filled in changes:
            if whose == worker and time <= max(day, workers.start[worker]):
                share = filled
        rate = tables.roles.agency_multiplier[role] if workers.agency[worker] else 1.0
        pounds += there * share * tables.posts.full_time_share[post] * tables.roles.cost_a_year[role] * rate
    return pounds


@settings(max_examples=examples(15))
@given(scenario_mappings())
def test_what_staff_cost_in_a_financial_year_is_what_its_days_cost(mapping: dict[str, Any]) -> None:
    tables = compile_scenario(b.scenario_of(mapping))
    log = assert_engines_agree(tables, 1)
    measures = measure_log(log)
    by_year = [name for name in measures if name.startswith("cost_staff_20") and name.endswith("_gbp")]
    first, last = int(tables.observed_from), int(tables.horizon)
    spent: dict[int, float] = {}
    for day in range(first, last):
        when = date.fromordinal(tables.day_ordinals[day])
        year = when.year if when >= date(when.year, 4, 1) else when.year - 1
        spent[year] = spent.get(year, 0.0) + price_of_a_day(tables, log.workers, float(day))
    assert len(by_year) == len(spent)
    for name, year in zip(by_year, sorted(spent), strict=True):
        assert name.startswith(f"cost_staff_{year}_{(year + 1) % 100:02d}")
        assert measures[name] == pytest.approx(spent[year] / working_days(tables, year))


def working_days(tables: Tables, year: int) -> float:
    """Of a whole financial year: those of the run's calendar, or weekdays less 8 if the run begins within the year."""
    begins, ends = date(year, 4, 1).toordinal(), date(year + 1, 4, 1).toordinal()
    if tables.day_ordinals[0] <= begins + 1:
        return float(sum(begins <= day < ends for day in tables.day_ordinals))
    return float(sum(date.fromordinal(day).weekday() < 5 for day in range(begins, ends)) - 8)
