"""What an optimisation says is likely is as often so: made-up searches of which the truth is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from fssim.studies.optimisation.estimates import Scores, estimate_scores
from fssim.studies.optimisation.goals import Goal, Limit, SearchGoals

TIMES, DRAWS = 60, 200
NEAR = {(0.5, 0.7): 0.1, (0.7, 0.8): 0.2, (0.8, 0.9): 0.2, (0.9, 1.01): 0.08}
GOALS = SearchGoals((Goal(0, 1.0),), (Limit(1, 1.0, 0.0),))
STAFFINGS, SHOWN, FIRST, MOST = 60, 8, 4, 32
Claim = tuple[float, bool]


def make_claims(rng: np.random.Generator, fresh: int, spread: float, noise: float) -> Iterator[Claim]:
    """Each probability that is given of one search, and whether what it is of is so: that a staffing is the best of
    those shown, that another is better than the chosen, and that limits are kept, or broken.

    Of 60 staffings with four replications the eight that look best get 32, and are shown; the one that looks best then
    is chosen. All have luck in common. They differ by `spread`, and a replication's own luck by `noise`.
    """
    true = rng.normal([0.0, -0.5 * spread], spread, (STAFFINGS, 2))
    common = rng.normal(0.0, 2.0, (fresh + MOST, 2))
    rows = true[:, None] + common + noise * rng.normal(size=(STAFFINGS, fresh + MOST, 2))
    searched = rows[:, fresh:] - common[fresh:].mean(axis=0)
    first = searched[:, :FIRST].mean(axis=1)
    shown = np.lexsort((first[:, 0], first[:, 1] > 0.0))[:SHOWN]
    base = common + noise * rng.normal(size=common.shape)
    chosen = estimate_scores(GOALS, list(rows[shown, fresh:]), base[fresh:], 1, rng).choose()
    judged = estimate_scores(GOALS, list(rows[shown]), base, DRAWS, rng)
    truth = Scores(1, true[shown], true[None, shown])
    best, is_best = judged.probability_best(), truth.probability_best()
    within, is_within = judged.probability_within(), truth.probability_within()
    said = [*best, 1.0 - best[chosen], *within, *(1.0 - within)]
    so = [*is_best, 1.0 - is_best[chosen], *is_within, *(1.0 - is_within)]
    yield from ((float(one), other == 1.0) for one, other in zip(said, so, strict=True))


@pytest.mark.parametrize("fresh", [3, 5, 10, 20])
def test_what_is_claimed_is_as_often_right(fresh: int) -> None:
    """Staffings differ by a quarter of what luck leaves of 32 replications, to twenty times it. Where by a quarter, the
    best of those shown is partly the luckiest, and claims of 80% to 90% are right less often: 3 times in 4 over all.
    Claims of one search hang together; a share that is right has a standard error of 0.01 to 0.03, so that about one
    seed in a hundred would fail a right program. By fresh replications alone, claims above 90% are right 79% of the
    time with three of them, and 83% with five, and fail."""
    rng = np.random.default_rng(fresh)
    claims = np.array(
        [
            claim
            for spread in (0.1, 0.5, 2.0)
            for noise in (0.5, 2.0)
            for _ in range(TIMES)
            for claim in make_claims(rng, fresh, spread, noise)
        ]
    )
    for (low, high), near in NEAR.items():
        said, right = claims[(low <= claims[:, 0]) & (claims[:, 0] < high)].T
        assert len(said) > 300
        assert right.mean() == pytest.approx(said.mean(), abs=near), (low, high)
