"""Who is in each post, and when: turnover, hiring, agency cover and posts kept vacant."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest

from fssim.engine.event_log import Event
from fssim.engine.simulate import ENGINES, simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.posts_over_time import WorkerTable, draw_workers
from fssim.model.tables import Tables
from tests.laws import building as b

Spell = tuple[float, float, int]  # from, until, agency


def authority(turnover: dict[str, Any] | None, count: int = 300, years: int = 20, **changes: Any) -> Tables:
    mapping = b.small_service(0.01, years)
    if turnover is not None:
        mapping["roles"]["worker"]["turnover"] = turnover
    mapping["teams"]["team"] = b.team(1, worker=b.posts(count))
    return compile_scenario(b.scenario_of(mapping | changes))


def by_post(tables: Tables, workers: WorkerTable) -> list[list[Spell]]:
    """Everybody in each post, in order."""
    spells: list[list[Spell]] = [[] for _ in tables.posts.group]
    for post, start, end, agency in zip(workers.post, workers.start, workers.end, workers.agency, strict=True):
        spells[post].append((start, min(end, tables.horizon), agency))
    return spells


def filled_days(spells: Sequence[Spell], start: float, end: float) -> float:
    return sum(max(0.0, min(until, end) - max(since, start)) for since, until, _ in spells)


def z_score(values: Sequence[float], expected: float) -> float:
    """How many standard errors the mean of independent values is from what is expected."""
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return (mean - expected) / (variance / len(values)) ** 0.5


@pytest.mark.parametrize(("leaving", "hire_days", "succeeds"), [(0.15, 80, 0.25), (0.5, 60, 1.0), (1.0, 120, 0.5)])
def test_the_share_of_posts_vacant_is_what_renewal_theory_says(
    leaving: float, hire_days: float, succeeds: float
) -> None:
    """300 posts over the last 15 of 20 years: a post is vacant for hire_days / succeeds of every cycle of that and
    1 / leaving. Within 3.9 standard errors: error rate 1 in 10,000."""
    tables = authority(b.turnover(leaving, hire_days, succeeds))
    start, end = tables.horizon / 4, tables.horizon
    shares = [1 - filled_days(s, start, end) / (end - start) for s in by_post(tables, draw_workers(tables, 1, 0))]
    vacant = hire_days / succeeds
    assert abs(z_score(shares, vacant / (vacant + tables.working_days_a_year / leaving))) < 3.9


def test_the_number_who_leave_is_what_renewal_theory_says() -> None:
    """Leavers a post in the last 15 of 20 years, within 3.9 standard errors: error rate 1 in 10,000."""
    tables = authority(b.turnover(0.5, 60.0))
    start = tables.horizon / 4
    leavers = [
        sum(start <= until < tables.horizon for _, until, _ in spells)
        for spells in by_post(tables, draw_workers(tables, 1, 0))
    ]
    cycle = 60.0 + tables.working_days_a_year / 0.5
    assert abs(z_score(leavers, (tables.horizon - start) / cycle)) < 3.9


def test_a_role_without_turnover_keeps_everybody() -> None:
    tables = authority(None, count=3)
    assert by_post(tables, draw_workers(tables, 1, 0)) == [[(0.0, tables.horizon, 0)]] * 3


def test_agency_workers_cover_a_vacancy_with_the_same_gap_between_them() -> None:
    """Gaps of 20 days and stays of 30 in a vacancy of 100: cover from day 20 to 50, and from 70 until the post is
    filled on day 100."""
    rules = b.turnover(1.0, 100.0, agency=1.0, agency_stay=b.drawn(30.0, "working days"))
    tables = authority(rules, count=20)
    checked = 0
    for spells in by_post(tables, draw_workers(tables, 1, 0)):
        staff = [spell for spell in spells if not spell[2]]
        for (_, left, _), (hired, _, _) in itertools.pairwise(staff):
            cover = [(since - left, until - left) for since, until, agency in spells if agency and left < since < hired]
            assert cover == [pytest.approx((20.0, 50.0)), pytest.approx((70.0, 100.0))]
            checked += 1
    assert checked > 100


def test_without_agency_cover_a_vacant_post_is_empty() -> None:
    tables = authority(b.turnover(1.0, 100.0, agency=0.0), count=20)
    workers = draw_workers(tables, 1, 0)
    assert sum(workers.agency) == 0
    for spells in by_post(tables, workers):
        for (_, left, _), (hired, _, _) in itertools.pairwise(spells):
            assert hired - left == pytest.approx(100.0)


def test_only_those_in_post_from_the_start_are_experienced() -> None:
    workers = draw_workers(authority(b.turnover(1.0, 100.0), count=20), 1, 0)
    assert [bool(e) for e in workers.experienced] == [start == 0.0 for start in workers.start]
    assert sum(workers.experienced) == 20


def test_nobody_shares_a_post() -> None:
    tables = authority(b.turnover(1.0, 50.0, succeeds=0.5, agency=0.8), count=50)
    for spells in by_post(tables, draw_workers(tables, 1, 0)):
        assert all(since < until for since, until, _ in spells)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spells))


def closed(share: float, **more: Any) -> dict[str, Any]:
    """A vacancy of the worker role from 2 September 2019 to 2 March 2020."""
    vacancy = {"role": "worker", "start": "2019-09-02", "until": "2020-03-02", "share": b.number(share, "share")}
    return {"vacancies": {"empty": vacancy | more}}


def test_a_vacancy_empties_its_share_of_posts_evenly_and_leaves_the_others_alone() -> None:
    rules = b.turnover(0.5, 60.0, succeeds=0.6, agency=0.5)
    usual = authority(rules, count=12, years=3)
    emptied = authority(rules, count=12, years=3, **closed(0.25))
    start, until = emptied.closures.start[0], emptied.closures.until[0]
    before, after = by_post(usual, draw_workers(usual, 1, 0)), by_post(emptied, draw_workers(emptied, 1, 0))
    kept_empty = [post for post, count in enumerate(emptied.posts.closed_count) if count]
    assert kept_empty == [3, 7, 11]
    for post in range(12):
        if post in kept_empty:
            assert filled_days(after[post], start, until) == 0.0
            assert [s for s in before[post] if s[1] <= start] == [s for s in after[post] if s[1] < start]
            assert [s for s in before[post] if s[0] >= until] == [s for s in after[post] if s[0] > until]
        else:
            assert before[post] == after[post]


def test_whoever_would_have_been_in_a_closed_post_is_replaced_by_somebody_new() -> None:
    tables = authority(None, count=1, **closed(1.0))
    start, until = tables.closures.start[0], tables.closures.until[0]
    workers = draw_workers(tables, 1, 0)
    assert by_post(tables, workers) == [[(0.0, start, 0), (until, tables.horizon, 0)]]
    assert list(workers.experienced) == [1, 0]


def test_vacancies_that_overlap_are_one() -> None:
    both = closed(1.0)
    both["vacancies"]["later"] = {**both["vacancies"]["empty"], "start": "2020-01-06", "until": "2020-06-01"}
    tables = authority(None, count=1, **both)
    assert len(tables.closures.start) == 1
    assert filled_days(by_post(tables, draw_workers(tables, 1, 0))[0], tables.closures.start[0], 250.0) == 0.0


def test_a_vacancy_in_numbered_teams_leaves_the_other_teams_full() -> None:
    mapping = b.small_service(0.01) | closed(1.0, team="team", numbers=[2])
    mapping["teams"]["team"] = b.team(3, worker=b.posts(2))
    tables = compile_scenario(b.scenario_of(mapping))
    emptied = [tables.names.posts[post] for post, count in enumerate(tables.posts.closed_count) if count]
    assert emptied == ["team 2: worker 1", "team 2: worker 2"]


def test_a_part_time_post_has_its_share_of_the_hours() -> None:
    mapping = b.small_service(0.01)
    mapping["teams"]["team"] = b.team(1, worker=b.posts(2, full_time_share=0.6))
    tables = compile_scenario(b.scenario_of(mapping))
    assert list(draw_workers(tables, 1, 0).hours_a_day) == [pytest.approx(4.8)] * 2


@pytest.mark.parametrize("spoilt", ["contracted_hours", "productive_share", "availability"])
def test_a_role_of_no_hours_has_nobody_in_post(spoilt: str) -> None:
    """Nothing that needs the role is done, by either engine, and nobody is counted as in post."""
    mapping = b.small_service(workers=3)
    mapping["roles"]["worker"][spoilt]["value"] = 0.0
    tables = compile_scenario(b.scenario_of(mapping))
    for engine in ENGINES:
        log = simulate_tables(tables, 1, 0, engine)
        assert len(log.workers) == 0
        assert len(log.families) > 100
        assert set(log.columns["kind"]) == {Event.REFERRED, Event.ENTERED, Event.UNFINISHED}


def test_a_part_time_post_of_no_hours_is_empty_and_the_others_are_not() -> None:
    mapping = b.small_service()
    mapping["teams"]["team"] = b.team(worker=b.posts(2, full_time_share=0.0))
    mapping["pools"] = {"shared": {"serves": ["team"], "posts": {"worker": b.posts(1)}}}
    assert len(simulate_tables(compile_scenario(b.scenario_of(mapping)), 1, 0).workers) == 1
