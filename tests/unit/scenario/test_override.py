"""Changing a few values of a scenario by their dotted paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.scenario import Scenario, ScenarioError, describe_changes, load, with_values
from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.override import disown, plainly
from fssim.scenario.reading.load import scenario_from
from fssim.scenario.schema.parameter import Parameter


@pytest.fixture
def scenario(small: Path) -> Scenario:
    return load(small)


def test_values_change_in_a_copy(scenario: Scenario) -> None:
    changed = with_values(scenario, {"clock.observed_years": 3, "teams.assessment.posts.social_worker.posts.value": 5})
    assert describe_changes(scenario, changed) == [
        "clock observed years: 1 to 3",
        "social_worker posts in team assessment: 6 posts (assumed) to 5 posts (your number, no source given)",
    ]
    assert scenario.clock.observed_years == 1


def test_no_changes_make_an_equal_scenario(scenario: Scenario) -> None:
    assert with_values(scenario, {}) == scenario
    assert with_values(scenario, {"clock.observed_years": 1}).model_dump_json() == scenario.model_dump_json()


def test_a_map_replaces_and_none_removes(scenario: Scenario) -> None:
    changed = with_values(scenario, {"vacancies.mental health": None, "roles.social_worker.turnover": None})
    assert changed.vacancies == {}
    assert changed.roles["social_worker"].turnover is None
    share = {"value": 0.25, "unit": "share", "source": "guess", "grade": "assumed"}
    vacancy = {"role": "social_worker", "start": "2019-05-01", "until": "2020-05-01", "share": share}
    assert with_values(scenario, {"vacancies.social workers": vacancy}).vacancies["social workers"].share.value == 0.25


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("teams.safegarding.count.value", 2, "there is no 'safegarding' in teams; did you mean 'safeguarding'?"),
        ("team.safeguarding.count.value", 2, "there is no 'team'; did you mean 'teams'?"),
        ("clock.observed_years.value", 2, "'observed_years' has no fields inside it; end the path there"),
        ("clock.observed_yeers", 2, "unknown field 'observed_yeers'; did you mean 'observed_years'?"),
        ("vacancies.none such", None, "there is no 'none such' in vacancies to remove; it must be 'mental health'"),
        ("clock.observed_years", 1.5, "is the number 1.5; it must be a whole number"),
        ("clock.observed_years", "2", "is text '2'; it must be a whole number"),
        ("headline.need", "debt", "there is no need 'debt'; it must be 'mental health'"),
    ],
)
def test_a_wrong_path_or_value_is_named(scenario: Scenario, path: str, value: object, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_values(scenario, {path: value})
    assert str(caught.value).splitlines()[0] == f"<values>: {path}: {message}"


def test_a_changed_number_loses_its_source_and_range_unless_they_are_given(scenario: Scenario) -> None:
    children = with_values(scenario, {"demand.children.low": 5000, "demand.children.note": "counted"}).demand.children
    assert (children.low, children.source) == (5000, "guess")
    ranged = with_values(scenario, {"demand.children.low": 5000, "demand.children.note": "counted"})
    own = with_values(ranged, {"demand.children.value": 7000}).demand.children
    assert (own.source, own.grade.value, own.low, own.note) == ("your_number", "assumed", None, "")
    same = with_values(ranged, {"demand.children.value": 6000}).demand.children
    assert (same.source, same.low) == ("guess", 5000)
    given = with_values(ranged, {"demand.children.value": 7000, "demand.children.source": "statute"}).demand.children
    assert (given.source, given.low) == ("statute", None)


def test_a_number_in_a_list_of_posts_loses_its_source_too(scenario: Scenario) -> None:
    one = scenario.teams["assessment"].posts["social_worker"].model_dump(exclude_none=True)
    path = "teams.assessment.posts.social_worker"
    listed = with_values(scenario, {path: [one, one]})
    posts = with_values(listed, {f"{path}.1.posts.value": 3}).teams["assessment"].posts["social_worker"]
    assert [group.posts.source for group in posts] == ["guess", "your_number"]


def test_what_is_beside_a_change_is_as_if_the_whole_were_said_anew(scenario: Scenario) -> None:
    numbers = [(path, part) for path, part in parts_of(scenario) if type(part) is Parameter]
    for path, number in numbers[::12]:
        inside = whole = plainly(scenario.model_dump())
        for name in path:
            inside = inside[name]
        inside["value"] = number.value / 2.0 if number.value > 1.0 else number.value
        if inside["value"] != number.value:
            disown(inside)
        changed = with_values(scenario, {f"{'.'.join(map(str, path))}.value": inside["value"]})
        assert changed.model_dump_json() == scenario_from(whole).model_dump_json()
        assert changed == scenario_from(whole)
