"""What is wanted of a staffing: measures to be as small or as large as can be, and limits that others are to keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.arrays import Floats


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure, by its column, that is to be as small as can be: `sign` 1; or as large: -1."""

    column: int
    sign: float


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that a measure, by its column, may be (`sign` 1), or the least (-1); `over_base` if it is how far it may
    be above or below the base's own, replication by replication."""

    column: int
    sign: float
    bound: float
    over_base: bool = False


@dataclass(frozen=True, slots=True)
class SearchGoals:
    """What a choice goes by: of staffings within all limits, the one that the first goal is best at."""

    goals: tuple[Goal, ...]
    limits: tuple[Limit, ...]

    def score(self, rows: Floats, base: Floats) -> Floats:
        """The replications of a staffing (a row each, a column a measure), with those of the base beside them, as what
        is the better the less it is: a column for each goal, and one for each limit, kept where that is 0 or less."""
        columns = [goal.sign * rows[:, goal.column] for goal in self.goals]
        for limit in self.limits:
            own = rows[:, limit.column] - (base[:, limit.column] if limit.over_base else 0.0)
            columns.append(limit.sign * (own - limit.bound))
        return np.column_stack(columns)
