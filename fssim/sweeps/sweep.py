"""A sweep, loaded: what its file says, the scenarios it names, and what varies."""

from __future__ import annotations

from dataclasses import dataclass

from fssim.scenario.schema.scenario import Scenario
from fssim.sweeps.plan.factor import LEVER, UNCERTAINTY, Factor
from fssim.sweeps.plan.sweep_file import Plan


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """What `load_sweep` returns: the `plan` as the file says it, its `base` and `baseline` scenarios, and the
    `factors`, levers first, in the order of the file."""

    plan: Plan
    base: Scenario
    baseline: Scenario | None
    factors: tuple[Factor, ...]

    def __repr__(self) -> str:
        return f"<Sweep: {self.plan.title}>"

    @property
    def levers(self) -> tuple[Factor, ...]:
        """What we choose."""
        return tuple(factor for factor in self.factors if factor.part == LEVER)

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """What the world chooses."""
        return tuple(factor for factor in self.factors if factor.part == UNCERTAINTY)
