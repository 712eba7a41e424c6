"""Posts of a role given as a list of groups: merged, checked, told, changed and varied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fssim.scenario import ScenarioError, describe_changes, load, with_values
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Establishment, establishments_of
from fssim.studies.sweeps.plan.factors import FieldKind, find_field

Child = Callable[[str], Path]
Complaints = Callable[[str], list[str]]

POSTS = "{value: %d, unit: posts, source: guess, grade: assumed}"
WHOLE = "{value: %g, unit: share, source: guess, grade: assumed}"
PEOPLE = "{value: %d, unit: people, source: guess, grade: assumed}"
GROUPS = f"""teams:
  safeguarding:
    posts:
      social_worker:
        - {{posts: {POSTS % 4}, full_time_share: {WHOLE % 1}}}
        - {{posts: {POSTS % 1}, full_time_share: {WHOLE % 0.6}, start: 2019-09-01}}
        - {{agency_workers: {PEOPLE % 2}, full_time_share: {WHOLE % 1}, start: 2019-06-01, until: 2020-01-01}}
"""
PLACE = "teams.safeguarding.posts.social_worker"


@pytest.fixture
def grouped(child: Child) -> Scenario:
    return load(child(GROUPS))


def groups(scenario: Scenario) -> tuple[Establishment, ...]:
    return establishments_of(scenario.teams["safeguarding"].posts["social_worker"])


def test_a_list_takes_the_place_of_what_is_inherited(grouped: Scenario) -> None:
    assert [group.count for group in groups(grouped)] == [4, 1, 2]
    assert groups(grouped)[1].start == date(2019, 9, 1)
    assert groups(grouped)[2].posts is None


def test_what_is_changed_is_said_with_every_group(grouped: Scenario, small: Path) -> None:
    groups = (
        "4 full-time (assumed), 1 at 0.6 from 2019-09-01 (assumed), 2 agency workers full-time from 2019-06-01 until"
    )
    groups += " 2020-01-01 (assumed)"
    place = "social_worker posts in team safeguarding"
    assert describe_changes(load(small), grouped) == [f"{place}: 6 full-time (assumed) to {groups}"]
    listed = grouped.model_dump()["teams"]["safeguarding"]["posts"]["social_worker"]
    added = with_values(load(small), {"teams.assessment.posts.team_manager": listed})
    place = "team_manager posts in team assessment"
    assert describe_changes(load(small), added) == [f"added {place}: {groups}"]
    assert describe_changes(added, load(small)) == [f"removed {place}: it was {groups}"]


def test_a_group_is_changed_by_its_number(grouped: Scenario) -> None:
    changed = with_values(grouped, {f"{PLACE}.1.full_time_share.value": 0.8, f"{PLACE}.2.until": None})
    assert groups(changed)[1].full_time_share.value == 0.8
    assert describe_changes(grouped, changed) == [
        "full time share of group 2 of social_worker posts in team safeguarding: share 0.6 (assumed) to 0.8 (your "
        "number, no source given)",
        "removed until of group 3 of social_worker posts in team safeguarding: it was 2020-01-01",
    ]
    assert len(groups(with_values(grouped, {f"{PLACE}.1": None}))) == 2


@pytest.mark.parametrize(
    ("path", "problem"),
    [(f"{PLACE}.3.posts.value", "its items are numbered 0 to 2"), (f"{PLACE}.posts.value", "there is no 'posts'")],
)
def test_a_group_that_is_not_there(grouped: Scenario, path: str, problem: str) -> None:
    with pytest.raises(ScenarioError, match=problem):
        with_values(grouped, {path: 1})
    with pytest.raises(ValueError, match="there is no"):
        find_field(grouped, path)


def test_the_numbers_of_a_group_can_be_varied(grouped: Scenario) -> None:
    field = find_field(grouped, f"{PLACE}.1.posts.value")
    assert (field.kind, field.right(3)) == (FieldKind.whole, 3)
    assert find_field(grouped, f"{PLACE}.1.full_time_share.value").kind is FieldKind.number
    assert find_field(grouped, f"{PLACE}.1.start").kind is FieldKind.date


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ((f"posts: {POSTS % 1}", "post: 1"), "social_worker.1.post: unknown field 'post'; did you mean 'posts'?"),
        ((f", full_time_share: {WHOLE % 0.6}", ""), "social_worker.1.full_time_share: is missing"),
        ((f"{{posts: {POSTS % 1}, ", "{"), "social_worker.1: posts or agency_workers is missing"),
        (("{agency", f"{{posts: {POSTS % 1}, agency"), "social_worker.2: posts and agency_workers are both given"),
        (("until: 2020-01-01", "until: 2019-06-01"), "social_worker.2: until is 2019-06-01, and start is 2019-06-01"),
        (("start: 2019-09-01", "start: 2029-09-01"), "social_worker.1.start: starts on 2029-09-01, and the run ends"),
        (("start: 2019-09-01", "until: 1999-09-01"), "social_worker.1.until: is over on 1999-09-01"),
        (("start: 2019-09-01", "numbers: [2]"), "social_worker.1.numbers.0: there is no number 2"),
        (("start: 2019-09-01", "start: soon"), "social_worker.1.start: is 'soon'"),
        (("value: 1, unit: posts", "value: 1.5, unit: posts"), "social_worker.1.posts: value is 1.5 posts"),
    ],
)
def test_what_is_wrong_with_a_group_is_told_where_it_is(
    complaints: Complaints, change: tuple[str, str], problem: str
) -> None:
    assert change[0] in GROUPS
    wrong = complaints(GROUPS.replace(*change))
    assert [item for item in wrong if problem in item] != [], wrong
    assert all("social_worker" in item for item in wrong)


def test_no_group_at_all(complaints: Complaints) -> None:
    wrong = complaints("teams: {safeguarding: {posts: {social_worker: []}}}\n")
    assert (
        "1: teams.safeguarding.posts.social_worker: lists no group of posts; give one, or leave the role out" in wrong
    )


def test_a_number_of_posts_takes_the_place_of_an_inherited_share(child: Child, small: Path) -> None:
    scenario = load(child(f"vacancies: {{mental health: {{posts: {POSTS % 1}}}}}\n"))
    vacancy = scenario.vacancies["mental health"]
    assert vacancy.share is None
    assert vacancy.posts is not None
    assert vacancy.posts.value == 1
    assert describe_changes(load(small), scenario) == [
        "added posts of vacancy mental health: 1 post (assumed); that is 1 of 1 post (100%)",
        "removed share of vacancy mental health: it was share 1 (assumed)",
    ]


def test_agency_workers_who_would_come_and_go_at_once_are_refused(complaints: Complaints) -> None:
    nothing = "{value: 0, unit: weeks, source: guess, grade: assumed, distribution: null}"
    turnover = f"{{agency_cover: {{value: 0}}, agency_stay: {nothing}, agency_delay: {nothing}}}"
    wrong = complaints(f"{GROUPS}roles: {{social_worker: {{turnover: {turnover}}}}}\n")
    assert any("agency workers would come and go at once" in item for item in wrong), wrong


SET_UP = "{value: 9000, unit: GBP, source: guess, grade: assumed}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            GROUPS.replace("start: 2019-09-01", f"set_up_cost: {SET_UP}"),
            "social_worker.1.set_up_cost: is of posts without a `start`",
        ),
        (f"set_up_costs: {{office: {{cost: {SET_UP}, date: 2018-09-01}}}}\n", "office.date: is spent on 2018"),
        (f"set_up_costs: {{office: {{cost: {SET_UP}}}}}\n", "set_up_costs.office.date: is missing"),
        (
            f"set_up_costs: {{office: {{cost: {SET_UP.replace('GBP', 'GBP a year')}, date: 2019-09-01}}}}\n",
            "unit is 'GBP a year'; it must be 'GBP'",
        ),
        (f"roles: {{social_worker: {{recruitment_cost: {SET_UP}}}}}\n", "it must be 'GBP a hire'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_cost_of_setting_up_or_hiring(complaints: Complaints, text: str, problem: str) -> None:
    assert any(problem in item for item in complaints(text)), complaints(text)


def test_costs_that_are_added_are_said(child: Child, small: Path) -> None:
    text = f"set_up_costs: {{office: {{cost: {SET_UP}, date: 2019-09-01}}}}\n"
    text += f"roles: {{social_worker: {{recruitment_cost: {SET_UP.replace('GBP', 'GBP a hire')}}}}}\n"
    assert sorted(describe_changes(load(small), load(child(text)))) == [
        "added recruitment cost of role social_worker: 9,000 GBP a hire (assumed)",
        "added set-up cost office: cost 9,000 GBP (assumed), date 2019-09-01",
    ]
