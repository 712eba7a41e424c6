"""A scenario with a few values changed, named by their dotted paths."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any

from pydantic import BaseModel

from fssim.scenario.findings import Code, Problem, ScenarioError, instead_of
from fssim.scenario.reading.extends import NUMBER
from fssim.scenario.reading.load import scenario_from
from fssim.scenario.schema.parameter import YOUR_NUMBER, Grade, Parameter
from fssim.scenario.schema.scenario import Scenario

DIGITS = 10  # after the point: without the rounding of binary fractions
FILE = "<values>"
OF_ITS_SOURCE = ("low", "high", "note", "confidence", "source", "grade")


def with_values(scenario: Scenario, values: Mapping[str, Any], *, files: bool = True) -> Scenario:
    """A copy of a scenario with values changed, checked as a file would be.

    A changed number is no longer what its source says: unless a source is given with it, that becomes `your_number` and
    its grade `assumed`, and its range, note and confidence go. All changes are made before anything is checked.

    Parameters
    ----------
    scenario : Scenario
        What to change a copy of.
    values : mapping of str to Any
        By the dotted path of a field, such as `teams.safeguarding.count.value` (items of a list by number, from 0),
        what a file would say there: a number in the field's own unit, text, or a map, which replaces what was there.
        None removes it.
    files : bool, default True
        Whether the files that it names are looked for. False is for a computer that has not got them.

    Returns
    -------
    Scenario
        A new one; the other is as it was.

    Raises
    ------
    ScenarioError
        A path leads nowhere, or the scenario that it makes is not a right one. Its problems go by the path, as there is
        no file with lines.

    Examples
    --------
    >>> import fssim
    >>> scenario = fssim.with_values(fssim.load("one_district"), {"clock.observed_years": 1})
    >>> scenario.clock.observed_years
    1
    """
    changed = _open(scenario, [path.split(".") for path in values])
    numbers = {path: deepcopy(_at(changed, path)) for path in {outer for named in values for outer in _around(named)}}
    problems = []
    for path, value in values.items():
        trouble = _change(changed, path, plainly(value))
        if trouble:
            problems.append(Problem(FILE, 0, tuple(path.split(".")), trouble, Code.wrong_path))
    if problems:
        raise ScenarioError(problems)
    _disown(changed, numbers, values)
    return scenario_from(changed, FILE, files=files, like=scenario)


def _open(part: Any, paths: Sequence[Sequence[str]]) -> Any:
    """A part of a scenario as a file would say it along these paths, and numbers whole; what is beside the paths stays
    the models that it was, which need no second check."""
    if not paths or not isinstance(part, BaseModel | dict | tuple):
        return part
    if isinstance(part, Parameter):
        return plainly(part.model_dump())
    if isinstance(part, tuple):
        return [_open(inner, _below(paths, str(number))) for number, inner in enumerate(part)]
    inside = part if isinstance(part, dict) else part.__dict__
    return {name: _open(inner, _below(paths, name)) for name, inner in inside.items() if not _not_given(inner)}


def _below(paths: Sequence[Sequence[str]], name: str) -> list[Sequence[str]]:
    """What is left of the paths that lead by a name."""
    return [path[1:] for path in paths if path and path[0] == name]


def _disown(
    changed: dict[str, Any], numbers: Mapping[str, dict[str, Any] | None], values: Mapping[str, Any]
) -> None:  # fmt: skip
    """Take from every number that is another now what its old source said of it, unless it is said anew. `numbers` are
    those around the changed paths as they were."""
    for path, was in numbers.items():
        now = _at(changed, path)
        if was is None or now is None or all(was.get(name) == now.get(name) for name in NUMBER):
            continue
        disown(now, [name for name in OF_ITS_SOURCE if f"{path}.{name}" in values])


def disown(number: dict[str, Any], given: Collection[str] = ()) -> None:
    """Take from a number that is another now what its old source said of it, but for what is given anew."""
    for name in ("low", "high", "note", "confidence"):
        if name not in given:
            number.pop(name, None)
    if "source" not in given:
        number["source"] = YOUR_NUMBER
        if "grade" not in given:
            number["grade"] = Grade.assumed.value


def _around(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def _at(values: Any, path: str) -> dict[str, Any] | None:
    """The number at a path, or None if there is none."""
    for name in path.split("."):
        if not isinstance(values, dict | list) or _nothing_at(values, name, []):
            return None
        values = values[name] if isinstance(values, dict) else values[int(name)]
    return values if isinstance(values, dict) and "source" in values else None


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


def give_way(before: float, value: float, own: float) -> float:
    """What is left of a number that was `before` and falls by as much as another rises, from its `own` to `value`: what
    `takes_from` of a file means, so that probabilities still sum to 1."""
    return round(before - (value - own), DIGITS)
