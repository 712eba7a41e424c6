"""How far the model is from the figures it is fitted to, as one number, and how surely that tells each fitted value.

A value is known by what becomes of the misfit at the ends of its range, all else staying fitted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from fssim.calibration.fitting import Point
from fssim.calibration.free_parameters import FreeParameters
from fssim.calibration.targets import Target

HARDLY = 0.25  # half a tolerance of one target, squared: what moves the misfit by less is hardly identified
NOT_MET_COUNTS = 2.0  # times as much as the same square of a miss within its tolerance


def misfit(targets: Iterable[Target], leave_out: Collection[str] = ()) -> float:
    """The sum over targets of (miss / tolerance) squared, in which a target that is not met counts twice.

    0 is a perfect fit; a target at the edge of its tolerance adds 1. Those left out add nothing. Infinite if the model
    has nothing to compare with a target.
    """
    squares = [
        (1.0 if target.met else NOT_MET_COUNTS) * tolerances_away(target) ** 2
        for target in targets
        if target.id not in leave_out
    ]
    total = math.fsum(squares)
    return math.inf if math.isnan(total) else total


def tolerances_away(target: Target) -> float:
    """How many tolerances the model is above (or, negative, below) a published figure."""
    return in_tolerances(target.model, target)


def in_tolerances(value: float, target: Target) -> float:
    """How many tolerances of a target a value is above (or, negative, below) the published figure."""
    return (value - target.value) / target.tolerance


@dataclass(frozen=True, slots=True)
class Profile:
    """The misfit at both ends of one parameter's range, and the target that moves furthest from one to the other.

    `change` is how much the misfit changes at most, from what it is where the parameter is fitted.
    """

    at_low: float
    at_high: float
    change: float
    moves: str

    @property
    def identified(self) -> bool:
        """Whether the targets say where in its range the parameter lies."""
        return self.change >= HARDLY


def profiles(
    parameters: FreeParameters,
    fitted: Point,
    targets_at: Callable[[Point], Sequence[Target]],
    leave_out: Collection[str],
) -> dict[str, Profile]:
    """The profile of each free parameter, by path."""
    fit = misfit(targets_at(fitted), leave_out)
    by_path = {}
    for index, (path, parameter) in enumerate(parameters.free.items()):
        low, high = (targets_at((*fitted[:index], step, *fitted[index + 1 :])) for step in (0, parameter.steps))
        at_low, at_high = misfit(low, leave_out), misfit(high, leave_out)
        moved = {
            here.id: abs(tolerances_away(here) - tolerances_away(there))
            for here, there in zip(low, high, strict=True)
            if here.id not in leave_out
        }
        change = max(abs(at_low - fit), abs(at_high - fit))
        by_path[path] = Profile(at_low, at_high, change, max(moved, key=lambda id: moved[id]))
    return by_path
