"""The fields of a scenario that can vary; and the levers and uncertainties of a sweep, ready to give values, with what
a scenario changes for each of them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import Any

from pydantic import BaseModel

from fssim.scenario.findings import dotted, instead_of
from fssim.scenario.override import give_way
from fssim.scenario.reading.schema_errors import described, find_wrong_value, kind_at
from fssim.scenario.schema.parameter import Distribution, Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import Limits
from fssim.studies.sweeps.plan.sweep_file import Value

LEVER, UNCERTAINTY = "lever", "uncertainty"
FIGURES = 9  # of a drawn number: SciPy's last ones differ from one processor to another


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
        parts = tuple(int(part) if part.isdecimal() else part for part in self.path.split("."))
        wrong = find_wrong_value(parts, made)
        if wrong:
            raise ValueError(wrong)
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


@dataclass(frozen=True, slots=True)
class GivesWay:
    """A number that falls by as much as the one at `path` rises: its field, and what the base scenario has of both."""

    path: str
    own: float
    other: VariedField
    others_own: float

    def falls_to(self, value: float, before: float) -> float:
        """What is left of it, which was `before`, when the number at `path` is `value`."""
        left = give_way(before, value, self.own)
        return int(left) if self.other.kind is FieldKind.whole and left.is_integer() else left


@dataclass(frozen=True, slots=True)
class Factor:
    """What varies: `part` is `lever` or `uncertainty`, and `column` what data files call it.

    `fields` are the fields of the scenario that have its value, all of one kind. It has `values`, or a range (`low` and
    `high`), or a `distribution` whose scale is given. `gives_way` are numbers that fall by as much as it rises.

    Where there are `options`, `values` are their names, each option has values of some of the `fields`, of any kinds,
    and `chances` says how likely each is beside the others, if they are not alike.
    """

    name: str
    part: str
    fields: tuple[VariedField, ...]
    values: tuple[Value, ...] = ()
    low: float = math.nan
    high: float = math.nan
    distribution: Distribution | None = None
    label: str = ""
    reason: str = ""
    gives_way: tuple[GivesWay, ...] = ()
    options: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    chances: tuple[float, ...] = ()

    @property
    def column(self) -> str:
        """Its column in data files: `lever_...` or `uncertainty_...`."""
        return f"{self.part}_{self.name}"

    @property
    def kind(self) -> FieldKind:
        """What kind of value it has."""
        return FieldKind.text if self.options else self.fields[0].kind

    @property
    def paths(self) -> tuple[str, ...]:
        """The dotted paths of the fields that have its value."""
        return tuple(field.path for field in self.fields)

    @property
    def unit(self) -> str:
        """The unit of the number that varies; nothing if it is no number with a unit."""
        return self._number.unit if self._number is not None else ""

    @property
    def grade(self) -> str:
        """The evidence grade of the number that nobody knows; nothing of what is chosen, or if it has no grade."""
        return self._number.grade.value if self._number is not None and self.part == UNCERTAINTY else ""

    @property
    def confidence(self) -> str:
        """The confidence in the number that nobody knows; nothing of what is chosen, or if it has none."""
        return self._number.confidence_held.value if self._number is not None and self.part == UNCERTAINTY else ""

    @property
    def _number(self) -> Parameter | None:
        return None if self.options else self.fields[0].number

    @property
    def is_ordered(self) -> bool:
        """Whether a value can be larger than another, and its values are listed from the lowest on."""
        if self.kind in (FieldKind.text, FieldKind.truth):
            return False
        values: list[Any] = list(self.values)
        return values == sorted(values)

    def right(self, value: Value) -> Value:
        """The value, as its fields have it. Raises `ValueError` saying what is wrong with it."""
        if self.options:
            if value not in self.options:
                raise ValueError(f"{described(value)}; {instead_of(str(value), self.options)}")
            return value
        for own in self.fields:
            right = own.right(value)
        return right

    def changes(self, value: Value) -> dict[str, Value]:
        """What a scenario changes by the dotted paths of its fields for this value, but for what gives way to it."""
        return dict(self.options[str(value)]) if self.options else dict.fromkeys(self.paths, value)

    def at(self, share: float) -> Value:
        """The value that this share (from 0 to 1) of all its values is below."""
        if self.values:
            return self.values[min(self._place(share), len(self.values) - 1)]
        if self.distribution is not None:
            return self._rounded(_find_quantile(self.distribution, share))
        if self.kind is FieldKind.whole:
            return min(int(self.low) + int(share * (self.high - self.low + 1.0)), int(self.high))
        return min(max(self._rounded(self.low + share * (self.high - self.low)), self.low), self.high)

    def _place(self, share: float) -> int:
        if not self.chances:
            return int(share * len(self.values))
        return bisect_right(list(accumulate(self.chances)), share * sum(self.chances))

    def _rounded(self, number: float) -> float:
        return float(round(number)) if self.kind is FieldKind.whole else float(f"{number:.{FIGURES}g}")


def list_field_changes(factors: Iterable[Factor], values: Mapping[str, Value]) -> dict[str, Value]:
    """What a scenario changes, by the dotted paths of its fields, for these values of some factors, by their names.

    A number that gives way to several falls by all of their rises together.
    """
    given = [factor for factor in factors if factor.name in values]
    changed = {path: value for factor in given for path, value in factor.changes(values[factor.name]).items()}
    for way in (way for factor in given for way in factor.gives_way):
        before = changed.get(way.other.path, way.others_own)
        changed[way.other.path] = way.falls_to(float(changed[way.path]), float(before))  # type: ignore[arg-type]
    return changed


@lru_cache(maxsize=256)
def _freeze(name: str, parameters: tuple[tuple[str, float], ...]) -> Any:
    from scipy import stats

    return getattr(stats, name)(**dict(parameters))


def _find_quantile(shape: Distribution, share: float) -> float:
    if shape.name != "histogram":
        return float(_freeze(shape.name, tuple(shape.parameters.items())).ppf(share))
    import numpy

    below = numpy.concatenate([[0.0], numpy.cumsum(shape.weights)]) / sum(shape.weights)
    return float(numpy.interp(share, below, shape.edges))
