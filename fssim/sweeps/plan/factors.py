"""What a plan says varies, made ready against its base scenario, and everything wrong with it."""

from __future__ import annotations

import math

from fssim.scenario.checks.table_checks import shape_findings, trouble_with
from fssim.scenario.findings import Code, FieldPath, Finding, dotted
from fssim.scenario.schema.parameter import Distribution
from fssim.scenario.schema.scenario import Scenario
from fssim.sweeps.plan.evidence_ranges import over_evidence
from fssim.sweeps.plan.factor import LEVER, UNCERTAINTY, Factor, with_scale
from fssim.sweeps.plan.sweep_file import EVIDENCE, DesignKind, Plan, Range, Value, Varied
from fssim.sweeps.plan.varied_fields import Field, Kind, field_of


class _Wrong(ValueError):
    """Something wrong with what a plan says at a path."""

    def __init__(self, path: FieldPath, message: str) -> None:
        super().__init__(message)
        self.path = path


def factors_of(plan: Plan, base: Scenario) -> tuple[list[Factor], list[Finding]]:
    """Every lever and uncertainty of a plan, levers first, and what is wrong with any of them."""
    said = {("levers", name): varied for name, varied in plan.levers.items()}
    said |= {("uncertainties", name): varied for name, varied in plan.uncertainties.items()}
    taken: dict[str, FieldPath] = {}
    found: list[Finding] = []
    for place, varied in said.items():
        for path in varied.path:
            if path in taken:
                message = f"{path} varies with {dotted(taken[path])} too; vary it in one place"
                found.append(Finding((*place, "path"), Code.listed_twice, message))
            taken.setdefault(path, place)
    over = over_evidence(base, plan.evidence_ranges, taken)
    said |= {("uncertainties", name): varied for name, varied in over.items()}
    if not said:
        found.append(Finding((), Code.names_nothing, "there is nothing that varies; give levers or uncertainties"))
    factors = []
    for place, varied in said.items():
        try:
            factors.append(_factor(place, varied, base, plan.design.kind is DesignKind.listed))
        except _Wrong as error:
            found.append(Finding(error.path, Code.wrong_sweep, str(error)))
    return factors, found


def _factor(place: tuple[str, str], varied: Varied, base: Scenario, listed: bool) -> Factor:
    fields = _fields((*place, "path"), varied.path, base)
    field = fields[0]
    values: tuple[Value, ...] = ()
    low = high = math.nan
    shape = None
    if varied.values:
        values = _values((*place, "values"), varied.values, fields)
    elif varied.range is not None:
        low, high = _range((*place, "range"), varied.range, field)
        _right((*place, "range"), (low, high), fields)
    elif varied.distribution is not None:
        shape = _shape((*place, "distribution"), varied.distribution, field)
    elif not listed:
        raise _Wrong(place, "says nothing of what it may be; give values, a range or a distribution")
    part = LEVER if place[0] == "levers" else UNCERTAINTY
    return Factor(place[1], part, fields, values, low, high, shape, varied.label, varied.reason)


def _fields(place: FieldPath, paths: tuple[str, ...], base: Scenario) -> tuple[Field, ...]:
    try:
        fields = tuple(field_of(base, path) for path in paths)
    except ValueError as error:
        raise _Wrong(place, str(error)) from None
    kinds = {field.kind: field.path for field in fields}
    if len(kinds) > 1:
        told = " and ".join(f"{path} must be {kind.value}" for kind, path in kinds.items())
        raise _Wrong(place, f"{told}; fields that move together take one kind of value")
    return fields


def _values(place: FieldPath, values: tuple[Value, ...], fields: tuple[Field, ...]) -> tuple[Value, ...]:
    made: list[Value] = []
    for index, value in enumerate(values):
        right = _right((*place, index), (value,), fields)
        if right in made:
            raise _Wrong((*place, index), f"{value} is listed twice; list it once")
        made.append(right)
    return tuple(made)


def _right(place: FieldPath, values: tuple[Value, ...], fields: tuple[Field, ...]) -> Value:
    """The first of the values, as the fields' kind, all being right in every field."""
    try:
        first, *_ = (field.right(value) for value in values for field in fields)
    except ValueError as error:
        raise _Wrong(place, str(error)) from None
    return first


def _numeric(place: FieldPath, field: Field) -> None:
    if field.kind not in (Kind.number, Kind.whole):
        raise _Wrong(place, f"is for numbers, and {field.path} must be {field.kind.value}; give values instead")


def _range(place: FieldPath, said: Range | str, field: Field) -> tuple[float, float]:
    _numeric(place, field)
    number = field.number
    if isinstance(said, Range):
        low, high = said.low, said.high
    elif said == EVIDENCE and number is not None and number.low is not None and number.high is not None:
        low, high = number.low, number.high
    else:
        raise _Wrong(place, f"the base scenario gives {field.path} no low and high; give them here")
    if field.kind is Kind.whole:
        low, high = float(math.ceil(low)), float(math.floor(high))
    if not low < high:
        raise _Wrong(place, f"leaves {field.path} one value at most; give a wider range")
    return low, high


def _shape(place: FieldPath, shape: Distribution, field: Field) -> Distribution:
    _numeric(place, field)
    mean = field.number.value if field.number is not None else math.nan
    for finding in shape_findings(place, shape):
        raise _Wrong(finding.path, finding.message)
    if shape.name == "histogram":
        return shape
    trouble = trouble_with(shape, mean)
    if trouble:
        raise _Wrong(place, trouble)
    return with_scale(shape, mean)
