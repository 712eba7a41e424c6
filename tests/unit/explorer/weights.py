"""Interpolation between settings, as the explored page works it out in a browser."""

from __future__ import annotations

import numpy as np

from fssim.arrays import Floats


def weigh_settings(inverse: Floats, places: Floats, at: Floats) -> Floats:
    """How much each setting counts at a place: the interpolated value is the sum of the weights times the values."""
    near = np.append(-np.linalg.norm(places - at, axis=1), 1.0)
    weights: Floats = inverse[: len(places)] @ near
    return weights
