"""Something in a scenario that can be turned up and down: a number, a date, or how long a vacancy lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from fssim.errors import QuestionError
from fssim.scenario.names import named
from fssim.scenario.override import with_values
from fssim.scenario.schema.parameter import Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.sweeps.plan.varied_fields import Field, FieldKind, find_field

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class VariedInput:
    """`at(value)` is the scenario with the value set. `usual` is the range in which the value is thought to be, if the
    scenario says, and `snap` rounds to a value that can be."""

    name: str
    unit: str
    grade: str
    usual: tuple[float, float] | None
    snap: Callable[[float], float]
    at: Callable[[float], Scenario]


def find_varied_input(scenario: Scenario, path: str) -> VariedInput:
    """What a dotted path leads to: a number (with or without `.value`), or a vacancy (`vacancies.mental_health`).

    A vacancy is turned by its length in weeks from its start; at 0 there is none. Raises `QuestionError` if the path
    leads to nothing that can be turned.
    """
    parts = path.split(".")
    if len(parts) == 2 and parts[0] == "vacancies" and parts[1] in scenario.vacancies:
        return _vacancy_length(scenario, parts[1])
    if not path.endswith(".value") and isinstance(_inside(scenario, parts), Parameter):
        path = f"{path}.value"
    try:
        field = find_field(scenario, path)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    if field.kind not in (FieldKind.number, FieldKind.whole):
        raise QuestionError(f"path {path}: must be {field.kind.value}; name a number, or a vacancy")
    return _number(scenario, field)


def _number(scenario: Scenario, field: Field) -> VariedInput:
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
    )


def _vacancy_length(scenario: Scenario, name: str) -> VariedInput:
    vacancy = scenario.vacancies[name]

    def at(weeks: float) -> Scenario:
        days = round(weeks * DAYS_A_WEEK)
        if days < 0:
            raise QuestionError(f"a vacancy cannot last {weeks:g} weeks; give 0, for none, or more")
        if days == 0:
            return with_values(scenario, {f"vacancies.{name}": None})
        return with_values(scenario, {f"vacancies.{name}.until": _days_after(vacancy.start, days)})

    weeks = (vacancy.until - vacancy.start).days / DAYS_A_WEEK
    return VariedInput(
        f"length of the {name} vacancy", "weeks", vacancy.amount.grade.value, (0.0, weeks),
        lambda weeks: round(weeks * DAYS_A_WEEK) / DAYS_A_WEEK, at,
    )  # fmt: skip


def _days_after(start: date, days: int) -> date:
    try:
        return start + timedelta(days)
    except OverflowError:
        raise QuestionError(f"a vacancy from {start} cannot last {days:,} days; give fewer weeks") from None


def _inside(scenario: Scenario, parts: list[str]) -> object:
    """What is at a path, or None if nothing is."""
    here: object = scenario
    for part in parts:
        if isinstance(here, tuple):
            here = here[int(part)] if part.isdecimal() and int(part) < len(here) else None
        else:
            here = here.get(part) if isinstance(here, dict) else getattr(here, part, None)
    return here
