"""How good staffings are, as far as replications tell: paired with the base, and as they might have come out.

Replication r is the same luck for every staffing, so what tells two apart is their difference in it. A staffing of few
replications is compared with one of many by how far each is from the base in the replications that it has, or the luck
that the few had in common would pass for their own merit.

How sure a comparison is comes from the Bayesian bootstrap (D. B. Rubin, The Bayesian bootstrap, Annals of Statistics 9
(1), 1981, pages 130 to 134): each replication is given a random weight, the same for every staffing, again and again.
The spread is widened by sqrt((n + 1) / (n - 1)), which makes its variance that of a mean of n replications.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fssim.statistics.robust_criteria import find_frontier
from fssim.studies.optimisation.goals import SearchGoals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

TIE = 1e-9  # a share: what rounding leaves
DIGITS = 9


@dataclass(frozen=True)
class Scores:
    """What staffings score, one in each place: `means` has a row each and a column for each goal and limit, and
    `resampled` as many such tables as there were resamples. Less is better, and limits are kept at 0 or less."""

    goals: int
    means: Floats
    resampled: Floats

    def is_within(self, table: Floats) -> Truths:
        """Whether each row of a table keeps all limits."""
        return np.asarray((table[..., self.goals :] <= 0.0).all(axis=-1), dtype=np.bool_)

    def probability_within(self) -> Floats:
        """In what share of resamples each staffing keeps all limits."""
        share: Floats = self.is_within(self.resampled).mean(axis=0)
        return share

    def choose(self) -> int:
        """The place of the staffing that is best by the first goal, of those within limits; where equal, by the next
        goals. The nearest to its limits, if none is within."""
        within = self.is_within(self.means)
        if not within.any():
            return int(self.excess(self.means).argmin())
        goals = np.round(self.means[:, : self.goals], DIGITS)
        order = np.lexsort([*goals.T[::-1], ~within])
        return int(order[0])

    def excess(self, table: Floats) -> Floats:
        """By how much each row of a table is beyond its limits, each limit in units of its own spread."""
        over = np.maximum(table[..., self.goals :], 0.0)
        apart = np.abs(self.means[:, self.goals :])
        spread = np.where(np.isfinite(apart), apart, 0.0).mean(axis=0)
        total: Floats = (over / np.where(spread > 0.0, spread, 1.0)).sum(axis=-1)
        return total

    def frontier(self) -> Truths:
        """Which staffings are within limits, and no other that is so too is better in one goal and as good in all."""
        return self._frontier(self.means)

    def probability_best(self, matters: float = 0.0) -> Floats:
        """In what share of resamples each staffing is within limits and best by the first goal, or less than `matters`
        worse than the best."""
        first = np.where(self.is_within(self.resampled), self.resampled[..., 0], np.inf)
        best = first.min(axis=1, keepdims=True)
        slack = matters + TIE * np.where(np.isfinite(best), np.abs(best), 0.0)
        share: Floats = ((first <= best + slack) & np.isfinite(first)).mean(axis=0)
        return share

    def probability_on_frontier(self) -> Floats:
        """In what share of resamples each staffing is on the frontier."""
        share: Floats = np.mean([self._frontier(table) for table in self.resampled], axis=0)
        return share

    def expected_loss(self, place: int) -> float:
        """By how much the best of a resample is better than one staffing by the first goal, on average, counting
        those resamples alone in which anything is within limits."""
        first = np.where(self.is_within(self.resampled), self.resampled[..., 0], np.inf)
        best = first.min(axis=1)
        some = np.isfinite(best)
        return float(np.mean(np.maximum(self.resampled[some, place, 0] - best[some], 0.0))) if some.any() else math.nan

    def _frontier(self, table: Floats) -> Truths:
        return find_frontier(table[:, : self.goals], self.is_within(table))


def estimate_scores(
    goals: SearchGoals, rows: Sequence[Floats], base: Floats, resamples: int, rng: np.random.Generator
) -> Scores:
    """What staffings score by their replications (for each, a row a replication and a column a measure). The `base`
    has at least as many replications as any."""
    own = goals.score(base, base)
    weights = rng.standard_exponential((resamples, len(base)))
    base_mean, base_resampled = _average(own[:, None, :], weights)
    means = np.empty((len(rows), own.shape[1]))
    resampled = np.empty((resamples, *means.shape))
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, mine in enumerate(rows):
        by_length[len(mine)].append(place)
    for n, places in by_length.items():
        apart = np.stack([goals.score(rows[place], base[:n]) - own[:n] for place in places], axis=1)
        mean, spread = _average(apart, weights[:, :n])
        means[places] = mean + base_mean
        resampled[:, places] = spread + base_resampled
    unknown = np.isnan(means)
    means[unknown] = np.inf
    resampled[:, unknown] = np.inf
    return Scores(len(goals.goals), means, resampled)


def _average(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The means over replications of an array of (replications, staffings, scores), nan where none has a value; and as
    many resampled ones as there are rows of weights."""
    n, shape = len(values), values.shape[1:]
    flat = values.reshape(n, -1)
    known = np.isfinite(flat)
    filled = np.where(known, flat, 0.0)
    count = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, filled.sum(axis=0) / count, np.nan)
        weighted = (weights @ np.where(known, flat - mean, 0.0)) / (weights @ known)
        wider = np.sqrt((count + 1.0) / np.maximum(count - 1.0, 1.0))
    resampled = mean + np.where(np.isfinite(weighted), weighted * wider, 0.0)
    return mean.reshape(shape), resampled.reshape(len(weights), *shape)
