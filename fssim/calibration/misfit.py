"""How far the model is from the figures it is fitted to, as one number."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

from fssim.calibration.targets import Target

NOT_MET_COUNTS = 2.0  # times as much as the same square of a miss within its tolerance


def misfit(targets: Iterable[Target], leave_out: Collection[str] = ()) -> float:
    """The sum over targets of (miss / tolerance) squared, in which a target that is not met counts twice.

    0 is a perfect fit; a target at the edge of its tolerance adds 1. Those left out add nothing. Infinite if the model
    has nothing to compare with a target.
    """
    squares = [
        (1.0 if each.met else NOT_MET_COUNTS) * tolerances_away(each) ** 2
        for each in targets
        if each.id not in leave_out
    ]
    total = math.fsum(squares)
    return math.inf if math.isnan(total) else total


def tolerances_away(target: Target) -> float:
    """How many tolerances the model is above (or, negative, below) a published figure."""
    return (target.model - target.value) / target.tolerance
