"""What a plan says varies, or evidence gives a range, made into factors; and whatever is wrong with it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from fssim.scenario.checks.table_checks import parts_of, shape_findings, trouble_with
from fssim.scenario.findings import Code, FieldPath, Finding, dotted
from fssim.scenario.names import named_together
from fssim.scenario.schema.care_costs import CARE_COSTS
from fssim.scenario.schema.parameter import Distribution, Grade, Parameter, ValueIs
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.sweeps.plan.factors import LEVER, UNCERTAINTY, Factor, FieldKind, GivesWay, VariedField, find_field
from fssim.studies.sweeps.plan.sweep_file import EVIDENCE, DesignKind, Range, SweepPlan, Value, Varied


class _Wrong(ValueError):
    """Something wrong with what a plan says at a path."""

    def __init__(self, path: FieldPath, message: str) -> None:
        super().__init__(message)
        self.path = path


def build_factors(plan: SweepPlan, base: Scenario) -> tuple[list[Factor], list[Finding]]:
    """Every lever and uncertainty of a plan, levers first, and what is wrong with any of them."""
    varied_at = {("levers", name): varied for name, varied in plan.levers.items()}
    varied_at |= {("uncertainties", name): varied for name, varied in plan.uncertainties.items()}
    taken: dict[str, FieldPath] = {}
    findings: list[Finding] = []
    for place, varied in varied_at.items():
        for path in dict.fromkeys((*varied.path, *chain.from_iterable(varied.options.values()))):
            if path in taken:
                message = f"{path} varies with {dotted(taken[path])} too; vary it in one place"
                part = "path" if varied.path else "options"
                findings.append(Finding((*place, part), Code.listed_twice, message))
            taken.setdefault(path, place)
    findings += _find_double_use(varied_at, taken)
    over = vary_over_evidence(base, plan.evidence_ranges, taken)
    varied_at |= {("uncertainties", name): varied for name, varied in over.items()}
    if not varied_at:
        findings.append(Finding((), Code.names_nothing, "there is nothing that varies; give levers or uncertainties"))
    factors = []
    for place, varied in varied_at.items():
        try:
            factors.append(_build_factor(place, varied, base, plan.design.kind is DesignKind.listed))
        except _Wrong as error:
            findings.append(Finding(error.path, Code.wrong_sweep, str(error)))
    return factors, findings


def _find_double_use(varied_at: Mapping[tuple[str, str], Varied], taken: dict[str, FieldPath]) -> list[Finding]:
    """Numbers that give way to something and vary by themselves too. Those that do not are added to those `taken`."""
    findings = []
    giving_way = [(place, path) for place, varied in varied_at.items() for path in varied.takes_from]
    for place, path in giving_way:
        if path in taken:
            message = f"{path} varies with {dotted(taken[path])}, and so cannot give way here; take from another number"
            findings.append(Finding((*place, "takes_from"), Code.listed_twice, message))
    taken |= {path: place for place, path in giving_way if path not in taken}
    return findings


def _build_factor(place: tuple[str, str], varied: Varied, base: Scenario, listed: bool) -> Factor:
    if varied.ensemble:
        raise _Wrong((*place, "ensemble"), "is for uncertainties of a sweep's file; name it there")
    if varied.options:
        return _build_options(place, varied, base)
    fields = _find_fields((*place, "path"), varied.path, base)
    field = fields[0]
    values: tuple[Value, ...] = ()
    low = high = math.nan
    shape = None
    if varied.values:
        values = _check_values((*place, "values"), varied.values, fields)
    elif isinstance(varied.range, Range) and varied.range.step is not None:
        _refuse_not_numeric((*place, "range"), field)
        values = _check_values((*place, "range"), varied.range.values, fields)
    elif varied.range is not None:
        low, high = _find_range((*place, "range"), varied.range, field)
        _check_value((*place, "range"), (low, high), fields)
    elif varied.distribution is not None:
        shape = _check_shape((*place, "distribution"), varied.distribution, field)
    elif not listed:
        raise _Wrong(place, "says nothing of what it may be; give values, a range or a distribution")
    part = LEVER if place[0] == "levers" else UNCERTAINTY
    ways = tuple(
        _find_giving_way((*place, "takes_from"), *pair, base) for pair in zip(fields, varied.takes_from, strict=False)
    )
    for value in (*values, *(end for end in (low, high) if not math.isnan(end))):
        _check_left((*place, "takes_from"), ways, value)
    return Factor(place[1], part, fields, values, low, high, shape, varied.label, varied.reason, ways)


def _build_options(place: tuple[str, str], varied: Varied, base: Scenario) -> Factor:
    """What varies by named sets of values."""
    fields: dict[str, VariedField] = {}
    options: dict[str, dict[str, Value]] = {}
    for name, values in varied.options.items():
        made = options[name] = {}
        for path, value in values.items():
            try:
                field = fields[path] if path in fields else find_field(base, path)
                made[path] = field.right(value)
            except ValueError as error:
                raise _Wrong((*place, "options", name, path), str(error)) from None
            fields[path] = field
    if not fields:
        raise _Wrong((*place, "options"), "change nothing; give at least one of them the value of a field")
    part = LEVER if place[0] == "levers" else UNCERTAINTY
    chances = tuple(varied.chances[name] for name in options) if varied.chances else ()
    return Factor(
        place[1], part, tuple(fields.values()), tuple(options), label=varied.label, reason=varied.reason,
        options=options, chances=chances,
    )  # fmt: skip


def _find_giving_way(place: FieldPath, field: VariedField, path: str, base: Scenario) -> GivesWay:
    try:
        other = find_field(base, path)
    except ValueError as error:
        raise _Wrong(place, str(error)) from None
    if field.number is None or other.number is None:
        raise _Wrong(place, f"{field.path} and {path} must both be numbers with a unit, of which one can give way")
    if field.number.unit != other.number.unit:
        raise _Wrong(
            place,
            f"{path} is in {other.number.unit} and {field.path} in {field.number.unit}; take from one of that unit",
        )
    return GivesWay(field.path, field.number.value, other, other.number.value)


def _check_left(place: FieldPath, ways: Iterable[GivesWay], value: Value) -> None:
    """Raise `_Wrong` if what gives way to a value comes to what it may not be."""
    for way in ways:
        left = way.falls_to(float(value), way.others_own)  # type: ignore[arg-type]
        try:
            way.other.right(left)
        except ValueError as error:
            raise _Wrong(
                place,
                f"at {value:g} of {way.path}, {way.other.path}: {error}; take from another number, or stay nearer",
            ) from None


def _find_fields(place: FieldPath, paths: tuple[str, ...], base: Scenario) -> tuple[VariedField, ...]:
    try:
        fields = tuple(find_field(base, path) for path in paths)
    except ValueError as error:
        raise _Wrong(place, str(error)) from None
    kinds = {field.kind: field.path for field in fields}
    if len(kinds) > 1:
        kinds_needed = " and ".join(f"{path} must be {kind.value}" for kind, path in kinds.items())
        raise _Wrong(place, f"{kinds_needed}; fields that move together take one kind of value")
    return fields


def _check_values(place: FieldPath, values: tuple[Value, ...], fields: tuple[VariedField, ...]) -> tuple[Value, ...]:
    made: list[Value] = []
    for index, value in enumerate(values):
        right = _check_value((*place, index), (value,), fields)
        if right in made:
            raise _Wrong((*place, index), f"{value} is listed twice; list it once")
        made.append(right)
    return tuple(made)


def _check_value(place: FieldPath, values: tuple[Value, ...], fields: tuple[VariedField, ...]) -> Value:
    """The first of the values, as the fields' kind, all being right in every field."""
    try:
        first, *_ = (field.right(value) for value in values for field in fields)
    except ValueError as error:
        raise _Wrong(place, str(error)) from None
    return first


def _refuse_not_numeric(place: FieldPath, field: VariedField) -> None:
    if field.kind not in (FieldKind.number, FieldKind.whole):
        raise _Wrong(place, f"is for numbers, and {field.path} must be {field.kind.value}; give values instead")


def _find_range(place: FieldPath, ends: Range | str, field: VariedField) -> tuple[float, float]:
    _refuse_not_numeric(place, field)
    number = field.number
    if isinstance(ends, Range):
        low, high = ends.low, ends.high
    elif ends == EVIDENCE and number is not None and number.low is not None and number.high is not None:
        low, high = number.low, number.high
    else:
        raise _Wrong(place, f"the base scenario gives {field.path} no low and high; give them here")
    if field.kind is FieldKind.whole:
        low, high = float(math.ceil(low)), float(math.floor(high))
    if not low < high:
        raise _Wrong(place, f"leaves {field.path} one value at most; give a wider range")
    return low, high


def _check_shape(place: FieldPath, shape: Distribution, field: VariedField) -> Distribution:
    _refuse_not_numeric(place, field)
    mean = field.number.value if field.number is not None else math.nan
    for finding in shape_findings(place, shape):
        raise _Wrong(finding.path, finding.message)
    if shape.name == "histogram":
        return shape
    trouble = trouble_with(shape, mean)
    if trouble:
        raise _Wrong(place, trouble)
    return give_scale(shape, mean)


def give_scale(shape: Distribution, value: float) -> Distribution:
    """A distribution with its scale given: if it was not, the one that gives the mean, or the median, as it says.

    Raises `ValueError` if no scale gives it.
    """
    if shape.has_own_scale:
        return shape
    scale = shape.scale_for(value)
    if not (math.isfinite(scale) and scale > 0.0):
        which = shape.value_is.value
        raise ValueError(f"distribution {shape.name} has no scale that makes its {which} {value:g}; give it a scale")
    scaled = {"parameters": {**shape.parameters, "scale": scale}, "value_is": ValueIs.mean}
    return shape.model_copy(update=scaled)


def vary_over_evidence(base: Scenario, grades: Collection[Grade], taken: Collection[str]) -> dict[str, Varied]:
    """Every number of these grades with a low and a high, over its range; but for the paths that are `taken`.

    A published number that is read loosely goes with the assumed: how it is read is assumed. Prices of care are left
    out: no log depends on them, and the report has both ends.

    A number said in several places with one source, unit and range is one uncertainty: it is the same thing that is
    not known. It is named after its source, or after where it is said first if its source says several numbers.
    """
    groups: dict[tuple[object, ...], list[str]] = {}
    for path, part in parts_of(base):
        if path[:1] == (CARE_COSTS,):
            continue
        here = f"{dotted(path)}.value"
        if isinstance(part, Parameter) and _is_of(part, grades) and here not in taken and _varies(part):
            groups.setdefault((part.source, part.unit, part.value, part.low, part.high), []).append(here)
    times = Counter(str(source) for source, *_ in groups)
    return {
        _make_name(source if times[source] == 1 else paths[0].removesuffix(".value")): Varied(
            path=tuple(paths), range=EVIDENCE, label=named_together(paths), reason=f"source {source}"
        )
        for source, paths in _name_sources(groups.items())
    }


def _is_of(number: Parameter, grades: Collection[Grade]) -> bool:
    return number.grade in grades or (number.is_read_loosely and Grade.assumed in grades)


def _name_sources(groups: Iterable[tuple[tuple[object, ...], list[str]]]) -> Iterable[tuple[str, list[str]]]:
    return ((str(source), paths) for (source, *_), paths in groups)


def _varies(number: Parameter) -> bool:
    low, high = number.low, number.high
    return not math.isnan(number.value) and low is not None and high is not None and low < high


def _make_name(text: str) -> str:
    return re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")
