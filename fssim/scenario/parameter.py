"""A number that shapes a result: its value, unit, source and evidence grade."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator


class Frozen(BaseModel):
    """A part of a scenario: immutable, and strict about unknown fields and types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Grade(StrEnum):
    """How well a number is known, from law down to assumption (the grades of `docs/model.md`)."""

    statutory = "statutory"
    published = "published"
    controlled = "controlled"
    correlational = "correlational"
    reported = "reported"
    assumed = "assumed"
    calibrated = "calibrated"


GradeName = Annotated[Grade, Field(strict=False)]


class Distribution(Frozen):
    """The shape of a varying quantity.

    `name` is any continuous `scipy.stats` distribution, with its own parameters by name in `parameters`. When
    `scale` is not among them, the parameter's `value` is the mean and sets the scale. `histogram` takes `edges` and
    `weights` instead (an empirical distribution).
    """

    name: str
    parameters: dict[str, float] = {}
    edges: tuple[Annotated[float, Field(strict=False)], ...] = Field(default=(), strict=False)
    weights: tuple[Annotated[float, Field(strict=False)], ...] = Field(default=(), strict=False)


class Parameter(Frozen):
    """One number, with the unit it is in, where it comes from and how good that evidence is."""

    value: float
    unit: str
    source: str
    grade: GradeName
    low: float | None = None
    high: float | None = None
    note: str = ""

    @model_validator(mode="after")
    def _inside_its_range(self) -> Parameter:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low is {self.low:g}, above high {self.high:g}; low must not be above high")
        return self


class Varying(Parameter):
    """A quantity drawn afresh each time: `value` is its mean, `distribution` its shape.

    Without a distribution every draw is `value`. `value` may be left out only where the distribution fixes its own
    scale (a `scale` parameter, or a histogram).
    """

    value: float = math.nan
    distribution: Distribution | None = None

    @model_validator(mode="after")
    def _has_one_scale(self) -> Varying:
        shape = self.distribution
        fixed = shape is not None and ("scale" in shape.parameters or shape.name == "histogram")
        if math.isnan(self.value) and not fixed:
            raise ValueError("no value; give the mean as `value`, or a distribution with its own scale")
        if fixed and not math.isnan(self.value):
            raise ValueError("both a value and a distribution with its own scale; give one of them")
        return self


PERIODS = ("working days", "calendar days", "weeks", "months")
DURATIONS = (*PERIODS, "years")


def _in_units(units: tuple[str, ...], at_least: float | None, at_most: float | None) -> Callable[[Any], Any]:
    def check(parameter: Parameter) -> Parameter:
        if parameter.unit not in units:
            raise ValueError(f"unit is '{parameter.unit}'; it must be {' or '.join(repr(u) for u in units)}")
        if at_least is not None and parameter.value < at_least:
            raise ValueError(f"value is {parameter.value:g}; it must be {at_least:g} or more")
        if at_most is not None and parameter.value > at_most:
            raise ValueError(f"value is {parameter.value:g}; it must be {at_most:g} or less")
        return parameter

    return check


def _limits(*units: str, at_least: float | None = 0.0, at_most: float | None = None) -> AfterValidator:
    return AfterValidator(_in_units(units, at_least, at_most))


Hours = Annotated[Parameter, _limits("hours")]
VaryingHours = Annotated[Varying, _limits("hours")]
HoursPerWeek = Annotated[Parameter, _limits("hours a week", at_most=168)]
Probability = Annotated[Parameter, _limits("probability", at_most=1.0)]
Share = Annotated[Parameter, _limits("share", at_most=1.0)]
Multiplier = Annotated[Parameter, _limits("multiplier")]
Period = Annotated[Parameter, _limits(*PERIODS)]
Duration = Annotated[Parameter, _limits(*DURATIONS)]
VaryingDuration = Annotated[Varying, _limits(*DURATIONS)]
Sessions = Annotated[Varying, _limits("sessions")]
Children = Annotated[Parameter, _limits("children")]
Families = Annotated[Parameter, _limits("families")]
Posts = Annotated[Parameter, _limits("posts")]
People = Annotated[Parameter, _limits("people")]
PerYear = Annotated[Parameter, _limits("per year")]
Per10000 = Annotated[Parameter, _limits("per 10000 children a year")]
Pounds = Annotated[Parameter, _limits("GBP", "GBP a year", "GBP a session")]
Odds = Annotated[Varying, _limits("odds multiplier")]
Teams = Annotated[Parameter, _limits("teams", at_least=1.0)]
DateText = WithJsonSchema({"type": "string", "format": "date"})
