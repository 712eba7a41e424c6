"""Costs by financial year, with hiring and setting up, against counts by hand.

Working days of whole years: 2019-20 has 262 weekdays and 8 bank holidays, 254; 2020-21 has 261 and 8, 253.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fssim.engine.event_log import Event
from fssim.measures.catalogue import describe
from fssim.measures.indicators.cost import costs_a_year, costs_by_financial_year, costs_per_family
from fssim.model.calendar import list_financial_years
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import load, with_values
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.scenario import Scenario
from tests.laws.building import number
from tests.unit.measures.conftest import SERVICE
from tests.unit.measures.diary import HORIZON, OBSERVED_FROM, Diary

SOCIAL_WORKER = "assessment 1: social_worker 1"  # 60,000 a year, and 1.5 times that from an agency
YEAR_2020 = OBSERVED_FROM + 254.0


def parameter(amount: float, unit: str) -> dict[str, Any]:
    return {**number(amount, unit), "source": "guess"}


def pounds(amount: float, unit: str = "GBP") -> dict[str, Any]:
    return parameter(amount, unit)


def service(**values: Any) -> Scenario:
    return with_values(load(SERVICE), values)


def measured(diary: Diary) -> dict[str, float]:
    view = diary.view
    return {**costs_a_year(view), **costs_by_financial_year(view), **costs_per_family(view)}


def test_who_is_there_all_the_time_costs_their_price_in_each_year(diary: Diary) -> None:
    diary.worker(SOCIAL_WORKER)
    measures = measured(diary)
    for year in ("2019_20", "2020_21"):
        assert measures[f"cost_staff_{year}_gbp"] == pytest.approx(60000.0)
        assert measures[f"cost_everything_{year}_gbp"] == pytest.approx(60000.0)
        assert measures[f"cost_agency_workers_{year}_gbp"] == 0.0


def test_a_year_s_price_is_spread_over_its_working_days(diary: Diary) -> None:
    """127 of 254 days of the one year, then an agency worker for 253 of 253 of the next."""
    diary.worker(SOCIAL_WORKER, end=OBSERVED_FROM + 127.0)
    diary.worker(SOCIAL_WORKER, start=YEAR_2020, agency=True)
    measures = measured(diary)
    assert measures["cost_staff_2019_20_gbp"] == pytest.approx(30000.0)
    assert measures["cost_staff_2020_21_gbp"] == pytest.approx(90000.0)
    assert measures["cost_agency_workers_2020_21_gbp"] == pytest.approx(90000.0)
    years = (HORIZON - OBSERVED_FROM) / 507.0 * 731.0 / 365.25
    assert measures["cost_agency_workers_gbp_a_year"] * years == pytest.approx(90000.0 * 253 / 507 * years, rel=1e-12)


def test_sessions_outside_count_in_the_year_they_are_held(diary: Diary) -> None:
    family = diary.family("mental health")
    diary.referred(260.0, family)
    for time in (261.0, YEAR_2020 - 0.5, YEAR_2020):
        diary.need(Event.SESSION, time, family, "mental health", 1, -1)
    measures = measured(diary)
    assert measures["cost_external_sessions_2019_20_gbp"] == pytest.approx(80.0)
    assert measures["cost_external_sessions_2020_21_gbp"] == pytest.approx(40.0)


def test_each_who_is_hired_costs_their_role_s_recruitment_and_no_agency_worker_does() -> None:
    diary = Diary(compile_scenario(service(**{"roles.social_worker.recruitment_cost": pounds(4000, "GBP a hire")})))
    diary.worker(SOCIAL_WORKER, end=300.0)  # there since before the run
    diary.worker(SOCIAL_WORKER, start=OBSERVED_FROM - 10.0, end=310.0)  # hired before the observed years
    diary.worker(SOCIAL_WORKER, start=310.0, end=320.0)
    diary.worker(SOCIAL_WORKER, start=330.0, end=340.0, agency=True)
    diary.worker(SOCIAL_WORKER, start=YEAR_2020, end=YEAR_2020 + 5.0)
    diary.worker(SOCIAL_WORKER, start=YEAR_2020 + 6.0)
    diary.worker("safeguarding 1: mental_health_practitioner 1", start=400.0)  # whose role gives no such cost
    measures = measured(diary)
    assert measures["cost_recruitment_2019_20_gbp"] == 4000.0
    assert measures["cost_recruitment_2020_21_gbp"] == 8000.0
    assert measures["cost_recruitment_gbp_a_year"] == pytest.approx(12000.0 / (731.0 / 365.25))


def test_setting_up_counts_in_the_year_it_is_spent() -> None:
    """50,000 on 31 March 2020; two teams that change over at 1,000 each; and three posts at 200 each in two teams."""
    later = {"posts": parameter(3, "posts"), "full_time_share": parameter(1.0, "share"), "start": "2020-04-01"}
    later |= {"set_up_cost": pounds(200)}
    scenario = service()
    values: dict[str, Any] = {"set_up_costs.premises": {"cost": pounds(50000), "date": "2020-03-31"}}
    kind = next(name for name, team in scenario.teams.items() if "social_worker" in team.posts)
    model = next(iter(scenario.working_models))
    values |= {
        f"teams.{kind}.count.value": 2,
        f"teams.{kind}.posts.team_manager": later,
        "roll_out.wave": {
            "team": kind, "numbers": [1, 2], "working_model": model, "start": "2020-06-01", "set_up_cost": pounds(1000)
        },
    }  # fmt: skip
    diary = Diary(compile_scenario(with_values(scenario, values)))
    measures = measured(diary)
    assert measures["cost_set_up_2019_20_gbp"] == 50000.0
    assert measures["cost_set_up_2020_21_gbp"] == 2 * 1000.0 + 2 * 3 * 200.0
    assert measures["cost_everything_2020_21_gbp"] == 3200.0
    assert measures["cost_set_up_gbp_a_year"] == pytest.approx(53200.0 / (731.0 / 365.25))


@pytest.mark.parametrize("warm_up", [0, 1])
def test_a_year_of_which_a_part_is_observed_says_so(warm_up: int) -> None:
    """January to March 2020 has 64 working days of the year's 254, and April to December 190 of 253."""
    clock = {"clock.observed_from": "2020-01-01", "clock.observed_years": 1, "clock.warm_up_years": warm_up}
    diary = Diary(compile_scenario(service(**clock)))
    diary.worker(SOCIAL_WORKER, end=diary.tables.horizon)
    measures = measured(diary)
    assert measures["cost_staff_2019_20_part_gbp"] == pytest.approx(60000.0 * 64 / 254)
    assert measures["cost_staff_2020_21_part_gbp"] == pytest.approx(60000.0 * 190 / 253)
    assert describe("cost_staff_2019_20_part_gbp").label == "Staff cost in 2019-20, the part observed"
    assert describe("cost_staff_2019_20_part_gbp").unit == "GBP"


def test_the_financial_years_of_a_clock() -> None:
    whole = list_financial_years(Clock(observed_from=date(2019, 4, 1), warm_up_years=5, observed_years=3))
    assert [year.title for year in whole] == ["2019-20", "2020-21", "2021-22"]
    assert all(year.is_whole for year in whole)
    part = list_financial_years(Clock(observed_from=date(2099, 3, 31), warm_up_years=0, observed_years=1))
    assert [(year.title, year.start, year.until, year.is_whole) for year in part] == [
        ("2098-99", date(2099, 3, 31), date(2099, 4, 1), False),
        ("2099-00", date(2099, 4, 1), date(2100, 3, 31), False),
    ]


def test_a_post_that_is_part_filled_costs_what_is_filled_of_it(diary: Diary) -> None:
    worker = diary.worker(SOCIAL_WORKER)
    diary.hours_change(worker, YEAR_2020, 0.5)
    measures = measured(diary)
    assert measures["cost_staff_2019_20_gbp"] == pytest.approx(60000.0)
    assert measures["cost_staff_2020_21_gbp"] == pytest.approx(30000.0)
    assert measures["cost_staff_gbp_a_year"] == pytest.approx(60000.0 * (254 + 253 / 2) / 507)
