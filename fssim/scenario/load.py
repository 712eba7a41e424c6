"""From a file to a scenario, or to a list of everything wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fssim.scenario.checks import findings
from fssim.scenario.extends import merged, plain
from fssim.scenario.problems import FieldPath, Finding, Problem, ScenarioError, dotted
from fssim.scenario.scenario import Scenario
from fssim.scenario.strict_yaml import read
from fssim.scenario.wording import finding

Place = Callable[[FieldPath], tuple[Path | str, int]]


def load(path: str | Path) -> Scenario:
    """Read a scenario file, with all it extends, and check that it could be run.

    Nothing is guessed: unknown fields, numbers in the wrong unit, names that refer to nothing, probabilities that do
    not sum to 1, stages a family could never leave and values that YAML readers disagree about are all refused.

    Raises `ScenarioError` with every problem found, each naming its file, line and field, what is wrong and what would
    be right.
    """
    whole = merged(Path(path))
    if whole.node is None:
        raise ScenarioError(whole.problems)
    scenario, found = _checked(plain(whole.node))
    already = {problem.field for problem in whole.problems}
    problems = [*whole.problems, *(p for p in _placed(found, whole.place) if p.field not in already)]
    if scenario is None or problems:
        raise ScenarioError(sorted(problems, key=lambda p: (p.file != whole.file, str(p.file), p.line)))
    return scenario


def scenario_from(mapping: Mapping[str, Any], file: str = "<mapping>") -> Scenario:
    """Make a scenario of a plain mapping, such as a test or a generator writes, with the checks `load` makes.

    Paths in `sources` and `compare_with` are relative to the current folder. Raises `ScenarioError`; `file` is the
    name its problems go by, as a mapping has no lines.
    """
    scenario, found = _checked(mapping)
    if scenario is None or found:
        raise ScenarioError(_placed(found, lambda path: (file, 0)))
    return scenario


def extended_from(path: str | Path) -> Path | None:
    """The file that a scenario file extends, or None if it stands alone. Raises `ScenarioError` if it is not YAML."""
    file = Path(path).resolve()
    node, problems = read(file)
    if node is None:
        raise ScenarioError(problems)
    said = plain(node).get("extends")
    return (file.parent / said).resolve() if isinstance(said, str) else None


def _checked(values: Mapping[str, Any]) -> tuple[Scenario | None, list[Finding]]:
    try:
        scenario = Scenario.model_validate(values)
    except ValidationError as error:
        return None, [finding(each) for each in error.errors(include_url=False)]
    return scenario, findings(scenario)


def _placed(found: list[Finding], place: Place) -> list[Problem]:
    return [Problem(*place(path), dotted(path), message) for path, message in found]
