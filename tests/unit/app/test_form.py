"""The form for what a planner changes: unchanged answers change nothing, and every mistake stands at its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from fssim import Scenario, describe_changes, load, shipped_scenarios, with_values
from fssim.app.form.build_form import build_form
from fssim.app.form.own_service import read_service
from fssim.app.form.read_form import ITEM, Reading, add_item, read_form, remove_item, show_form
from fssim.scenario.reading.load import scenario_from
from fssim.scenario.scenario_text import write_text
from tests.laws.generated import scenario_mappings

POSTS = "teams.safeguarding.posts.social_worker.0.posts"
SHARE = "teams.safeguarding.posts.social_worker.0.full_time_share"
LIMIT = "roles.social_worker.caseload_limit"
CHILDREN = "demand.children"


@cache
def service(name: str = "one_district") -> Scenario:
    return load(name)


def answers(reading: Reading, texts: Mapping[str, str] = {}) -> list[tuple[str, str]]:
    """What a browser would send of a form with some answers typed over."""
    return [*{**reading.texts, **texts}.items(), *((ITEM, item) for item in reading.form.items)]


def sent(texts: Mapping[str, str] = {}, base: Scenario | None = None) -> Reading:
    base = base or service()
    return read_form(base, answers(show_form(base), texts))


def contents(scenario: Scenario) -> dict[str, object]:
    return {name: value for name, value in scenario if name != "compare_with"}


def renamed(base: Scenario) -> Scenario:
    """The same service with other names of a role and of a team."""
    text = write_text(base, "", None)
    for old, new in (("social_worker", "key worker"), ("safeguarding", "North-East 2"), ("mental_health", "low mood")):
        text = re.sub(rf"\b{old}\b", new, text)
    return read_service(text, "renamed.yaml").scenario


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_form_sent_as_it_is_changes_nothing(name: str) -> None:
    reading = sent(base=service(name))
    assert not reading.mistakes
    assert reading.scenario == service(name)
    assert not reading.sentences
    assert not reading.changed


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_file_says_what_the_scenario_says(name: str) -> None:
    scenario = service(name)
    for extends in ("standard", "one_district", ""):
        root = service(extends) if extends else None
        own = read_service(write_text(scenario, extends, root), "own.yaml")
        assert contents(own.scenario) == contents(scenario)
        assert own.extends == extends


@settings(max_examples=30)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            POSTS: st.integers(1, 40).map(str),
            SHARE: st.decimals("0.05", 1, places=2).map(str),
            LIMIT: st.one_of(st.just(""), st.integers(1, 60).map(str)),
            CHILDREN: st.integers(100, 300_000).map("{:,}".format),
            "services.adult_mental_health.wait": st.decimals(0, 400, places=1).map(str),
            "roles.mental_health_practitioner.when_vacant": st.sampled_from(["wait", "refer externally"]),
            "teams.safeguarding.working_model": st.sampled_from(["standard", "family_safeguarding"]),
        },
    )
)
def test_what_is_changed_is_kept_in_the_file_and_in_its_form(texts: dict[str, str]) -> None:
    """Base, form, file and form again: only what was typed is another, and sending that again changes nothing."""
    changed = sent(texts)
    assert not changed.mistakes
    assert changed.scenario is not None
    own = read_service(write_text(changed.scenario, "one_district", service()), "own.yaml").scenario
    assert contents(own) == contents(changed.scenario)
    assert describe_changes(service(), own) == list(changed.sentences)
    again = sent(base=own)
    assert contents(again.scenario or service()) == contents(own)
    before = show_form(service()).texts
    assert {name for name, text in again.texts.items() if before[name] != text} <= {*texts, "title"}


def without_sources(part: object) -> Any:
    if isinstance(part, dict):
        return {name: "your_number" if name == "source" else without_sources(inner) for name, inner in part.items()}
    return [without_sources(inner) for inner in part] if isinstance(part, list | tuple) else part


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenario_mappings())
def test_the_form_of_any_service_sent_as_it_is_changes_nothing(mapping: dict[str, object]) -> None:
    base = scenario_from({**without_sources(mapping), "sources": list(service().sources)})
    reading = sent(base=base)
    assert all(mistake.label for mistake in reading.mistakes)  # of what a file may not hold, and a mapping may
    event("it could be a file" if not reading.mistakes else "it could be no file")
    if not reading.mistakes:
        assert reading.scenario == base
        assert not reading.sentences
        own = read_service(write_text(base, "", None), "own.yaml").scenario
        assert contents(own) == contents(base)


def test_a_change_is_said_as_check_says_it() -> None:
    reading = sent({POSTS: "11", CHILDREN: "15,000"})
    paths = {"teams.safeguarding.posts.social_worker.posts.value": 11, "demand.children.value": 15_000}
    assert list(reading.sentences) == describe_changes(service(), with_values(service(), paths))
    assert reading.changed == {POSTS, CHILDREN}
    assert reading.scenario is not None
    assert reading.scenario.title == "One district, with a full team, changed"


def test_a_vacancy_is_added_changed_and_removed() -> None:
    grown = add_item(sent(), "vacancies", "")
    assert grown.form.items[-1] == "vacancies.vacancy_1"
    empty = read_form(service(), answers(grown))
    assert {mistake.name.rsplit(".", 1)[1] for mistake in empty.mistakes} == {"role", "until"}
    texts = {
        "vacancies.vacancy_1.role": "mental_health_practitioner",
        "vacancies.vacancy_1.until": "1/1/2020",
        "vacancies.vacancy_1.amount": "100",
        "vacancies.vacancy_1.given_as": "share",
    }
    filled = read_form(service(), answers(grown, texts))
    assert filled.scenario is not None
    vacancy = filled.scenario.vacancies["vacancy_1"]
    assert vacancy.share is not None
    assert (vacancy.share.value, vacancy.until.isoformat()) == (1.0, "2020-01-01")
    second = add_item(filled, "vacancies", "")
    assert second.form.items[-1] == "vacancies.vacancy_2"
    assert second.texts["vacancies.vacancy_1.until"] == "1/1/2020"
    left = remove_item(remove_item(second, "vacancies.vacancy_2"), "vacancies.vacancy_1")
    assert read_form(service(), answers(left)).scenario == service()


def test_a_vacancy_of_the_base_is_removed() -> None:
    base = service("mental_health_vacancy")
    left = read_form(base, answers(remove_item(sent(base=base), "vacancies.mental_health")))
    assert left.scenario is not None
    assert left.scenario.vacancies == {}
    assert add_item(left, "vacancies", "").form.items[-1] == "vacancies.vacancy_1"


def test_posts_of_other_hours_are_added_and_posts_are_removed() -> None:
    place = "teams.safeguarding.posts"
    grown = add_item(sent(), place, "social_worker")
    new = f"{place}.social_worker.1"
    assert new in grown.form.items
    reading = read_form(service(), answers(grown, {f"{new}.posts": "2", f"{new}.full_time_share": "0.5"}))
    assert reading.scenario is not None
    groups = reading.scenario.teams["safeguarding"].posts["social_worker"]
    assert isinstance(groups, tuple)
    assert [(group.count, group.full_time_share.value) for group in groups] == [(10, 1.0), (2, 0.5)]
    own = read_service(write_text(reading.scenario, "one_district", service()), "own.yaml").scenario
    assert contents(own) == contents(reading.scenario)
    less = read_form(service(), answers(remove_item(sent(), f"{place}.mental_health_practitioner.0")))
    assert less.scenario is not None
    assert "mental_health_practitioner" not in less.scenario.teams["safeguarding"].posts


def test_posts_need_a_role() -> None:
    refused = add_item(sent(), "teams.safeguarding.posts", "")
    assert [mistake.name for mistake in refused.mistakes] == ["add-what.teams.safeguarding.posts"]
    assert add_item(sent(), "teams.nowhere.posts", "social_worker").mistakes[0].name == ""


def test_a_spell_and_a_change_of_working_model_are_added() -> None:
    base = service()
    grown = add_item(add_item(sent(), "demand.shocks", ""), "roll_out", "")
    texts = {
        "teams.safeguarding.working_model": "standard",
        "roll_out.change_1.team": "safeguarding",
        "roll_out.change_1.numbers": "1",
        "roll_out.change_1.working_model": "family_safeguarding",
        "roll_out.change_1.start": "1 April 2020",
        "demand.shocks.spell_1.start": "1 April 2020",
        "demand.shocks.spell_1.until": "1 July 2020",
        "demand.shocks.spell_1.factor": "1.2",
    }
    reading = read_form(base, answers(grown, texts))
    assert not reading.mistakes
    assert reading.scenario is not None
    assert reading.scenario.roll_out["change_1"].numbers == (1,)
    assert reading.scenario.demand.shocks["spell_1"].factor.value == 1.2


def test_every_mistake_is_at_its_field_and_what_was_typed_is_kept() -> None:
    texts = {
        POSTS: "ten",
        SHARE: "1.5",
        LIMIT: "-3",
        "demand.referral_rate": "9" * 1_000,
        "roles.mental_health_practitioner.when_vacant": "shrug",
        "services.adult_mental_health.wait": "",
        "title": "x" * 500,
    }
    reading = sent(texts)
    assert {mistake.name for mistake in reading.mistakes if mistake.name} == set(texts)
    assert reading.scenario is None
    assert {name: reading.texts[name] for name in texts} == texts
    assert all(mistake.label and mistake.message for mistake in reading.mistakes)


def test_a_vacancy_outside_the_run_is_told_at_its_date() -> None:
    grown = add_item(sent(), "vacancies", "")
    texts = {
        "vacancies.vacancy_1.role": "mental_health_practitioner",
        "vacancies.vacancy_1.start": "1 January 1990",
        "vacancies.vacancy_1.until": "1 January 1991",
    }
    reading = read_form(service(), answers(grown, texts))
    assert {mistake.name for mistake in reading.mistakes} <= {"vacancies.vacancy_1.start", "vacancies.vacancy_1.until"}
    assert reading.mistakes


@settings(max_examples=30)
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=20))
def test_whatever_is_sent_is_answered_with_mistakes(pairs: list[tuple[str, str]]) -> None:
    reading = read_form(service(), pairs)
    assert reading.scenario is None
    assert reading.mistakes


@given(st.lists(st.sampled_from(["item", *build_form(load("one_district")).fields]).flatmap(
    lambda name: st.tuples(st.just(name), st.text(max_size=30))
), max_size=30))  # fmt: skip
def test_whatever_is_typed_is_read_or_told_of(pairs: list[tuple[str, str]]) -> None:
    known = answers(show_form(service()))
    reading = read_form(service(), [*known, *pairs])
    assert (reading.scenario is None) == bool(reading.mistakes)


def test_answers_sent_twice_or_not_at_all_are_told_of() -> None:
    known = answers(show_form(service()))
    twice = read_form(service(), [*known, (POSTS, "12")])
    assert [(mistake.name, mistake.message) for mistake in twice.mistakes] == [
        (POSTS, "was sent 2 times; send it once")
    ]
    missing = read_form(service(), [pair for pair in known if pair[0] != POSTS])
    assert [mistake.name for mistake in missing.mistakes] == [POSTS]
    many = read_form(service(), [*known, *((ITEM, f"vacancies.v{number}") for number in range(500))])
    assert any("60 at most" in mistake.message for mistake in many.mistakes)


def test_a_service_with_other_names_works() -> None:
    base = renamed(service("one_district_vacancy"))
    assert not sent(base=base).mistakes
    assert sent(base=base).scenario == base
    posts = "teams.North-East 2.posts.key worker.0.posts"
    reading = sent({posts: "11"}, base)
    assert not reading.mistakes
    assert reading.scenario is not None
    assert reading.changed == {posts}
    assert all(" " not in field.id for field in reading.form.fields.values())


def test_what_is_written_for_this_computer_can_be_read_again() -> None:
    text = write_text(service(), "", None, here=True)
    assert str(service().sources[0]) in text
    assert read_service(text, "here.yaml").scenario.sources == service().sources


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("teams.safeguarding.count", "1000000"),
        (CHILDREN, "9,999,999,999"),
        (POSTS, "100000000"),
        ("pools.conference_chairs.posts.conference_chair.0.posts", "100000000"),
    ],
)
def test_what_this_computer_cannot_simulate_is_refused_at_its_field(name: str, typed: str) -> None:
    (mistake,) = sent({name: typed}).mistakes
    assert mistake.name == name
    assert mistake.message.startswith("Enter a smaller number: ")


def test_months_and_turnover_are_changed_in_the_form() -> None:
    leaving = "roles.social_worker.turnover.leaving_rate"
    reading = sent({"demand.month_factors.august": "0.7", "demand.month_factors.may": "", leaving: "0.2"})
    assert not reading.mistakes
    assert reading.scenario is not None
    assert reading.scenario.demand.month_factors["august"].value == 0.7
    assert "may" not in reading.scenario.demand.month_factors
    turnover = reading.scenario.roles["social_worker"].turnover
    assert turnover is not None
    assert turnover.leaving_rate.value == 0.2
    assert len(reading.sentences) == 3
    assert sent({leaving: "-1"}).mistakes[0].name == leaving


def test_a_vacancy_that_is_added_goes_by_one_name_and_says_nothing_empty() -> None:
    reading = add_item(show_form(service()), "vacancies", "")
    titles = [
        group.title
        for section in reading.form.sections
        for part in section.parts
        for group in part.groups
        if group.item
    ]
    assert "Vacancy 1" in titles
    role, until = "vacancies.vacancy_1.role", "vacancies.vacancy_1.until"
    filled = read_form(service(), answers(reading, {role: "social_worker", until: "1 January 2020"}))
    assert filled.scenario is not None
    assert "numbers:" not in write_text(filled.scenario, "one_district", service())


def test_a_source_says_nothing_that_is_not_known() -> None:
    fields = build_form(service()).fields.values()
    assert [field.source for field in fields if field.source.endswith((", -", ": "))] == []
    assert any(field.source.endswith("expert-style guess") for field in fields)
