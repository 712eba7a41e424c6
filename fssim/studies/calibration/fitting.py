"""What a fit begins with: what is to be fitted and to which figures, checked; a scenario with its free parameters at
given values; and processes that simulate many such scenarios."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.measures.catalogue import measure_log
from fssim.measures.published import TARGETS
from fssim.runs.ensemble import map_parameters
from fssim.runs.process_pool import start_workers
from fssim.runs.replicate import NumberedReplication, count_each, list_measures
from fssim.scenario.findings import FieldPath, Problem, ScenarioError, instead_of
from fssim.scenario.override import give_way, with_values
from fssim.scenario.schema.parameter import Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.calibration.free_parameters import FreeParameters, read_free_parameters
from fssim.studies.calibration.targets import Published, read_published_targets

if TYPE_CHECKING:
    from fssim.arrays import Floats


Point = tuple[int, ...]  # for each free parameter, so many steps from its low
Measured = dict[str, float]  # by measure
Batch = Sequence[NumberedReplication]
Simulate = Callable[[Batch, tuple[str, ...] | None], list[Measured]]


def read_what_to_fit(scenario: Scenario, free: str | Path) -> tuple[FreeParameters, list[Published]]:
    """The free parameters of a file and the published figures, checked against the scenario. Raises `ScenarioError`."""
    parameters, figures = read_free_parameters(free), read_published_targets(scenario)
    refuse_what_cannot_be_fitted(scenario, parameters, figures)
    return parameters, figures


@contextmanager
def start_measuring(seed: int, jobs: int | None, at_most: int, on_done: Callable[[], None]) -> Iterator[Simulate]:
    """Something that simulates batches of (scenario, number of its replication), and gives the measures of each.

    It does so on `jobs` processes, which live as long as the body, with no more at once than `at_most`. Measures that
    are None are all of them. Every scenario meets the same families and the same luck. `on_done` is called after each
    replication. Raises `ModelError` if a distribution gives quantities that cannot be, and `WorkerLost` if a process
    is ended from outside.
    """
    prepare_engine(ENGINES[0])
    with start_workers(jobs, at_most) as executor:

        def simulate(batch: Batch, measures: tuple[str, ...] | None) -> list[Measured]:
            return count_each(executor.map, partial(measure_log, measures=measures), batch, seed, on_done)

        yield simulate


def map_known_numbers(scenario: Scenario) -> dict[str, Parameter]:
    """Every number of a scenario that has a value, by its dotted path: not a distribution with its own scale."""
    return {path: number for path, number in map_parameters(scenario).items() if not math.isnan(number.value)}


def find_start(scenario: Scenario, parameters: FreeParameters) -> Point:
    """The scenario's own values, each at the nearest step of its range."""
    numbers = map_known_numbers(scenario)
    return tuple(parameter.nearest(numbers[path].value) for path, parameter in parameters.free.items())


def compute_values_at(scenario: Scenario, parameters: FreeParameters, point: Point) -> dict[str, float]:
    """What the numbers are at a point, by path: the free parameters, and those they take from."""
    numbers = map_known_numbers(scenario)
    values: dict[str, float] = {}
    for (path, parameter), step in zip(parameters.free.items(), point, strict=True):
        values[path] = parameter.at(step)
        if parameter.takes_from is not None:
            left = values.get(parameter.takes_from, numbers[parameter.takes_from].value)
            values[parameter.takes_from] = give_way(left, values[path], numbers[path].value)
    return values


def build_scenario_at(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with these values. Raises `ScenarioError` if it is not a right one."""
    return with_values(scenario, {f"{path}.value": value for path, value in values.items()})


def measure_points(
    scenario: Scenario,
    parameters: FreeParameters,
    measures: Sequence[str],
    simulate: Simulate,
    points: Sequence[Point],
    first: int,
) -> Floats:
    """The measures of a replication at each point, a row for each; the first one's number is `first`."""

    changed = [build_scenario_at(scenario, compute_values_at(scenario, parameters, point)) for point in points]
    rows = simulate([*zip(changed, count(first), strict=False)], tuple(dict.fromkeys(measures)))
    return np.array([[row[measure] for measure in measures] for row in rows])


def refuse_what_cannot_be_fitted(scenario: Scenario, parameters: FreeParameters, figures: Sequence[Published]) -> None:
    """Raise `ScenarioError`, by line, for paths and targets that are not there and ranges the scenario cannot have."""
    problems = [*_check_paths(scenario, parameters), *_check_targets(scenario, parameters, figures)]
    if not problems:
        problems = _check_ends(scenario, parameters)
    if problems:
        raise ScenarioError(problems)


def _check_paths(scenario: Scenario, parameters: FreeParameters) -> list[Problem]:
    numbers = map_known_numbers(scenario)
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


def _check_targets(scenario: Scenario, parameters: FreeParameters, figures: Sequence[Published]) -> list[Problem]:
    """A target that could be among the figures and is not is no fault: an authority may not have it."""
    here = {figure.id for figure in figures}
    known = {*here, *TARGETS, *list_measures([scenario])}
    named: list[tuple[FieldPath, str]] = [
        (("free", path, "targets"), id) for path, parameter in parameters.free.items() for id in parameter.targets
    ]
    named += [(("leave_out", id), id) for id in parameters.leave_out]
    problems = [
        parameters.problem(field, f"there is no target '{id}'; {instead_of(id, here)}")
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
    if not problems and not here - set(parameters.leave_out):
        problems.append(parameters.problem(("leave_out",), "leaves every target out; keep those to be fitted"))
    return problems


def _check_ends(scenario: Scenario, parameters: FreeParameters) -> list[Problem]:
    """Ranges whose ends the scenario cannot have: each by itself, then all together, as several may take from one."""
    start = find_start(scenario, parameters)
    lasts = tuple(parameter.steps for parameter in parameters.free.values())
    problems = []
    for index, path in enumerate(parameters.free):
        for name, step in (("low", 0), ("high", lasts[index])):
            point = (*start[:index], step, *start[index + 1 :])
            problems += _check_point(scenario, parameters, point, ("free", path, name))
    if not problems:
        for point in (tuple(0 for _ in lasts), lasts):
            problems += _check_point(scenario, parameters, point, ("free",))
    return problems


def _check_point(scenario: Scenario, parameters: FreeParameters, point: Point, field: FieldPath) -> list[Problem]:
    try:
        build_scenario_at(scenario, compute_values_at(scenario, parameters, point))
    except ScenarioError as error:
        return [
            parameters.problem(field, f"gives what the scenario cannot have: {problem.field}: {problem.message}")
            for problem in error.problems
        ]
    return []
