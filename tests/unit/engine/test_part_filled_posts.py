"""A post of which a part is kept vacant: its worker has that share of its hours and caseload, worked out by hand."""

from __future__ import annotations

from fssim.engine.event_log import Event
from tests.laws import building as b
from tests.unit.engine.by_hand import happened
from tests.unit.engine.test_holding_families import allocations, held_service

DAY = 8.0


def half_of_the_post(mapping: b.Mapping_, first: float, until: float) -> b.Mapping_:
    vacancy = {**b.vacancy("worker", first, until), "share": b.number(0.5, "share")}
    return {**mapping, "vacancies": {"part": vacancy}}


def test_a_task_takes_as_long_as_its_worker_has_hours_when_it_begins() -> None:
    """Of a day: begun while half of the post is empty it takes two days; one in hand takes what it would have."""
    service = b.small_service()
    service["pathway"]["activities"]["task"]["participants"] = {"worker": b.part(DAY)}
    mapping = half_of_the_post(service, 10, 20)
    log = happened(mapping, [5.0, 9.5, 12.0, 19.5, 30.0]).of(Event.HELD, subject="task")
    assert [(row.started, row.time) for row in log] == [
        (5.0, 6.0), (9.5, 10.5), (12.0, 14.0), (19.5, 21.5), (30.0, 31.0)
    ]  # fmt: skip
    assert {row.worker for row in log} == {0}


def test_a_worker_holds_their_share_of_the_caseload_and_takes_on_more_when_the_post_is_whole_again() -> None:
    """A limit of two is one while half of the post is empty; what is held already is kept."""
    mapping = half_of_the_post(held_service(limit=2), 2, 9)
    log = happened(mapping, [0.0, 0.25, 3.0])
    assert allocations(log)[:2] == [(0, 0, 0.0, 0.0), (1, 0, 0.25, 0.25)]
    waits = happened(mapping, [3.0, 3.5, 3.75])
    assert [(family, since, time) for family, _, since, time in allocations(waits)][:2] == [
        (0, 3.0, 3.0), (1, 3.5, 9.0)
    ]  # fmt: skip
