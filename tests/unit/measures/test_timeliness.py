from math import isnan

import pytest

from fssim.measures.indicators.durations import assessments, timeliness
from fssim.model.tables import Tables
from tests.unit.measures.diary import OBSERVED_FROM, Diary, counted


def test_shares_in_time_and_lateness_are_of_what_was_held_in_the_observed_years(diary: Diary) -> None:
    family = diary.family()
    diary.referred(200.0, family)
    diary.held(OBSERVED_FROM - 1.0, family, "plan visit", due=200.0)
    diary.held(300.9, family, "plan visit", due=300.0)
    diary.held(301.0, family, "plan visit", due=300.5)
    diary.held(305.0, family, "plan visit", due=302.0)
    diary.held(306.0, family, "plan visit", due=310.0)
    measures = timeliness(diary.view)
    assert measures["timely_plan_visit_percent"] == 50.0
    assert measures["late_plan_visit_mean_working_days"] == (1.0 + 3.0) / 2.0
    assert isnan(measures["timely_review_percent"])
    assert isnan(measures["late_review_mean_working_days"])


def test_training_is_not_a_timed_activity(diary: Diary) -> None:
    assert not any("motivational" in name for name in timeliness(diary.view))


def test_visits_and_reviews_are_those_published(tables: Tables) -> None:
    visit = "statutory visit"
    diary = Diary(counted(tables, "activities", plan_visit=visit, assessment_visit=visit))
    family = diary.family()
    diary.referred(300.0, family)
    diary.held(301.0, family, "plan visit", due=302.0)
    diary.held(302.0, family, "assessment visit", due=302.0)
    diary.held(303.0, family, "assessment visit", due=302.0)
    diary.held(303.0, family, "review", due=302.0)
    measures = timeliness(diary.view)
    assert measures["visits_in_time_percent"] == pytest.approx(200.0 / 3.0)
    assert isnan(measures["reviews_in_time_percent"])


def test_assessments_last_from_referral_in_working_days_counted_in_children(tables: Tables) -> None:
    diary = Diary(counted(tables, "activities", assessment_write_up="assessment"))
    one, three = diary.family(children=1), diary.family(children=3)
    diary.referred(260.6, one)
    diary.referred(260.0, three)
    diary.entered(261.0, one, "assessment")
    diary.entered(261.0, three, "assessment")
    diary.held(280.0, one, "assessment write-up", due=305.6)
    diary.entered(280.0, one, "closed")
    diary.held(305.9, three, "assessment write-up", due=305.0)  # late by the hour, but on the 45th day
    diary.entered(305.9, three, "closed")
    diary.referred(400.0, one, episode=1)
    diary.held(446.0, one, "assessment write-up", due=445.0)
    measures = assessments(diary.view)
    assert measures["assessment_median_working_days"] == 45.0  # 20, 45, 45, 45, 46
    assert measures["assessment_p90_working_days"] == 46.0
    assert measures["assessment_within_45_working_days_percent"] == 80.0


def test_without_assessments_there_is_nothing_to_say(diary: Diary) -> None:
    assert isnan(assessments(diary.view)["assessment_median_working_days"])
