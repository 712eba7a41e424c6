"""The JSON Schema accepts what scenario files may say, and catches what an editor can catch."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from fssim.scenario import json_schema
from fssim.scenario.reading.strict_yaml import plain_values, read

WORDS = {"title": "T", "question": "Q"}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(json.dumps(json_schema(), allow_nan=False))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_json(file: Path) -> dict[str, Any]:
    node, problems = read(file)
    assert node is not None
    assert problems == []
    values = json.loads(json.dumps(plain_values(node), default=date.isoformat))
    assert isinstance(values, dict)
    return values


def test_the_small_scenario_fits(validator: Draft202012Validator, small: Path) -> None:
    assert [error.message for error in validator.iter_errors(as_json(small))] == []


def test_a_child_that_gives_a_value_alone_and_removes_something_fits(
    validator: Draft202012Validator, child: Callable[[str], Path]
) -> None:
    file = child("teams: {safeguarding: {count: {value: 2}}}\nvacancies: {mental health: null}\nshocks: null\n")
    values = as_json(file)
    del values["shocks"]
    assert [error.message for error in validator.iter_errors(values)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": "no title"},
        {**WORDS, "title": None},
        {**WORDS, "colour": "red"},
        {**WORDS, "clock": {"observed_years": "two"}},
        {**WORDS, "teams": {"x": {"count": {"value": 1.5}}}},
        {**WORDS, "teams": {"x": {"count": {"unit": "people"}}}},
        {**WORDS, "teams": {"x": {"count": {"value": 0}}}},
        {**WORDS, "demand": {"first_referrals": {"value": 1.5}}},
        {**WORDS, "demand": {"first_referrals": {"grade": "certain"}}},
        {**WORDS, "needs": {"x": {"missed": {"valeu": 1}}}},
        {**WORDS, "extends": 3},
    ],
)
def test_mistakes_an_editor_can_see(validator: Draft202012Validator, wrong: dict[str, Any]) -> None:
    assert not validator.is_valid(wrong)


def test_nothing_is_required_but_a_title_and_a_question() -> None:
    schema = json_schema()
    assert schema["required"] == ["title", "question"]
    assert all("required" not in part for part in schema["$defs"].values())
