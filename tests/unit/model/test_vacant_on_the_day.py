"""Posts of which it is known how many are vacant on the first day observed: which, since when, and until when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.posts_over_time import WorkerTable, draw_workers
from fssim.model.tables import Tables
from fssim.model.turnover import draw_known_posts
from fssim.scenario.schema.units import WORKING_DAYS_A_WEEK
from tests.engines.same import assert_engines_agree
from tests.laws import building as b
from tests.laws.opening import count_vacant_posts, list_miscounted

POSTS, TEAMS = 150, 4
A_ROUND, SUCCEEDS, LEAVING = 10, 0.4, 0.5  # weeks, a chance, a year


def service(
    vacant: int | None, posts: int = POSTS, teams: int = TEAMS, years: int = 4, **turnover: float
) -> b.Mapping_:
    """Nobody is followed at once, and a vacancy lasts 25 weeks on average."""
    mapping = b.small_service(8.0, years)
    rates = {"leaving_rate": LEAVING, "hire_succeeds": SUCCEEDS} | turnover
    mapping["roles"]["worker"]["turnover"] = {
        "leaving_rate": b.number(rates["leaving_rate"], "per year"),
        "time_to_hire": b.number(A_ROUND, "weeks"),
        "hire_succeeds": b.number(rates["hire_succeeds"], "probability"),
        "agency_cover": b.number(0.5, "probability"),
        "agency_delay": b.number(10.0, "working days"),
        "agency_stay": b.number(60.0, "working days"),
        "induction": b.number(2.0, "months"),
        "induction_speed": b.number(0.5, "share"),
    }
    mapping["teams"]["team"] = b.team(teams, worker=b.posts(posts))
    if vacant is not None:
        mapping["opening"] = {"vacant_posts": {"worker": b.number(float(vacant), "posts")}}
    return mapping


def pressed() -> dict[str, Any]:
    """What makes who leaves known only a month at a time."""
    leaving = b.curve("multiplier", {0: 0.5, 20: 2.0, 60: 6.0})
    return {"workload": {"limit": b.number(100.0, "percent")}, "pressure": {"leaving": leaving}}


@pytest.mark.parametrize("under_pressure", [False, True])
@pytest.mark.parametrize(
    ("vacant", "turnover"), [(0, {}), (5, {"leaving_rate": 8.0}), (16, {}), (5, {"hire_succeeds": 0.0})]
)
def test_as_many_are_vacant_as_is_known_in_both_engines(
    vacant: int, turnover: dict[str, float], under_pressure: bool
) -> None:
    mapping = service(vacant, posts=8, teams=2, years=1, **turnover)
    mapping["demand"]["referral_rate"]["value"] = 500.0
    if under_pressure:
        mapping["roles"]["worker"] |= pressed()
    log = assert_engines_agree(compile_scenario(b.scenario_of(mapping)), seed=3)
    assert count_vacant_posts(log, "worker") == vacant
    assert list_miscounted(log) == []


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_scenario(b.scenario_of(service(POSTS * TEAMS // 2)))


@pytest.fixture(scope="module")
def workers(tables: Tables) -> WorkerTable:
    return draw_workers(tables, 1, 0)


def test_vacant_posts_are_spread_over_teams_by_chance(tables: Tables) -> None:
    """Half of 600 posts are vacant: in each team of 150, by the hypergeometric distribution, 75 within 5 standard
    deviations of 5.3. And under another seed others are."""
    groups = np.array(tables.posts.group)
    chosen = [
        np.bincount(groups[[post for post, known in draw_known_posts(tables, seed, 0).items() if known.vacant]])
        for seed in (1, 2)
    ]
    for by_team in chosen:
        assert by_team.sum() == POSTS * TEAMS // 2
        assert np.all(np.abs(by_team - POSTS / 2) < 27)
    assert not np.array_equal(*chosen)


def test_a_vacancy_is_as_old_and_lasts_as_long_as_one_that_a_day_falls_in(tables: Tables, workers: WorkerTable) -> None:
    """The day falls anywhere in a round of recruitment. After it, as before it, as many more rounds fail as do of those
    that follow one another: A_ROUND (1 / 2 + (1 - SUCCEEDS) / SUCCEEDS) weeks on average, with a variance of
    A_ROUND^2 (1 / 12 + (1 - SUCCEEDS) / SUCCEEDS^2). It is less than a round old where the round before found somebody.
    A right model fails each of the two once in 16,000 seeds."""
    day, a_round = tables.observed_from, float(A_ROUND * WORKING_DAYS_A_WEEK)
    vacant = {post: known for post, known in draw_known_posts(tables, 1, 0).items() if known.vacant}
    assert set(vacant) == vacant_posts(tables, workers)
    lasts = np.array([known.hired - day for known in vacant.values()])
    mean = a_round * (0.5 + (1.0 - SUCCEEDS) / SUCCEEDS)
    error = a_round * np.sqrt((1.0 / 12.0 + (1.0 - SUCCEEDS) / SUCCEEDS**2) / len(vacant))
    assert abs(lasts.mean() - mean) < 4.0 * error
    shorter = np.array([day - known.since < a_round for known in vacant.values()])
    assert abs(shorter.mean() - SUCCEEDS) < 4.0 * np.sqrt(SUCCEEDS * (1.0 - SUCCEEDS) / len(vacant))
    followed = {(post, start) for post, start in zip(workers.post, workers.start, strict=True)}
    assert all((post, known.hired) in followed for post, known in vacant.items() if known.hired < tables.horizon)


def vacant_posts(tables: Tables, workers: WorkerTable) -> set[int]:
    day = tables.observed_from
    people = zip(workers.post, workers.start, workers.end, workers.agency, strict=True)
    filled = {post for post, start, end, agency in people if start <= day < end and not agency}
    return set(range(len(tables.posts.group))) - filled


def test_a_vacancy_of_the_scenario_from_the_day_changes_nobody_else(tables: Tables, workers: WorkerTable) -> None:
    """Nor what was before."""
    kept = {
        "role": "worker", "posts": b.number(30.0, "posts"), "start": "2019-04-01", "until": "2020-04-01",
    }  # fmt: skip
    mapping = service(POSTS * TEAMS // 2) | {"vacancies": {"kept": kept}}
    with_it = compile_scenario(b.scenario_of(mapping))
    closed = {post for post, count in enumerate(with_it.posts.closed_count) if count}
    assert len(closed) == 30

    def others(table: WorkerTable) -> list[tuple[float, int, float, int]]:
        rows = zip(table.start, table.post, table.end, table.agency, strict=True)
        return [row for row in rows if row[1] not in closed]

    changed = draw_workers(with_it, 1, 0)
    assert others(changed) == others(workers)
    assert vacant_posts(with_it, changed) == vacant_posts(tables, workers) | closed


def test_posts_of_which_nothing_is_known_are_as_they_would_be(tables: Tables) -> None:
    """The same tables without what is known give whoever a scenario gives that says nothing of it."""
    unknown = compile_scenario(b.scenario_of(service(None) | {"clock": {**service(None)["clock"], "warm_up_years": 1}}))
    assert tables.observed_from == unknown.observed_from
    nothing = replace(
        tables,
        vacant_posts=replace(
            tables.vacant_posts, role=tables.vacant_posts.role[:0], posts=tables.vacant_posts.posts[:0]
        ),
    )
    assert draw_workers(nothing, 1, 0) == draw_workers(unknown, 1, 0)
