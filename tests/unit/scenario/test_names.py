"""Names of the parts of a scenario: one rule for all, no two that come to one measure, and none that is taken."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fssim.measures.catalogue import measure_names
from fssim.runs.replicate import compile_pickled
from fssim.scenario import ScenarioError, load, scenario_from
from fssim.scenario.checks.name_checks import name_findings
from fssim.scenario.names import RIGHT, named, slug
from fssim.scenario.schema.scenario import Scenario

Complaints = Callable[[str], list[str]]
POST = "{posts: {value: 1, unit: posts, source: guess, grade: assumed}, full_time_share: {value: 1, unit: share, source: guess, grade: assumed}}"  # noqa: E501
TEAM = f"{{count: {{value: 1, unit: teams, source: guess, grade: assumed}}, working_model: standard, posts: {{social_worker: {POST}}}}}"  # noqa: E501


@pytest.mark.parametrize(
    "name", ["~", "..", "主任", "Ysgol Tŷ", "1st", "_x", "a.b", "a+b", "x ", "=1+1", "a" * 61, "a/b"]
)
@pytest.mark.parametrize("place", ["roles", "needs", "teams", "pools", "services", "vacancies", "training"])
def test_a_name_is_letters_digits_spaces_hyphens_and_underscores(complaints: Complaints, place: str, name: str) -> None:
    problems = complaints(f'{place}: {{"{name}": {{}}}}\n')
    message = [line for line in problems if RIGHT in line]
    assert len(message) == 1
    assert message[0].startswith(f"1: {place}.{name}: the name '{name[:60]}")


def test_a_team_needs_a_name_and_so_does_a_stage_and_a_plan(complaints: Complaints) -> None:
    assert complaints(f'teams: {{"": {TEAM}}}\n') == [f"1: teams.: the name is empty; {RIGHT}"]
    assert complaints('pathway: {stages: {plan: {statutory_plan: ""}}}\n')[0] == (
        f"1: pathway.stages.plan.statutory_plan: the name is empty; {RIGHT}"
    )


def test_what_refers_to_a_name_that_cannot_be_used_is_not_told_too(complaints: Complaints) -> None:
    text = f'roles: {{"主任": {{}}}}\nteams: {{safeguarding: {{posts: {{"主任": {POST}}}}}}}\n'
    assert not any("there is no role" in line for line in complaints(text))


def renamed(small: Path, kind: tuple[str, ...], old: str, new: str, beside: bool = False) -> Any:
    """The small scenario's values with one name of a kind changed, or given again beside the old one."""
    values = load(small).model_dump(exclude_unset=True)
    part: Any = values
    for item in kind:
        part = part[item]
    part[new] = part[old] if beside else part.pop(old)
    return values


@pytest.mark.parametrize(
    ("kind", "old", "new", "message"),
    [
        (("roles",), "social_worker", "Social Worker", "'Social Worker' and 'social_worker' come to one name"),
        (("needs",), "mental health", "mental_health", "'mental_health' and 'mental health' come to one name"),
        (("services",), "talking therapy", "Talking-therapy", "come to one name in measures, talking_therapy"),
        (("teams",), "safeguarding", "SAFEGUARDING", "come to one name"),
        (("pathway", "stages"), "plan", "Plan", "come to one name"),
        (("pathway", "activities"), "plan visit", "plan_visit", "come to one name"),
        (("roles",), "social_worker", "Staff", "'Staff' already means all staff together; give the role another name"),
        (("roles",), "social_worker", "case holders", "already means all who are allocated families"),
        (("roles",), "social_worker", "external_sessions", "already means sessions of external services"),
        (("roles",), "social_worker", "social_worker uncovered", "the posts of 'social_worker' with nobody in them"),
        (("needs",), "mental health", "plan work", "already means the family's own plan work"),
        (("needs",), "mental health", "none", "already means no needs at all"),
    ],
)
def test_two_names_that_come_to_one_measure_and_names_that_are_taken(
    small: Path, kind: tuple[str, ...], old: str, new: str, message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_from(renamed(small, kind, old, new, beside=True))
    (problem,) = (item for item in caught.value.problems if message in item.message)
    assert problem.field == ".".join((*kind, new))


def pieces_of(measures: list[str], longest: int) -> Iterator[str]:
    """Every run of words in the names of measures: what a name would have to be to be one of them."""
    runs = set()
    for measure in measures:
        words = measure.split("_")
        for length in range(1, longest + 1):
            runs |= {"_".join(words[at : at + length]) for at in range(len(words) - length + 1)}
    yield from sorted(run for run in runs if run and run[0].isalpha())


FIRST_OF = {  # the field of a scenario's names, and where the scenario says them
    "roles": ("roles",),
    "needs": ("needs",),
    "team_kinds": ("teams",),
    "stages": ("pathway", "stages"),
    "activities": ("pathway", "activities"),
}


@pytest.mark.slow
@pytest.mark.parametrize("field", FIRST_OF)
def test_no_name_that_is_let_through_loses_a_measure(small: Path, field: str) -> None:
    tables = compile_pickled(pickle.dumps(load(small)))
    measures = measure_names(tables)
    assert len(set(measures)) == len(measures)
    old, *others = getattr(tables.names, field)
    tried = 0
    for name in pieces_of(measures, 2 if field == "roles" else 1):
        if name in others:
            continue
        values = renamed(small, FIRST_OF[field], old, name)
        if not list(name_findings(Scenario.model_validate(values))):
            names = replace(tables.names, **{field: (name, *others)})
            assert len(measure_names(replace(tables, names=names))) == len(measures), name
            tried += 1
    assert tried > 50


def test_measures_of_similar_names_stay_apart() -> None:
    assert slug("Social Worker") == slug("social_worker") == "social_worker"
    names = ["social worker", "social worker 2", "senior social worker"]
    assert all(slug(one) != slug(other) for one, other in pairwise(names))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("re_referral", "chance"), "chance of re-referral"),
        (("re_referral", "per_unresolved_need"), "odds of re-referral for each need that is not resolved"),
        (("re_referral", "delay"), "time until re-referral"),
        (("re_referral", "delay", "parameters", "sigma"), "distribution parameter sigma of time until re-referral"),
        (
            ("re_referral", "past", "had_plan", "child_protection"),
            "share with an earlier child_protection plan, of families closed before the run",
        ),
        (("re_referral", "past"), "families closed before the run"),
        (("re_referral",), "re-referral"),
    ],
)
def test_re_referral_is_named_in_english(path: tuple[str, ...], words: str) -> None:
    assert named(path) == words
