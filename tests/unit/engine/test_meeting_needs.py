"""A parent's need: referred, waiting, started or not, sessions and addressed, worked out by hand.

Sessions and first contacts take a quarter of a day, and sessions are five days apart.
"""

from __future__ import annotations

from typing import Any

import pytest

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import Happened, happened

pytestmark = pytest.mark.slow

HELP = 1  # families' needs, as bits: help alone
REFERRALS = (Event.NEED_REFERRED, Event.NEED_TAKEN, Event.NEED_STARTED, Event.NEED_NOT_STARTED, Event.NEED_RETURNED)


def plan_service(helpers: int = 1, **need: Any) -> b.Mapping_:
    """A plan of 200 days that refers the need for help, and a supervision every 20 days that notices."""
    mapping = b.small_service()
    mapping["needs"]["help"] = b.need(**need)
    mapping["teams"]["team"] = b.team(worker=b.posts(1), helper=b.posts(helpers))
    pathway = mapping["pathway"]
    every_20_days = {"due": (20, "working days"), "repeat": (20, "working days"), "window": 0}
    pathway["activities"] = {
        "end": b.activity(gap=200.0),
        "supervision": b.activity(notices=True, **every_20_days),  # type: ignore[arg-type]
    }
    pathway["stages"]["work"] = b.stage(
        "end", "supervision", decides={"end": "done"}, team="team", plan="opens", ledger="plan", statutory_plan="plan"
    )
    return mapping


def steps(log: Happened, family: int = 0) -> list[tuple[str, float, int]]:
    """What happened about referrals: the event, when, and the worker."""
    return [(row.event.name, row.time, row.worker) for row in log.of(*REFERRALS, family=family)]


def test_a_practitioner_in_the_team_takes_the_need_on_at_once() -> None:
    log = happened(plan_service(), needs=HELP)
    assert steps(log) == [("NEED_REFERRED", 0.0, -1), ("NEED_TAKEN", 0.0, 1), ("NEED_STARTED", 0.25, 1)]
    sessions = log.of(Event.SESSION)
    assert [(row.time, row.detail) for row in sessions] == [(5.5, 2), (10.75, 1), (16.0, 0)]
    assert log.of(Event.HELD, subject="help session").starts == [5.25, 10.5, 15.75]
    assert [(row.time, row.detail) for row in log.of(Event.ADDRESSED)] == [(16.0, 1)]
    assert log.of(Event.READY).times == [16.0]


def test_a_family_waits_until_the_practitioner_has_room() -> None:
    mapping = plan_service()
    mapping["roles"]["helper"] = b.role(limit=1, limit_in="families")
    log = happened(mapping, [0.0, 1.0], needs=HELP)
    assert steps(log, family=1) == [("NEED_REFERRED", 1.0, -1), ("NEED_TAKEN", 16.0, 1), ("NEED_STARTED", 16.25, 1)]


def test_practitioners_share_families_evenly() -> None:
    log = happened(plan_service(helpers=2), [0.0, 1.0, 2.0, 3.0], needs=HELP)
    assert log.of(Event.NEED_TAKEN).workers == [1, 2, 1, 2]


def test_without_a_post_in_the_team_the_need_goes_outside_and_costs_no_hours() -> None:
    mapping = plan_service()
    mapping["teams"]["team"] = b.team(worker=b.posts(1))
    log = happened(mapping, needs=HELP)
    assert [row.detail for row in log.of(Event.NEED_REFERRED)] == [-1]
    assert steps(log) == [("NEED_REFERRED", 0.0, -1), ("NEED_STARTED", 20.0, -1)]
    assert log.of(Event.SESSION).times == [25.0, 30.0, 35.0]
    assert log.of(Event.HELD, subject="help session") == []


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("wait", [("NEED_REFERRED", 0.0, -1), ("NEED_TAKEN", 30.0, 2), ("NEED_STARTED", 30.25, 2)]),
        ("refer externally", [("NEED_REFERRED", 0.0, -1), ("NEED_STARTED", 20.0, -1)]),
        ("substitute", [("NEED_REFERRED", 0.0, -1), ("NEED_TAKEN", 0.0, 1), ("NEED_STARTED", 0.25, 1)]),
    ],
)
def test_a_vacant_post_follows_its_policy(policy: str, expected: list[tuple[str, float, int]]) -> None:
    """The helper's post is empty until day 30. The nurse, who may step in, is worker 1; the helper is worker 2."""
    mapping = plan_service()
    mapping["roles"]["nurse"] = b.role()
    mapping["roles"]["helper"] |= {"when_vacant": policy} | ({"substitute": "nurse"} if policy == "substitute" else {})
    mapping["teams"]["team"] = b.team(worker=b.posts(1), nurse=b.posts(1), helper=b.posts(1))
    mapping["vacancies"] = {"empty": b.vacancy("helper", 0, 30)}
    assert steps(happened(mapping, needs=HELP)) == expected


def test_a_post_that_empties_returns_its_families_and_the_list_follows_the_policy() -> None:
    """Family 0 is being seen, and family 1 is on the list, when the post empties on day 8."""
    mapping = plan_service()
    mapping["roles"]["helper"] = b.role(limit=1, limit_in="families", when_vacant="refer externally")
    mapping["vacancies"] = {"empty": b.vacancy("helper", 8, 240)}
    log = happened(mapping, [0.0, 1.0], needs=HELP)
    assert steps(log, family=0) == [
        ("NEED_REFERRED", 0.0, -1),
        ("NEED_TAKEN", 0.0, 1),
        ("NEED_STARTED", 0.25, 1),
        ("NEED_RETURNED", 8.0, 1),
        ("NEED_REFERRED", 8.0, -1),
        ("NEED_STARTED", 28.0, -1),
    ]
    assert steps(log, family=1) == [("NEED_REFERRED", 1.0, -1), ("NEED_REFERRED", 8.0, -1), ("NEED_STARTED", 28.0, -1)]
    assert [row.detail for row in log.of(Event.SESSION, family=0)] == [2, 1, 0]  # one before, two outside


def test_a_family_that_does_not_start_is_not_noticed_until_the_next_supervision() -> None:
    log = happened(plan_service(takes_up=b.number(0.0, "probability")), needs=HELP)
    assert steps(log)[:6] == [
        ("NEED_REFERRED", 0.0, -1),
        ("NEED_TAKEN", 0.0, 1),
        ("NEED_NOT_STARTED", 0.25, 1),
        ("NEED_REFERRED", 20.0, -1),
        ("NEED_TAKEN", 20.0, 1),
        ("NEED_NOT_STARTED", 20.25, 1),
    ]
    assert log.of(Event.NEED_REFERRED).times == [20.0 * n for n in range(10)]


def test_a_family_that_drops_out_is_not_noticed_until_the_next_supervision() -> None:
    always = b.number(1.0, "probability")
    log = happened(plan_service(missed=always, drops_out=always), needs=HELP)
    assert log.of(Event.MISSED).times[:2] == [5.5, 25.5]
    assert log.of(Event.NEED_DROPPED).times[:2] == [5.5, 25.5]
    assert log.of(Event.NEED_REFERRED).times[:3] == [0.0, 20.0, 40.0]


def offers(log: Happened) -> dict[int, list[bool]]:
    """Of each family, whether it started at each of its offers."""
    offered: dict[int, list[bool]] = {}
    for row in log.of(Event.NEED_STARTED, Event.NEED_NOT_STARTED):
        offered.setdefault(row.family, []).append(row.event is Event.NEED_STARTED)
    return offered


def test_a_lasting_attitude_decides_every_offer_alike_and_leaves_the_chance_of_one_as_it_was() -> None:
    """Ten offers to each of 400 families, half of whom are willing, within 3.9 standard errors (error rate 1 in
    10,000): they are willing every time or never."""
    mapping = plan_service(
        takes_up=b.number(0.5, "probability"),
        take_up_lasting=b.number(1.0, "share"),
        missed=b.number(1.0, "probability"),
        drops_out=b.number(1.0, "probability"),
    )
    mapping["teams"]["team"] = b.team(worker=b.posts(1))
    mapping["services"]["outside"]["wait"] = b.drawn(1.0, "working days")
    offered = offers(happened(mapping, [n / 8.0 for n in range(400)], needs=HELP))
    assert len(offered) == 400
    assert {len(answers) for answers in offered.values()} == {10}
    assert all(len(set(answers)) == 1 for answers in offered.values())
    assert abs(sum(answers[0] for answers in offered.values()) - 200) < 3.9 * 10.0


def test_half_the_offers_decided_by_a_lasting_attitude() -> None:
    """Of families who refused at first, a quarter start at the next offer in place of half: half of the offers are
    fresh, and the attitude of who refused is against it three times in four (as a refusal is as often fresh). So the
    chance is 0.5 x 0.5 + 0.5 x 0.25; 3.9 standard errors of about 200 families (error rate 1 in 10,000) are 0.134."""
    mapping = plan_service(takes_up=b.number(0.5, "probability"), take_up_lasting=b.number(0.5, "share"))
    mapping["teams"]["team"] = b.team(worker=b.posts(1))
    offered = offers(happened(mapping, [n / 8.0 for n in range(400)], needs=HELP))
    second = [answers[1] for answers in offered.values() if not answers[0]]
    assert 150 < len(second) < 250
    assert abs(sum(second) / len(second) - 0.375) < 0.134


def test_after_so_many_offers_a_need_is_left_until_another_plan_opens() -> None:
    mapping = plan_service(takes_up=b.number(0.0, "probability"), offers_a_plan=b.number(3, "offers"))
    pathway = mapping["pathway"]
    pathway["stages"]["more"] = {**pathway["stages"]["work"]}
    pathway["activities"]["soon"] = b.activity(gap=110.0)
    pathway["decisions"]["on"] = b.always("more")
    pathway["stages"]["work"] = b.stage(
        "soon", "supervision", decides={"soon": "on"}, team="team", plan="opens", ledger="plan"
    )
    log = happened(mapping, needs=HELP)
    assert log.of(Event.NEED_REFERRED).times == [0.0, 20.0, 40.0, 110.0, 120.0, 140.0]
    assert log.of(Event.NEED_LEFT).times == log.of(Event.READY).times == [60.0, 160.0]


def test_an_offer_that_was_taken_counts_when_the_family_drops_out() -> None:
    always = b.number(1.0, "probability")
    log = happened(plan_service(missed=always, drops_out=always, offers_a_plan=b.number(2, "offers")), needs=HELP)
    assert log.of(Event.NEED_REFERRED).times == [0.0, 20.0]
    assert log.of(Event.NEED_DROPPED).times == [5.5, 25.5]
    assert log.of(Event.NEED_LEFT).times == log.of(Event.READY).times == [40.0]


def test_a_missed_session_costs_the_practitioner_as_much_as_one_attended() -> None:
    log = happened(plan_service(missed=b.number(1.0, "probability")), needs=HELP)
    assert log.of(Event.SESSION, Event.ADDRESSED) == []
    assert [row.hours for row in log.of(Event.HELD, subject="help session")[:5]] == [2.0] * 5


def test_waiting_halves_take_up_after_the_named_time() -> None:
    """External waits of 20 days where take-up halves after 20: half of 400 families start, within 3.9 standard errors
    (error rate 1 in 10,000)."""
    mapping = plan_service(take_up_halves_after=b.number(20.0, "working days"))
    mapping["teams"]["team"] = b.team(worker=b.posts(1))
    log = happened(mapping, [n / 8.0 for n in range(400)], needs=HELP)
    first = {row.family: row.event for row in reversed(log.of(Event.NEED_STARTED, Event.NEED_NOT_STARTED))}
    started = sum(event is Event.NEED_STARTED for event in first.values())
    assert len(first) == 400
    assert abs(started - 200) < 3.9 * 10.0


def test_an_end_of_the_plan_stops_what_is_under_way() -> None:
    mapping = plan_service()
    mapping["pathway"]["activities"]["end"] = b.activity(gap=5.375)
    log = happened(mapping, needs=HELP)
    assert log.of(Event.NEEDS_ENDED).times == [5.375]
    (in_hand,) = log.of(Event.PART_DONE)
    assert (in_hand.subject, in_hand.started, in_hand.time) == ("help session", 5.25, 5.5)
    assert log.of(Event.SESSION) == []


def test_the_room_an_ended_plan_leaves_goes_to_another_family_and_not_to_its_own_next_need() -> None:
    """One practitioner, with room for one family, meets both needs. Family 0 has both, and family 1 waits behind it."""
    mapping = plan_service()
    mapping["needs"] = {"help": b.need(), "advice": b.need()}
    mapping["roles"]["helper"] = b.role(limit=1, limit_in="families")
    mapping["pathway"]["activities"]["end"] = b.activity(gap=9.0)
    log = happened(mapping, [0.0, 1.0], needs=3)
    assert [(row.family, row.subject, row.time) for row in log.of(Event.NEED_TAKEN)] == [
        (0, "help", 0.0),
        (1, "help", 9.0),
    ]


def test_a_need_goes_on_from_one_plan_to_the_next_and_is_not_referred_again() -> None:
    mapping = plan_service()
    pathway = mapping["pathway"]
    pathway["stages"]["more"] = {**pathway["stages"]["work"]}
    pathway["stages"]["work"] = b.stage("soon", decides={"soon": "on"}, team="team", plan="opens")
    pathway["activities"]["soon"] = b.activity(gap=7.0)
    pathway["decisions"]["on"] = b.always("more")
    log = happened(mapping, needs=HELP)
    assert log.of(Event.NEED_REFERRED).times == [0.0]
    assert log.of(Event.SESSION).times == [5.5, 10.75, 16.0]


@pytest.mark.parametrize(("resolved", "plans"), [(1.0, 1), (0.0, 2)])
def test_a_need_that_was_addressed_is_planned_again_only_if_it_is_not_resolved(resolved: float, plans: int) -> None:
    mapping = plan_service(resolved=b.number(resolved, "probability"))
    pathway = mapping["pathway"]
    pathway["stages"]["more"] = {**pathway["stages"]["work"]}
    pathway["stages"]["work"] = b.stage("soon", decides={"soon": "on"}, team="team", plan="opens")
    pathway["activities"]["soon"] = b.activity(gap=30.0)
    pathway["decisions"]["on"] = b.always("more")
    log = happened(mapping, needs=HELP)
    assert len(log.of(Event.PLANNED, subject="help")) == plans
    assert [row.detail for row in log.of(Event.ADDRESSED)][:1] == [int(resolved)]


def test_practitioners_who_meet_a_need_come_to_supervision_and_others_do_not() -> None:
    mapping = plan_service(helpers=2)
    parts = {"practitioners": b.part(4.0, required=False)}
    mapping["pathway"]["activities"]["supervision"]["participants"] = parts
    mapping["pathway"]["activities"]["supervision"] |= {"first_due": {"period": b.number(12, "working days")}}
    log = happened(mapping, needs=HELP)
    attended = log.of(Event.PART_DONE, subject="supervision")
    assert [(row.worker, row.started, row.hours) for row in attended] == [(1, 12.0, 4.0)]
    assert log.of(Event.HELD, subject="supervision").times[0] == 12.0
