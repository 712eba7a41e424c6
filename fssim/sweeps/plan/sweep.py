"""A sweep, loaded: what its file says, the scenarios it names and what varies; its points, and the scenario at each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fssim.scenario.override import with_values
from fssim.scenario.schema.scenario import Scenario
from fssim.sweeps.plan.design import count_design_points, generate_rows
from fssim.sweeps.plan.factors import LEVER, UNCERTAINTY, Factor
from fssim.sweeps.plan.sweep_file import Plan, Value

BASELINE = 0


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


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its number, from 1, and the value of each lever and uncertainty by name, levers first.

    Number 0 is the baseline, which has no values.
    """

    number: int
    values: Mapping[str, Value]


def generate_points(sweep: Sweep) -> Iterator[Point]:
    """Every point of a sweep in order, the baseline first if it has one. They are made as they are asked for."""
    if sweep.baseline is not None:
        yield Point(BASELINE, {})
    names = [factor.name for factor in sweep.factors]
    for number, row in enumerate(generate_rows(sweep.plan.design, sweep.factors, sweep.plan.seed), BASELINE + 1):
        yield Point(number, dict(zip(names, row, strict=True)))


def count_points(sweep: Sweep) -> int:
    """How many points `generate_points` gives."""
    return count_design_points(sweep.plan.design, sweep.factors) + (sweep.baseline is not None)


def list_changes(sweep: Sweep, point: Point) -> dict[str, Value]:
    """What the scenario at a point changes of the base, by the dotted paths of its fields."""
    return {
        path: point.values[factor.name]
        for factor in sweep.factors
        if factor.name in point.values
        for path in factor.paths
    }


def build_scenario(sweep: Sweep, point: Point) -> Scenario:
    """The scenario at a point. Raises `ScenarioError` if its values are not right together.

    The files that the base names were looked for when it was loaded, and need not be here now.
    """
    if point.number == BASELINE and sweep.baseline is not None:
        return sweep.baseline
    return with_values(sweep.base, list_changes(sweep, point), files=False)
