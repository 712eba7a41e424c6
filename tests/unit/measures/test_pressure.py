"""Pressure and extra hours, against logs of a few families that are worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from fssim.measures import measure_log
from fssim.measures.catalogue import describe
from tests.laws import building as b
from tests.unit.engine.by_hand import happened
from tests.unit.engine.test_group_pressure import by_work, pressure, service

DAYS = 253  # of the year that is observed


def visited(teams: int = 1, **role: Any) -> dict[str, Any]:
    """Families are visited for 2 hours every 10 days by whoever holds them, and reviewed by nobody after a year."""
    scenario = service(teams=teams, **role)
    scenario["pathway"]["activities"] = {
        "visit": b.activity({"holder": b.part(2.0)}, repeat=(10, "working days")),
        "review": b.activity({}, gap=10_000.0),
    }
    scenario["pathway"]["stages"]["work"] = b.stage(
        "visit", "review", decides={"review": "done"}, team="team", holder="worker", statutory_plan="plan"
    )
    return scenario


def measured(scenario: dict[str, Any], *arrivals: float, **families: Any) -> dict[str, float]:
    return measure_log(happened(scenario, list(arrivals), **families).log)


def test_pressure_is_work_over_hours_of_people_in_post() -> None:
    scenario = visited(**pressure(thresholds=b.curve("odds multiplier", {100: 1.0})))
    values = measured(scenario, 0.0, 0.0, 0.0)  # three families of 0.2 hours a day, of a worker's 8
    assert values["pressure_team_percent"] == pytest.approx(7.5)
    assert values["high_pressure_team_percent"] == pytest.approx(7.5)


def test_families_that_wait_count_too_and_each_team_counts_as_often() -> None:
    scenario = visited(teams=2, **by_work(3.0))  # room for one family: 0.24 hours a day
    values = measured(scenario, 0.0, 0.0, 0.0, 0.0, places=[0.1, 0.1, 0.1, 0.9])
    assert values["unallocated_families_mean"] > 0.0
    assert values["pressure_team_percent"] == pytest.approx((7.5 + 2.5) / 2)


def test_part_of_a_post_carries_less() -> None:
    scenario = visited(**pressure(neighbours=b.number(100.0, "percent")))
    scenario["vacancies"] = {"half": b.vacancy("worker", 1, DAYS, share=0.5)}
    counts = [2.5, *[5.0] * 12]  # on day 0, and every 20 days after the half is gone
    assert measured(scenario, 0.0)["pressure_team_percent"] == pytest.approx(sum(counts) / len(counts))


def test_extra_hours_are_those_at_which_work_was_done() -> None:
    scenario = service(workers=1, hours=12.0, **pressure(extra_hours=b.curve("hours a week", {10: 0.0, 20: 20.0})))
    values = measured(scenario, 0.0, 0.0)  # 4 a day for a day, and 2 a day for 1.2 days
    rows = happened(scenario, [0.0, 0.0]).log
    days = rows.tables.horizon - rows.tables.observed_from
    assert values["extra_hours_worker_per_week"] == pytest.approx(5.0 * (4.0 + 2.4) / days)


def test_a_service_that_does_not_bend_has_no_such_measures() -> None:
    assert not [name for name in measured(service(), 0.0) if "pressure" in name or "extra" in name]


def test_they_are_told_in_words() -> None:
    assert describe("pressure_safeguarding_percent").label == "Pressure in safeguarding teams"
    assert describe("high_pressure_safeguarding_percent").label.endswith("nine in ten counts are up to")
    assert describe("extra_hours_social_worker_per_week").unit == "hours a week"
