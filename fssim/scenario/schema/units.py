"""The units that numbers may be in, how long those of time last, the values they may take, and a type for each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from fssim.scenario.findings import Code, FieldError
from fssim.scenario.schema.parameter import Parameter, Varying

PERIODS = ("working days", "calendar days", "weeks", "months")
FORTY_YEARS = (("working days", 10_440.0), ("calendar days", 14_610.0), ("weeks", 2_088.0), ("months", 480.0))
DURATIONS = (*PERIODS, "years")
DAYS_A_WEEK, WORKING_DAYS_A_WEEK, MONTHS_A_YEAR = 7, 5, 12
DAYS_A_YEAR = 365.25
WEEKS_A_YEAR = DAYS_A_YEAR / DAYS_A_WEEK


@dataclass(frozen=True)
class Limits:
    """The units a parameter may be in and the values it may take, checked on loading and told to editors."""

    units: tuple[str, ...]
    at_least: float | None = 0.0
    at_most: float | None = None
    whole: bool = False
    longest: tuple[tuple[str, float], ...] = ()  # the most there may be in a unit

    def check(self, parameter: Parameter) -> Parameter:
        """Return the parameter, or raise `FieldError` saying what is wrong with it and what would be right."""
        if parameter.unit not in self.units:
            message = f"unit is '{parameter.unit}'; it must be {' or '.join(repr(u) for u in self.units)}"
            raise FieldError(Code.wrong_unit, message, "unit")
        for name in ("value", "low", "high"):
            number = getattr(parameter, name)
            if number is None or math.isnan(number):
                continue
            fields = ("value",) if name == "value" else ("low", "high")
            if self.at_least is not None and number < self.at_least:
                message = f"{name} is {number:.10g}; it must be {self.at_least:g} or more"
                raise FieldError(Code.out_of_range, message, *fields)
            if self.at_most is not None and number > self.at_most:
                message = f"{name} is {number:.10g}; it must be {self.at_most:g} or less"
                raise FieldError(Code.out_of_range, message, *fields)
            most = dict(self.longest).get(parameter.unit, math.inf)
            if number > most:
                message = f"{name} is {number:,.10g} {parameter.unit}; it must be {most:,g} or fewer"
                raise FieldError(Code.out_of_range, message, *fields)
        if self.whole and not parameter.value.is_integer():
            message = f"value is {parameter.value:.10g} {parameter.unit}; it must be a whole number"
            raise FieldError(Code.out_of_range, message, "value")
        return parameter

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        ends: dict[str, Any] = {"type": "number"}
        if self.at_least is not None:
            ends["minimum"] = self.at_least
        if self.at_most is not None:
            ends["maximum"] = self.at_most
        value = {**ends, "type": "integer"} if self.whole else ends
        properties = {"value": value, "low": ends, "high": ends, "unit": {"enum": list(self.units)}}
        by_unit = [
            {
                "if": {"properties": {"unit": {"const": unit}}, "required": ["unit"]},
                "then": {"properties": {name: {"maximum": most} for name in ("value", "low", "high")}},
            }
            for unit, most in self.longest
        ]
        return {**handler(core), "properties": properties} | ({"allOf": by_unit} if by_unit else {})


def _limits(
    *units: str,
    at_least: float | None = 0.0,
    at_most: float | None = None,
    whole: bool = False,
    longest: tuple[tuple[str, float], ...] = (),
) -> Limits:
    return Limits(units, at_least, at_most, whole, longest)


Hours = Annotated[Parameter, _limits("hours")]
VaryingHours = Annotated[Varying, _limits("hours")]
HoursPerWeek = Annotated[Parameter, _limits("hours a week", at_most=168)]
Probability = Annotated[Parameter, _limits("probability", at_most=1.0)]
Share = Annotated[Parameter, _limits("share", at_most=1.0)]
Multiplier = Annotated[Parameter, _limits("multiplier")]
OddsMultiplier = Annotated[Parameter, _limits("odds multiplier")]
Percent = Annotated[Parameter, _limits("percent")]
Period = Annotated[Parameter, _limits(*PERIODS, whole=True, longest=FORTY_YEARS)]
Duration = Annotated[Parameter, _limits(*DURATIONS)]
VaryingDuration = Annotated[Varying, _limits(*DURATIONS)]
VaryingWindow = Annotated[Varying, _limits("working days")]
Sessions = Annotated[Varying, _limits("sessions")]
Children = Annotated[Parameter, _limits("children")]
CountedChildren = Annotated[Parameter, _limits("children", whole=True)]
CountedFamilies = Annotated[Parameter, _limits("families", whole=True)]
Caseload = Annotated[Parameter, _limits("children", "families")]
Posts = Annotated[Parameter, _limits("posts", whole=True)]
People = Annotated[Parameter, _limits("people", whole=True)]
PerYear = Annotated[Parameter, _limits("per year")]
YearsOfReferrals = Annotated[Parameter, _limits("years of first referrals", at_most=40.0)]
Per10000 = Annotated[Parameter, _limits("per 10000 children a year")]
SetUpCost = Annotated[Parameter, _limits("GBP")]
RecruitmentCost = Annotated[Parameter, _limits("GBP a hire")]
WeeklyCost = Annotated[Parameter, _limits("GBP a week")]
CaseCost = Annotated[Parameter, _limits("GBP a case")]
CostAYear = Annotated[Parameter, _limits("GBP a year")]
Pounds = Annotated[Parameter, _limits("GBP", "GBP a year", "GBP a session")]
Offers = Annotated[Parameter, _limits("offers", at_least=1.0, whole=True)]
Odds = Annotated[Varying, _limits("odds multiplier")]
Teams = Annotated[Parameter, _limits("teams", at_least=1.0, whole=True)]
