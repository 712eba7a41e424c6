"""Side stages, incidents and work that is carried on: every time is fixed, so each can be worked out by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fssim.engine.event_log import Event
from fssim.errors import Error
from fssim.measures.laws import check_laws
from fssim.scenario.override import with_values
from tests.laws import building as b
from tests.unit.engine.by_hand import Happened, happened

HELP = 1  # families' needs, as bits
BEGAN, ENDED = Event.BEGAN_BESIDE, Event.ENDED_BESIDE


def service(enquired: b.Mapping_, *, task_days: float = 30.0, **work: object) -> b.Mapping_:
    """A stage whose task decides on day 30, with an enquiry beside it that a report on day 10 opens and that is decided
    on ten days later."""
    mapping = b.small_service()
    pathway = mapping["pathway"]
    pathway["activities"] = {
        "report": b.activity(gap=10.0),
        "task": b.activity(gap=task_days),
        "enquiry": b.activity(due=(15, "working days"), gap=10.0, since="beside"),
        "last task": b.activity(gap=50.0),
    }
    decided = {"report": "reported", "task": "done"}
    pathway["stages"]["work"] = b.stage("report", "task", decides=decided, team="team", statutory_plan="plan", **work)
    pathway["stages"]["beside"] = b.stage("enquiry", decides={"enquiry": "enquired"}, beside=True)
    pathway["stages"]["next"] = b.stage("last task", decides={"last task": "done"}, team="team")
    pathway["decisions"] |= {
        "reported": {"enquire": {**b.outcome("continue", 1.0), "beside": "beside"}},
        "enquired": enquired,
        "moving on": b.always("next"),
    }
    return mapping


def at(log: Happened, event: Event, subject: str) -> list[float]:
    for row in check_laws(log.log):
        raise AssertionError(row)
    return log.of(event, subject=subject).times


NO_MORE = {"no more": b.outcome("end", 1.0)}


def test_the_main_stage_goes_on_beside_it() -> None:
    log = happened(without_next(service(NO_MORE)))
    assert at(log, BEGAN, "beside") == [10.0]
    (enquiry,) = log.of(Event.HELD, subject="enquiry")
    assert (enquiry.time, enquiry.due) == (20.0, 25.0)
    assert at(log, ENDED, "beside") == [20.0]
    assert at(log, Event.HELD, "task") == [30.0]
    assert at(log, Event.ENTERED, "closed") == [30.0]
    frame = log.log.to_frame()
    assert list(frame["subject"][frame["event"].str.contains("beside")]) == ["beside", "beside"]


def without_next(mapping: b.Mapping_) -> b.Mapping_:
    del mapping["pathway"]["stages"]["next"], mapping["pathway"]["activities"]["last task"]
    del mapping["pathway"]["decisions"]["moving on"]
    return mapping


def test_a_case_is_not_closed_while_a_side_stage_is_open() -> None:
    """The task says on day 12 that it can be closed; the enquiry is over on day 20."""
    log = happened(without_next(service(NO_MORE, task_days=12.0)))
    assert at(log, Event.HELD, "task") == [12.0]
    assert at(log, ENDED, "beside") == at(log, Event.ENTERED, "closed") == [20.0]


def test_nobody_decides_to_close_a_case_while_a_side_stage_is_open() -> None:
    """On day 12 hardly anything speaks for another review, but the enquiry is open; on day 24 it is over."""
    mapping = without_next(service(NO_MORE, task_days=12.0))
    mapping["pathway"]["activities"]["task"]["repeat"] = b.number(5, "working days")
    mapping["pathway"]["decisions"]["done"] = {
        "close": b.outcome("closed", 0.999999),
        "again": b.outcome("continue", 0.000001),
    }
    log = happened(mapping)
    assert at(log, Event.HELD, "task") == [12.0, 24.0]
    assert at(log, Event.ENTERED, "closed") == [24.0]


def test_an_enquiry_may_lead_to_another_stage() -> None:
    """What the first stage alone went on with is cancelled."""
    log = happened(service({"in earnest": b.outcome("next", 1.0)}))
    assert at(log, ENDED, "beside") == at(log, Event.ENTERED, "next") == [20.0]
    assert at(log, Event.HELD, "task") == []
    assert at(log, Event.ENTERED, "closed") == [70.0]


def test_what_a_stage_carries_on_goes_on_if_it_was_under_way() -> None:
    """Entered on day 20 with the task under way since day 0, it decides nothing there, and is done on day 30."""
    mapping = service({"in earnest": b.outcome("next", 1.0)})
    mapping["pathway"]["stages"]["next"]["carries_on"] = ["task"]
    log = happened(mapping)
    assert at(log, Event.HELD, "task") == [30.0]
    assert at(log, Event.ENTERED, "closed") == [70.0]
    late = service({"in earnest": b.outcome("next", 1.0)}, task_days=15.0)
    late["pathway"]["stages"]["next"]["carries_on"] = ["task"]
    late["pathway"]["decisions"]["done"] = {"stay": b.outcome("continue", 0.0), "close": b.outcome("closed", 1.0)}
    assert at(happened(late), Event.HELD, "task") == [15.0]  # it does not begin with the stage


def test_a_side_stage_may_lead_to_another() -> None:
    mapping = without_next(service({"more": {**b.outcome("continue", 1.0), "beside": "second"}}))
    mapping["pathway"]["activities"]["conference"] = b.activity(gap=5.0)
    mapping["pathway"]["stages"]["second"] = b.stage("conference", decides={"conference": "conferred"}, beside=True)
    mapping["pathway"]["decisions"]["conferred"] = NO_MORE
    log = happened(mapping)
    assert (at(log, BEGAN, "beside"), at(log, ENDED, "beside")) == ([10.0], [20.0])
    assert (at(log, BEGAN, "second"), at(log, ENDED, "second")) == ([20.0], [25.0])
    assert at(log, Event.HELD, "task") == [30.0]


def held(**work: object) -> b.Mapping_:
    """The same, held by one worker with room for one child: a second family waits unless it has to have somebody."""
    mapping = without_next(service(NO_MORE, holder="worker", allocation="when room", **work))
    mapping["pathway"]["activities"]["enquiry"]["participants"] = {"holder": b.part(1.0)}
    mapping["teams"]["team"]["posts"] = {"worker": b.posts(1)}
    mapping["working_models"]["usual"]["caseload_limits"] = {"worker": b.number(1, "children")}
    return mapping


@pytest.mark.parametrize(("allocation", "days"), [("at once", [0.0, 10.0]), ("when room", [0.0, 30.0])])
def test_an_urgent_side_stage_gets_the_family_a_worker(allocation: str, days: list[float]) -> None:
    mapping = held()
    mapping["pathway"]["stages"]["beside"]["allocation"] = allocation
    mapping["pathway"]["holding"]["longest_wait"] = b.number(100, "working days")
    log = happened(mapping, [0.0, 0.0])
    assert at(log, Event.ALLOCATED, "work") == pytest.approx(days)


def incidents(rate: float, **more: object) -> b.Mapping_:
    mapping = without_next(service(NO_MORE, task_days=200.0))
    stage = mapping["pathway"]["stages"]["work"]
    stage["activities"].remove("report")
    del stage["decisions"]["report"], mapping["pathway"]["activities"]["report"]
    del mapping["pathway"]["decisions"]["reported"]
    stage["incidents"] = {"harm": {"beside": "beside", "rate": b.number(rate, "per year"), **more}}
    return mapping


def test_incidents_open_a_side_stage_unless_one_is_open() -> None:
    """25 a year for 200 of its 253 working days: about 20 a family, and those within ten days of one that opened an
    enquiry open none. 100 families: within 3.9 standard errors of a Poisson count, error rate 1 in 10,000."""
    log = happened(incidents(25.0), [0.0] * 100)
    rate = 25.0 / log.log.tables.working_days_a_year
    happening = at(log, Event.INCIDENT, "work")
    expected = 100 * 200 * rate
    assert abs(len(happening) - expected) < 3.9 * expected**0.5
    began = log.of(BEGAN, subject="beside")
    for family in range(100):
        days = [row.time for row in began.of(BEGAN, family=family)]
        assert all(after >= before + 10.0 for before, after in pairwise(days))
        assert set(days) <= set(log.of(Event.INCIDENT, family=family).times)


def test_needs_that_are_not_met_bring_more_incidents() -> None:
    mapping = incidents(0.01)
    mapping["pathway"]["tilts"]["per_unresolved_need"] = b.number(1e4, "multiplier")
    assert len(at(happened(mapping, [0.0] * 20, needs=HELP), Event.INCIDENT, "work")) > 100
    assert len(at(happened(mapping, [0.0] * 20), Event.INCIDENT, "work")) < 5


def change(*path: str, to: object, decision: str = "") -> b.Mapping_:
    mapping = service(NO_MORE)
    mapping["pathway"]["stages"]["work"]["decisions"]["task"] = {"ready": "moving on", "not_ready": "moving on"}
    place = mapping["pathway"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return mapping


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (change("stages", "beside", "team", to="team"), "is not for a side stage"),
        (change("decisions", "reported", "enquire", "beside", to="work"), "there is no side stage 'work'"),
        (change("decisions", "reported", "enquire", "to", to="beside"), "there is no stage 'beside'"),
        (change("decisions", "reported", "enquire", "to", to="end"), "there is no stage 'end'"),
        (change("decisions", "enquired", to={"on": b.outcome("continue", 1.0)}), "never ends"),
        (change("stages", "next", "carries_on", to=["last task"]), "list it in one place"),
        (change("stages", "next", "carries_on", to=["nothing"]), "there is no activity 'nothing'"),
    ],
)
def test_what_does_not_fit_is_refused(mapping: b.Mapping_, message: str) -> None:
    with pytest.raises(Error, match=message):
        b.scenario_of(mapping)


def test_the_service_that_they_are_changes_of_is_right() -> None:
    b.scenario_of(change("stages", "next", "title", to="Next"))


def test_a_number_of_a_service_with_a_side_stage_can_be_changed() -> None:
    scenario = b.scenario_of(without_next(service(NO_MORE)))
    changed = with_values(scenario, {"demand.children.value": 2 * scenario.demand.children.value})
    assert changed.pathway == scenario.pathway
    assert changed.demand.children.value == 2 * scenario.demand.children.value
