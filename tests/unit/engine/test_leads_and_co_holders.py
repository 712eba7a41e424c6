"""Which role holds a family, who has it beside its holder, and what working models change of stages: by hand."""

from __future__ import annotations

import pytest

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import Happened, happened

HOUR = 0.125  # of a working day
OF_CO_HOLDERS = (Event.CO_HOLDER_AWAITED, Event.CO_HOLDER_ALLOCATED, Event.CO_HOLDER_ENDED)


def service(guards: int = 2, limit: float = 9, **plan: object) -> b.Mapping_:
    """A worker holds a family through `work`, `plan` and `after`, each ten days long. Guards look at it in `plan`,
    on its first day and the day after."""
    mapping = b.small_service(workers=2)
    mapping["roles"] |= {"guard": b.role(limit=limit), "lead": b.role()}
    mapping["teams"]["team"] = b.team(worker=b.posts(2), lead=b.posts(2), guard=b.posts(guards))
    pathway = mapping["pathway"]
    pathway["activities"] = {f"end of {name}": b.activity(gap=10.0) for name in ("work", "plan", "after")}
    pathway["activities"] |= {
        "look": b.activity({"guard": b.part(1.0)}, (0, "working days")),
        "look again": b.activity({"guard": b.part(1.0)}, (2, "working days"), gap=1.0, after="look"),
        "other look": b.activity({"guard": b.part(2.0)}, (0, "working days")),
    }
    held = {"team": "team", "holder": "worker"}
    pathway["stages"] = {
        "work": b.stage("end of work", decides={"end of work": "to plan"}, statutory_plan="plan", **held),
        "plan": b.stage("end of plan", "look", "look again", decides={"end of plan": "to after"}, **held, **plan),
        "after": b.stage("end of after", decides={"end of after": "to closed"}, **held),
        "never": b.stage("end of after", "other look", decides={"end of after": "to closed"}, **held),
        "closed": {"title": "Closed"},
    }
    pathway["decisions"] = {f"to {name}": b.always(name) for name in ("plan", "after", "closed")}
    pathway["decisions"]["to after"] = {"after": b.outcome("after", 1.0), "never": b.outcome("never", 0.0)}
    return mapping


def lookers(log: Happened) -> list[tuple[int, float]]:
    """Who looked at families, and when they began."""
    return [(row.worker, row.started) for row in log.of(Event.HELD) if row.subject in ("look", "look again")]


def test_without_a_co_holder_whoever_has_been_free_the_longest_does_a_role_s_work() -> None:
    first, second = lookers(happened(service()))
    assert first[0] != second[0]


def test_a_co_holder_does_the_role_s_work_for_the_family_and_is_let_go_with_the_stage() -> None:
    log = happened(service(co_holder="guard"))
    allocated = log.of(Event.CO_HOLDER_ALLOCATED)
    assert [(row.subject, row.time) for row in allocated] == [("plan", 10.0)]
    guard = allocated[0].worker
    assert lookers(log) == [(guard, 10.0), (guard, 11.0 + HOUR)]
    assert [(row.event, row.time) for row in log.of(*OF_CO_HOLDERS)] == [
        (Event.CO_HOLDER_AWAITED, 10.0),
        (Event.CO_HOLDER_ALLOCATED, 10.0),
        (Event.CO_HOLDER_ENDED, 20.0),
    ]


def test_a_family_stays_with_its_lead_when_it_steps_down() -> None:
    log = happened(service(co_holder="guard"))
    assert [row.time for row in log.of(Event.ALLOCATED)] == [0.0]
    assert log.of(Event.ENTERED).times == [0.0, 10.0, 20.0, 30.0]


def test_a_co_holder_s_work_waits_until_one_has_room() -> None:
    """One guard with room for one child: the second family's is free once the first leaves the stage, ten days on."""
    log = happened(service(guards=1, limit=1, co_holder="guard"), [0.0, 1.0])
    assert [(row.family, row.enabled, row.time) for row in log.of(Event.CO_HOLDER_ALLOCATED)] == [
        (0, 10.0, 10.0),
        (1, 11.0, 20.0),
    ]
    assert log.of(Event.HELD, subject="look", family=1).starts == [20.0]


def test_nobody_waits_for_a_co_holder_for_longer_than_the_longest_wait() -> None:
    mapping = service(guards=1, limit=1, co_holder="guard")
    mapping["pathway"]["holding"]["longest_wait"] = b.number(4, "working days")
    assert happened(mapping, [0.0, 1.0]).of(Event.CO_HOLDER_ALLOCATED).times == [10.0, 15.0]


def test_a_co_holder_who_leaves_is_followed_by_another_who_does_what_is_left() -> None:
    mapping = service(guards=1, co_holder="guard")
    early, late = {"until": b.date_of(11)}, {"start": b.date_of(13)}
    mapping["teams"]["team"]["posts"]["guard"] = [{**b.posts(1), **early}, {**b.posts(1), **late}]
    log = happened(mapping)
    first, second = log.of(Event.CO_HOLDER_ALLOCATED)
    assert (first.time, second.time) == (10.0, 13.0)
    assert lookers(log) == [(first.worker, 10.0), (second.worker, 13.0)]


def test_what_a_co_holder_had_to_do_is_done_in_their_group_when_the_family_goes_to_a_team_that_works_without() -> None:
    """An enquiry opens on day 10 beside `plan`, by whose way of working a guard does it. There is none before day 25,
    and from day 20 the family is with another team, whose holders do enquiries: the first guard does this one."""
    mapping = service()
    pathway, teams = mapping["pathway"], mapping["teams"]
    pathway["activities"]["enquiry"] = b.activity({"holder": b.part(1.0)}, (15, "working days"), since="beside")
    pathway["stages"]["beside"] = b.stage("enquiry", decides={"enquiry": "enquired"}, beside=True)
    pathway["stages"]["after"]["team"] = "elsewhere"
    pathway["decisions"]["to plan"] = {"plan": {**b.outcome("plan", 1.0), "beside": "beside"}}
    pathway["decisions"]["enquired"] = b.always("end")
    by_a_guard = {"enquiry": b.activity({"guard": b.part(1.0)}, (15, "working days"), since="beside")}
    mapping["working_models"]["new"] = b.working_model(stages={"beside": {"co_holder": "guard"}}, activities=by_a_guard)
    teams["elsewhere"] = b.team(worker=b.posts(1))
    teams["team"]["working_model"] = "new"
    teams["team"]["posts"]["guard"] = {**b.posts(1), "start": b.date_of(25)}
    log = happened(mapping)
    assert log.of(Event.CO_HOLDER_ENDED).times == [20.0]
    assert log.of(Event.HELD, subject="enquiry").starts == [25.0]
    assert log.of(Event.ENDED_BESIDE).times == [25.0 + HOUR]
    assert log.of(Event.ENTERED, subject="closed").times == [30.0]


@pytest.mark.parametrize(
    ("risks", "needs", "share", "chosen"),
    [
        ([], [], 1.0, True),
        ([], [], 0.0, False),
        (["medium"], [], 1.0, True),
        (["low", "high"], [], 1.0, False),
        ([], ["help"], 1.0, False),
    ],
)
def test_another_role_holds_the_families_that_it_is_chosen_for(
    risks: list[str], needs: list[str], share: float, chosen: bool
) -> None:
    """The family is at medium risk and has no need."""
    mapping = service()
    choice = {"share": b.number(share, "share"), "risks": risks, "needs": needs}
    for stage in ("work", "plan", "after"):
        mapping["pathway"]["stages"][stage]["other_holders"] = {"lead": choice}
    log = happened(mapping)
    (allocated,) = log.of(Event.ALLOCATED)  # one lead throughout
    assert log.log.workers.role[allocated.worker] == log.log.tables.names.roles.index("lead" if chosen else "worker")


def test_about_half_of_families_have_the_other_role_and_the_same_ones_in_every_stage() -> None:
    """Of 40 families, half of which would be the lead's by chance: 9 to 31 are, but for once in 5,000 seeds."""
    mapping = service()
    for stage in ("work", "plan", "after"):
        mapping["pathway"]["stages"][stage]["other_holders"] = {"lead": {"share": b.number(0.5, "share")}}
    log = happened(mapping, [float(day) for day in range(40)])
    lead = log.log.tables.names.roles.index("lead")
    theirs = [log.log.workers.role[row.worker] == lead for row in log.of(Event.ALLOCATED)]
    assert len(theirs) == 40
    assert 9 <= sum(theirs) <= 31


def changing(day: int, **changes: object) -> b.Mapping_:
    """The service, whose team changes over on a day to a way of working with these changes."""
    mapping = service()
    mapping["working_models"]["new"] = b.working_model(**changes)
    mapping["roll_out"] = {"wave": {"team": "team", "numbers": [1], "working_model": "new", "start": b.date_of(day)}}
    return mapping


def test_a_team_that_changes_over_does_what_its_new_way_of_working_has_in_a_stage() -> None:
    """On day 12 the second look, which began, is cancelled; another begins, and does not in families still to come."""
    mapping = changing(12, stages={"plan": {"activities": ["end of plan", "other look"]}})
    mapping["pathway"]["activities"]["look again"]["gap"] = b.drawn(5.0, "working days")
    log = happened(mapping)
    assert log.of(Event.HELD, subject="look").starts == [10.0]
    assert not log.of(Event.HELD, subject="look again")
    assert log.of(Event.HELD, subject="other look").starts == [12.0]
    assert log.of(Event.ENTERED, subject="after").times == [20.0]


def test_families_keep_their_holder_until_their_next_stage_and_have_a_co_holder_at_once() -> None:
    stages = {name: {"holder": "lead", "co_holder": "guard"} for name in ("plan", "after")}
    log = happened(changing(12, stages=stages))
    assert log.of(Event.ALLOCATED).times == [0.0, 20.0]
    assert [(row.subject, row.time) for row in log.of(*OF_CO_HOLDERS)] == [
        ("plan", 12.0),
        ("plan", 12.0),
        ("closed", 30.0),
    ]


def test_a_way_of_working_may_decide_by_another_table_and_multiply_the_odds_of_one_outcome() -> None:
    another = {"end of plan": {"ready": "to closed", "not_ready": "to closed"}}
    log = happened(changing(12, stages={"plan": {"decisions": another}}))
    assert log.of(Event.ENTERED, subject="closed").times == [20.0]
    mapping = changing(12)
    odds = {"after": b.number(0.0, "odds multiplier"), "never": b.number(1.0, "odds multiplier")}
    mapping["working_models"]["new"]["effects"]["decisions"] = {"to after": odds}
    mapping["pathway"]["decisions"]["to after"] = {"after": b.outcome("after", 0.5), "never": b.outcome("never", 0.5)}
    log = happened(mapping, [0.0, 0.5, 1.0, 1.5])
    assert len(log.of(Event.ENTERED, subject="never")) == 4
