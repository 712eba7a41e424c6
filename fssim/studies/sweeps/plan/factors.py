"""The levers and uncertainties of a sweep: what a plan says varies, or evidence gives a range, ready to give values."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fssim.scenario.checks.table_checks import parts_of, shape_findings, trouble_with
from fssim.scenario.findings import Code, FieldPath, Finding, dotted
from fssim.scenario.names import named_together
from fssim.scenario.schema.care_costs import CARE_COSTS
from fssim.scenario.schema.parameter import Distribution, Grade, Parameter, ValueIs
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.sweeps.plan.sweep_file import EVIDENCE, DesignKind, Range, SweepPlan, Value, Varied
from fssim.studies.sweeps.plan.varied_fields import Field, FieldKind, find_field

LEVER, UNCERTAINTY = "lever", "uncertainty"
FIGURES = 9  # of a drawn number: SciPy's last ones differ from one processor to another


@dataclass(frozen=True, slots=True)
class Factor:
    """What varies: `part` is `lever` or `uncertainty`, and `column` what data files call it.

    `fields` are the fields of the scenario that have its value, all of one kind. It has `values`, or a range (`low` and
    `high`), or a `distribution` whose scale is given.
    """

    name: str
    part: str
    fields: tuple[Field, ...]
    values: tuple[Value, ...] = ()
    low: float = math.nan
    high: float = math.nan
    distribution: Distribution | None = None
    label: str = ""
    reason: str = ""

    @property
    def column(self) -> str:
        """Its column in data files: `lever_...` or `uncertainty_...`."""
        return f"{self.part}_{self.name}"

    @property
    def kind(self) -> FieldKind:
        """What kind of value it has."""
        return self.fields[0].kind

    @property
    def paths(self) -> tuple[str, ...]:
        """The dotted paths of the fields that have its value."""
        return tuple(field.path for field in self.fields)

    @property
    def unit(self) -> str:
        """The unit of the number that varies; nothing if it is no number with a unit."""
        return self.fields[0].number.unit if self.fields[0].number is not None else ""

    @property
    def grade(self) -> str:
        """The evidence grade of the number that varies; nothing if it is no number with a grade."""
        return self.fields[0].number.grade.value if self.fields[0].number is not None else ""

    @property
    def confidence(self) -> str:
        """The confidence in the number that varies; nothing if it is no number with one."""
        return self.fields[0].number.confidence_held.value if self.fields[0].number is not None else ""

    def at(self, share: float) -> Value:
        """The value that this share (from 0 to 1) of all its values is below."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.distribution is not None:
            return self._rounded(_find_quantile(self.distribution, share))
        if self.kind is FieldKind.whole:
            return min(int(self.low) + int(share * (self.high - self.low + 1.0)), int(self.high))
        return min(max(self._rounded(self.low + share * (self.high - self.low)), self.low), self.high)

    def _rounded(self, number: float) -> float:
        return float(round(number)) if self.kind is FieldKind.whole else float(f"{number:.{FIGURES}g}")


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
        for path in varied.path:
            if path in taken:
                message = f"{path} varies with {dotted(taken[path])} too; vary it in one place"
                findings.append(Finding((*place, "path"), Code.listed_twice, message))
            taken.setdefault(path, place)
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


def _build_factor(place: tuple[str, str], varied: Varied, base: Scenario, listed: bool) -> Factor:
    fields = _find_fields((*place, "path"), varied.path, base)
    field = fields[0]
    values: tuple[Value, ...] = ()
    low = high = math.nan
    shape = None
    if varied.values:
        values = _check_values((*place, "values"), varied.values, fields)
    elif varied.range is not None:
        low, high = _find_range((*place, "range"), varied.range, field)
        _check_value((*place, "range"), (low, high), fields)
    elif varied.distribution is not None:
        shape = _check_shape((*place, "distribution"), varied.distribution, field)
    elif not listed:
        raise _Wrong(place, "says nothing of what it may be; give values, a range or a distribution")
    part = LEVER if place[0] == "levers" else UNCERTAINTY
    return Factor(place[1], part, fields, values, low, high, shape, varied.label, varied.reason)


def _find_fields(place: FieldPath, paths: tuple[str, ...], base: Scenario) -> tuple[Field, ...]:
    try:
        fields = tuple(find_field(base, path) for path in paths)
    except ValueError as error:
        raise _Wrong(place, str(error)) from None
    kinds = {field.kind: field.path for field in fields}
    if len(kinds) > 1:
        kinds_needed = " and ".join(f"{path} must be {kind.value}" for kind, path in kinds.items())
        raise _Wrong(place, f"{kinds_needed}; fields that move together take one kind of value")
    return fields


def _check_values(place: FieldPath, values: tuple[Value, ...], fields: tuple[Field, ...]) -> tuple[Value, ...]:
    made: list[Value] = []
    for index, value in enumerate(values):
        right = _check_value((*place, index), (value,), fields)
        if right in made:
            raise _Wrong((*place, index), f"{value} is listed twice; list it once")
        made.append(right)
    return tuple(made)


def _check_value(place: FieldPath, values: tuple[Value, ...], fields: tuple[Field, ...]) -> Value:
    """The first of the values, as the fields' kind, all being right in every field."""
    try:
        first, *_ = (field.right(value) for value in values for field in fields)
    except ValueError as error:
        raise _Wrong(place, str(error)) from None
    return first


def _refuse_not_numeric(place: FieldPath, field: Field) -> None:
    if field.kind not in (FieldKind.number, FieldKind.whole):
        raise _Wrong(place, f"is for numbers, and {field.path} must be {field.kind.value}; give values instead")


def _find_range(place: FieldPath, ends: Range | str, field: Field) -> tuple[float, float]:
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


def _check_shape(place: FieldPath, shape: Distribution, field: Field) -> Distribution:
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
