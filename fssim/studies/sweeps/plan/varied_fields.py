"""The fields of a scenario that can vary: what kind of value each takes, and which values are right there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Any

from pydantic import BaseModel

from fssim.scenario.findings import dotted, instead_of
from fssim.scenario.reading.schema_errors import described, kind_at
from fssim.scenario.schema.parameter import Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import Limits
from fssim.studies.sweeps.plan.sweep_file import Value


class FieldKind(StrEnum):
    """What a field takes."""

    number = "a number"
    whole = "a whole number"
    date = "a date such as 2019-04-01"
    text = "text; quote it"
    truth = "true or false"


@dataclass(frozen=True, slots=True)
class VariedField:
    """A field of a base scenario. `number` is the parameter around it and `limits` its limits, if it is a value."""

    path: str
    kind: FieldKind
    number: Parameter | None
    limits: Limits | None

    def right(self, value: Value) -> Value:
        """The value, as the field's kind. Raises `ValueError` saying what is wrong with it and what would be right."""
        made = _as_kind(value, self.kind)
        if made is None:
            raise ValueError(f"{described(value)}; {self.path} must be {self.kind.value}")
        if self.number is not None and self.limits is not None and isinstance(value, int | float):
            self.limits.check(self.number.model_copy(update={"value": float(value)}))
        return made


def find_field(base: Scenario, path: str) -> VariedField:
    """The field at a dotted path of a scenario. Raises `ValueError` if there is none that can vary."""
    if path.partition(".")[0] == "clock":
        raise ValueError(
            f"path {path}: the clock cannot vary, as points are compared with one another and families are drawn day "
            "by day; set it in the base scenario, and make a sweep for each"
        )
    parts: tuple[str | int, ...] = ()
    around: Any = None
    here: Any = base
    for part in path.split("."):
        inside = dotted(parts) or "a scenario"
        key: str | int = part
        if isinstance(here, BaseModel):
            names = list(type(here).model_fields)
        elif isinstance(here, dict):
            names = list(here)
        elif isinstance(here, tuple):
            names = [str(number) for number in range(len(here))]
            key = int(part) if part in names else part
        elif here is None:
            raise ValueError(f"path {path}: {inside} is not given in the base scenario; give it there")
        else:
            raise ValueError(f"path {path}: {inside} has no fields inside it; end the path there")
        if part not in names:
            raise ValueError(f"path {path}: there is no '{part}' in {inside}; {instead_of(part, names)}")
        around, here = here, getattr(here, part) if isinstance(here, BaseModel) else here[key]
        parts = (*parts, key)
    kind, _ = kind_at(parts)
    limits = next((limit for limit in kind_at(parts[:-1])[1] if isinstance(limit, Limits)), None)
    number = around if isinstance(around, Parameter) and parts[-1] == "value" else None
    if isinstance(here, float) and math.isnan(here):
        raise ValueError(f"path {path}: the base scenario gives a distribution with its own scale there, and no value")
    return VariedField(path, _find_kind(path, kind, limits if number is not None else None), number, limits)


def _find_kind(path: str, kind: Any, limits: Limits | None) -> FieldKind:
    if kind is float:
        return FieldKind.whole if limits is not None and limits.whole else FieldKind.number
    simple = {int: FieldKind.whole, bool: FieldKind.truth, date: FieldKind.date, str: FieldKind.text}
    if kind in simple:
        return simple[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return FieldKind.text
    if isinstance(kind, type) and issubclass(kind, Parameter):
        raise ValueError(f"path {path}: is a number with its unit and source; add .value to vary its value")
    raise ValueError(f"path {path}: holds more than one value; add the name of one that is inside it")


def _as_kind(value: Value, kind: FieldKind) -> Value | None:
    """The value as its kind has it, or None if it is not of that kind."""
    if kind is FieldKind.truth or isinstance(value, bool):
        return value if kind is FieldKind.truth and isinstance(value, bool) else None
    if kind is FieldKind.number:
        return float(value) if isinstance(value, int | float) else None
    if kind is FieldKind.whole:
        return int(value) if isinstance(value, int | float) and float(value).is_integer() else None
    if kind is FieldKind.date:
        return _as_date(value)
    return value if isinstance(value, str) else None


def _as_date(value: Value) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None
    except ValueError:
        return None
