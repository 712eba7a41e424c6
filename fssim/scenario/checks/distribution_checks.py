"""Distributions by name: is there such a one, are its parameters its own, and are its quantities possible?

They are asked of SciPy, where it is installed, once on each computer. Where it is not, distributions come tabulated
beforehand, from a machine where they were asked.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from math import inf, isfinite
from typing import Any

from fssim.cache import remembered
from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.findings import Finding, instead_of, listed
from fssim.scenario.schema.parameter import Distribution, Varying
from fssim.scenario.schema.scenario import Scenario

LIBRARIES = ("scipy",)
PLACE_AND_SIZE = ("loc", "scale")
MOST_SPREAD = 30.0  # times the mean


def distribution_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every distribution that cannot be drawn from."""
    for path, part in parts_of(scenario):
        if isinstance(part, Varying) and part.distribution is not None and part.distribution.name != "histogram":
            try:
                message = trouble_with(part.distribution, part.value)
            except ImportError:
                return
            if message:
                yield (*path, "distribution"), message


def trouble_with(shape: Distribution, mean: float) -> str:
    """What is wrong with a distribution of a given mean, and what would be right; nothing if nothing is."""
    return remembered(__file__, LIBRARIES, f"{mean!r} {shape!r}", lambda: _wrong(shape, mean).encode()).decode()


def _wrong(shape: Distribution, mean: float) -> str:
    from scipy import stats

    family = getattr(stats, shape.name, None)
    if not isinstance(family, stats.rv_continuous):
        continuous = [name for name, found in vars(stats).items() if isinstance(found, stats.rv_continuous)]
        return f"'{shape.name}' is not a continuous distribution of scipy.stats; {instead_of(shape.name, continuous)}"
    own = [name.strip() for name in family.shapes.split(",")] if family.shapes else []
    unknown = [name for name in shape.parameters if name not in (*own, *PLACE_AND_SIZE)]
    missing = [name for name in own if name not in shape.parameters]
    if unknown or missing:
        has = f"has {listed(unknown)}" if unknown else f"does not say {listed(missing)}"
        return f"{shape.name} {has}; its parameters are {listed([*own, *PLACE_AND_SIZE], 'and')}"
    with warnings.catch_warnings(action="ignore"):
        return _impossible(family, shape, mean)


def _impossible(family: Any, shape: Distribution, mean: float) -> str:
    parameters = dict(shape.parameters)
    if "scale" not in parameters and mean == 0.0:
        return f"value is 0, and {shape.name} with a mean of 0 has no shape; for always 0, leave the distribution out"
    if family(**{**parameters, "scale": 1.0}).support()[0] == -inf:
        return f"{shape.name} can be as low as -inf; quantities must be 0 or more"
    if "scale" not in parameters:
        usual = float(family(**{**parameters, "loc": 0.0}).mean())
        parameters["scale"] = (mean - parameters.get("loc", 0.0)) / usual if usual else 0.0
    return _impossible_sizes(family(**parameters), shape, parameters["scale"])


def _impossible_sizes(frozen: Any, shape: Distribution, scale: float) -> str:
    least, average = float(frozen.support()[0]), float(frozen.mean())
    if not isfinite(average) or not scale > 0.0:
        return f"{shape.name} with these parameters has no mean; give parameters with a finite mean and a scale above 0"
    if least < 0.0:
        return f"{shape.name} with these parameters can be as low as {least:g}; quantities must be 0 or more"
    middle, spread = float(frozen.median()), float(frozen.std())
    if not isfinite(middle):
        return f"{shape.name} with these parameters cannot be worked out; give less extreme ones"
    if isfinite(spread) and spread > MOST_SPREAD * average:
        return (
            f"{shape.name} with these parameters has a standard deviation {spread / average:.3g} times its mean, which "
            f"would hang on a few rare values; it must be {MOST_SPREAD:g} times or less"
        )
    return ""
