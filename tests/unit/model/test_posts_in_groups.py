"""Posts in groups: of other hours, from a date, agency workers beside them, and posts of which a part is empty."""

from __future__ import annotations

from typing import Any

import pytest

from fssim.model.compile.compile_people import separate_spells
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.posts_over_time import draw_workers
from fssim.model.tables import Tables
from tests.laws import building as b

FULL_TIME = 8.0  # productive hours a day


def tables_of(*groups: b.Mapping_, teams: int = 1, turnover: b.Mapping_ | None = None, **more: Any) -> Tables:
    mapping = b.small_service(0.01, 2) | more
    mapping["teams"]["team"] = b.team(teams, worker=list(groups))
    if turnover is not None:
        mapping["roles"]["worker"]["turnover"] = turnover
    return compile_scenario(b.scenario_of(mapping))


def people(tables: Tables) -> list[tuple[str, float, float, int, float]]:
    """Post, from, until, agency and hours a day of everybody."""
    w = draw_workers(tables, 1, 0)
    return [
        (tables.names.posts[post], start, min(end, tables.horizon), agency, hours)
        for post, start, end, agency, hours in zip(w.post, w.start, w.end, w.agency, w.hours_a_day, strict=True)
    ]


def day(tables: Tables, ordinal_of: str) -> float:
    from datetime import date

    return float(list(tables.day_ordinals).index(date.fromisoformat(ordinal_of).toordinal()))


def vacancies(*amounts: dict[str, Any]) -> dict[str, Any]:
    """Vacancies of the worker role from 2 September 2019 to 2 March 2020."""
    spell = {"role": "worker", "start": "2019-09-02", "until": "2020-03-02"}
    return {"vacancies": {f"vacancy {n}": spell | amount for n, amount in enumerate(amounts)}}


def test_a_list_of_one_group_is_that_group() -> None:
    alone, listed = b.small_service(0.01), b.small_service(0.01)
    alone["teams"]["team"] = b.team(2, worker=b.posts(3, 0.6))
    listed["teams"]["team"] = b.team(2, worker=[b.posts(3, 0.6)])
    one, other = (compile_scenario(b.scenario_of(mapping)) for mapping in (alone, listed))
    assert one.posts == other.posts
    assert one.names == other.names


def test_two_full_time_and_one_at_three_fifths() -> None:
    tables = tables_of(b.posts(2), b.posts(1, 0.6))
    end = tables.horizon
    assert people(tables) == [
        ("team 1: worker 1", 0.0, end, 0, FULL_TIME),
        ("team 1: worker 2", 0.0, end, 0, FULL_TIME),
        ("team 1: worker 3", 0.0, end, 0, pytest.approx(0.6 * FULL_TIME)),
    ]


def test_posts_are_there_from_a_date_and_until_another() -> None:
    tables = tables_of(b.posts(1), {**b.posts(1), "start": "2019-09-02", "until": "2020-03-02"})
    workers = draw_workers(tables, 1, 0)
    _, (_, start, end, _, _) = people(tables)
    assert (start, end) == (day(tables, "2019-09-02"), day(tables, "2020-03-02"))
    assert list(workers.experienced) == [1, 0]
    assert (tables.posts.opens[1], tables.posts.ends[1]) == (start, end)


def test_people_of_a_post_from_a_date_come_and_go_only_while_it_is_there() -> None:
    later = {**b.posts(40), "start": "2019-09-02", "until": "2020-03-02"}
    tables = tables_of(b.posts(1), later, turnover=b.turnover(4.0, 10.0, agency=0.5))
    start, end = day(tables, "2019-09-02"), day(tables, "2020-03-02")
    there = [spell for spell in people(tables) if spell[0] != "team 1: worker 1"]
    assert len(there) > 80
    assert all(start <= since < until <= end for _, since, until, _, _ in there)
    assert sum(since == start for _, since, _, _, _ in there) == 40


def test_posts_of_other_teams_or_dates_change_nobody_else() -> None:
    rules = b.turnover(1.0, 50.0, succeeds=0.5, agency=0.8)
    agency = {"agency_workers": b.number(2, "people"), "full_time_share": b.number(1.0, "share")}
    before = people(tables_of(b.posts(3), turnover=rules))
    after = people(tables_of(b.posts(3), {**b.posts(1), "start": "2019-09-02"}, agency, turnover=rules))
    assert [item for item in after if item[0] in {post for post, *_ in before}] == before


def test_a_group_can_be_of_numbered_teams_alone() -> None:
    tables = tables_of(b.posts(1), {**b.posts(1, 0.5), "numbers": [2]}, teams=3)
    assert list(tables.names.posts) == ["team 1: worker 1", "team 2: worker 1", "team 2: worker 2", "team 3: worker 1"]


def agency(count: int, **more: Any) -> b.Mapping_:
    return {"agency_workers": b.number(count, "people"), "full_time_share": b.number(1.0, "share"), **more}


def test_agency_workers_from_a_date_follow_each_other_as_those_who_cover_a_vacancy_do() -> None:
    """Stays of 30 days with gaps of 20, from the date on; the last stay is cut off where the place ends."""
    rules = b.turnover(0.0, 50.0, agency=0.0, agency_stay=b.drawn(30.0, "working days"))
    tables = tables_of(b.posts(1), agency(2, start="2019-09-02", until="2020-03-02"), turnover=rules)
    start, end = day(tables, "2019-09-02"), day(tables, "2020-03-02")
    stays = [(start + 50.0 * n, min(start + 50.0 * n + 30.0, end)) for n in range(10) if start + 50.0 * n < end]
    for place in (1, 2):
        problems = [item[1:4] for item in people(tables) if item[0] == f"team 1: worker agency worker {place}"]
        assert problems == [(*stay, 1) for stay in stays]


def test_agency_workers_of_a_role_without_turnover_stay() -> None:
    tables = tables_of(b.posts(1), agency(1, start="2019-09-02"))
    assert people(tables)[1][1:4] == (day(tables, "2019-09-02"), tables.horizon, 1)


def test_a_vacancy_takes_posts_and_no_agency_worker() -> None:
    tables = tables_of(b.posts(2), agency(3), **vacancies({"share": b.number(1.0, "share")}))
    closed = [tables.names.posts[post] for post, count in enumerate(tables.posts.closed_count) if count]
    assert closed == ["team 1: worker 1", "team 1: worker 2"]


def test_a_vacancy_takes_none_of_the_posts_that_come_after_it() -> None:
    later = {**b.posts(4), "start": "2020-06-01"}
    tables = tables_of(b.posts(2), later, **vacancies({"share": b.number(0.5, "share")}))
    assert list(tables.posts.closed_count) == [0, 1, 0, 0, 0, 0]


def test_two_vacancies_of_one_time_take_posts_apart() -> None:
    one = {"posts": b.number(1, "posts")}
    tables = tables_of(b.posts(3), **vacancies(one, one))
    assert sum(tables.posts.closed_count) == 2
    assert len(people(tables)) == 5  # one throughout, and two before and after
    every = {"posts": b.number(3, "posts")}
    assert sum(tables_of(b.posts(3), **vacancies(one, every)).posts.closed_count) == 3


def test_parts_of_one_post_taken_at_once_add_up_to_no_more_than_the_post() -> None:
    early, late, between = (0.0, 10.0), (20.0, 30.0), (10.0, 20.0)
    for second, together in ((0.4, 0.8), (0.6, 1.0), (0.55, 1.0), (1.0, 1.0)):
        apart = [(*early, 0.4), (*between, together), (*late, second)]
        joined = apart if together < 1.0 or second < 1.0 else [apart[0], (10.0, 30.0, 1.0)]
        assert separate_spells([(0.0, 20.0, 0.4), (10.0, 30.0, second)], 0.1) == joined
    assert separate_spells([(0.0, 10.0, 1.0), (10.0, 20.0, 1.0)], 0.1) == [(0.0, 20.0, 1.0)]
    assert separate_spells([(5.0, 5.0, 1.0)], 0.1) == []


def test_a_third_of_seven_posts_is_two_empty_and_two_thirds_of_one_filled() -> None:
    tables = tables_of(b.posts(7), **vacancies({"share": b.number(1 / 3, "share")}))
    start, until = day(tables, "2019-09-02"), day(tables, "2020-03-02")
    assert sorted(tables.closures.taken) == [pytest.approx(1 / 3), 1.0, 1.0]
    workers = draw_workers(tables, 1, 0)
    spells = people(tables)
    filled = sum(max(0.0, min(end, until) - max(since, start)) for _, since, end, _, _ in spells) / (until - start)
    assert filled == pytest.approx(5.0)
    changes = workers.changes
    assert list(changes.time) == [start, until]
    assert list(changes.share) == [pytest.approx(2 / 3), 1.0]
    assert list(changes.hours_a_day) == [pytest.approx(FULL_TIME * 2 / 3), FULL_TIME]
    assert len(set(changes.worker)) == 1
    assert spells[changes.worker[0]][1:3] == (0.0, tables.horizon)  # the same person throughout


def test_whoever_starts_in_a_post_that_is_part_filled_starts_with_that_part() -> None:
    """Twenty teams of one post, in each of which half of it is empty."""
    half = [{"share": b.number(0.5, "share"), "team": "team", "numbers": [number]} for number in range(1, 21)]
    tables = tables_of(b.posts(1), teams=20, turnover=b.turnover(6.0, 5.0), **vacancies(*half))
    start, until = day(tables, "2019-09-02"), day(tables, "2020-03-02")
    workers = draw_workers(tables, 1, 0)
    changes = list(zip(workers.changes.worker, workers.changes.time, workers.changes.share, strict=True))
    for number, (since, end) in enumerate(zip(workers.start, workers.end, strict=True)):
        expected = [(number, max(since, start), 0.5)] if since < until and end > start else []
        expected += [(number, until, 1.0)] if since < until < end else []
        assert [change for change in changes if change[0] == number] == expected
    assert len(changes) > 40
