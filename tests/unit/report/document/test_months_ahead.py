"""The report of a run that starts from a caseload: what eight in ten replications lie between, month by month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

import fssim
from fssim.measures.indicators.weekly import UNALLOCATED
from fssim.report.document.sections.months_ahead_section import build_months_ahead, starts_from_a_caseload
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.runs.steady_state import warn_of_short_warm_up
from fssim.scenario import load, with_values

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"


def run_of(results: Results) -> StoredRun:
    return cast(StoredRun, SimpleNamespace(results=[results]))


@pytest.fixture(scope="module")
def results() -> Results:
    changes = {"clock.warm_up_years": 1, "clock.observed_years": 1, "demand.children.value": 25000}
    scenario = with_values(load(SMALL), changes)
    opening = fssim.take_census(fssim.simulate(scenario, seed=5), weeks=(0, 4, 13))
    return fssim.run(scenario.model_copy(update={"opening": opening}), replications=6, jobs=1)


def test_the_table_has_the_weekly_numbers_of_the_last_whole_week_of_each_month(results: Results) -> None:
    section = build_months_ahead(run_of(results))
    (table,) = [table for table in section.tables if table.title.startswith("Families unallocated")]
    assert [row[0] for row in table.rows[:2]] == ["1 May 2019", "1 June 2019"]
    assert len(table.rows) == 12
    for row, day in ((table.rows[0], date(2019, 5, 1)), (table.rows[11], date(2020, 4, 1))):
        counts = []
        for weekly in results.weekly.values():
            weeks = weekly.first_week_ends + 7 * np.arange(weekly.numbers.shape[1])
            last = int(np.flatnonzero(weeks <= day.toordinal())[-1])
            counts.append(float(weekly.numbers[weekly.series.index(UNALLOCATED), last]))
        assert row[1] == np.median(counts)
        assert row[2] == tuple(np.percentile(counts, (10, 90)))


def test_it_is_drawn_and_stands_only_in_the_report_of_such_a_run(results: Results) -> None:
    (picture,) = build_months_ahead(run_of(results)).pictures
    assert picture.draw(500.0) is not None
    assert starts_from_a_caseload(run_of(results))
    without = Results(results.name, load(SMALL), results.engine, results.seed, results.rows, results.weekly)
    assert not starts_from_a_caseload(run_of(without))


def test_it_is_not_told_that_its_warm_up_is_too_short(results: Results) -> None:
    assert warn_of_short_warm_up([results]) is None
