"""Tables and shapes whose keys or numbers must fit together: months, children, needs, risks, outcomes, histograms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from fssim.scenario.findings import FieldPath, Finding, instead_of, listed
from fssim.scenario.schema.demand import MONTHS, RISKS
from fssim.scenario.schema.parameter import Distribution
from fssim.scenario.schema.scenario import Scenario

NO_NEEDS = "none"
AND = " + "
TOLERANCE = 1e-6


def table_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every table and distribution that does not fit together."""
    for month in scenario.demand.month_factors:
        if month not in MONTHS:
            yield ("demand", "month_factors", month), f"'{month}' is not a month; {instead_of(month, MONTHS)}"
    yield from _children(scenario)
    yield from _risks(scenario)
    yield from _needs(scenario)
    families = scenario.families
    for name, table in (("children", families.children), ("needs", families.needs), ("risk", families.risk)):
        if table:
            yield from _sum(("families", name), (probability.value for probability in table.values()))
    for name, outcomes in scenario.pathway.decisions.items():
        yield from _sum(("pathway", "decisions", name), (outcome.probability.value for outcome in outcomes.values()))
    for path, model in parts_of(scenario):
        if isinstance(model, Distribution):
            yield from shape_findings(path, model)


def parts_of(part: object, path: FieldPath = ()) -> Iterator[tuple[FieldPath, BaseModel]]:
    """Every model inside a part of a scenario, itself included, with its path."""
    if isinstance(part, BaseModel):
        yield path, part
        for name in type(part).model_fields:
            yield from parts_of(getattr(part, name), (*path, name))
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from parts_of(inner, (*path, key))
    elif isinstance(part, tuple):
        for index, inner in enumerate(part):
            yield from parts_of(inner, (*path, index))


def _sum(path: FieldPath, probabilities: Iterable[float]) -> Iterator[Finding]:
    total = sum(probabilities)
    if abs(total - 1.0) > TOLERANCE:
        yield path, f"probabilities sum to {total:.6g}; they must sum to 1"


def _children(scenario: Scenario) -> Iterator[Finding]:
    path = ("families", "children")
    if not scenario.families.children:
        yield path, "is empty; give the probability of each number of children"
    for key in scenario.families.children:
        if not (key.isdecimal() and key.isascii() and not key.startswith("0")):
            yield (*path, key), f"'{key}' is not a number of children; it must be a whole number, 1 or more"


def _risks(scenario: Scenario) -> Iterator[Finding]:
    said = scenario.families.risk
    for key in said:
        if key not in RISKS:
            yield ("families", "risk", key), f"'{key}' is not a risk; {instead_of(key, RISKS)}"
    missing = [risk for risk in RISKS if risk not in said]
    if missing:
        yield ("families", "risk"), f"does not say {listed(missing)}; give low, medium and high"


def _needs(scenario: Scenario) -> Iterator[Finding]:
    path = ("families", "needs")
    if not scenario.families.needs:
        yield path, "is empty; give the probability of each combination of needs, and of `none`"
    combinations: dict[frozenset[str], str] = {}
    for key in scenario.families.needs:
        names = [] if key == NO_NEEDS else key.split(AND)
        for name in names:
            if name not in scenario.needs:
                right = instead_of(name, [*scenario.needs, NO_NEEDS])
                yield (*path, key), f"there is no need '{name}'; {right} (join several with '{AND}')"
        if len(set(names)) < len(names):
            yield (*path, key), f"'{key}' names a need twice; name it once"
        same = combinations.setdefault(frozenset(names), key)
        if same != key:
            yield (*path, key), f"'{key}' is the same as '{same}'; keep one of them"


def shape_findings(path: FieldPath, shape: Distribution) -> Iterator[Finding]:
    """What is wrong with the edges and weights of a distribution, or with its having them."""
    if shape.name != "histogram":
        if shape.edges or shape.weights:
            yield path, f"gives edges or weights to '{shape.name}'; they go with `name: histogram`"
        return
    if shape.parameters:
        yield (*path, "parameters"), "do not go with a histogram; give it edges and weights alone"
    if len(shape.edges) < 2:
        yield (*path, "edges"), f"has {len(shape.edges)} edges; a histogram needs 2 or more"
    elif any(right <= left for left, right in zip(shape.edges, shape.edges[1:], strict=False)):
        yield (*path, "edges"), "do not increase; each edge must be above the one before it"
    elif shape.edges[0] < 0.0:
        message = f"begin at {shape.edges[0]:g}; no hours, time or number drawn may be below 0, so no edge may be"
        yield (*path, "edges"), message
    elif len(shape.weights) != len(shape.edges) - 1:
        bins = len(shape.edges) - 1
        yield path, f"has {len(shape.weights)} weights for {bins} bins; give one for each bin"
    if any(weight < 0 for weight in shape.weights):
        yield (*path, "weights"), "has a weight below 0; weights must be 0 or more"
    elif not sum(shape.weights) > 0:
        yield (*path, "weights"), "sum to 0; at least one must be above 0"
