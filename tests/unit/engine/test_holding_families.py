"""Who holds a family: caseload limits, allocation, leavers and transfers, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import Happened, happened

DAY = 8.0  # hours


def held_service(workers: int = 1, limit: float = 2, **stage: Any) -> b.Mapping_:
    """Workers hold families for a task of a day and then, until `gap` days are over, nothing: then they close."""
    mapping = b.small_service(workers=workers)
    mapping["roles"]["worker"] = b.role(limit=limit)
    pathway = mapping["pathway"]
    pathway["activities"] = {
        "task": b.activity({"holder": b.part(DAY)}),
        "end": b.activity(gap=10.0, after="task"),
    }
    pathway["stages"]["work"] = b.stage(
        "task", "end", decides={"end": "done"}, team="team", holder="worker", statutory_plan="plan", **stage
    )
    return mapping


def allocations(log: Happened) -> list[tuple[int, int, float, float]]:
    """Family, worker, when the wait began and when it was over."""
    return [(row.family, row.worker, row.enabled, row.time) for row in log.of(Event.ALLOCATED)]


def test_families_go_to_the_least_loaded_worker_counted_in_children() -> None:
    log = happened(held_service(workers=2, limit=9), [0.0, 0.1, 0.2, 0.3], children=[3, 1, 1, 1])
    assert [worker for _, worker, _, _ in allocations(log)] == [0, 1, 1, 1]


def test_a_family_waits_unallocated_until_its_worker_has_room() -> None:
    """The first two close after 11 and 12 days; the third is taken on at once then."""
    log = happened(held_service(limit=2), [0.0, 0.25, 0.5])
    assert allocations(log) == [(0, 0, 0.0, 0.0), (1, 0, 0.25, 0.25), (2, 0, 0.5, 11.0)]
    assert log.of(Event.HELD, subject="task", family=2).starts == [11.0]


def test_caseload_limits_are_in_children_and_in_proportion_to_part_time() -> None:
    mapping = held_service(limit=8)
    mapping["teams"]["team"] = b.team(worker=b.posts(1, full_time_share=0.5))
    log = happened(mapping, [0.0, 0.25, 0.5], children=2)
    assert [row[3] for row in allocations(log)[:2]] == [0.0, 0.25]
    assert allocations(log)[2][3] > 10.0


def test_a_family_larger_than_the_limit_goes_to_a_worker_with_none() -> None:
    log = happened(held_service(workers=2, limit=2), [0.0, 0.5, 1.0], children=[1, 5, 5])
    assert allocations(log)[:2] == [(0, 0, 0.0, 0.0), (1, 1, 0.5, 0.5)]
    assert allocations(log)[2] == (2, 0, 1.0, 11.0)


def test_families_that_wait_are_taken_on_first_come_first_served() -> None:
    log = happened(held_service(limit=1), [0.0, 0.25, 0.5, 0.75])
    assert allocations(log) == [(0, 0, 0.0, 0.0), (1, 0, 0.25, 11.0), (2, 0, 0.5, 22.0), (3, 0, 0.75, 33.0)]


def test_nobody_waits_longer_than_the_longest_wait() -> None:
    mapping = held_service(limit=1)
    mapping["pathway"]["holding"]["longest_wait"] = b.number(5, "working days")
    log = happened(mapping, [0.0, 0.25])
    assert allocations(log) == [(0, 0, 0.0, 0.0), (1, 0, 0.25, 5.25)]


def test_some_stages_are_allocated_at_once_over_the_limit() -> None:
    log = happened(held_service(limit=1, allocation="at once"), [0.0, 0.25, 0.5])
    assert [row[3] for row in allocations(log)] == [0.0, 0.25, 0.5]


def test_somebody_must_be_in_post_even_for_those_who_cannot_wait() -> None:
    mapping = held_service(limit=1, allocation="at once")
    mapping["vacancies"] = {"empty": b.vacancy("worker", 0, 6)}
    assert allocations(happened(mapping, [0.0])) == [(0, 0, 0.0, 6.0)]


def leaver_service(**activities: b.Mapping_) -> b.Mapping_:
    """Two workers, the first of whom leaves on day 5 for good."""
    mapping = held_service(workers=2, limit=9)
    pathway = mapping["pathway"]
    pathway["activities"] |= {"handover": b.activity({"holder": b.part(4.0)}, starts="new holder"), **activities}
    pathway["activities"]["end"] = b.activity(gap=60.0)
    pathway["stages"]["work"]["activities"] += ["handover", *activities]
    mapping["vacancies"] = {"empty": b.vacancy("worker", 5, 200, share=0.5)}
    return mapping


def test_a_leaver_finishes_the_task_in_hand_and_families_are_handed_over() -> None:
    """Vacancies empty the second of two posts: worker 1, who holds the second family, leaves on day 5."""
    visit = b.activity({"holder": b.part(DAY)}, gap=4.5, repeat=(1, "working days"))
    log = happened(leaver_service(visit=visit), [0.0, 0.0])
    lost, regained = log.of(Event.UNALLOCATED, family=1)[1], log.of(Event.ALLOCATED, family=1)[1]
    assert (lost.time, lost.worker) == (5.0, 1)
    assert (regained.time, regained.worker, regained.enabled) == (5.0, 0, 5.0)
    (last,) = log.of(Event.HELD, family=1, subject="visit", worker=1)
    assert (last.started, last.time) == (4.5, 5.5)
    (handover,) = log.of(Event.HELD, subject="handover")
    assert (handover.family, handover.worker, handover.enabled, handover.hours) == (1, 0, 5.0, 4.0)
    assert log.of(Event.PART_DONE, Event.HELD, worker=1)[-1].time == 5.5


def test_those_who_leave_together_are_given_nothing_of_each_other_s() -> None:
    """Two of three leave on day 5, and their families go to the one who stays, although the leavers held fewer."""
    mapping = leaver_service()
    mapping["teams"]["team"] = b.team(worker=b.posts(3))
    mapping["vacancies"] = {"empty": b.vacancy("worker", 5, 200, share=0.67)}
    log = happened(mapping, [0.0, 0.0, 0.0], children=[3, 1, 1])
    assert sorted(allocations(log)[3:]) == [(1, 0, 5.0, 5.0), (2, 0, 5.0, 5.0)]
    assert log.of(Event.UNALLOCATED, time=5.0).workers == [1, 2]


def test_the_needs_of_those_who_leave_together_go_where_a_vacant_post_sends_them() -> None:
    """Both helpers leave on day 5, and their post's needs are then referred outside: never to each other."""
    mapping = held_service(workers=1, limit=9)
    mapping["roles"]["helper"] |= {"when_vacant": "refer externally"}
    mapping["teams"]["team"] = b.team(worker=b.posts(1), helper=b.posts(2))
    mapping["pathway"]["stages"]["work"]["plan"] = "opens"
    mapping["pathway"]["stages"]["work"]["ledger"] = "plan"
    mapping["pathway"]["activities"]["end"] = b.activity(gap=60.0, after="task")
    mapping["families"]["needs"] = b.chances(none=0.0, help=1.0)
    mapping["vacancies"] = {"empty": b.vacancy("helper", 5, 200)}
    log = happened(mapping, [0.0, 0.0], needs=1)
    assert log.of(Event.NEED_RETURNED).times == [5.0, 5.0]
    assert [(row.time, row.detail) for row in log.of(Event.NEED_REFERRED)][2:] == [(5.0, -1), (5.0, -1)]
    assert len(log.of(Event.NEED_TAKEN)) == 2


def test_a_handover_that_no_stage_lists_is_done_in_every_stage() -> None:
    mapping = leaver_service()
    mapping["pathway"]["stages"]["work"]["activities"].remove("handover")
    (handover,) = happened(mapping, [0.0, 0.0]).of(Event.HELD, subject="handover")
    assert (handover.family, handover.worker, handover.enabled) == (1, 0, 5.0)


def test_what_the_leaver_had_not_started_goes_to_the_new_worker() -> None:
    """Worker 0 leaves on day 5 with one six-day task in hand and another not begun; the next starts on day 8."""
    mapping = leaver_service()
    mapping["teams"]["team"] = b.team(worker=b.posts(1))
    mapping["pathway"]["activities"]["task"] = b.activity({"holder": b.part(6 * DAY)})
    mapping["vacancies"] = {"empty": b.vacancy("worker", 5, 8)}
    log = happened(mapping, [0.0, 0.0])
    done = log.of(Event.HELD, subject="task")
    assert [(row.family, row.worker, row.started) for row in done] == [(0, 0, 0.0), (1, 1, 8.0)]
    assert [row[1:] for row in allocations(log)[2:]] == [(1, 5.0, 8.0), (1, 5.0, 8.0)]
    assert log.of(Event.HELD, subject="handover").starts == [14.0, 14.5]


def two_teams(transfers: bool) -> b.Mapping_:
    """An assessment of a day, and then a plan of ten: in the same team, or in another one."""
    mapping = held_service(limit=1)
    pathway = mapping["pathway"]
    pathway["activities"] = {"task": b.activity({"holder": b.part(DAY)}), "end": b.activity(gap=10.0)}
    pathway["stages"] = {
        "assessment": b.stage("task", decides={"task": "plan"}, team="front", holder="worker"),
        "plan": b.stage("end", decides={"end": "done"}, team="back" if transfers else "front", holder="worker"),
        "closed": {"title": "Closed"},
    }
    pathway["first"] = "assessment"
    pathway["stages"]["plan"]["statutory_plan"] = "plan"
    pathway["decisions"]["plan"] = b.always("plan")
    mapping["teams"] = {"front": b.team(worker=b.posts(1)), "back": b.team(worker=b.posts(1))}
    return mapping


def test_the_same_worker_keeps_a_family_across_stages_within_a_team() -> None:
    log = happened(two_teams(transfers=False), [0.0])
    assert allocations(log) == [(0, 0, 0.0, 0.0)]


def test_a_transfer_to_another_team_changes_the_worker() -> None:
    log = happened(two_teams(transfers=True), [0.0])
    assert allocations(log) == [(0, 0, 0.0, 0.0), (0, 1, 1.0, 1.0)]


def test_the_room_a_transfer_makes_is_taken_at_once() -> None:
    """The front team's one worker has room for one family: the second is taken on when the first moves on."""
    log = happened(two_teams(transfers=True), [0.0, 0.5])
    assert allocations(log)[:3] == [(0, 0, 0.0, 0.0), (0, 1, 1.0, 1.0), (1, 0, 0.5, 1.0)]


def test_a_family_too_large_for_the_room_there_is_does_not_hold_up_those_behind_it() -> None:
    """The worker has room for two children and leaves on day 4. The next worker, from day 5, takes on family 1, which
    came first in the line; family 0, of five, then has to wait, and family 2 behind it has room."""
    mapping = held_service(limit=2)
    pathway = mapping["pathway"]
    pathway["activities"]["closure"] = b.activity(gap=6.0)
    pathway["stages"]["work"]["activities"].append("closure")
    pathway["stages"]["work"]["decisions"]["closure"] = {"ready": "done", "not_ready": "done"}
    mapping["vacancies"] = {"empty": b.vacancy("worker", 4, 5)}
    log = happened(mapping, [0.0, 1.0, 4.5], children=[5, 1, 1])
    assert log.of(Event.ENTERED, subject="closed").times == [6.0, 7.0, 10.5]
    assert allocations(log) == [(0, 0, 0.0, 0.0), (1, 1, 1.0, 5.0), (2, 1, 4.5, 5.0)]


def test_places_decide_teams() -> None:
    mapping = held_service()
    mapping["teams"]["team"] = b.team(4, worker=b.posts(1))
    log = happened(mapping, [0.0, 0.0, 0.0], places=[0.1, 0.6, 0.999])
    assert [(row.family, row.detail) for row in log.of(Event.ENTERED, subject="work")] == [(0, 0), (1, 2), (2, 3)]


@pytest.mark.parametrize("limit", [1, 3, 6])
def test_no_worker_ever_holds_more_than_the_limit_when_all_can_wait(limit: int) -> None:
    log = happened(held_service(workers=2, limit=limit), [0.25 * n for n in range(60)])
    holding: dict[int, set[int]] = {0: set(), 1: set()}
    most = 0
    for row in log.of(Event.ALLOCATED, Event.ENTERED):
        if row.event is Event.ALLOCATED:
            holding[row.worker].add(row.family)
            most = max(most, len(holding[row.worker]))
        elif row.subject == "closed":
            for families in holding.values():
                families.discard(row.family)
    assert most == limit
