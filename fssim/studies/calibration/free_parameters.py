"""What may be fitted: a file of free parameters, each with the range its evidence allows, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from fssim.scenario.findings import Code, FieldPath, Problem, ScenarioError
from fssim.scenario.reading.extends import Merged
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.other_files import check_map, read_map, sort_by_line
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.reading.strict_yaml import FileKind
from fssim.scenario.schema.parameter import Frozen

FOLDER, LOCAL = "calibration", "local.yaml"
WHOLE = 1e-6  # of a step


class FreeParameter(Frozen):
    """One number that may be fitted: the range its `evidence` allows, in steps worth telling apart.

    `targets` are the published figures it is there to meet. `takes_from` is the path of another number, which falls by
    as much as this one rises, so that a table of probabilities still sums to 1.
    """

    low: float
    high: float
    step: float
    evidence: str
    targets: tuple[str, ...] = Field(strict=False, min_length=1)
    takes_from: str | None = None

    @property
    def steps(self) -> int:
        """How many steps from `low` to `high`."""
        return round((self.high - self.low) / self.step)

    def at(self, step: int) -> float:
        """The value so many steps from `low`, without the rounding of binary fractions."""
        return round(self.low + step * self.step, 10)

    def nearest(self, value: float) -> int:
        """The step nearest to a value; the first or last for one outside the range."""
        return min(max(round((value - self.low) / self.step), 0), self.steps)


class _Content(Frozen):
    """What a file of free parameters says."""

    free: dict[str, FreeParameter] = Field(min_length=1)
    leave_out: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class FreeParameters:
    """The free parameters by path, such as `demand.first_referrals`, and the targets that are not fitted, with why.

    A target that is left out is still told of.
    """

    free: Mapping[str, FreeParameter]
    leave_out: Mapping[str, str]
    whole: Merged

    def problem(self, path: FieldPath, message: str) -> Problem:
        """Something wrong with a field of the file, at its line."""
        file, line = self.whole.place(path)
        return Problem(file, line, path, message, Code.wrong_free_parameter)


def find_free_parameters(scenario: Path) -> Path:
    """The file of free parameters of a scenario file: of its name, in the folder `calibration` beside it. Where there
    is none it is the one that comes with fssim, of what may differ from one authority to the next."""
    own = scenario.parent / FOLDER / scenario.name
    return own if own.exists() else shipped_folder() / FOLDER / LOCAL


def read_free_parameters(file: str | Path) -> FreeParameters:
    """Read a file of free parameters. Raises `ScenarioError` with everything wrong with it, by line."""
    place = located(file)
    if not place.exists():
        message = "there is no such file; the free parameters stand in one of their own, which --free can name"
        raise ScenarioError([Problem(place, 0, (), message, Code.file_not_there)])
    whole, problems = read_map(place, FileKind("a file of free parameters", "free"))
    content = check_map(whole, problems, _Content)
    made = FreeParameters(content.free, content.leave_out, whole)
    problems += [made.problem(path, message) for path, message in _check_ranges(content.free)]
    if problems:
        raise ScenarioError(sort_by_line(problems))
    return made


def _check_ranges(free: Mapping[str, FreeParameter]) -> list[tuple[FieldPath, str]]:
    """Ranges that are none, or that no number of steps fills."""
    wrong: list[tuple[FieldPath, str]] = []
    for path, parameter in free.items():
        if parameter.low >= parameter.high:
            wrong.append((("free", path, "low"), f"is {parameter.low:g}; it must be below high, {parameter.high:g}"))
        elif parameter.step <= 0.0:
            wrong.append((("free", path, "step"), f"is {parameter.step:g}; it must be above 0"))
        elif abs((parameter.high - parameter.low) / parameter.step - parameter.steps) > WHOLE or parameter.steps == 0:
            reach = f"from {parameter.low:g} to {parameter.high:g}"
            wrong.append((("free", path, "step"), f"is {parameter.step:g}; a whole number of steps must lead {reach}"))
    return wrong
