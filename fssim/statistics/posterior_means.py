"""What endless replications may come to, given some: means of systems in several futures, drawn again and again.

Every system and future has the same replications (common random numbers). Luck is drawn as each replication's distance
from the mean times a normal number, the same for every system, which keeps what they share; and widened by a draw of
the root of (n - 1) / chi-squared of n - 1, which makes it Student's t for n replications (A. Gelman and others,
Bayesian Data Analysis, third edition, 2013, section 3.2).

Of many that differ little, the one that looks best has been lucky, and so has the future that looks worst unlucky. So
what differs between systems, between futures, and beyond both is drawn together, each by a share of its own: the part
of its mean square that is luck's, as in a model of random effects (G. E. P. Box and G. C. Tiao, Bayesian Inference in
Statistical Analysis, 1973, chapter 5), any share being as likely as another before anything is known (M. J. Daniels, A
prior for the variance in hierarchical models, Canadian Journal of Statistics 27, 1999). What differs by much more than
luck is hardly moved.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from fssim.arrays import Floats


AT_A_TIME = 50  # draws in memory


def draw_means(values: Floats, seed: int, draws: int) -> Iterator[Floats]:
    """Means over endless replications, as the `values` leave them to be (a row a system, then a column a future, a
    replication, of which there are 2 or more, and a measure): each draw has a row a system, a column a future and a
    measure."""
    replications = values.shape[2]
    rng = np.random.default_rng(seed)
    means = values.mean(axis=2)
    apart = scale_luck(np.moveaxis(values - means[:, :, None], 2, 0), replications)
    middle, *effects = _split(means)
    lucks = [np.square(part).sum(axis=(0, 1, 2)) for part in _split(apart)[1:]]
    for start in range(0, draws, AT_A_TIME):
        count = min(AT_A_TIME, draws - start)
        wider = draw_widening(replications, count, rng)[:, None, None, None]
        chance = wider * np.tensordot(rng.normal(size=(count, replications)), apart, axes=1)
        middle_chance, *chances = _split(chance)
        drawn = middle + middle_chance
        for effect, own, luck, freedom in zip(effects, chances, lucks, _count_freedom(means), strict=True):
            kept = _draw_kept(np.square(effect).sum(axis=(0, 1)), luck * wider[:, 0, 0] ** 2, freedom, rng)
            drawn = drawn + kept * effect + np.sqrt(kept) * own
        yield from drawn


def scale_luck(apart: Floats, replications: int) -> Floats:
    """Distances from a mean of so many, in shares: each times a normal number, and added up, is its luck."""
    return np.asarray(apart / math.sqrt(replications * (replications - 1.0)))


def draw_widening(replications: int, draws: int, rng: np.random.Generator) -> Floats:
    """What luck drawn so is taken times, for each draw, to be Student's t for so many replications: 2 or more."""
    return np.asarray(np.sqrt((replications - 1.0) / rng.chisquare(replications - 1.0, size=draws)))


def _split(means: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """What all means have in common, and what is each system's own, each future's, and of neither alone; the last three
    axes are systems, futures and measures."""
    middle = means.mean(axis=(-3, -2), keepdims=True)
    system = means.mean(axis=-2, keepdims=True) - middle
    future = means.mean(axis=-3, keepdims=True) - middle
    whole = (*means.shape[:-3], means.shape[-3], means.shape[-2], means.shape[-1])
    both = means - middle - system - future
    return middle, np.broadcast_to(system, whole), np.broadcast_to(future, whole), both


def _count_freedom(means: Floats) -> tuple[int, int, int]:
    systems, futures = means.shape[0] - 1, means.shape[1] - 1
    return systems, futures, systems * futures


def _draw_kept(squares: Floats, luck: Floats, freedom: int, rng: np.random.Generator) -> Floats:
    """The share of what differs that is no luck, for each draw and measure: 1 - luck / (luck + what is not).

    The sum of squares over the sum of both is chi-squared of so much `freedom`, and two more as any share is as likely
    as another; and none is below 0.
    """
    from scipy.special import chdtr, chdtri

    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(luck > 0.0, freedom * squares / luck, np.inf)
        drawn = chdtri(freedom + 2, 1.0 - rng.uniform(size=luck.shape) * chdtr(freedom + 2, most))
        kept = np.where(luck > 0.0, np.clip(1.0 - drawn / most, 0.0, 1.0), 1.0)
    return np.asarray(np.nan_to_num(kept)[:, None, None, :])
