"""What SciPy says of a distribution at loc 0 and scale 1: at any others it is that, times the scale, and the loc added.

It is asked once on each computer, and the answer kept.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from fssim.files.cache import remembered

LIBRARIES = ("scipy",)
PLACE_AND_SIZE = ("loc", "scale")
KEPT = 256  # distributions, in memory: a sweep asks of the same ones again and again
Parameters = tuple[tuple[str, float], ...]


class StandardDistribution(NamedTuple):
    """A distribution at loc 0 and scale 1. The median and the variance are nan where there is no finite mean, or no
    least value."""

    least: float
    most: float
    mean: float
    median: float
    variance: float

    def deviation(self, scale: float) -> float:
        """The standard deviation at a scale."""
        variance = self.variance * scale * scale
        return math.sqrt(variance) if variance >= 0.0 else math.nan


def standardise(name: str, parameters: Mapping[str, float]) -> StandardDistribution:
    """The continuous distribution of `scipy.stats` of this name, by its own parameters alone. Raises `ImportError`
    without SciPy, if this computer has not asked it before."""
    return _standard(name, own_parameters(parameters))


def own_parameters(parameters: Mapping[str, float]) -> Parameters:
    """Those that are no loc and no scale."""
    return tuple((name, number) for name, number in parameters.items() if name not in PLACE_AND_SIZE)


def freeze(name: str, own: Parameters) -> Any:
    """The distribution as SciPy has it, at loc 0 and scale 1."""
    from scipy import stats  # slow to import

    return getattr(stats, name)(**dict(own))


@lru_cache(KEPT)
def _standard(name: str, own: Parameters) -> StandardDistribution:
    def ask() -> bytes:
        frozen = freeze(name, own)
        least, most = map(float, frozen.support())
        mean = float(frozen.mean())
        known = math.isfinite(mean) and least != -math.inf
        median, variance = (float(frozen.median()), float(frozen.var())) if known else (math.nan, math.nan)
        return array("d", (least, most, mean, median, variance)).tobytes()

    return StandardDistribution(*array("d", remembered(__file__, LIBRARIES, f"standard {name} {own!r}", ask)))
