"""A change of numbers alone is checked by those numbers: what is wrong with it is what a check of everything finds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fssim.scenario import Scenario, ScenarioError, load, with_values
from fssim.scenario.checks.changed_numbers import list_changed_numbers
from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.findings import FieldPath
from fssim.scenario.override import disown, plainly
from fssim.scenario.reading.load import scenario_from
from fssim.scenario.schema.parameter import Parameter
from tests.unit.scenario.conftest import SMALL

TRIED = (0.0, 0.75, 3.0, 2e12)  # nothing, what is no whole number, a few, and more than any number may be


@pytest.mark.parametrize(("name", "every"), [(str(SMALL), 2), ("one_district_vacancy", 24), ("families_first", 45)])
def test_what_is_wrong_with_a_changed_number_is_what_a_check_of_everything_finds(name: str, every: int) -> None:
    scenario = load(name)
    numbers = [path for path, part in parts_of(scenario) if isinstance(part, Parameter)]
    refused = 0
    for path in numbers[::every]:
        for value in TRIED:
            found = problems_of_change(scenario, path, value)
            assert found == problems_of_whole(scenario, path, value), (path, value)
            refused += bool(found)
    assert refused > len(numbers) // every  # 2e12 at least, of nearly all


def problems_of_change(scenario: Scenario, path: FieldPath, value: float) -> list[str]:
    try:
        with_values(scenario, {f"{'.'.join(map(str, path))}.value": value}, files=False)
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def problems_of_whole(scenario: Scenario, path: FieldPath, value: float) -> list[str]:
    inside: Any = plainly(scenario.model_dump())
    whole = inside
    for name in path:
        inside = inside[name]
    if inside.get("value") != value:
        disown(inside)
    inside["value"] = value
    try:
        scenario_from(whole, "<values>", files=False)
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def test_what_is_wrong_beside_a_changed_number_is_told() -> None:
    small = load(SMALL)
    pathway = small.pathway.model_copy(update={"first": "nowhere"})
    wrong = small.model_copy(update={"pathway": pathway})  # which nothing has checked
    with pytest.raises(ScenarioError, match=r"pathway\.first: there is no stage 'nowhere'"):
        with_values(wrong, {"demand.children.value": 7000.0}, files=False)


def test_a_scenario_differs_in_numbers_alone_or_in_more() -> None:
    small = load(SMALL)
    posts = "teams.assessment.posts.social_worker.posts"

    def changed(values: dict[str, object]) -> list[FieldPath] | None:
        numbers = list_changed_numbers(with_values(small, values), small)
        return None if numbers is None else [path for path, _ in numbers]

    assert changed({}) == []
    two = {"demand.children.value": 7000.0, f"{posts}.value": 5}
    assert changed(two) == [("demand", "children"), tuple(posts.split("."))]
    assert changed({"demand.referral_rate.value": 0.0}) is None
    assert changed({"clock.observed_years": 3}) is None
    assert changed({"vacancies.mental health": None}) is None
    assert changed({"vacancies.mental health.until": date(2020, 1, 6)}) is None
