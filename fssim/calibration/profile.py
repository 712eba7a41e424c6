"""How surely each fitted value is known: what becomes of the fit at the ends of its range, all else staying fitted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from fssim.calibration.fitting import Point
from fssim.calibration.free_parameters import FreeParameters
from fssim.calibration.misfit import misfit, tolerances_away
from fssim.calibration.targets import Target

HARDLY = 0.25  # half a tolerance of one target, squared: what moves the misfit by less is hardly identified


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
    found = {}
    for index, (path, each) in enumerate(parameters.free.items()):
        low, high = (targets_at((*fitted[:index], step, *fitted[index + 1 :])) for step in (0, each.steps))
        at_low, at_high = misfit(low, leave_out), misfit(high, leave_out)
        moved = {
            here.id: abs(tolerances_away(here) - tolerances_away(there))
            for here, there in zip(low, high, strict=True)
            if here.id not in leave_out
        }
        change = max(abs(at_low - fit), abs(at_high - fit))
        found[path] = Profile(at_low, at_high, change, max(moved, key=lambda id: moved[id]))
    return found
