from math import isnan

import pytest

from fssim.engine.event_log import Event
from fssim.measures.indicators.staffing import allocation, caseloads, hours_worked
from tests.unit.measures.diary import HORIZON, OBSERVED_FROM, Diary

ASSESSOR = "assessment 1: social_worker 1"
SECOND_ASSESSOR = "assessment 1: social_worker 2"
PRACTITIONER = "safeguarding 1: mental_health_practitioner 1"
OBSERVED_DAYS = HORIZON - OBSERVED_FROM
WEEK = 37.0
AT_WORK = 0.85
PRODUCTIVE = 0.8 * 0.85


def measured(diary: Diary) -> dict[str, float]:
    view = diary.view
    return {**caseloads(view), **hours_worked(view), **allocation(view)}


def hold(diary: Diary, worker: int, children: int, start: float, end: float) -> int:
    family = diary.family(children=children)
    diary.referred(start, family)
    diary.entered(start, family, "assessment")
    diary.allocated(start, family, worker)
    if end < HORIZON:
        diary.entered(end, family, "closed")
    return family


def test_a_caseload_is_children_held_per_worker_in_post(diary: Diary) -> None:
    first, _ = diary.worker(ASSESSOR), diary.worker(SECOND_ASSESSOR, end=OBSERVED_FROM + OBSERVED_DAYS / 2.0)
    hold(diary, first, 6, OBSERVED_FROM - 20.0, HORIZON)
    measures = measured(diary)
    assert measures["caseload_children_per_full_time_worker"] == pytest.approx(6.0 / 1.5)
    assert measures["caseload_assessment_children_per_full_time_worker"] == pytest.approx(6.0 / 1.5)
    assert isnan(measures["caseload_safeguarding_children_per_full_time_worker"])


def test_the_spread_of_caseloads_is_between_workers(diary: Diary) -> None:
    first, second = diary.worker(ASSESSOR), diary.worker(SECOND_ASSESSOR)
    hold(diary, first, 6, OBSERVED_FROM, HORIZON)
    hold(diary, second, 2, OBSERVED_FROM, HORIZON)
    measures = measured(diary)
    assert measures["caseload_spread_children"] == 2.0
    assert measures["caseload_p90_children"] == 6.0


def test_utilisation_is_time_busy_over_time_in_post(diary: Diary) -> None:
    worker = diary.worker(PRACTITIONER)
    family = diary.family()
    diary.referred(300.0, family)
    hours_a_day = WEEK / 5.0 * PRODUCTIVE * 0.8
    for begun, done in ((OBSERVED_FROM - 2.0, OBSERVED_FROM + 1.0), (300.0, 302.0)):
        hours = (done - begun) * hours_a_day
        diary.held(done, family, "mental health session", worker, begun, begun, done, hours)
    diary.held(
        HORIZON, family, "mental health session", worker, HORIZON - 3.0, HORIZON - 3.0, HORIZON, 99.0, Event.UNFINISHED
    )
    measures = measured(diary)
    busy = 1.0 + 2.0 + 3.0
    assert measures["utilisation_mental_health_practitioner_percent"] == pytest.approx(100.0 * busy / OBSERVED_DAYS)
    assert measures["hours_mental_health_practitioner_per_year"] == pytest.approx(busy * hours_a_day / 2.0, rel=1e-3)
    assert isnan(measures["utilisation_social_worker_percent"])


def test_a_leaver_s_last_task_counts_as_hours_but_not_as_time_in_post(diary: Diary) -> None:
    worker = diary.worker(ASSESSOR, end=400.0)
    family = diary.family()
    diary.referred(300.0, family)
    diary.held(401.0, family, "assessment visit", worker, 399.0, 399.0, 410.0, 10.0)
    measures = measured(diary)
    assert measures["utilisation_social_worker_percent"] == pytest.approx(100.0 / (400.0 - OBSERVED_FROM))
    assert measures["hours_social_worker_per_year"] == pytest.approx(10.0 / 2.0, rel=1e-3)


def test_the_direct_share_is_of_hours_at_work(diary: Diary) -> None:
    worker = diary.worker(ASSESSOR, start=OBSERVED_FROM, end=OBSERVED_FROM + 5.0)
    family = diary.family()
    diary.referred(300.0, family)
    visit = diary.names.activities.index("assessment visit")
    part = diary.tables.activities.first_part[visit]
    diary.held(256.0, family, "assessment visit", worker, 254.0, 254.0, 260.0, 4.0, part=part)  # half of it direct
    diary.held(257.0, family, "screening", worker, 256.0, 256.0, 260.0, 4.0)
    assert measured(diary)["direct_share_percent"] == pytest.approx(100.0 * 2.0 / (WEEK * AT_WORK))


def test_workers_per_family_are_the_different_holders_of_an_episode(diary: Diary) -> None:
    first, second = diary.worker(ASSESSOR), diary.worker(SECOND_ASSESSOR)
    family = hold(diary, first, 1, 260.0, HORIZON)
    diary.unallocated(270.0, family, first)
    diary.allocated(271.0, family, second, since=270.0)
    diary.unallocated(280.0, family, second)
    diary.allocated(281.0, family, first, since=280.0)
    diary.entered(290.0, family, "closed")
    hold(diary, second, 1, 300.0, 310.0)
    hold(diary, second, 1, 300.0, HORIZON)  # open: not counted
    measures = measured(diary)
    assert measures["workers_per_family"] == 1.5
    assert measures["unallocated_days_per_family"] == pytest.approx(2.0 / 3.0)
    assert measures["unallocated_families_mean"] == pytest.approx(2.0 / OBSERVED_DAYS)
