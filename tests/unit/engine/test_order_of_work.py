"""Who does what when: one task at a time, the most urgent first, worked out by hand. An hour is an eighth of a day."""

from __future__ import annotations

from math import isnan, sqrt

import pytest

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import happened

DAY = 8.0  # hours


def service(workers: int = 1, **activities: b.Mapping_) -> b.Mapping_:
    """One stage that lists these activities, of which nothing is decided for a year."""
    mapping = b.small_service(workers=workers)
    pathway = mapping["pathway"]
    pathway["activities"] = {**activities, "end": b.activity(gap=240.0)}
    pathway["stages"]["work"] = b.stage(*activities, "end", decides={"end": "done"}, team="team", statutory_plan="plan")
    return mapping


def task(hours: float = DAY, **more: object) -> b.Mapping_:
    return b.activity({"worker": b.part(hours)}, **more)  # type: ignore[arg-type]


def test_a_worker_does_one_task_at_a_time_first_come_first_served() -> None:
    held = happened(service(task=task()), [0.0, 0.25, 0.5]).of(Event.HELD, subject="task")
    assert held.families == [0, 1, 2]
    assert held.starts == [0.0, 1.0, 2.0]
    assert held.times == [1.0, 2.0, 3.0]
    assert [row.enabled for row in held] == [0.0, 0.25, 0.5]
    assert [row.due for row in held] == [10.0, 10.25, 10.5]
    assert [row.hours for row in held] == [DAY, DAY, DAY]


def test_an_urgent_task_goes_first_and_interrupts_nobody() -> None:
    mapping = service(task=task(), call=task(priority="urgent", gap=0.5))
    held = happened(mapping, [0.0, 0.25]).of(Event.HELD)
    assert [(row.subject, row.family, row.started) for row in held[:4]] == [
        ("task", 0, 0.0),  # in hand when the first call comes, half a day in
        ("call", 0, 1.0),
        ("call", 1, 2.0),
        ("task", 1, 3.0),
    ]


def test_within_a_class_the_earliest_due_goes_first() -> None:
    mapping = service(
        first=task(due=(1, "working days")),
        slow=task(due=(20, "working days")),
        quick=task(due=(5, "working days"), gap=0.5),
    )
    held = happened(mapping).of(Event.HELD)
    assert [row.subject for row in held[:3]] == ["first", "quick", "slow"]


def test_what_is_due_together_is_done_first_come_then_by_family_then_in_the_order_of_the_scenario() -> None:
    mapping = service(letter=task(), call=task())
    held = happened(mapping, [0.0, 0.0]).of(Event.HELD)
    assert [(row.family, row.subject) for row in held[:4]] == [(0, "letter"), (0, "call"), (1, "letter"), (1, "call")]


def test_work_for_anybody_goes_to_whoever_has_been_free_the_longest() -> None:
    held = happened(service(workers=2, task=task()), [0.0, 0.5, 3.0, 5.0]).of(Event.HELD, subject="task")
    assert [(row.family, row.worker) for row in held] == [(0, 0), (1, 1), (2, 0), (3, 1)]


def test_an_activity_is_held_when_its_last_required_part_is_done_and_those_attending_still_spend_their_hours() -> None:
    mapping = service(
        meeting=b.activity(
            {"worker": b.part(DAY, people=b.number(2, "people")), "helper": b.part(3 * DAY, required=False)}
        )
    )
    mapping["teams"]["team"] = b.team(worker=b.posts(1), helper=b.posts(1))
    done = happened(mapping).of(Event.PART_DONE, Event.HELD, subject="meeting")
    assert [(row.event, row.time) for row in done] == [
        (Event.PART_DONE, 1.0),
        (Event.HELD, 2.0),  # the one worker did both parts
        (Event.PART_DONE, 3.0),
    ]


def test_a_part_time_worker_takes_longer() -> None:
    mapping = service(task=task())
    mapping["teams"]["team"] = b.team(worker=b.posts(1, full_time_share=0.5))
    assert happened(mapping).of(Event.HELD, subject="task").times == [2.0]


def starter_service(days: float, at_first: float, hours: float = DAY) -> b.Mapping_:
    """A service whose one worker starts on day 5."""
    mapping = service(task=b.activity({"worker": b.part(hours)}))
    settling_in = {"induction": b.number(days, "working days"), "induction_speed": b.number(at_first, "share")}
    mapping["roles"]["worker"]["turnover"] = b.turnover(1e-9, 10) | settling_in
    mapping["vacancies"] = {"empty": b.vacancy("worker", 0, 5)}
    return mapping


def test_a_new_starter_speeds_up_evenly_over_the_induction() -> None:
    """Half speed at first, rising to full over ten days: after n days' work the speed is the root of 0.25 + 0.1 n."""
    held = happened(starter_service(10, 0.5), [0.0] * 3).of(Event.HELD, subject="task")
    assert held.times == pytest.approx([5.0 + (sqrt(0.25 + 0.1 * n) - 0.5) / 0.05 for n in (1, 2, 3)])


def test_a_new_starter_who_cannot_do_anything_at_first_learns_while_at_it() -> None:
    """From nothing to full speed over ten days: after t days t * t / 20 days' work are done; five when it is over."""
    held = happened(starter_service(10, 0.0), [0.0] * 7).of(Event.HELD, subject="task")
    assert held.times == pytest.approx([5.0 + sqrt(20.0 * n) for n in (1, 2, 3, 4, 5)] + [16.0, 17.0])


def test_a_task_that_outlasts_the_induction_is_finished_at_full_speed() -> None:
    (held,) = happened(starter_service(10, 0.5, hours=10 * DAY)).of(Event.HELD, subject="task")
    assert held.time == pytest.approx(5.0 + 10.0 + (10.0 - 7.5))


def test_recording_costs_hours() -> None:
    mapping = service(task=b.activity({"worker": b.part(DAY, recording_share=b.number(0.5, "share"))}))
    mapping["working_models"]["usual"] = b.working_model(recording=1.5)
    (held,) = happened(mapping).of(Event.HELD, subject="task")
    assert held.hours == pytest.approx(DAY * 1.25)
    assert held.time == pytest.approx(1.25)


def test_a_visit_is_not_made_before_its_window_and_is_next_due_from_when_it_was_made() -> None:
    visit = task(due=(10, "working days"), repeat=(10, "working days"), window=3)
    held = happened(service(visit=visit)).of(Event.HELD, subject="visit")
    assert held.starts[:3] == [7.0, 15.0, 23.0]
    assert held.times[:3] == [8.0, 16.0, 24.0]
    assert [row.due for row in held[:3]] == [10.0, 18.0, 26.0]


def test_a_gap_is_waited_out_each_time() -> None:
    held = happened(service(visit=task(gap=4.0, repeat=(1, "working days")))).of(Event.HELD, subject="visit")
    assert held.starts[:3] == [4.0, 9.0, 14.0]


def test_an_overloaded_worker_visits_less_often_and_the_queue_does_not_grow() -> None:
    """Five families are due a visit that takes a day every two days: each is seen every five."""
    visit = task(due=(0, "working days"), repeat=(2, "working days"), window=0)
    log = happened(service(visit=visit), [0.0, 0.125, 0.25, 0.375, 0.5])
    first = log.of(Event.HELD, subject="visit", family=0)
    assert [later - earlier for earlier, later in zip(first.times, first.times[1:], strict=False)][:20] == [5.0] * 20
    assert len(log.of(Event.UNFINISHED, subject="visit")) <= 5


def test_an_activity_follows_another_and_may_be_due_from_when_a_stage_began() -> None:
    mapping = service(
        visit=task(gap=2.0),
        report=task(after="visit", due=(20, "working days"), since="work"),
        letter=task(after="report", due=(5, "working days")),
    )
    held = happened(mapping, [1.0]).of(Event.HELD)
    assert [(row.subject, row.enabled, row.due) for row in held[:3]] == [
        ("visit", 3.0, 11.0),
        ("report", 4.0, 21.0),
        ("letter", 5.0, 10.0),
    ]


def test_a_decision_ends_the_stage_and_cancels_what_the_next_does_not_go_on_with() -> None:
    mapping = service(visit=task(3 * DAY), report=task(gap=1.0), letter=task(gap=50.0))
    pathway = mapping["pathway"]
    pathway["activities"]["meeting"] = b.activity(gap=2.0)
    pathway["stages"]["work"] = b.stage(
        "visit", "report", "letter", "meeting", decides={"meeting": "more"}, team="team", statutory_plan="plan"
    )
    pathway["stages"]["later"] = b.stage("report", "end", decides={"end": "done"}, team="team")
    pathway["decisions"]["more"] = b.always("later")
    log = happened(mapping)
    (decided,) = log.of(Event.DECIDED, subject="meeting")
    assert decided.time == 2.0
    (cancelled,) = log.of(Event.CANCELLED)
    assert (cancelled.subject, cancelled.time, cancelled.enabled, cancelled.due) == ("visit", 2.0, 0.0, 10.0)
    (in_hand,) = log.of(Event.PART_DONE, subject="visit")
    assert in_hand.time == 3.0  # nobody is interrupted
    (report,) = log.of(Event.HELD, subject="report")
    assert (report.enabled, report.started) == (1.0, 3.0)
    assert log.of(Event.HELD, subject="letter") == []


def test_what_is_not_done_by_the_end_of_the_run_is_said() -> None:
    log = happened(service(task=task(1000 * DAY)), [250.0, 250.0])
    end = log.log.tables.horizon
    in_hand, waiting = log.of(Event.UNFINISHED)
    assert (in_hand.family, in_hand.worker, in_hand.started, in_hand.time) == (0, 0, 250.0, end)
    assert (waiting.family, waiting.worker, waiting.time) == (1, -1, end)
    assert isnan(waiting.started)
