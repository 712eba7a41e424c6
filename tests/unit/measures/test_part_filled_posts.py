"""Posts of which a part is empty, posts that are there for a time, and agency workers beside them, measured by hand."""

from __future__ import annotations

import numpy as np
import pytest

from fssim.engine.event_log import Event
from fssim.measures.indicators.staffing import allocation, caseloads, hours_worked, staffing
from fssim.measures.indicators.weekly import CASELOAD, in_post_series, utilisation_series, weekly
from fssim.measures.laws import LAWS
from fssim.measures.log_view.people_in_post import staff_of
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import load, with_values
from tests.laws.building import number
from tests.unit.measures.conftest import SERVICE
from tests.unit.measures.diary import HORIZON, OBSERVED_FROM, Diary

SOCIAL_WORKER = "assessment 1: social_worker 1"
HALF_WAY = OBSERVED_FROM + 253.5
DAYS = HORIZON - OBSERVED_FROM


def half_from_half_way(diary: Diary) -> int:
    """A social worker whose post is half filled in the second half of the observed years."""
    worker = diary.worker(SOCIAL_WORKER)
    diary.hours_change(worker, HALF_WAY, 0.5)
    return worker


def test_the_share_of_a_post_at_a_time(diary: Diary) -> None:
    first, second = half_from_half_way(diary), diary.worker("assessment 1: social_worker 2", start=300.0)
    diary.hours_change(second, 300.0, 0.25)  # at the start
    diary.hours_change(second, 400.0, 1.0)
    staff = staff_of(diary.view)
    workers, times = zip(
        (first, 260.0), (first, HALF_WAY), (first, 700.0), (second, 300.0), (second, 400.0), strict=True
    )
    shares = staff.hours.share_at(np.array(workers), np.array(times))
    assert shares.tolist() == [1.0, 0.5, 0.5, 0.25, 1.0]
    assert staff.full_time_days.tolist() == [DAYS * 0.75, 100.0 * 0.25 + (HORIZON - 400.0)]
    assert staff.days.tolist() == [DAYS, HORIZON - 300.0]


def test_caseloads_are_of_the_hours_that_are_filled(diary: Diary) -> None:
    worker = half_from_half_way(diary)
    family = diary.family(children=3)
    diary.referred(OBSERVED_FROM, family)
    diary.entered(OBSERVED_FROM, family, "assessment")
    diary.allocated(OBSERVED_FROM, family, worker)
    view = diary.view
    measures = {**caseloads(view), **hours_worked(view), **allocation(view)}
    assert measures["caseload_children_per_full_time_worker"] == pytest.approx(3.0 / 0.75)
    assert measures["caseload_p90_children"] == 6.0
    weeks = weekly(view)
    numbers = dict(zip(weeks.series, weeks.numbers, strict=True))
    assert numbers[in_post_series("social_worker")][[weeks.warm_up_weeks, -1]].tolist() == [1.0, 0.5]
    assert numbers[CASELOAD][[weeks.warm_up_weeks, -1]].tolist() == [3.0, 6.0]


def test_time_in_use_is_of_the_hours_that_are_filled(diary: Diary) -> None:
    """Busy for 30 days at half hours, of 507 at whole hours and then half."""
    worker = half_from_half_way(diary)
    family = diary.family()
    diary.referred(600.0, family)
    diary.entered(600.0, family, "assessment")
    activity = diary.names.activities[0]
    speed = diary.log.workers.hours_a_day[worker]
    diary.held(630.0, family, activity, worker, 600.0, 600.0, hours=15.0 * speed, kind=Event.PART_DONE)
    view = diary.view
    measures = {**caseloads(view), **hours_worked(view), **allocation(view)}
    assert measures["utilisation_social_worker_percent"] == pytest.approx(100.0 * 15.0 / (0.75 * DAYS))
    weeks = weekly(view)
    used = dict(zip(weeks.series, weeks.numbers, strict=True))[utilisation_series("social_worker")]
    assert used.max() == pytest.approx(100.0)
    assert [broken for law in LAWS for broken in law(view) if "contracted" in broken] == []


def test_more_hours_than_are_filled_break_a_law(diary: Diary) -> None:
    worker = half_from_half_way(diary)
    family = diary.family()
    diary.referred(600.0, family)
    speed = diary.log.workers.hours_a_day[worker]
    diary.held(630.0, family, diary.names.activities[0], worker, 600.0, 600.0, hours=20.0 * speed, kind=Event.PART_DONE)
    assert any("more hours than contracted" in broken for law in LAWS for broken in law(diary.view))


def test_vacancy_rates_are_of_the_posts_that_are_there(diary: Diary) -> None:
    """Of two posts, one there for the second half alone: 1.5 posts on average, of which 1 is filled, and 0.5 by an
    agency worker beside the posts."""

    def parameter(value: float, unit: str) -> dict[str, object]:
        return {**number(value, unit), "source": "guess"}

    groups = [
        {"posts": parameter(1, "posts"), "full_time_share": parameter(1.0, "share")},
        {"posts": parameter(1, "posts"), "full_time_share": parameter(1.0, "share"), "start": "2020-04-01"},
        {"agency_workers": parameter(1, "people"), "full_time_share": parameter(1.0, "share"), "start": "2020-04-01"},
    ]
    tables = compile_scenario(with_values(load(SERVICE), {"teams.assessment.posts.team_manager": groups}))
    grouped = Diary(tables)
    half = (HORIZON - tables.posts.opens[list(tables.names.posts).index("assessment 1: team_manager 2")]) / DAYS
    grouped.worker("assessment 1: team_manager 1")
    agency = "assessment 1: team_manager agency worker 1"
    grouped.worker(agency, start=HORIZON - half * DAYS, agency=True)
    view = grouped.view
    others = sum(name.endswith("team_manager 1") for name in tables.names.posts) - 1  # nobody is in them
    measures = staffing(view)
    posts = others + 1.0 + half
    assert measures["vacancy_team_manager_percent"] == pytest.approx(100.0 * (1.0 - 1.0 / posts))
    assert measures["vacancy_team_manager_uncovered_percent"] == pytest.approx(100.0 * (1.0 - (1.0 + half) / posts))


def test_agency_workers_may_be_more_than_the_posts_are_short_of(diary: Diary) -> None:
    for post in [name for name in diary.names.posts if "team_manager" in name]:
        diary.worker(post)
        diary.worker(post, agency=True)
    view = diary.view
    assert staffing(view)["vacancy_team_manager_uncovered_percent"] == 0.0
