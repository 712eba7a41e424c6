"""A scenario with its free parameters at given values, and what must be right before anything is fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fssim.calibration.free_parameters import FreeParameters
from fssim.calibration.targets import Published
from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.findings import FieldPath, Problem, ScenarioError, dotted, instead_of
from fssim.scenario.override import with_values
from fssim.scenario.schema.parameter import Parameter
from fssim.scenario.schema.scenario import Scenario

Point = tuple[int, ...]  # for each free parameter, so many steps from its low


def numbers_of(scenario: Scenario) -> dict[str, Parameter]:
    """Every number of a scenario that has a value, by its dotted path."""
    return {
        dotted(path): part
        for path, part in parts_of(scenario)
        if isinstance(part, Parameter) and part.value == part.value  # nan: a distribution with its own scale
    }


def start_of(scenario: Scenario, parameters: FreeParameters) -> Point:
    """The scenario's own values, each at the nearest step of its range."""
    numbers = numbers_of(scenario)
    return tuple(parameter.nearest(numbers[path].value) for path, parameter in parameters.free.items())


def values_at(scenario: Scenario, parameters: FreeParameters, point: Point) -> dict[str, float]:
    """What the numbers are at a point, by path: the free parameters, and those they take from."""
    numbers = numbers_of(scenario)
    values: dict[str, float] = {}
    for (path, parameter), step in zip(parameters.free.items(), point, strict=True):
        values[path] = parameter.at(step)
        if parameter.takes_from is not None:
            left = values.get(parameter.takes_from, numbers[parameter.takes_from].value)
            values[parameter.takes_from] = round(left - (values[path] - numbers[path].value), 10)
    return values


def scenario_at(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with these values. Raises `ScenarioError` if it is not a right one."""
    return with_values(scenario, {f"{path}.value": value for path, value in values.items()})


def refuse_what_cannot_be_fitted(scenario: Scenario, parameters: FreeParameters, figures: Sequence[Published]) -> None:
    """Raise `ScenarioError`, by line, for paths and targets that are not there and ranges the scenario cannot have."""
    problems = [*_paths(scenario, parameters), *_targets(parameters, figures)]
    if not problems:
        problems = _ends(scenario, parameters)
    if problems:
        raise ScenarioError(problems)


def _paths(scenario: Scenario, parameters: FreeParameters) -> list[Problem]:
    numbers = numbers_of(scenario)
    problems = []
    for path, parameter in parameters.free.items():
        if path not in numbers:
            message = f"is not a number of the scenario; {instead_of(path, numbers)}"
            problems.append(parameters.problem(("free", path), message))
        other = parameter.takes_from
        if other is not None and other not in numbers:
            message = f"'{other}' is not a number of the scenario; {instead_of(other, numbers)}"
            problems.append(parameters.problem(("free", path, "takes_from"), message))
        elif other is not None and other in parameters.free:
            message = f"'{other}' is itself free; name a number that is not"
            problems.append(parameters.problem(("free", path, "takes_from"), message))
    return problems


def _targets(parameters: FreeParameters, figures: Sequence[Published]) -> list[Problem]:
    known = {figure.id for figure in figures}
    named: list[tuple[FieldPath, str]] = [
        (("free", path, "targets"), id) for path, parameter in parameters.free.items() for id in parameter.targets
    ]
    named += [(("leave_out", id), id) for id in parameters.leave_out]
    problems = [
        parameters.problem(field, f"there is no target '{id}'; {instead_of(id, known)}")
        for field, id in named
        if id not in known
    ]
    problems += [
        parameters.problem(
            ("free",), f"target '{figure.id}' has no tolerance to be fitted within; add it to `leave_out`"
        )
        for figure in figures
        if figure.tolerance == 0.0 and figure.id not in parameters.leave_out
    ]
    if not problems and not known - set(parameters.leave_out):
        problems.append(parameters.problem(("leave_out",), "leaves every target out; keep those to be fitted"))
    return problems


def _ends(scenario: Scenario, parameters: FreeParameters) -> list[Problem]:
    """Ranges whose ends the scenario cannot have: each by itself, then all together, as several may take from one."""
    start = start_of(scenario, parameters)
    lasts = tuple(parameter.steps for parameter in parameters.free.values())
    problems = []
    for index, path in enumerate(parameters.free):
        for name, step in (("low", 0), ("high", lasts[index])):
            point = (*start[:index], step, *start[index + 1 :])
            problems += _not_right(scenario, parameters, point, ("free", path, name))
    if not problems:
        for point in (tuple(0 for _ in lasts), lasts):
            problems += _not_right(scenario, parameters, point, ("free",))
    return problems


def _not_right(scenario: Scenario, parameters: FreeParameters, point: Point, field: FieldPath) -> list[Problem]:
    try:
        scenario_at(scenario, values_at(scenario, parameters, point))
    except ScenarioError as error:
        return [
            parameters.problem(field, f"gives what the scenario cannot have: {problem.field}: {problem.message}")
            for problem in error.problems
        ]
    return []
