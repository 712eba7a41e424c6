"""How many posts a vacancy takes, which of them, and how that is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import load
from fssim.scenario.findings import ScenarioError
from fssim.scenario.override import with_values
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Vacancy
from fssim.scenario.vacant_posts import Taken, posts_taken, taken_of
from tests.laws import building as b

Complaints = Callable[[str], list[str]]


def vacancy(**amount: Any) -> Vacancy:
    return Vacancy.model_validate({"role": "worker", "start": "2019-09-02", "until": "2020-03-02", **amount})


def service(teams: int, count: int, **amount: Any) -> Scenario:
    mapping = b.small_service(0.01)
    mapping["teams"]["team"] = b.team(teams, worker=b.posts(count))
    mapping["vacancies"] = {"empty": {"role": "worker", "start": "2019-09-02", "until": "2020-03-02", **amount}}
    return b.scenario_of(mapping)


@pytest.mark.parametrize(
    ("covered", "amount", "words"),
    [
        (9, {"posts": b.number(3, "posts")}, "3 of 9 posts (33%)"),
        (9, {"share": b.number(1 / 3, "share")}, "3 of 9 posts (33%)"),
        (9, {"share": b.number(0.33, "share")}, "3 of 9 posts (33%)"),
        (7, {"share": b.number(1 / 3, "share")}, "2.33 of 7 posts (33%)"),
        (4, {"share": b.number(1 / 3, "share")}, "1.33 of 4 posts (33%)"),
        (135, {"share": b.number(0.25, "share")}, "33.75 of 135 posts (25%)"),
        (1, {"share": b.number(1.0, "share")}, "1 of 1 post (100%)"),
        (1, {"share": b.number(0.5, "share")}, "0.50 of 1 post (50%)"),
        (1, {"share": b.number(0.95, "share")}, "1 of 1 post (100%)"),
        (1, {"share": b.number(0.05, "share")}, "0 of 1 post (0%)"),
        (1200, {"posts": b.number(3, "posts")}, "3 of 1,200 posts (0.2%)"),
    ],
)  # fmt: skip
def test_a_third_of_posts_is_a_third(covered: int, amount: dict[str, Any], words: str) -> None:
    assert str(taken_of(vacancy(**amount), covered, 0.1)) == words


def test_the_smallest_part_of_a_post_is_the_scenario_s_and_any_part_can_be_empty_without_one() -> None:
    mapping = b.small_service(0.01)
    mapping["teams"]["team"] = b.team(1, worker=b.posts(9))
    of_posts = {"share": b.number(0.33, "share")}  # 2.97 of nine
    mapping["vacancies"] = {"empty": {"role": "worker", "start": "2019-09-02", "until": "2020-03-02", **of_posts}}
    taken = {}
    for smallest in (None, 0.02, 0.1):
        mapping["smallest_part_of_post"] = None if smallest is None else b.number(smallest, "share")
        scenario = b.scenario_of(mapping)
        taken[smallest] = posts_taken(scenario, scenario.vacancies["empty"]).posts
        assert sum(compile_scenario(scenario).closures.taken) == pytest.approx(taken[smallest])
    assert taken == {None: pytest.approx(2.97), 0.02: pytest.approx(2.97), 0.1: 3.0}


def test_whose_posts_they_are_can_be_said() -> None:
    assert Taken(3.0, 9).of_kind("social worker") == "3 of 9 social worker posts (33%)"


def test_what_is_left_of_a_post_is_said() -> None:
    assert Taken(7 / 3, 7).describe_part() == "2 have nobody in them, and 1 is 67% filled"
    assert Taken(4 / 3, 4).describe_part() == "1 has nobody in it, and 1 is 67% filled"
    assert Taken(0.5, 1).describe_part() == "1 is 50% filled"
    assert Taken(3.0, 9).describe_part() == ""


def test_posts_are_emptied_evenly_over_teams() -> None:
    assert Taken(3.0, 9).spread_over_posts() == [0, 0, 1, 0, 0, 1, 0, 0, 1]
    for of in range(1, 30):
        for empty in range(of + 1):
            item = Taken(float(empty), of).spread_over_posts()
            assert sum(item) == empty
            for size in range(
                1, of + 1
            ):  # any run of posts as long as another has as many of them, or one more or less
                runs = [sum(item[first : first + size]) for first in range(of - size + 1)]
                assert max(runs) - min(runs) <= 1


def test_what_is_not_a_whole_post_is_one_post_part_filled() -> None:
    item = Taken(7 / 3, 7).spread_over_posts()
    assert sorted(item) == [0, 0, 0, 0, pytest.approx(1 / 3), 1, 1]
    assert sum(item) == pytest.approx(7 / 3)


def test_posts_are_counted_over_every_team_that_is_covered() -> None:
    three = {"posts": b.number(3, "posts")}
    assert str(posts_taken(service(9, 1, **three), service(9, 1, **three).vacancies["empty"])) == "3 of 9 posts (33%)"
    some = service(9, 2, **three, team="team", numbers=[2, 5])
    assert str(posts_taken(some, some.vacancies["empty"])) == "3 of 4 posts (75%)"


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        ({}, "posts or share is missing"),
        ({"posts": b.number(1, "posts"), "share": b.number(1.0, "share")}, "both given"),
        ({"posts": b.number(1.5, "posts")}, "must be a whole number"),
    ],
)
def test_a_number_or_a_share_of_posts_that_are_there(amount: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as message:
        service(9, 1, **amount)
    assert len(message.value.problems) == 1
    assert problem in str(message.value)


def test_a_share_can_be_changed_for_a_number() -> None:
    changed = with_values(
        service(9, 1, share=b.number(1.0, "share")),
        {"vacancies.empty.posts": b.number(3, "posts"), "vacancies.empty.share": None},
    )
    assert posts_taken(changed, changed.vacancies["empty"]) == Taken(3.0, 9)


def test_more_posts_than_there_are_is_a_problem_of_a_file_and_all_of_them_otherwise(complaints: Complaints) -> None:
    """So that how many posts there are can be varied."""
    posts = "{value: 2, unit: posts, source: guess, grade: assumed}"
    assert complaints(f"vacancies: {{mental health: {{posts: {posts}}}}}\n") == [
        "1: vacancies.mental health.posts: takes 2 posts, and there is 1; take that many or fewer"
    ]
    some = service(2, 1, posts=b.number(3, "posts"))
    assert str(posts_taken(some, some.vacancies["empty"])) == "2 of 2 posts (100%)"


SHIPPED = sorted(path.stem for path in (Path(__file__).parents[3] / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_each_vacancy_of_each_shipped_scenario_empties_what_is_said_of_it(name: str) -> None:
    """From the posts themselves: what of them is filled on a day in the middle of the vacancy."""
    scenario = load(Path(__file__).parents[3] / "scenarios" / f"{name}.yaml")
    for key, vacancy in scenario.vacancies.items():
        alone = scenario.model_copy(update={"vacancies": {key: vacancy}})
        tables = compile_scenario(alone)
        middle = vacancy.start + (vacancy.until - vacancy.start) / 2
        at = sum(day < middle.toordinal() for day in tables.day_ordinals)
        closures = zip(tables.closures.start, tables.closures.until, tables.closures.taken, strict=True)
        empty = [taken for start, until, taken in closures if start <= at < until]
        words = posts_taken(scenario, vacancy)
        assert sum(empty) == pytest.approx(words.posts)
        assert sum(taken == 1.0 for taken in empty) == words.empty
        role = tables.names.roles.index(vacancy.role)
        covered = [
            tables.names.posts[post]
            for post, group in enumerate(tables.posts.group)
            if tables.groups.role[group] == role
            and (vacancy.team is None or tables.names.posts[post].startswith(f"{vacancy.team} "))
            and (not vacancy.numbers or int(tables.names.posts[post].split(":")[0].split()[-1]) in vacancy.numbers)
        ]
        assert len(covered) == words.of


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 1 / 3, 0.5, 0.77, 0.95, 1.0])
def test_a_share_can_be_a_lever_and_takes_that_share_of_full_time(share: float) -> None:
    """Within a twentieth of a post either way, of which nobody is employed."""
    for teams in (1, 3, 9):
        scenario = with_values(service(teams, 1, share=b.number(1.0, "share")), {"vacancies.empty.share.value": share})
        taken = sum(compile_scenario(scenario).closures.taken)
        assert abs(taken - share * teams) <= 0.1 + 1e-9
