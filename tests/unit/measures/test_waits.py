from math import isnan

import pytest

from fssim.engine.event_log import Event
from fssim.measures.indicators.waits import waits, waits_under_plans
from tests.unit.measures.diary import HORIZON, OBSERVED_FROM, Diary

NEED = "mental health"
PREFIX = "wait_mental_health"
OBSERVED_DAYS = HORIZON - OBSERVED_FROM


@pytest.fixture
def referred(diary: Diary) -> Diary:
    """Family 0 is not taken by the first service offered, and starts inside 30 days later."""
    practitioner = diary.worker("safeguarding 1: mental_health_practitioner 1")
    family = diary.family(NEED)
    diary.referred(300.0, family)
    diary.entered(300.0, family, "plan")
    diary.need(Event.PLANNED, 300.0, family, NEED, 4)
    diary.need(Event.NEED_REFERRED, 300.0, family, NEED)
    diary.need(Event.NEED_NOT_STARTED, 340.0, family, NEED, referred=300.0)
    diary.need(Event.NEED_REFERRED, 350.0, family, NEED, 4)
    diary.need(Event.NEED_TAKEN, 355.0, family, NEED, worker=practitioner, referred=350.0)
    diary.need(Event.NEED_STARTED, 358.0, family, NEED, worker=practitioner, referred=350.0)
    return diary


def test_a_wait_is_from_the_referral_that_led_to_the_start(referred: Diary) -> None:
    measures = waits(referred.view)
    assert measures[f"{PREFIX}_internal_mean_working_days"] == 8.0
    assert measures[f"{PREFIX}_internal_p90_working_days"] == 8.0
    assert isnan(measures[f"{PREFIX}_external_mean_working_days"])


def test_an_offer_ends_a_wait_whether_or_not_it_is_taken_up(referred: Diary) -> None:
    measures = waits(referred.view)
    assert measures[f"{PREFIX}_external_to_offer_mean_working_days"] == 40.0
    assert measures[f"{PREFIX}_external_took_up_percent"] == 0.0
    assert measures[f"{PREFIX}_internal_took_up_percent"] == 100.0


def test_the_family_s_own_wait_is_from_the_first_referral(referred: Diary) -> None:
    measures = waits_under_plans(referred.view)
    assert measures[f"{PREFIX}_from_first_referral_mean_working_days"] == 58.0
    assert measures[f"{PREFIX}_ever_started_percent"] == 100.0


def test_a_plan_that_follows_another_carries_on_the_wait(diary: Diary) -> None:
    waiting, settled = diary.family(NEED), diary.family(NEED)
    for family in (waiting, settled):
        diary.referred(300.0, family)
        diary.entered(300.0, family, "plan")
        diary.need(Event.PLANNED, 300.0, family, NEED, 4)
        diary.need(Event.NEED_REFERRED, 300.0, family, NEED)
    diary.need(Event.NEED_LEFT, 310.0, settled, NEED)
    for family in (waiting, settled):
        diary.entered(330.0, family, "plan")
    diary.need(Event.PLANNED, 330.0, settled, NEED, 4)
    diary.need(Event.NEED_REFERRED, 330.0, settled, NEED)
    diary.need(Event.NEED_STARTED, 340.0, waiting, NEED, referred=300.0)
    diary.need(Event.NEED_STARTED, 350.0, settled, NEED, referred=330.0)
    measures = waits_under_plans(diary.view)
    assert measures[f"{PREFIX}_from_first_referral_mean_working_days"] == (40.0 + 20.0) / 2
    assert measures[f"{PREFIX}_ever_started_percent"] == pytest.approx(200.0 / 3)


def test_families_waiting_is_a_time_average(referred: Diary) -> None:
    measures = waits(referred.view)
    assert measures[f"{PREFIX}_external_families_waiting"] == pytest.approx(40.0 / OBSERVED_DAYS)
    assert measures[f"{PREFIX}_internal_families_waiting"] == pytest.approx(8.0 / OBSERVED_DAYS)


def test_who_waits_at_the_end_and_who_waited_until_the_plan_ended(diary: Diary) -> None:
    for start, closed in ((740.0, None), (700.0, 720.0)):
        family = diary.family(NEED)
        diary.referred(start, family)
        diary.need(Event.PLANNED, start, family, NEED, 4)
        diary.need(Event.NEED_REFERRED, start, family, NEED)
        if closed is not None:
            diary.entered(closed, family, "closed")
            diary.write(Event.NEEDS_ENDED, closed, family)
    measures = waits(diary.view)
    assert measures[f"{PREFIX}_open_mean_working_days"] == HORIZON - 740.0
    assert measures[f"{PREFIX}_external_families_waiting"] == pytest.approx((20.0 + 20.0) / OBSERVED_DAYS)
    assert waits_under_plans(diary.view)[f"{PREFIX}_ever_started_percent"] == 0.0


def test_needs_are_kept_apart(referred: Diary) -> None:
    assert isnan(waits(referred.view)["wait_alcohol_internal_mean_working_days"])
