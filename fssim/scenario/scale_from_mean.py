"""The scale of a distribution that is given by its mean."""

from __future__ import annotations

from fssim.scenario.schema.parameter import Distribution


def scale_from_mean(shape: Distribution, mean: float) -> float:
    """The scale that gives a distribution of `scipy.stats` its mean: 0 if none does.

    The mean of a location-scale family is loc + scale x its mean at loc 0 and scale 1.
    """
    from scipy import stats  # slow to import, and asked only of what this computer has not tabulated before

    at_unit_scale = float(getattr(stats, shape.name)(**{**shape.parameters, "loc": 0.0}).mean())
    return (mean - shape.parameters.get("loc", 0.0)) / at_unit_scale if at_unit_scale else 0.0
