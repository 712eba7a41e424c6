"""Teams that change working model, training that takes people out of practice, and posts that serve several teams."""

from __future__ import annotations

from datetime import date

import pytest

from fssim.engine.event_log import Event
from fssim.model.compile.compile_scenario import compile_scenario
from tests.laws import building as b
from tests.unit.engine.by_hand import happened

DAY = 8.0  # hours


def two_models(teams: int = 2) -> b.Mapping_:
    """A task of two hours of which half is recording, done the usual way; another model makes it four hours."""
    mapping = b.small_service()
    part = b.part(2.0, recording_share=b.number(0.5, "share"))
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": part})
    longer = b.part(4.0, recording_share=b.number(0.5, "share"))
    mapping["working_models"]["new"] = b.working_model(activities={"task": b.activity({"worker": longer})})
    mapping["teams"]["team"] = b.team(teams, worker=b.posts(1))
    return mapping


def switch(numbers: list[int], day: int) -> b.Mapping_:
    return {"team": "team", "numbers": numbers, "working_model": "new", "start": b.date_of(day)}


def test_a_team_works_the_new_way_from_the_date_it_switches() -> None:
    mapping = two_models()
    mapping["roll_out"] = {"first wave": switch([2], 10)}
    log = happened(mapping, [1.0, 2.0, 11.0, 12.0], places=[0.1, 0.9, 0.1, 0.9])
    assert [(row.family, row.hours) for row in log.of(Event.HELD)] == [(0, 2.0), (1, 2.0), (2, 2.0), (3, 4.0)]
    assert [(row.time, row.subject, row.detail) for row in log.of(Event.SWITCHED)] == [(10.0, "new", 1)]


def test_waves_switch_on_their_own_dates() -> None:
    mapping = two_models()
    mapping["roll_out"] = {"second wave": switch([1], 30), "first wave": switch([2], 10)}
    log = happened(mapping, [])
    assert [(row.time, row.detail) for row in log.of(Event.SWITCHED)] == [(10.0, 1), (30.0, 0)]


def test_recording_takes_longer_at_first_and_then_as_the_workbook_makes_it() -> None:
    """Half of four hours is recording: twice as long for 20 days from the switch, and half as long from then on."""
    mapping = two_models(teams=1)
    mapping["working_models"]["new"]["workbook"] = {
        "recording": b.number(0.5, "multiplier"),
        "recording_at_first": b.number(2.0, "multiplier"),
        "at_first": b.number(20, "working days"),
    }
    mapping["roll_out"] = {"wave": switch([1], 10)}
    log = happened(mapping, [9.0, 10.5, 29.5, 30.5])
    assert [row.hours for row in log.of(Event.HELD)] == pytest.approx([2.0, 6.0, 6.0, 3.0])


def test_a_team_that_worked_the_new_way_all_along_has_no_bump() -> None:
    mapping = two_models(teams=1)
    mapping["teams"]["team"]["working_model"] = "new"
    mapping["working_models"]["new"]["workbook"] = {
        "recording": b.number(1.0, "multiplier"),
        "recording_at_first": b.number(2.0, "multiplier"),
        "at_first": b.number(20, "working days"),
    }
    assert [row.hours for row in happened(mapping, [1.0]).of(Event.HELD)] == [4.0]


def test_a_new_caseload_limit_holds_from_the_switch() -> None:
    """Each family is held for 40 days. The first fills the worker; from the switch on day 10 there is room for two."""
    mapping = two_models(teams=1)
    mapping["roles"]["worker"] = b.role(limit=1)
    mapping["working_models"]["new"] = b.working_model(caseload_limits={"worker": b.number(2, "children")})
    pathway = mapping["pathway"]
    pathway["activities"]["task"] = b.activity(gap=40.0)
    pathway["stages"]["work"]["holder"] = "worker"
    mapping["roll_out"] = {"wave": switch([1], 10)}
    allocated = happened(mapping, [0.0, 5.0]).of(Event.ALLOCATED)
    assert [(row.family, row.time) for row in allocated] == [(0, 0.0), (1, 10.0)]


def trained_service(seats: int, workers: int = 3) -> b.Mapping_:
    """A course of two days for the workers, with so many seats on the first working day of each month from May."""
    mapping = b.small_service(workers=workers)
    mapping["training"] = {
        "listening": {
            "working_model": "usual",
            "roles": ["worker"],
            "start": "2019-05-01",
            "seats_a_month": b.number(seats, "people"),
            "hours": b.number(2 * DAY, "hours"),
            "priority": "urgent",
        }
    }
    return mapping


def test_training_takes_people_out_of_practice_a_few_a_month() -> None:
    log = happened(trained_service(seats=2), [])
    days = log.log.tables.day_ordinals
    months = [days.index(date(2019, month, day).toordinal()) for month, day in ((5, 1), (6, 3))]
    done = log.of(Event.HELD, subject="listening")
    assert [(row.worker, row.started, row.time, row.family) for row in done] == [
        (0, months[0], months[0] + 2.0, -1),
        (1, months[0], months[0] + 2.0, -1),
        (2, months[1], months[1] + 2.0, -1),
    ]
    assert [(row.worker, row.time) for row in log.of(Event.TRAINED)] == [(row.worker, row.time) for row in done]


def test_families_wait_while_their_worker_is_in_training() -> None:
    mapping = trained_service(seats=1, workers=1)
    start = float(happened(mapping, []).of(Event.HELD)[0].started)
    (held,) = happened(mapping, [start + 0.5]).of(Event.HELD, subject="task")
    assert (held.enabled, held.started) == (start + 0.5, start + 2.0)


def test_a_leaver_takes_the_training_along_and_the_next_worker_is_trained_anew() -> None:
    mapping = trained_service(seats=1, workers=1)
    mapping["vacancies"] = {"empty": b.vacancy("worker", 60, 70)}
    assert happened(mapping, []).of(Event.TRAINED).workers == [0, 1]


def test_only_teams_that_work_that_way_are_trained() -> None:
    mapping = trained_service(seats=9)
    mapping["working_models"]["new"] = b.working_model()
    mapping["teams"]["team"] = b.team(2, worker=b.posts(1))
    mapping["roll_out"] = {"wave": switch([2], 60)}
    mapping["training"]["listening"]["working_model"] = "new"
    assert happened(mapping, []).of(Event.TRAINED).workers == [1]


@pytest.mark.parametrize(("trained", "missed"), [(1.0, True), (0.0, False)])
def test_trained_practitioners_may_be_given_fewer_missed_sessions(trained: float, missed: bool) -> None:
    mapping = trained_service(seats=9)
    mapping["needs"]["help"] = b.need(missed=b.number(1.0, "probability"))
    mapping["training"]["listening"]["roles"] = ["helper"]
    mapping["teams"]["team"] = b.team(worker=b.posts(1), helper=b.posts(1))
    mapping["working_models"]["usual"]["effects"]["missed_when_trained"] = b.number(trained, "multiplier")
    mapping["pathway"]["stages"]["work"] |= {"plan": "opens", "ledger": "plan"}
    mapping["pathway"]["activities"]["task"] = b.activity(gap=100.0)
    log = happened(mapping, [50.0], needs=1)
    assert (len(log.of(Event.MISSED)) > 0, len(log.of(Event.SESSION)) == 3) == (missed, not missed)


def pooled(teams_each: int | None) -> b.Mapping_:
    """Three teams with a worker each, and helpers in pools who do the task."""
    mapping = b.small_service()
    mapping["teams"]["team"] = b.team(3, worker=b.posts(1))
    pool: b.Mapping_ = {"serves": ["team"], "posts": {"helper": b.posts(1)}}
    mapping["pools"] = {"pool": pool if teams_each is None else {**pool, "teams_each": b.number(teams_each, "teams")}}
    mapping["pathway"]["activities"]["task"] = b.activity({"helper": b.part(DAY)})
    return mapping


@pytest.mark.parametrize(
    ("teams_each", "held"),
    [
        (None, [(0, 3, 0.0), (1, 3, 1.0), (2, 3, 2.0)]),
        (2, [(0, 3, 0.0), (2, 4, 0.0), (1, 3, 1.0)]),
        (1, [(0, 3, 0.0), (1, 4, 0.0), (2, 5, 0.0)]),
    ],
)
def test_pooled_posts_serve_their_teams(teams_each: int | None, held: list[tuple[int, int, float]]) -> None:
    """One family in each of three teams: family, worker and when the work began."""
    log = happened(pooled(teams_each), [0.0, 0.0, 0.0], places=[0.1, 0.5, 0.9])
    assert [(row.family, row.worker, row.started) for row in log.of(Event.HELD)] == held


def test_a_team_s_own_posts_come_before_a_pool_s() -> None:
    mapping = pooled(None)
    mapping["teams"]["team"] = b.team(3, worker=b.posts(1), helper=b.posts(1))
    tables = compile_scenario(b.scenario_of(mapping))
    assert [tables.names.groups[g] for g in tables.group_of if g >= 0 and "helper" in tables.names.groups[g]] == [
        "team 1: helper",
        "team 2: helper",
        "team 3: helper",
    ]
