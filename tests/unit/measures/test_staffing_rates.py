from math import isnan

import pytest

from fssim.measures.indicators.staffing import staffing
from tests.unit.measures.diary import HORIZON, OBSERVED_FROM, Diary

HALF_WAY = (OBSERVED_FROM + HORIZON) / 2.0
POSTS = 12.0  # of social workers, in the two teams


def measured(diary: Diary) -> dict[str, float]:
    view = diary.view
    return staffing(view)


def test_a_post_covered_by_an_agency_is_vacant_as_published(diary: Diary) -> None:
    diary.worker("assessment 1: social_worker 1")
    diary.worker("assessment 1: social_worker 2", end=HALF_WAY)
    diary.worker("assessment 1: social_worker 2", start=HALF_WAY, agency=True)
    measures = measured(diary)
    assert measures["vacancy_social_worker_percent"] == pytest.approx(100.0 * (1.0 - 1.5 / POSTS))
    assert measures["vacancy_social_worker_uncovered_percent"] == pytest.approx(100.0 * (1.0 - 2.0 / POSTS))
    assert measures["vacancy_case_holders_percent"] == measures["vacancy_social_worker_percent"]
    assert measures["vacancy_team_manager_percent"] == 100.0


def test_turnover_is_leavers_a_year_over_the_average_in_post_without_agency(diary: Diary) -> None:
    diary.worker("assessment 1: social_worker 1")
    diary.worker("assessment 1: social_worker 2", end=HALF_WAY)
    diary.worker("assessment 1: social_worker 2", start=HALF_WAY, end=HALF_WAY + 50.0, agency=True)
    diary.worker("assessment 1: social_worker 3", end=OBSERVED_FROM - 1.0)
    measures = measured(diary)
    assert measures["turnover_social_worker_percent_a_year"] == pytest.approx(100.0 * (1.0 / 2.0) / 1.5, rel=1e-3)
    assert isnan(measures["turnover_team_manager_percent_a_year"])
