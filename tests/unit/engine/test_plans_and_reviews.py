"""A plan: its doses, its review grid and what moves a review, worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import Happened, happened

DAY = 8.0  # hours
VISIT_DAYS = 5


def plan_service(modules: int, **activities: Any) -> b.Mapping_:
    """A plan of so many modules, one at each visit of a day, five days after the last visit was made.

    It ends at a review 3 months in, and then every 6 months, if the family is ready, and else goes on.
    """
    mapping = b.small_service(years=2)
    pathway = mapping["pathway"]
    visit = {"due": (VISIT_DAYS, "working days"), "repeat": (VISIT_DAYS, "working days"), "window": 0}
    pathway["activities"] = {
        "visit": b.activity({"holder": b.part(DAY)}, delivers_plan_work=True, **visit),  # type: ignore[arg-type]
        "review": b.activity(
            {"holder": b.part(4.0)}, due=(3, "months"), repeat=(6, "months"), window=0, priority="urgent", notices=True
        ),
        **activities,
    }
    pathway["stages"]["work"] = b.stage(
        "visit",
        "review",
        *activities,
        decides={"review": ("done", "go on")},
        team="team",
        holder="worker",
        plan="opens",
        ledger="plan",
        statutory_plan="plan",
        plan_work={"sessions": b.drawn(float(modules), "sessions"), "missed": b.number(0.0, "probability")},
    )
    pathway["decisions"]["go on"] = {"go on": b.outcome("continue", 1.0)}
    return mapping


def ended(log: Happened) -> float:
    (end,) = log.of(Event.ENTERED, subject="closed").times
    return end


def reviews(log: Happened) -> Happened:
    return log.of(Event.HELD, subject="review")


def date_at(log: Happened, time: float) -> date:
    return date.fromordinal(log.log.tables.day_ordinals[int(time)])


def test_a_module_is_delivered_at_each_visit_and_the_plan_is_then_ready() -> None:
    log = happened(plan_service(modules=4))
    assert [(row.time, row.detail) for row in log.of(Event.PLAN_WORK)] == [(6.0, 3), (12.0, 2), (18.0, 1), (24.0, 0)]
    assert log.of(Event.READY).times == [24.0]


def test_a_plan_that_is_ready_ends_at_its_first_review_three_months_in() -> None:
    log = happened(plan_service(modules=4))
    assert date_at(log, ended(log)) == date(2019, 7, 1)
    assert ended(log) == log.of(Event.HELD, subject="review").times[0]


def test_a_plan_that_just_misses_a_review_ends_six_months_later() -> None:
    """Ten modules are done on day 60, a day before the review; eleven are not."""
    ready = happened(plan_service(modules=10))
    late = happened(plan_service(modules=11))
    assert ready.of(Event.READY).times == [60.0]
    assert late.of(Event.READY).times[0] < 61.0 + 2 * (VISIT_DAYS + 1)
    assert [date_at(ready, review.due) for review in reviews(ready)] == [date(2019, 7, 1)]
    assert [date_at(late, review.due) for review in reviews(late)] == [date(2019, 7, 1), date(2020, 1, 2)]
    assert ended(late) == reviews(late)[1].time  # six months after 1 July is New Year's Day, so the day after it


def test_two_weeks_without_a_worker_can_cost_six_months() -> None:
    """A family is ready on day 54, seven days before its review. Its worker's post is empty from day 22 to 32, so the
    visit due on day 23 is made on day 32, and the family is ready two days after the review."""
    mapping = plan_service(modules=9)
    usual = happened(mapping)
    mapping["vacancies"] = {"empty": b.vacancy("worker", 22, 32)}
    stalled = happened(mapping)
    assert usual.of(Event.READY).times == [54.0]
    assert stalled.of(Event.READY).times == [pytest.approx(63.0, abs=1.0)]
    assert [date_at(usual, ended(usual)), date_at(stalled, reviews(stalled)[-1].due)] == [
        date(2019, 7, 1),
        date(2020, 1, 2),
    ]
    assert ended(stalled) - ended(usual) > 120.0


def test_a_change_of_worker_holds_plan_work_up_until_the_new_worker_has_settled() -> None:
    """Worker 0 leaves on day 10 and another starts on day 11; for three weeks visits move nothing on."""
    mapping = plan_service(modules=4)
    mapping["pathway"]["holding"]["lost_progress"] = b.number(3, "weeks")
    mapping["vacancies"] = {"empty": b.vacancy("worker", 10, 11)}
    log = happened(mapping)
    visits = log.of(Event.HELD, subject="visit").times
    (allocated,) = log.of(Event.ALLOCATED).times[1:]
    settled = log.log.tables.day_ordinals.index(date.fromisoformat(b.date_of(11)).toordinal() + 21)
    assert allocated == 11.0
    assert log.of(Event.PLAN_WORK).times == [v for v in visits if v < 10.0 or v >= settled][:4]
    assert sum(10.0 < visit < settled for visit in visits) == 2


def test_supervision_brings_the_review_of_a_ready_family_forward() -> None:
    supervision = b.activity(
        due=(30, "working days"),
        repeat=(100, "working days"),
        window=0,
        brings_forward={
            "activity": "review",
            "chance": b.number(1.0, "probability"),
            "period": b.number(10, "working days"),
        },
    )
    ready = happened(plan_service(modules=4, supervision=supervision))
    assert ended(ready) == 40.5
    assert ready.of(Event.HELD, subject="review")[0].due == 40.0
    not_ready = happened(plan_service(modules=9, supervision=supervision))
    assert date_at(not_ready, ended(not_ready)) == date(2019, 7, 1)


def test_supervision_that_unsticks_moves_the_most_stuck_part_on_by_a_session() -> None:
    every_week = {"due": (7, "working days"), "repeat": (7, "working days"), "window": 0}
    mapping = plan_service(modules=4, supervision=b.activity(unsticks=True, **every_week))  # type: ignore[arg-type]
    mapping["working_models"]["usual"]["effects"]["unsticks"] = b.number(1.0, "probability")
    log = happened(mapping)
    assert [(row.time, row.detail, row.worker) for row in log.of(Event.PLAN_WORK)] == [
        (6.0, 3, 0),
        (7.0, 2, -1),
        (12.0, 1, 0),
        (14.0, 0, -1),
    ]


def test_unsticking_counts_as_a_session_of_the_need_with_most_left() -> None:
    mapping = plan_service(modules=1, supervision=b.activity(due=(7, "working days"), window=0, unsticks=True))
    mapping["working_models"]["usual"]["effects"]["unsticks"] = b.number(1.0, "probability")
    mapping["teams"]["team"] = b.team(worker=b.posts(1), helper=b.posts(1))
    log = happened(mapping, needs=1)
    assert [(row.time, row.detail) for row in log.of(Event.SESSION)] == [(5.5, 2), (7.0, 1), (10.75, 0)]


def test_a_stage_that_continues_a_plan_keeps_its_doses() -> None:
    mapping = plan_service(modules=9, escalation=b.activity(gap=20.0))
    pathway = mapping["pathway"]
    pathway["stages"]["work"]["decisions"]["escalation"] = {"ready": "up", "not_ready": "up"}
    pathway["decisions"]["up"] = b.always("court")
    pathway["stages"]["court"] = {
        **pathway["stages"]["work"],
        "plan": "continues",
        "plan_work": None,
        "activities": ["visit", "review"],
        "decisions": {"review": {"ready": "done", "not_ready": "go on"}},
    }
    del pathway["stages"]["court"]["plan_work"]
    log = happened(mapping)
    assert log.of(Event.PLANNED).times == [0.0]
    assert [row.detail for row in log.of(Event.PLAN_WORK)] == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert log.of(Event.READY).times == [54.0]
    review = log.of(Event.HELD, subject="review")[0]
    assert date_at(log, review.due) == date(2019, 7, 1)  # still three months from when the plan began


def test_a_missed_visit_delivers_nothing_and_is_made_again() -> None:
    mapping = plan_service(modules=1)
    mapping["pathway"]["stages"]["work"]["plan_work"]["missed"] = b.number(1.0, "probability")
    log = happened(mapping)
    assert len(log.of(Event.HELD, subject="visit")) > 50
    assert log.of(Event.PLAN_WORK, Event.READY) == []
