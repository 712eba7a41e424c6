"""Choosing among systems under several futures, on plain numbers: the worst case, regret, thresholds and the frontier,
and how likely it is that endless replications would choose the same.

A value is a cost: the less the better. `values` has a row a system, then a column a future, a replication and a
measure; a system that is not `within` its limits is never chosen. How likely is by drawing what endless replications
may come to: see `fssim.statistics.posterior_means`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from fssim.statistics.posterior_means import draw_means

if TYPE_CHECKING:
    from fssim.arrays import Booleans, Floats


DRAWS = 1000


@dataclass(frozen=True, eq=False)
class Criteria:
    """What systems come to, by the means of some replications.

    Attributes
    ----------
    expected
        The mean over the futures, each as likely as another: a row a system, a column a measure.
    worst
        The value in the worst future (A. Wald, Statistical decision functions which minimize the maximum risk, Annals
        of Mathematics 46, 1945).
    regret
        The most that is lost in any future by not having the system that is best there (L. J. Savage, The theory of
        statistical decision, Journal of the American Statistical Association 46, 1951); none for one outside the limits
        that is better everywhere than those within.
    holds
        The share of futures in which every threshold holds, for each system (the domain criterion: M. K. Starr, Product
        design and decision theory, 1963; as satisficing, H. A. Simon, Rational choice and the structure of the
        environment, Psychological Review 63, 1956).
    within
        Whether each system is within the limits.
    on_frontier
        Whether no other within the limits is as good by every expected value and better by one.
    """

    expected: Floats
    worst: Floats
    regret: Floats
    holds: Floats
    within: Booleans
    on_frontier: Booleans

    def choose(self, badness: Floats) -> int:
        """The system within the limits that is least bad; of equals, by the first expected value. -1 if none is."""
        order = np.lexsort((self.expected[:, 0], badness, ~self.within))
        return int(order[0]) if self.within[order[0]] else -1


@dataclass(frozen=True, eq=False)
class Demands:
    """What is asked of systems: a number for each measure, infinite where there is none. `thresholds` are of each
    future, `limits` of the expected value; `objectives` are the measures that the frontier is of."""

    thresholds: Floats
    limits: Floats
    objectives: Sequence[int]


def apply_criteria(means: Floats, demands: Demands) -> Criteria:
    """The criteria of means over replications: a row a system, a column a future and a measure."""
    expected = means.mean(axis=1)
    within = (expected <= demands.limits).all(axis=1)
    best = means[within].min(axis=0) if within.any() else np.full(means.shape[1:], np.nan)
    return Criteria(
        expected,
        means.max(axis=1),
        np.maximum((means - best).max(axis=1), 0.0),
        (means <= demands.thresholds).all(axis=2).mean(axis=1),
        within,
        find_frontier(expected[:, demands.objectives], within),
    )


def find_frontier(values: Floats, within: Booleans) -> Booleans:
    """Which rows, of those `within` their limits, no other of them is as good as in every column, and better in one."""
    on = np.zeros(len(values), dtype=bool)
    among = np.flatnonzero(within)
    if len(among):
        on[among[NonDominatedSorting().do(values[among], only_non_dominated_front=True)]] = True
    return on


def draw_criteria(values: Floats, demands: Demands, seed: int, draws: int = DRAWS) -> Iterator[Criteria]:
    """The criteria of what endless replications may come to."""
    return (apply_criteria(means, demands) for means in draw_means(values, seed, draws))
