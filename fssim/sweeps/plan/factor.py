"""One lever or uncertainty of a sweep, ready to give values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fssim.scenario.schema.parameter import Distribution
from fssim.sweeps.plan.sweep_file import Value
from fssim.sweeps.plan.varied_fields import Field, Kind

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
    def kind(self) -> Kind:
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

    def at(self, share: float) -> Value:
        """The value that this share (from 0 to 1) of all its values is below."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.distribution is not None:
            return self._rounded(_quantile(self.distribution, share))
        if self.kind is Kind.whole:
            return min(int(self.low) + int(share * (self.high - self.low + 1.0)), int(self.high))
        return min(max(self._rounded(self.low + share * (self.high - self.low)), self.low), self.high)

    def _rounded(self, number: float) -> float:
        return float(round(number)) if self.kind is Kind.whole else float(f"{number:.{FIGURES}g}")


def with_scale(shape: Distribution, mean: float) -> Distribution:
    """A distribution with its scale given: if it was not, the one that gives the mean.

    The mean of a location-scale family is loc + scale x its mean at loc 0 and scale 1. Raises `ValueError` if no scale
    gives the mean.
    """
    if shape.name == "histogram" or "scale" in shape.parameters:
        return shape
    usual = float(_frozen(shape.name, tuple({**shape.parameters, "loc": 0.0}.items())).mean())
    scale = (mean - shape.parameters.get("loc", 0.0)) / usual if usual else 0.0
    if not (math.isfinite(scale) and scale > 0.0):
        raise ValueError(f"distribution {shape.name} has no scale that makes its mean {mean:g}; give it a scale")
    return shape.model_copy(update={"parameters": {**shape.parameters, "scale": scale}})


@lru_cache(maxsize=256)
def _frozen(name: str, parameters: tuple[tuple[str, float], ...]) -> Any:
    from scipy import stats

    return getattr(stats, name)(**dict(parameters))


def _quantile(shape: Distribution, share: float) -> float:
    if shape.name != "histogram":
        return float(_frozen(shape.name, tuple(shape.parameters.items())).ppf(share))
    import numpy

    below = numpy.concatenate([[0.0], numpy.cumsum(shape.weights)]) / sum(shape.weights)
    return float(numpy.interp(share, below, shape.edges))
