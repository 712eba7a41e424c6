"""What endless replications may come to, where that is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t as student

from fssim.statistics.posterior_means import draw_means


def two_systems(apart: float, replications: int) -> np.ndarray:
    """Two systems in one future, whose paired difference has exactly this mean and a standard deviation of 1."""
    rng = np.random.default_rng(1)
    luck, difference = rng.normal(size=(2, replications))
    difference = (difference - difference.mean()) / difference.std(ddof=1) + apart
    return np.stack([luck, luck + difference])[:, None, :, None]


@pytest.mark.parametrize("replications", [3, 5, 20])
def test_a_difference_that_no_luck_explains_is_students(replications: int) -> None:
    """20,000 draws: a share has a standard error of 0.0036 at most."""
    drawn = np.stack(list(draw_means(two_systems(1000.0, replications), 2, 20_000)))[:, :, 0, 0]
    difference = (drawn[:, 1] - drawn[:, 0] - 1000.0) * math.sqrt(replications)
    for share in (0.025, 0.2, 0.5, 0.9, 0.975):
        assert (difference < student(replications - 1).ppf(share)).mean() == pytest.approx(share, abs=0.015)


def test_what_luck_explains_is_drawn_together() -> None:
    """A difference of one standard error is taken to be smaller, and is as likely as not to be so by half."""
    drawn = np.stack(list(draw_means(two_systems(1.0 / math.sqrt(10.0), 10), 2, 4000)))[:, :, 0, 0]
    difference = (drawn[:, 1] - drawn[:, 0]) * math.sqrt(10.0)
    assert 0.2 < difference.mean() < 0.8
    assert 0.6 < (difference > 0.0).mean() < student(9).cdf(1.0) - 0.05


def test_what_has_no_luck_is_as_it_is_and_what_is_alike_stays_alike() -> None:
    rng = np.random.default_rng(1)
    exact = np.arange(12.0).reshape(3, 4)[:, :, None].repeat(5, axis=2)
    lucky = exact + rng.normal(size=(3, 4, 5))
    lucky[2] = lucky[1]
    for drawn in draw_means(np.stack([exact, lucky, np.zeros((3, 4, 5))], axis=-1), 1, 20):
        assert drawn[..., 0] == pytest.approx(exact[..., 0])
        assert drawn[1, :, 1].tolist() == drawn[2, :, 1].tolist()
        assert drawn[..., 2].tolist() == np.zeros((3, 4)).tolist()


def test_the_same_seed_gives_the_same_draws() -> None:
    values = np.random.default_rng(3).normal(size=(3, 4, 5, 2))
    first, again, other = (np.stack(list(draw_means(values, seed, 60))) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert (first != other).all()
