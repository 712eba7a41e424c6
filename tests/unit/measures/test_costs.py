from math import isnan, nan

import pytest

from fssim.engine.event_log import Event
from fssim.measures.indicators.cost import cost_band, costs_a_year, costs_by_financial_year, costs_per_family
from tests.unit.measures.diary import HORIZON, OBSERVED_FROM, Diary

TWO_YEARS = 731.0 / 365.25
HALF_WAY = (OBSERVED_FROM + HORIZON) / 2.0


def measured(diary: Diary) -> dict[str, float]:
    view = diary.view
    return {**costs_a_year(view), **costs_by_financial_year(view), **costs_per_family(view)}


def test_staff_cost_what_they_cost_while_in_post_and_agency_workers_more(diary: Diary) -> None:
    diary.worker("assessment 1: social_worker 1", end=HALF_WAY)
    diary.worker("assessment 1: social_worker 1", start=HALF_WAY, agency=True)
    diary.worker("safeguarding 1: mental_health_practitioner 1")  # 0.8 of full time
    measures = measured(diary)
    assert measures["cost_social_worker_gbp_a_year"] == pytest.approx(30000.0 + 45000.0)
    assert measures["cost_mental_health_practitioner_gbp_a_year"] == pytest.approx(0.8 * 62000.0)
    assert measures["cost_team_manager_gbp_a_year"] == 0.0
    assert measures["cost_staff_gbp_a_year"] == pytest.approx(75000.0 + 0.8 * 62000.0)


def test_the_specialists_cost_is_spread_over_families_entering_a_plan(diary: Diary) -> None:
    diary.worker("safeguarding 1: mental_health_practitioner 1")
    for _ in range(10):
        family = diary.family()
        diary.referred(260.0, family)
        diary.entered(261.0, family, "plan")
        diary.entered(300.0, family, "section_47_enquiry")
        diary.entered(310.0, family, "plan")  # the same plan going on
    measures = measured(diary)
    assert measures["cost_specialists_gbp_per_family"] == pytest.approx(0.8 * 62000.0 * TWO_YEARS / 10.0)
    assert measures["cost_guidebook_band"] == 5.0


def test_sessions_outside_cost_what_the_service_charges(diary: Diary) -> None:
    family = diary.family("mental health")
    practitioner = diary.worker("safeguarding 1: mental_health_practitioner 1")
    diary.referred(260.0, family)
    for time, worker in ((261.0, -1), (262.0, -1), (263.0, practitioner)):
        diary.need(Event.SESSION, time, family, "mental health", 1, worker)
    assert measured(diary)["cost_external_sessions_gbp_a_year"] == pytest.approx(2 * 40.0 / TWO_YEARS)


def test_cost_per_child_in_need_is_all_staff_over_child_weeks(diary: Diary) -> None:
    diary.worker("assessment 1: social_worker 1")
    family = diary.family(children=2)
    diary.referred(OBSERVED_FROM, family)
    diary.entered(OBSERVED_FROM, family, "assessment")
    weeks = 731.0 / 7.0
    expected = 60000.0 * TWO_YEARS / (2 * weeks)
    assert measured(diary)["cost_staff_gbp_per_child_in_need_week"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pounds", "band"),
    [(99.99, 1.0), (100.0, 2.0), (499.0, 2.0), (500.0, 3.0), (1000.0, 4.0), (2000.0, 4.0), (2000.01, 5.0)],
)
def test_the_guidebook_s_bands(pounds: float, band: float) -> None:
    assert cost_band(pounds) == band


@pytest.mark.parametrize("pounds", [0.0, nan])
def test_no_cost_has_no_band(pounds: float) -> None:
    assert isnan(cost_band(pounds))
