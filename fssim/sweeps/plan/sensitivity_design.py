"""The designs of a sensitivity analysis, by SALib: Morris's trajectories and Saltelli's exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fssim.model.draws import seed_of_32_bits
from fssim.sweeps.plan.factor import Factor
from fssim.sweeps.plan.sweep_file import Design, DesignKind

SENSITIVITY = (DesignKind.morris, DesignKind.saltelli)
LEVELS = 4  # Morris's: each thing varies over 0, 1/3, 2/3 and 1 of its range, in steps of 2/3


def rows_needed(design: Design, factors: int) -> int:
    """How many points a design has."""
    if design.kind is DesignKind.morris:
        return (design.trajectories or 0) * (factors + 1)
    return (design.points or 0) * (factors + 2)


def problem_of(factors: Sequence[Factor]) -> dict[str, Any]:
    """What SALib is told: the names, and that each varies over a share of its values."""
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def unit_design(design: Design, factors: Sequence[Factor], seed: int) -> Any:
    """The points as SALib has them: a NumPy array of shares, a row a point and a column a factor."""
    problem, seed = problem_of(factors), seed_of_32_bits(seed)
    if design.kind is DesignKind.morris:
        from SALib.sample import morris

        return morris.sample(problem, design.trajectories, num_levels=LEVELS, seed=seed)
    from SALib.sample import sobol

    return sobol.sample(problem, design.points, calc_second_order=False, seed=seed)


def sensitivity_shares(design: Design, factors: Sequence[Factor], seed: int) -> list[list[float]]:
    """The share of each factor's values at each point. A distribution, which may have no ends, is taken at the middles
    of its quarters."""
    points: list[list[float]] = unit_design(design, factors, seed).tolist()
    if design.kind is not DesignKind.morris:
        return points
    inside = [factor.distribution is not None for factor in factors]
    return [
        [(0.5 + share * (LEVELS - 1)) / LEVELS if within else share for share, within in zip(row, inside, strict=True)]
        for row in points
    ]
