"""Rules for agency workers: fewer vacancies are covered, and some of those who may come have to wait."""

from __future__ import annotations

from math import sqrt

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.posts_over_time import draw_workers
from fssim.model.tables import Tables
from tests.laws import building as b

POSTS = 100


def tables_of(**rules: float) -> Tables:
    """Posts that empty about once in a year and are filled after 100 days, each covered 20 days after it empties."""
    mapping = b.small_service(0.1)
    stay = b.drawn(400.0, "working days")
    turnover = b.turnover(1.0, 100.0, agency=1.0, agency_stay=stay)
    if rules:
        turnover["agency_rules"] = {
            "qualified": b.number(rules["qualified"], "share"),
            "from_the_region": b.number(rules["from_the_region"], "share"),
            "gap": b.number(rules["gap"], "working days"),
        }
    mapping["roles"]["worker"]["turnover"] = turnover
    mapping["teams"]["team"]["posts"]["worker"] = b.posts(POSTS)
    return compile_scenario(b.scenario_of(mapping))


def cover(tables: Tables) -> list[tuple[int, float]]:
    """The post and the start of every agency worker."""
    workers = draw_workers(tables, 1, 0)
    people = zip(workers.post, workers.start, workers.agency, strict=True)
    return [(post, start) for post, start, agency in people if agency]


def test_rules_that_keep_nobody_away_change_nothing() -> None:
    assert cover(tables_of(qualified=1.0, from_the_region=0.0, gap=60.0)) == cover(tables_of())


def test_as_many_vacancies_are_covered_as_agency_workers_are_qualified_for() -> None:
    """Within four standard deviations of 60%: but for once in 15,000 seeds. Who comes is no later."""
    without, with_rules = set(cover(tables_of())), set(cover(tables_of(qualified=0.6, from_the_region=0.0, gap=0.0)))
    assert with_rules < without
    assert abs(len(with_rules) - 0.6 * len(without)) < 4.0 * sqrt(0.24 * len(without))


def test_those_from_the_region_come_so_much_later() -> None:
    before = dict(sorted(cover(tables_of()), reverse=True))  # the first of each post
    after = dict(sorted(cover(tables_of(qualified=1.0, from_the_region=1.0, gap=60.0)), reverse=True))
    later = [round(after[post] - before[post], 6) for post in before if post in after]
    assert later.count(60.0) > 0.9 * len(later)  # but for a first vacancy that is over by then
