"""The file of an ensemble, read strictly and checked against the scenario whose parameter sets it has."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import Field

from fssim.model.scenario_hash import hash_scenario
from fssim.runs.ensemble import FEWEST_SETS, Ensemble, EnsembleNumber, ParameterSet, map_parameters
from fssim.scenario.findings import Code, Problem, ScenarioError, instead_of
from fssim.scenario.reading.extends import Merged
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.load import load
from fssim.scenario.reading.other_files import check_map, read_map, sort_by_line
from fssim.scenario.reading.shipped_files import file_meant
from fssim.scenario.reading.strict_yaml import FileKind, plain_values
from fssim.scenario.schema.parameter import Frozen, Parameter


class _Content(Frozen):
    """What the file of an ensemble says."""

    scenario: str
    scenario_hash: str
    seed: int
    tried: int
    targets: tuple[str, ...] = Field(strict=False, min_length=1)
    numbers: dict[str, EnsembleNumber] = Field(min_length=1)
    sets: tuple[ParameterSet, ...] = Field(strict=False, min_length=FEWEST_SETS)


def resolve_ensemble(ensemble: Ensemble | str | Path | None) -> Ensemble | None:
    """An ensemble, or that of a file. Raises `ScenarioError` if the file cannot be used."""
    return load_ensemble(ensemble) if isinstance(ensemble, str | Path) else ensemble


def load_ensemble(file: str | Path) -> Ensemble:
    """Read the file of an ensemble, and check it against the scenario whose sets it has.

    Parameters
    ----------
    file
        What `fssim ensemble` wrote.

    Returns
    -------
    Ensemble
        Its parameter sets.

    Raises
    ------
    ScenarioError
        If anything is wrong with it, by line; or if its scenario is no longer what the sets were found for.
    """
    place = located(Path(file))
    if not place.exists():
        message = "there is no such file; make one with: fssim ensemble"
        raise ScenarioError([Problem(place, 0, (), message, Code.file_not_there)])
    whole, problems = read_map(place, FileKind("the file of an ensemble", "numbers"))
    if whole.node is not None and not {"numbers", "sets"} & plain_values(whole.node).keys():
        message = "this is no ensemble, which has numbers and sets; make one with: fssim ensemble"
        raise ScenarioError([Problem(whole.file, 0, (), message, Code.other_kind_of_file)])
    content = check_map(whole, problems, _Content)
    base = load(_find_base_file(whole, content.scenario))
    made = Ensemble(base, content.seed, content.tried, content.targets, content.numbers, content.sets, whole)
    problems += _find_problems(made, content)
    if problems:
        raise ScenarioError(sort_by_line(problems))
    return made


def _find_base_file(whole: Merged, name: str) -> Path:
    base = file_meant(whole.file.parent, name)
    if not os.path.isfile(base):
        message = f"there is no file '{name}'; give the path of the scenario, from this file"
        raise ScenarioError([Problem(*whole.place(("scenario",)), ("scenario",), message, Code.wrong_ensemble)])
    return base


def _find_problems(made: Ensemble, content: _Content) -> Iterator[Problem]:
    own = map_parameters(made.scenario)
    wrong_numbers = list(_find_wrong_numbers(made, own))
    yield from wrong_numbers
    for index, one in enumerate(made.sets):
        if len(one.values) != len(made.numbers):
            message = f"has {len(one.values)} values; there must be one for each of the {len(made.numbers)} numbers"
            yield made.problem(("sets", index, "values"), message)
            continue
        for place, ((path, number), value) in enumerate(zip(made.numbers.items(), one.values, strict=True)):
            if not number.low <= value <= number.high:
                message = f"is {value:g}; {path} must be from {number.low:g} to {number.high:g}"
                yield made.problem(("sets", index, "values", place), message)
    if not wrong_numbers and content.scenario_hash != hash_scenario(made.scenario):
        message = f"'{made.scenario.title}' has changed since these sets were found; find them again: fssim ensemble"
        yield made.problem(("scenario_hash",), message)


def _find_wrong_numbers(made: Ensemble, own: Mapping[str, Parameter]) -> Iterator[Problem]:
    for path, number in made.numbers.items():
        field = ("numbers", path)
        if path not in own:
            yield made.problem(field, f"is not a number of '{made.scenario.title}'; {instead_of(path, own)}")
            continue
        if number.unit != own[path].unit:
            message = f"is '{number.unit}'; '{made.scenario.title}' has it in {own[path].unit}"
            yield made.problem((*field, "unit"), message)
        if number.low >= number.high:
            message = f"is {number.low:g}; it must be below high, {number.high:g}"
            yield made.problem((*field, "low"), message)
        if number.takes_from is not None and number.takes_from not in own:
            message = f"'{number.takes_from}' is not a number of '{made.scenario.title}'; "
            yield made.problem((*field, "takes_from"), message + instead_of(number.takes_from, own))
