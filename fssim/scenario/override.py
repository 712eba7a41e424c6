"""A scenario with a few values changed, named by their dotted paths."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from fssim.scenario.load import scenario_from
from fssim.scenario.problems import Problem, ScenarioError, instead_of
from fssim.scenario.scenario import Scenario

FILE = "<values>"


def with_values(scenario: Scenario, values: Mapping[str, Any], *, files: bool = True) -> Scenario:
    """A copy of a scenario with values changed, checked as a file would be.

    A key is the dotted path of a field, such as `teams.safeguarding.count.value`. A value is what a file would say
    there: a number, text, or a map, which replaces what was there; None removes it. All changes are made before
    anything is checked. `files=False` leaves out whether the files it names are there, for a computer that has not got
    them.

    Raises `ScenarioError`, naming the path, if it leads nowhere or the scenario it makes is not a right one.
    """
    changed = plainly(scenario.model_dump())
    problems = []
    for path, value in values.items():
        trouble = _change(changed, path, plainly(value))
        if trouble:
            problems.append(Problem(FILE, 0, path, trouble))
    if problems:
        raise ScenarioError(problems)
    return scenario_from(changed, FILE, files=files)


def _change(changed: dict[str, Any], path: str, value: Any) -> str:
    """Make one change; what is wrong with its path, or nothing."""
    *outer, last = path.split(".")
    inside: Any = changed
    for depth, name in enumerate(outer):
        wrong = _nothing_at(inside, name, outer[:depth])
        if wrong:
            return wrong
        inside = inside[_key(inside, name)]
        if not isinstance(inside, dict | list):
            return f"'{name}' has no fields inside it; end the path there"
    if isinstance(inside, list):
        return _change_item(inside, last, value, outer)
    if value is not None:
        inside[last] = value
    elif inside.pop(last, None) is None:
        return f"there is no '{last}'{_within(outer)} to remove; {instead_of(last, inside)}"
    return ""


def _change_item(items: list[Any], number: str, value: Any, outer: list[str]) -> str:
    wrong = _nothing_at(items, number, outer)
    if not wrong:
        items[int(number) : int(number) + 1] = [] if value is None else [value]
    return wrong


def _nothing_at(inside: Any, name: str, outer: list[str]) -> str:
    if isinstance(inside, dict):
        return "" if name in inside else f"there is no '{name}'{_within(outer)}; {instead_of(name, inside)}"
    if name.isdecimal() and int(name) < len(inside):
        return ""
    return f"there is no '{name}'{_within(outer)}; its items are numbered 0 to {len(inside) - 1}"


def _key(inside: Any, name: str) -> str | int:
    return name if isinstance(inside, dict) else int(name)


def _within(outer: list[str]) -> str:
    return f" in {'.'.join(outer)}" if outer else ""


def plainly(value: Any) -> Any:
    """Values as a file would say them: what is not given is left out."""
    if isinstance(value, dict):
        return {key: plainly(inner) for key, inner in value.items() if not _not_given(inner)}
    return [plainly(inner) for inner in value] if isinstance(value, list | tuple) else value


def _not_given(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
