"""How good staffings are, as far as replications tell: paired with the base, and as they might have come out.

Replication r is the same luck for every staffing, so what tells two apart is their difference in it. A staffing of few
replications is compared with one of many by how far each is from the base in the replications that it has, or the luck
that the few had in common would pass for their own merit.

How sure a comparison is comes from draws of what endless replications may come to, with luck drawn as `rank_robustly`
has it (`fssim.statistics.posterior_means`): each replication's distance from the mean times a normal number, the same
for every staffing, and widened to Student's t for as many replications as there are. What differs between staffings is
not drawn together here: on the made-up searches of tests/theory/test_optimised_claims.py that makes claims of 80% to
90% right 69% to 72% of the time, and leaving it 74% to 79%.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fssim.arrays import Booleans, Floats
from fssim.statistics.posterior_means import draw_widening, scale_luck
from fssim.statistics.robust_criteria import find_frontier
from fssim.studies.optimisation.goals import SearchGoals

TIE = 1e-9  # a share: what rounding leaves
DIGITS = 9


@dataclass(frozen=True)
class Scores:
    """What staffings score, one in each place: `means` has a row each and a column for each goal and limit, and
    `drawn` as many such tables as there were draws. Less is better, and limits are kept at 0 or less."""

    goals: int
    means: Floats
    drawn: Floats

    def is_within(self, table: Floats) -> Booleans:
        """Whether each row of a table keeps all limits."""
        return np.asarray((table[..., self.goals :] <= 0.0).all(axis=-1), dtype=np.bool_)

    def probability_within(self) -> Floats:
        """In what share of draws each staffing keeps all limits."""
        share: Floats = self.is_within(self.drawn).mean(axis=0)
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

    def frontier(self) -> Booleans:
        """Which staffings are within limits, and no other that is so too is better in one goal and as good in all."""
        return self._frontier(self.means)

    def probability_best(self, matters: float = 0.0) -> Floats:
        """In what share of draws each staffing is within limits and best by the first goal, or less than `matters`
        worse than the best."""
        first = np.where(self.is_within(self.drawn), self.drawn[..., 0], np.inf)
        best = first.min(axis=1, keepdims=True)
        slack = matters + TIE * np.where(np.isfinite(best), np.abs(best), 0.0)
        share: Floats = ((first <= best + slack) & np.isfinite(first)).mean(axis=0)
        return share

    def probability_on_frontier(self) -> Floats:
        """In what share of draws each staffing is on the frontier."""
        share: Floats = np.mean([self._frontier(table) for table in self.drawn], axis=0)
        return share

    def expected_loss(self, place: int) -> float:
        """By how much the best of a draw is better than one staffing by the first goal, on average, counting
        those draws alone in which anything is within limits."""
        first = np.where(self.is_within(self.drawn), self.drawn[..., 0], np.inf)
        best = first.min(axis=1)
        some = np.isfinite(best)
        return float(np.mean(np.maximum(self.drawn[some, place, 0] - best[some], 0.0))) if some.any() else math.nan

    def _frontier(self, table: Floats) -> Booleans:
        return find_frontier(table[:, : self.goals], self.is_within(table))


def estimate_scores(
    goals: SearchGoals, rows: Sequence[Floats], base: Floats, draws: int, rng: np.random.Generator
) -> Scores:
    """What staffings score by their replications (for each, a row a replication and a column a measure). The `base`
    has at least as many replications as any."""
    luck = _Luck(rng.normal(size=(draws, len(base))), rng)
    own = goals.score(base, base)
    base_mean, base_drawn = luck.average(own[:, None, :])
    means = np.empty((len(rows), own.shape[1]))
    drawn = np.empty((draws, *means.shape))
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, mine in enumerate(rows):
        by_length[len(mine)].append(place)
    for n, places in by_length.items():
        apart = np.stack([goals.score(rows[place], base[:n]) - own[:n] for place in places], axis=1)
        mean, spread = luck.average(apart)
        means[places] = mean + base_mean
        drawn[:, places] = spread + base_drawn
    unknown = np.isnan(means)
    means[unknown] = np.inf
    drawn[:, unknown] = np.inf
    return Scores(len(goals.goals), means, drawn)


class _Luck:
    """The luck that all means have in a number of draws: `normals` has a row a draw and a column a replication."""

    def __init__(self, normals: Floats, rng: np.random.Generator) -> None:
        self._normals, self._rng = normals, rng
        self._widenings: dict[int, Floats] = {}

    def average(self, values: Floats) -> tuple[Floats, Floats]:
        """The means over replications of an array of (replications, staffings, scores), nan where none has a value; and
        what they may be with endless ones, in each draw. A mean of one value is taken as it is."""
        n, shape = len(values), values.shape[1:]
        flat = values.reshape(n, -1)
        known = np.isfinite(flat)
        count = known.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(count > 0, np.where(known, flat, 0.0).sum(axis=0) / count, np.nan)
        drawn = np.repeat(mean[None], len(self._normals), axis=0)
        for size in np.unique(count[count > 1]).tolist():
            alike = count == size
            apart = scale_luck(np.where(known[:, alike], flat[:, alike] - mean[alike], 0.0), size)
            drawn[:, alike] += self._widen(size)[:, None] * (self._normals[:, :n] @ apart)
        return mean.reshape(shape), drawn.reshape(len(drawn), *shape)

    def _widen(self, size: int) -> Floats:
        if size not in self._widenings:
            self._widenings[size] = draw_widening(size, len(self._normals), self._rng)
        return self._widenings[size]
