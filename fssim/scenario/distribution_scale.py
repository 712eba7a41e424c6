"""The scale of a distribution that is given by its mean or its median."""

from __future__ import annotations

from fssim.scenario.schema.parameter import Distribution, ValueIs


def scale_of(shape: Distribution, value: float) -> float:
    """The scale that gives a distribution of `scipy.stats` its value, as its mean or its median: 0 if none does.

    Either of a location-scale family is loc + scale x what it is at loc 0 and scale 1.
    """
    from scipy import stats  # slow to import, and asked only of what this computer has not tabulated before

    at_unit_scale = getattr(stats, shape.name)(**{**shape.parameters, "loc": 0.0})
    place = float(at_unit_scale.median() if shape.value_is is ValueIs.median else at_unit_scale.mean())
    return (value - shape.parameters.get("loc", 0.0)) / place if place else 0.0
