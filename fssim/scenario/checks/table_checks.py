"""Tables and distributions: keys and numbers that fit together, and quantities that are possible.

Named distributions are asked of SciPy, where it is installed, once on each computer. Where it is not, distributions
come tabulated beforehand, from a machine where they were asked.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import inf, isfinite
from typing import Any, get_args

from pydantic import BaseModel

from fssim.files.cache import remembered
from fssim.scenario.findings import ANY, Code, FieldPath, Finding, instead_of, list_names
from fssim.scenario.schema.demand import MONTHS, RISKS
from fssim.scenario.schema.parameter import Distribution, ValueIs, Varying
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.standard_distribution import PLACE_AND_SIZE, StandardDistribution, standardise
from fssim.whole_numbers import write_count

LIBRARIES = ("scipy",)
MOST_SPREAD = 30.0  # times the mean

NO_NEEDS = "none"
AND = " + "
TOLERANCE = 1e-6

Part = tuple[FieldPath, BaseModel]


def table_findings(scenario: Scenario, parts: Sequence[Part]) -> Iterator[Finding]:
    """Every table and distribution of a scenario, whose `parts` these are, that does not fit together."""
    for month in scenario.demand.month_factors:
        if month not in MONTHS:
            yield Finding(
                ("demand", "month_factors", month),
                Code.wrong_key,
                f"'{month}' is not a month; {instead_of(month, MONTHS)}",
            )
    yield from _children(scenario)
    yield from _risks(scenario)
    yield from _needs(scenario)
    families = scenario.families
    for name, table in (("children", families.children), ("needs", families.needs), ("risk", families.risk)):
        if table:
            yield from _sum(("families", name), (probability.value for probability in table.values()))
    for name, outcomes in scenario.pathway.decisions.items():
        yield from _sum(("pathway", "decisions", name), (outcome.probability.value for outcome in outcomes.values()))
    for path, part in parts:
        if isinstance(part, Distribution):
            yield from shape_findings(path, part)


def parts_of(part: object, path: FieldPath = ()) -> list[Part]:
    """Every model inside a part of a scenario, itself included, with its path."""
    parts: list[Part] = []
    _gather_parts(part, path, parts)
    return parts


def _gather_parts(part: Any, path: FieldPath, parts: list[Part]) -> None:
    kind: Any = type(part)
    if kind is dict:
        inside = part.items()
    elif kind is tuple:
        inside = enumerate(part)
    elif (names := _fields_of_models(kind)) is not None:
        parts.append((path, part))
        inside = [(name, getattr(part, name)) for name in names]
    else:
        return
    for name, inner in inside:
        if inner is not None:
            _gather_parts(inner, (*path, name), parts)


@cache
def _fields_of_models(kind: type) -> tuple[str, ...] | None:
    """The fields of a model in which there may be others; None of what is no model. Asked of each type once, as
    Pydantic takes long to answer."""
    if not issubclass(kind, BaseModel):
        return None
    return tuple(name for name, field in kind.model_fields.items() if _has_models(field.annotation))


def _has_models(annotation: Any) -> bool:
    return any(map(_has_models, get_args(annotation))) or (
        isinstance(annotation, type) and issubclass(annotation, BaseModel)
    )


def _sum(path: FieldPath, probabilities: Iterable[float]) -> Iterator[Finding]:
    total = sum(probabilities)
    if abs(total - 1.0) > TOLERANCE:
        yield Finding(path, Code.sum_not_1, f"probabilities sum to {total:.6g}; they must sum to 1")


def _children(scenario: Scenario) -> Iterator[Finding]:
    path = ("families", "children")
    if not scenario.families.children:
        yield Finding(path, Code.names_nothing, "is empty; give the probability of each number of children")
    for key in scenario.families.children:
        if not (key.isdecimal() and key.isascii() and not key.startswith("0")):
            yield Finding(
                (*path, key),
                Code.wrong_key,
                f"'{key}' is not a number of children; it must be a whole number, 1 or more",
            )


def _risks(scenario: Scenario) -> Iterator[Finding]:
    given = scenario.families.risk
    for key in given:
        if key not in RISKS:
            yield Finding(("families", "risk", key), Code.wrong_key, f"'{key}' is not a risk; {instead_of(key, RISKS)}")
    missing = [risk for risk in RISKS if risk not in given]
    if missing:
        refers_to = tuple(("families", "risk", risk) for risk in missing)
        yield Finding(
            ("families", "risk"),
            Code.missing,
            f"does not say {list_names(missing)}; give low, medium and high",
            refers_to,
        )


def _needs(scenario: Scenario) -> Iterator[Finding]:
    path = ("families", "needs")
    if not scenario.families.needs:
        yield Finding(
            path, Code.names_nothing, "is empty; give the probability of each combination of needs, and of `none`"
        )
    combinations: dict[frozenset[str], str] = {}
    for key in scenario.families.needs:
        names = [] if key == NO_NEEDS else key.split(AND)
        for name in names:
            if name not in scenario.needs:
                right = instead_of(name, [*scenario.needs, NO_NEEDS])
                message = f"there is no need '{name}'; {right} (join several with '{AND}')"
                yield Finding((*path, key), Code.unknown_name, message, (("needs", name),))
        if len(set(names)) < len(names):
            yield Finding((*path, key), Code.listed_twice, f"'{key}' names a need twice; name it once")
        same = combinations.setdefault(frozenset(names), key)
        if same != key:
            yield Finding((*path, key), Code.listed_twice, f"'{key}' is the same as '{same}'; keep one of them")


def shape_findings(path: FieldPath, shape: Distribution) -> Iterator[Finding]:
    """What is wrong with the edges and weights of a distribution, or with its having them, or a median."""
    if shape.has_own_scale and shape.value_is is ValueIs.median:
        message = f"is {shape.value_is.value}, and the distribution has a scale of its own and no value; leave it out"
        yield Finding((*path, "value_is"), Code.value_or_distribution, message)
    if shape.name != "histogram":
        if shape.edges or shape.weights:
            yield Finding(
                path, Code.wrong_histogram, f"gives edges or weights to '{shape.name}'; they go with `name: histogram`"
            )
        return
    if shape.parameters:
        yield Finding(
            (*path, "parameters"), Code.wrong_histogram, "do not go with a histogram; give it edges and weights alone"
        )
    if len(shape.edges) < 2:
        yield Finding(
            (*path, "edges"),
            Code.wrong_histogram,
            f"has {write_count(len(shape.edges), 'edge')}; a histogram needs 2 or more",
        )
    elif any(right <= left for left, right in zip(shape.edges, shape.edges[1:], strict=False)):
        yield Finding(
            (*path, "edges"), Code.wrong_histogram, "do not increase; each edge must be above the one before it"
        )
    elif shape.edges[0] < 0.0:
        message = f"begin at {shape.edges[0]:g}; no hours, time or number drawn may be below 0, so no edge may be"
        yield Finding((*path, "edges"), Code.wrong_histogram, message)
    elif len(shape.weights) != len(shape.edges) - 1:
        bins = len(shape.edges) - 1
        yield Finding(
            path,
            Code.wrong_histogram,
            f"has {write_count(len(shape.weights), 'weight')} for {write_count(bins, 'bin')}; give one for each bin",
        )
    if any(weight < 0 for weight in shape.weights):
        yield Finding((*path, "weights"), Code.wrong_histogram, "has a weight below 0; weights must be 0 or more")
    elif not sum(shape.weights) > 0:
        yield Finding((*path, "weights"), Code.wrong_histogram, "sum to 0; at least one must be above 0")


def distribution_findings(parts: Sequence[Part]) -> Iterator[Finding]:
    """Every distribution that cannot be drawn from."""
    for path, part in parts:
        if isinstance(part, Varying) and part.distribution is not None and part.distribution.name != "histogram":
            try:
                message = trouble_with(part.distribution, part.value)
            except ImportError:
                return
            if message:
                here = (*path, "distribution")
                yield Finding(here, Code.wrong_distribution, message, ((*here, "parameters", ANY),))


def trouble_with(shape: Distribution, value: float) -> str:
    """What is wrong with a distribution of a given mean or median, and what would be right; nothing if nothing is."""
    names = ",".join(shape.parameters)
    wrong = remembered(__file__, LIBRARIES, f"{shape.name} {names}", lambda: _wrong(shape).encode()).decode()
    if wrong:
        return wrong
    with warnings.catch_warnings(action="ignore"):
        return _impossible(shape, value)


def _wrong(shape: Distribution) -> str:
    """What is wrong with a distribution's name, or those of its parameters."""
    from scipy import stats

    family = getattr(stats, shape.name, None)
    if not isinstance(family, stats.rv_continuous):
        continuous = [name for name, thing in vars(stats).items() if isinstance(thing, stats.rv_continuous)]
        return f"'{shape.name}' is not a continuous distribution of scipy.stats; {instead_of(shape.name, continuous)}"
    own = [name.strip() for name in family.shapes.split(",")] if family.shapes else []
    unknown = [name for name in shape.parameters if name not in (*own, *PLACE_AND_SIZE)]
    missing = [name for name in own if name not in shape.parameters]
    if unknown or missing:
        has = f"has {list_names(unknown)}" if unknown else f"does not say {list_names(missing)}"
        return f"{shape.name} {has}; its parameters are {list_names([*own, *PLACE_AND_SIZE], 'and')}"
    return ""


def _impossible(shape: Distribution, value: float) -> str:
    if "scale" not in shape.parameters and value == 0.0:
        return (
            f"value is 0, and {shape.name} with a {shape.value_is.value} of 0 has no shape; for always 0, leave the "
            "distribution out"
        )
    standard = standardise(shape.name, shape.parameters)
    if standard.least == -inf:
        return f"{shape.name} can be as low as -inf; quantities must be 0 or more"
    scale, loc = shape.parameters.get("scale"), shape.parameters.get("loc", 0.0)
    return _impossible_sizes(standard, shape, shape.scale_for(value) if scale is None else scale, loc)


def _impossible_sizes(standard: StandardDistribution, shape: Distribution, scale: float, loc: float) -> str:
    least, average = standard.least * scale + loc, standard.mean * scale + loc
    if not isfinite(average) or not scale > 0.0:
        return f"{shape.name} with these parameters has no mean; give parameters with a finite mean and a scale above 0"
    if least < 0.0:
        return f"{shape.name} with these parameters can be as low as {least:g}; quantities must be 0 or more"
    middle, spread = standard.median * scale + loc, standard.deviation(scale)
    if not isfinite(middle):
        return f"{shape.name} with these parameters cannot be worked out; give less extreme ones"
    if isfinite(spread) and spread > MOST_SPREAD * average:
        return (
            f"{shape.name} with these parameters has a standard deviation {spread / average:.3g} times its mean, which "
            f"would hang on a few rare values; it must be {MOST_SPREAD:g} times or less"
        )
    return ""
