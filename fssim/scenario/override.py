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
    inside = changed
    for depth, name in enumerate(outer):
        if name not in inside:
            return f"there is no '{name}'{_within(outer[:depth])}; {instead_of(name, inside)}"
        if not isinstance(inside[name], dict):
            return f"'{name}' has no fields inside it; end the path there"
        inside = inside[name]
    if value is not None:
        inside[last] = value
    elif inside.pop(last, None) is None:
        return f"there is no '{last}'{_within(outer)} to remove; {instead_of(last, inside)}"
    return ""


def _within(outer: list[str]) -> str:
    return f" in {'.'.join(outer)}" if outer else ""


def plainly(value: Any) -> Any:
    """Values as a file would say them: what is not given is left out."""
    if isinstance(value, dict):
        return {key: plainly(inner) for key, inner in value.items() if not _not_given(inner)}
    return value


def _not_given(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
