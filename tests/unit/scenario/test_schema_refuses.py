"""What `load` refuses of one field, the JSON Schema refuses too: the small scenario with one thing wrong at a time."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from fssim.scenario import ScenarioError, json_schema, scenario_from
from fssim.scenario.reading.strict_yaml import plain_values, read

SMALL = Path(__file__).parent / "small.yaml"
Path_ = tuple[str | int, ...]
NAMED = ("needs", "services", "roles", "teams", "pools", "vacancies", "training", "working_models")
DAYS = ("start", "until", "observed_from")
ENUMS = ("grade", "ledger", "plan", "allocation", "kind", "when_vacant", "starts")


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def small() -> dict[str, Any]:
    node, _ = read(SMALL)
    assert node is not None
    values: dict[str, Any] = plain_values(node)
    return {name: item for name, item in values.items() if name != "sources"}


def parts(values: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every map and value inside, with its path."""
    yield path, values
    if isinstance(values, dict):
        for key, inner in values.items():
            yield from parts(inner, (*path, key))


def mistakes() -> Iterator[tuple[Path_, Any]]:
    """One field at a time with something that cannot be there; each number gets the next of what numbers cannot be."""
    turns = (lambda wrongs, turn=turn: wrongs[turn % len(wrongs)] for turn in count())
    for path, words in parts(small()):
        last = path[-1] if path else ""
        if isinstance(words, dict) and {"unit", "source"} <= words.keys():
            wrongs: list[tuple[Path_, Any]] = [
                ((*path, "unit"), "furlongs"),
                ((*path, "value"), "lots"),
                ((*path, "value"), -1),
                ((*path, "low"), "few"),
                ((*path, "high"), -1),
                ((*path, "valeu"), 1),
                ((*path, "grade"), "certain"),
                ((*path, "source"), 3),
                (path, words.get("value", 1)),
            ]
            if words["unit"] in ("probability", "share"):
                wrongs += [((*path, "value"), 1.01), ((*path, "high"), 1.01)]
            yield next(turns)(wrongs)
        elif last in DAYS:
            for wrong in ("sept", "20190401", "2019-W14-1", 2019, "01/04/2019"):
                yield path, wrong
        elif last in ENUMS:
            yield path, "otherwise"
        elif isinstance(words, dict) and path and words and path[0] not in ("families", "demand"):
            yield (*path, "colour of it!"), "red"
    for kind in NAMED:
        first = next(iter(small()[kind].values()))
        for name in ("~", "", "主任", "a.b", "x" * 61):
            yield (kind, name), first
    chance = {"value": 0.0, "unit": "probability", "source": "guess", "grade": "assumed"}
    yield ("demand", "month_factors"), {"sept": {**chance, "value": 1, "unit": "multiplier"}}
    yield ("families", "risk", "severe"), chance
    for children in ("0", "02", "some", "-1"):
        yield ("families", "children", children), chance
    yield ("clock", "observed_years"), 0
    yield ("clock", "warm_up_years"), 21
    yield ("pathway", "priorities"), "urgent"
    yield ("pathway", "holding", "longest_wait"), {**chance, "value": 1_000_000, "unit": "months"}
    for top in ("clock", "needs", "roles", "pathway", "headline"):
        yield (top,), None


def with_mistake(path: Path_, wrong: Any) -> dict[str, Any]:
    values = copy.deepcopy(small())
    inside: Any = values
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = wrong
    if wrong is None:
        del inside[path[-1]]
    return values


def as_json(values: Any) -> Any:
    return json.loads(json.dumps(values, default=date.isoformat))


def test_what_is_right_passes_both(validator: Draft202012Validator) -> None:
    assert validator.is_valid(as_json(small()))
    scenario_from(small(), files=False)


def test_what_load_refuses_of_a_field_the_schema_refuses_too(validator: Draft202012Validator) -> None:
    tried = 0
    unlike = []
    for path, wrong in mistakes():
        values = with_mistake(path, wrong)
        top = str(path[0])
        alone = {"title": "T", "question": "Q", "extends": "base.yaml", **({top: values[top]} if top in values else {})}
        seen = not validator.is_valid(as_json(alone if wrong is not None else values))
        try:
            scenario_from(values, files=False)
            refused = False
        except ScenarioError:
            refused = True
        tried += 1
        if not (seen and refused):
            unlike.append((path, wrong, seen, refused))
    assert not unlike
    assert tried > 200


@pytest.mark.parametrize("nothing", [None, {}, [], "", {"title": "T", "question": "Q"}])
def test_an_empty_file_and_one_that_extends_nothing_and_says_nothing(
    validator: Draft202012Validator, nothing: Any
) -> None:
    assert not validator.is_valid(nothing)
