"""Stages that follow one another at one instant, or are worked differently by different teams, worked out by hand."""

from __future__ import annotations

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import happened

DAY = 8.0  # hours


def test_work_that_is_cancelled_and_comes_up_again_at_once_is_done_once() -> None:
    """Families go there and back at one instant, perhaps more than once, and then stay until their task is done."""
    mapping = b.small_service()
    pathway = mapping["pathway"]
    pathway["activities"] = {
        "task": b.activity({"worker": b.part(DAY)}),
        "turn": b.activity(),
        "return": b.activity(),
    }
    pathway["stages"] = {
        "here": b.stage("task", "turn", decides={"turn": "perhaps", "task": "done"}, team="team"),
        "there": b.stage("return", decides={"return": "back"}, team="team", statutory_plan="plan"),
        "closed": {"title": "Closed"},
    }
    pathway["first"] = "here"
    pathway["decisions"] |= {
        "perhaps": {"go": b.outcome("there", 0.7), "stay": b.outcome("continue", 0.3)},
        "back": b.always("here"),
    }
    log = happened(mapping, [float(n) for n in range(0, 40, 2)])
    assert len(log.of(Event.ENTERED, subject="there")) > 20
    assert len(log.of(Event.CANCELLED, subject="task")) == len(log.of(Event.ENTERED, subject="there"))
    assert log.of(Event.HELD, subject="task").times == [float(n) + 1.0 for n in range(0, 40, 2)]


def test_what_one_team_does_again_and_again_another_may_do_once() -> None:
    """The front team meets every five days. The back team, which takes over at a meeting, meets once more, and that is
    due ten working days after it took over, as its first meeting is."""
    mapping = b.small_service()
    again = b.activity({"worker": b.part(DAY)}, gap=5.0, repeat=(5, "working days"))
    once = b.activity({"worker": b.part(DAY)}, gap=5.0)
    mapping["working_models"] = {
        "usual": b.working_model(),
        "other": b.working_model(activities={"meeting": once}),
    }
    mapping["teams"] = {"front": b.team(worker=b.posts(1)), "back": b.team(1, "other", worker=b.posts(1))}
    pathway = mapping["pathway"]
    pathway["activities"] = {"meeting": again, "end": b.activity(gap=100.0)}
    pathway["stages"] = {
        "work": b.stage("meeting", decides={"meeting": "on"}, team="front", statutory_plan="plan"),
        "later": b.stage("meeting", "end", decides={"end": "done"}, team="back"),
        "closed": {"title": "Closed"},
    }
    pathway["decisions"]["on"] = b.always("later")
    log = happened(mapping)
    assert log.of(Event.ENTERED).times == [0.0, 6.0, 106.0]
    meetings = log.of(Event.HELD, subject="meeting")
    assert [(row.time, row.due) for row in meetings] == [(6.0, 10.0), (12.0, 16.0)]
