"""Families given out by their work, and what a group does about its pressure, on both engines, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import happened

A_DAY_EACH = 3.0  # hours a working day that a family is: 30 hours over the 10 working days until they are due


def service(workers: int = 1, teams: int = 1, hours: float = 30.0, **role: Any) -> dict[str, Any]:
    """Teams whose workers, of 8 hours a day, hold families for one task each; then the family closes."""
    mapping = b.small_service(workers=workers)
    mapping["roles"]["worker"] |= role
    mapping["teams"] = {"team": b.team(teams, worker=b.posts(workers))}
    mapping["pathway"]["activities"] = {"task": b.activity({"holder": b.part(hours)}, due=(10, "working days"))}
    mapping["pathway"]["stages"]["work"] |= {"holder": "worker"}
    return mapping


def by_work(limit: float, **more: Any) -> dict[str, Any]:
    return {"workload": {"limit": b.number(limit, "percent"), **more}}


def pressure(**responses: Any) -> dict[str, Any]:
    return {"pressure": responses}


def test_a_family_goes_to_whoever_has_most_room_for_its_work_and_waits_if_nobody_has_enough() -> None:
    rows = happened(service(workers=2, **by_work(100.0)), [0.0, 0.1, 0.2, 0.3, 0.4])
    allocated = rows.of(Event.ALLOCATED)
    assert [(row.family, row.worker) for row in allocated[:4]] == [(0, 0), (1, 1), (2, 0), (3, 1)]
    first_closed = min(rows.of(Event.ENTERED, subject="closed").times)
    assert (allocated[4].family, allocated[4].time) == (4, first_closed)


def test_a_new_starter_has_less_room_and_more_with_every_week() -> None:
    mapping = service(workers=1, **by_work(100.0, new_starters=b.curve("percent", {0: 50, 52: 100})))
    mapping["teams"]["team"]["posts"]["worker"] = [b.posts(1), {**b.posts(1), "start": b.date_of(5)}]
    rows = happened(mapping, [0.0, 0.1, 0.2, 0.3, 0.4])
    held_at_once = dict.fromkeys((0, 1), 0)
    for row in rows.of(Event.ALLOCATED):
        if row.time <= 5.0:
            held_at_once[row.worker] += 1
    # Of 8 hours a day there is room for two families of 3; of the 4 of the starter's first day, for one.
    assert held_at_once == {0: 3, 1: 1}  # and the first worker's first was done on day 3.75


@pytest.mark.parametrize(("odds", "closes"), [(0.0, 0), (1e9, 40)])
def test_pressure_multiplies_the_odds_of_exits(odds: float, closes: int) -> None:
    mapping = service(hours=1.0, **pressure(thresholds=b.curve("odds multiplier", {0: odds})))
    mapping["pathway"]["stages"]["more"] = b.stage("task", decides={"task": "out"}, holder="worker")
    mapping["pathway"]["decisions"] = {
        "done": {"close": {**b.outcome("closed", 0.5), "exit": b.number(1.0, "share")}, "more": b.outcome("more", 0.5)},
        "out": b.always("closed"),
    }
    rows = happened(mapping, [float(day) for day in range(40)])
    assert len(rows.of(Event.ENTERED, subject="closed")) == 40
    assert 40 - len(rows.of(Event.ENTERED, subject="more")) == closes


def test_the_pressure_may_be_that_of_the_holders_of_another_stage() -> None:
    mapping = service(hours=1.0, **pressure(thresholds=b.curve("odds multiplier", {0: 0.0})))
    mapping["roles"]["clerk"] = b.role()
    mapping["teams"]["team"]["posts"]["clerk"] = b.posts(1)
    mapping["pathway"]["first"] = "screening"
    mapping["pathway"]["activities"]["screen"] = b.activity({"clerk": b.part(1.0)})
    screening = b.stage("screen", decides={"screen": "screened"}, team="team")
    screening["decisions"]["screen"]["pressure_stage"] = "work"
    mapping["pathway"]["stages"]["screening"] = screening
    mapping["pathway"]["decisions"]["screened"] = {
        "close": {**b.outcome("closed", 0.5), "exit": b.number(1.0, "share")},
        "work": b.outcome("work", 0.5),
    }
    arrivals = [float(day) for day in range(20)]
    assert len(happened(mapping, arrivals).of(Event.ENTERED, subject="work")) == 20
    del screening["decisions"]["screen"]["pressure_stage"]  # nobody holds families in screening: no pressure
    assert 0 < len(happened(mapping, arrivals).of(Event.ENTERED, subject="work")) < 20


@pytest.mark.parametrize(("share", "hours"), [(0.5, 15.0), (0.2, 9.0)])
def test_elastic_work_takes_fewer_hours_down_to_a_floor(share: float, hours: float) -> None:
    mapping = service(**pressure(proportionate_work=b.curve("multiplier", {30: 1.0, 40: share})))
    mapping["pathway"]["activities"]["task"]["elastic"] = b.number(0.3, "share")
    # One family is 3 hours of 8: 37.5%, three quarters of the way; two are 75%, beyond the curve's end.
    rows = happened(mapping, [0.0, 1.0]).of(Event.HELD)
    assert [row.hours for row in rows] == pytest.approx([30.0 * (1.0 - 0.75 * (1.0 - share)), hours])


def test_work_that_is_not_elastic_takes_its_hours() -> None:
    mapping = service(**pressure(proportionate_work=b.curve("multiplier", {0: 0.5})))
    assert [row.hours for row in happened(mapping).of(Event.HELD)] == [30.0]


def test_extra_hours_make_work_quicker_and_are_in_the_log() -> None:
    mapping = service(workers=1, hours=12.0, **pressure(extra_hours=b.curve("hours a week", {10: 0.0, 20: 20.0})))
    # 12 hours over 10 days are 1.2 hours of 8: 15%, half-way along: 2 hours a day. Two families are 30%: 4 a day.
    rows = happened(mapping, [0.0, 0.0])
    assert [row.time for row in rows.of(Event.HELD)] == pytest.approx([1.0, 2.2])
    assert [(row.time, row.hours) for row in rows.of(Event.EXTRA_HOURS)] == [(0.0, 4.0), (1.0, pytest.approx(2.0))]


def test_a_team_over_its_threshold_passes_families_to_the_least_pressed_of_its_kind() -> None:
    mapping = service(teams=3, **pressure(neighbours=b.number(50.0, "percent")))
    rows = happened(mapping, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5], places=[0.1, 0.1, 0.1, 0.9, 0.1, 0.1])
    entered = [(row.family, row.detail) for row in rows.of(Event.ENTERED, subject="work")]
    # Each family is 37.5% of a worker's hours. With two, the first team passes the third on, to the second team as the
    # lower of two without any; the fourth lives with the third team; the fifth comes to the second team again, as the
    # lower of two with one family; and the sixth to the third.
    assert entered == [(0, 0), (1, 0), (2, 1), (3, 2), (4, 1), (5, 2)]
    assert all(row.detail == dict(entered)[row.family] for row in rows.of(Event.ALLOCATED))


def test_a_family_stays_with_the_team_that_has_it_in_a_further_stage() -> None:
    mapping = service(teams=2, hours=8.0, **pressure(neighbours=b.number(1.0, "percent")))
    mapping["pathway"]["stages"]["more"] = b.stage("task", decides={"task": "out"}, holder="worker", team="team")
    mapping["pathway"]["decisions"] = {"done": b.always("more"), "out": b.always("closed")}
    rows = happened(mapping, [0.0, 0.1], places=[0.1, 0.1])
    assert [(row.family, row.detail) for row in rows.of(Event.ENTERED, subject="more")] == [(0, 0), (1, 1)]
    assert len(rows.of(Event.ALLOCATED)) == 2
