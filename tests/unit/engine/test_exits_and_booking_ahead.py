"""Stages that end at a rate, and work that is booked ahead or planned through a stage: times worked out by hand."""

from __future__ import annotations

from math import exp, sqrt

import pytest

from fssim.engine.event_log import Event
from fssim.errors import Error
from tests.laws import building as b
from tests.unit.engine.by_hand import happened

HELP = 1  # families' needs, as bits
CERTAIN = 1e6


def service(**task: object) -> b.Mapping_:
    """Families in one stage, whose only task decides that the case is closed."""
    mapping = b.small_service()
    mapping["pathway"]["activities"] = {"task": b.activity(**{"due": (30, "working days"), **task})}
    mapping["pathway"]["stages"]["work"] = b.stage("task", decides={"task": "done"}, team="team", statutory_plan="plan")
    return mapping


def leaving(rate: float, **more: object) -> b.Mapping_:
    """Families whom a task 100 days away would close, if they do not move away before."""
    mapping = service(gap=100.0)
    away = {"title": "moves away", "to": "closed", "rate": b.number(rate, "per year"), **more}
    mapping["pathway"]["stages"]["work"]["exits"] = {"moved away": away}
    return mapping


def test_families_leave_at_the_rate() -> None:
    """Of 400 families, as many leave within 100 of the year's working days as an exponential law says: within 3.9
    standard errors, error rate 1 in 10,000. A year has a little over 250 working days."""
    log = happened(leaving(2.5), [n / 100.0 for n in range(400)])
    share = 1.0 - exp(-2.5 * 100.0 / log.log.tables.working_days_a_year)
    left = log.of(Event.EXITED, subject="work")
    assert abs(len(left) / 400 - share) < 3.9 * sqrt(share * (1 - share) / 400)
    assert len(log.of(Event.ENTERED, subject="closed")) == 400
    assert all(row.time - row.family / 100.0 < 100.0 for row in left)


def test_a_rate_of_nothing_never_happens() -> None:
    assert not happened(leaving(0.0), [0.0] * 20).of(Event.EXITED)


def test_needs_and_risk_tilt_adverse_exits_and_no_others() -> None:
    tilted = leaving(0.001, kind="adverse")
    tilted["pathway"]["tilts"]["per_unresolved_need"] = b.number(CERTAIN, "multiplier")
    assert len(happened(tilted, [0.0] * 20, needs=HELP).of(Event.EXITED)) == 20
    assert len(happened(tilted, [0.0] * 20).of(Event.EXITED)) < 3
    plain = leaving(0.001)
    plain["pathway"]["tilts"]["per_unresolved_need"] = b.number(CERTAIN, "multiplier")
    assert len(happened(plain, [0.0] * 20, needs=HELP).of(Event.EXITED)) < 3


@pytest.mark.parametrize(("multiplier", "again"), [(1.0, 10), (0.0, 0)])
def test_whoever_leaves_so_may_not_come_back(multiplier: float, again: int) -> None:
    mapping = leaving(CERTAIN, coming_back=b.number(multiplier, "multiplier"))
    mapping["re_referral"]["chance"] = b.number(1.0, "probability")
    mapping["re_referral"]["delay"] = b.drawn(150.0, "working days")
    assert len(happened(mapping, [0.0] * 10).of(Event.REFERRED, detail=1)) == again


def test_an_outcome_may_say_so_too() -> None:
    mapping = service()
    mapping["re_referral"] |= {"chance": b.number(1.0, "probability"), "delay": b.drawn(150.0, "working days")}
    assert len(happened(mapping).of(Event.REFERRED, detail=1)) == 1
    mapping["pathway"]["decisions"]["done"]["to closed"]["coming_back"] = b.number(0.0, "multiplier")
    assert not happened(mapping).of(Event.REFERRED, detail=1)


def test_work_with_a_drawn_window_is_done_that_long_before_it_is_due() -> None:
    """Due on day 30 and booked 2 to 6 days before: the mean of 200 is 4, within 3.9 standard errors."""
    mapping = service(window=b.bars("working days", [2.0, 6.0], [1.0]))
    held = happened(mapping, [0.0] * 200).of(Event.HELD, subject="task")
    assert all(24.0 <= row.time <= 28.0 and row.due == 30.0 for row in held)
    assert len({row.time for row in held}) == 200
    assert abs(sum(held.times) / 200 - 26.0) < 3.9 * (4.0 / sqrt(12.0)) / sqrt(200)


def planned(share: float, **more: object) -> b.Mapping_:
    mapping = service(planned={"share": b.number(share, "share"), "of": "work"}, **more)
    mapping["pathway"]["stages"]["work"]["planned_length"] = b.drawn(20.0, "working days")
    return mapping


@pytest.mark.parametrize(("share", "window", "day"), [(0.5, None, 10.0), (1.0, 3.0, 17.0), (0.0, None, 0.0)])
def test_work_is_planned_through_a_stage_and_its_limit_is_another_matter(
    share: float, window: float | None, day: float
) -> None:
    (held,) = happened(planned(share, window=window)).of(Event.HELD, subject="task")
    assert (held.time, held.due) == (day, 30.0)


def test_a_family_has_one_planned_length() -> None:
    """Two tasks planned for half and for all of it: the second takes as long again."""
    mapping = planned(0.5)
    mapping["pathway"]["stages"]["work"]["planned_length"] = b.bars("working days", [10.0, 40.0], [1.0])
    whole = {"share": b.number(1.0, "share"), "of": "work"}
    mapping["pathway"]["activities"]["first"] = mapping["pathway"]["activities"]["task"]
    mapping["pathway"]["activities"]["task"] = b.activity(due=(60, "working days"), planned=whole)
    mapping["pathway"]["stages"]["work"]["activities"] = ["first", "task"]
    log = happened(mapping, [0.0] * 5)
    halves, wholes = log.of(Event.HELD, subject="first").times, log.of(Event.HELD, subject="task").times
    assert len(set(wholes)) == 5
    assert sorted(wholes) == pytest.approx([2.0 * half for half in sorted(halves)])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"exits": {"away": {"to": "nowhere", "rate": b.number(1, "per year")}}}, "there is no stage 'nowhere'"),
        ({"exits": {"away": {"to": "work", "rate": b.number(1, "per year")}}}, "is the stage itself"),
        ({"planned_length": None}, "has no planned length"),
    ],
)
def test_what_does_not_fit_is_refused(change: b.Mapping_, message: str) -> None:
    mapping = planned(0.5)
    mapping["pathway"]["stages"]["work"] |= change
    with pytest.raises(Error, match=message):
        b.scenario_of(mapping)


def test_repeated_work_cannot_be_planned() -> None:
    with pytest.raises(Error, match="leave one of them out"):
        b.scenario_of(planned(0.5, repeat=(10, "working days")))
