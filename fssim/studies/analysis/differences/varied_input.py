"""What in a scenario can be set to other values: a number or a vacancy that is named, and every number with a range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from fssim.errors import QuestionError
from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.findings import ScenarioError, dotted
from fssim.scenario.names import named, named_together
from fssim.scenario.override import with_values
from fssim.scenario.schema.care_costs import CARE_COSTS
from fssim.scenario.schema.parameter import Grade, Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import DAYS_A_WEEK
from fssim.studies.sweeps.plan.factors import FieldKind, VariedField, find_field


@dataclass(frozen=True, slots=True)
class VariedInput:
    """`at(value)` is the scenario with the value set. `usual` is the range in which the value is thought to be, if the
    scenario says, `snap` rounds to a value that can be, and `comes_whole` says that these are whole numbers."""

    name: str
    unit: str
    grade: str
    usual: tuple[float, float] | None
    snap: Callable[[float], float]
    at: Callable[[float], Scenario]
    comes_whole: bool = False


@dataclass(frozen=True, slots=True)
class UncertainNumber:
    """A number with a range. `paths` is where it stands in the first scenario, and `baseline_paths` where in the other:
    in either it may stand at none or several."""

    paths: tuple[str, ...]
    baseline_paths: tuple[str, ...]
    parameter: Parameter = field(compare=False)

    @property
    def first_path(self) -> str:
        return (*self.paths, *self.baseline_paths)[0]

    @property
    def label(self) -> str:
        return named_together(self.paths or self.baseline_paths)

    @property
    def ends(self) -> list[float]:
        """The low and the high end of its range, but for one that is its value."""
        ends = (self.parameter.low, self.parameter.high)
        return [end for end in ends if end is not None and end != self.parameter.value]

    @property
    def relative_width(self) -> float:
        """How wide its range is beside its value; or beside the range's further end, if its value is 0."""
        low, high = self.parameter.low or 0.0, self.parameter.high or 0.0
        return (high - low) / (abs(self.parameter.value) or max(abs(low), abs(high)))


@dataclass(frozen=True, slots=True)
class OtherValue:
    """A number at another value."""

    number: UncertainNumber
    value: float

    def in_both(self, scenario: Scenario, baseline: Scenario) -> tuple[Scenario, Scenario] | None:
        """The two scenarios with the value, wherever the number stands; None if one of them cannot be."""
        try:
            return (
                with_values(scenario, dict.fromkeys(self.number.paths, self.value)),
                with_values(baseline, dict.fromkeys(self.number.baseline_paths, self.value)),
            )
        except ScenarioError:
            return None


def find_varied_input(scenario: Scenario, path: str) -> VariedInput:
    """What a dotted path leads to: a number (with or without `.value`), or a vacancy (`vacancies.mental_health`).

    A vacancy is turned by its length in weeks from its start; at 0 there is none. Raises `QuestionError` if the path
    leads to nothing that can be turned.
    """
    parts = path.split(".")
    if len(parts) == 2 and parts[0] == "vacancies" and parts[1] in scenario.vacancies:
        return _vary_vacancy_length(scenario, parts[1])
    if not path.endswith(".value") and isinstance(_look_inside(scenario, parts), Parameter):
        path = f"{path}.value"
    try:
        field = find_field(scenario, path)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    if field.kind not in (FieldKind.number, FieldKind.whole):
        raise QuestionError(f"path {path}: must be {field.kind.value}; name a number, or a vacancy")
    return _vary_number(scenario, field)


def find_uncertain_numbers(scenario: Scenario, baseline: Scenario) -> list[UncertainNumber]:
    """The numbers of two scenarios that have a range and are not fitted. One source, unit, value and range is one
    number, wherever it is said. Prices of care are left out: no log depends on them, and the report has both ends."""
    groups: dict[tuple[object, ...], tuple[Parameter, tuple[list[str], list[str]]]] = {}
    for place, side in enumerate((scenario, baseline)):
        for path, part in parts_of(side):
            if isinstance(part, Parameter) and _has_range(part) and path[0] != CARE_COSTS:
                key = part.source, part.unit, part.value, part.low, part.high
                _, paths = groups.setdefault(key, (part, ([], [])))
                paths[place].append(f"{dotted(path)}.value")
    return [UncertainNumber(tuple(here), tuple(there), part) for part, (here, there) in groups.values()]


def _vary_number(scenario: Scenario, field: VariedField) -> VariedInput:
    whole, number = field.kind is FieldKind.whole, field.number
    low, high = (number.low, number.high) if number is not None else (None, None)

    def snap(value: float) -> float:
        return float(round(value)) if whole else float(value)

    def at(value: float) -> Scenario:
        return with_values(scenario, {field.path: int(value) if whole else value})

    return VariedInput(
        named(tuple(field.path.removesuffix(".value").split("."))),
        number.unit if number is not None else "",
        number.grade.value if number is not None else "",
        (low, high) if low is not None and high is not None else None,
        snap,
        at,
        whole,
    )


def _vary_vacancy_length(scenario: Scenario, name: str) -> VariedInput:
    vacancy = scenario.vacancies[name]

    def at(weeks: float) -> Scenario:
        days = round(weeks * DAYS_A_WEEK)
        if days < 0:
            raise QuestionError(f"a vacancy cannot last {weeks:g} weeks; give 0, for none, or more")
        if days == 0:
            return with_values(scenario, {f"vacancies.{name}": None})
        return with_values(scenario, {f"vacancies.{name}.until": _add_days(vacancy.start, days)})

    weeks = (vacancy.until - vacancy.start).days / DAYS_A_WEEK
    return VariedInput(
        f"length of the {name} vacancy", "weeks", vacancy.amount.grade.value, (0.0, weeks),
        lambda weeks: round(weeks * DAYS_A_WEEK) / DAYS_A_WEEK, at,
    )  # fmt: skip


def _add_days(start: date, days: int) -> date:
    try:
        return start + timedelta(days)
    except OverflowError:
        raise QuestionError(f"a vacancy from {start} cannot last {days:,} days; give fewer weeks") from None


def _look_inside(scenario: Scenario, parts: list[str]) -> object:
    """What is at a path, or None if nothing is."""
    here: object = scenario
    for part in parts:
        if isinstance(here, tuple):
            here = here[int(part)] if part.isdecimal() and int(part) < len(here) else None
        else:
            here = here.get(part) if isinstance(here, dict) else getattr(here, part, None)
    return here


def _has_range(part: Parameter) -> bool:
    low, high = part.low, part.high
    return part.grade is not Grade.calibrated and low is not None and high is not None and low < high
