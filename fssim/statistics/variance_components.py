"""A mean over parameter sets that all fit: what is not known and luck, apart, and one interval that holds both.

Values are of sets drawn alike, a few replications of each: a one-way model with random effects, in which a value is the
overall mean, plus the set's own deviation, plus luck, both normal. What is asked for is the mean of the set that is
true, which is one more like those in the ensemble and not known to be any of them. Its doubt does not shrink with more
replications, as that of the overall mean would.

The interval is a generalised one (S. Weerahandi, 1993, "Generalized confidence intervals", Journal of the American
Statistical Association 88; for what is yet to be drawn, T.-Y. Lin and C.-T. Liao, 2008, "Prediction intervals for
general balanced linear random models", Journal of Statistical Planning and Inference 138). Where sets have different
numbers of values, sets' means count alike (J. D. Thomas and R. A. Hultquist, 1978, "Interval estimation for the
unbalanced case of the one-way random effects model", Annals of Statistics 6). How often it holds the true mean is
tested in `tests/theory/test_variance_components.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from fssim.statistics.interval import CONFIDENCE, Interval, estimate_mean

if TYPE_CHECKING:
    from fssim.arrays import Floats


FURTHEST = 1e-13  # a probability: what of a chi-squared distribution is left out at either end
NODES = 48, 24  # of a quadrature, for the sums of squares between sets and within
ALIKE = 1e-9  # a share of how far values differ: nearer than this is the same


@dataclass(frozen=True, slots=True)
class TwoLevels:
    """Values of `sets` sets: sums of squares between the sets' means and within sets, with their degrees of freedom.

    `per_set` is how many values a set has, by the harmonic mean.
    """

    sets: int
    per_set: float
    between: float
    within: float
    within_degrees: int

    @property
    def luck(self) -> float:
        """The variance that luck gives the mean of the sets' means."""
        return self._within_variance / (self.per_set * self.sets)

    @property
    def not_known(self) -> float:
        """The variance of the true set's mean about that mean, luck aside: by the analysis of variance (S. R. Searle,
        G. Casella and C. E. McCulloch, 1992, "Variance components", 3.6), and none if that is negative."""
        if self.sets < 2:
            return math.nan
        among = self.between / (self.sets - 1) - self._within_variance / self.per_set
        return max(among, 0.0) * (1.0 + 1.0 / self.sets)

    @property
    def share_not_known(self) -> float:
        """The share of the interval's squared width that is not luck; nan if nothing varies, or there are too few sets
        or values to tell the two apart."""
        whole = self.luck + self.not_known
        return self.not_known / whole if whole > 0.0 and self.within_degrees else math.nan

    @property
    def _within_variance(self) -> float:
        return self.within / self.within_degrees if self.within_degrees else 0.0

    def half_width(self, confidence: float) -> float:
        """How far the true set's mean is from the mean at most, with this confidence; nan of a single set."""
        from scipy.optimize import brentq

        scale = math.sqrt(self.between + self.within)
        if self.sets < 2 or scale == 0.0:
            return math.nan if self.sets < 2 else 0.0
        furthest = scale
        while self.beyond(furthest) > 1.0 - confidence:
            furthest *= 4.0
        distance: float = brentq(lambda x: self.beyond(x) - (1.0 - confidence), 0.0, furthest, xtol=scale * ALIKE)
        return distance

    def beyond(self, distance: float) -> float:
        """The probability that the true set's mean is further than this from the mean, either way; nan of one set."""
        import numpy as np
        from scipy.special import ndtr

        if self.sets < 2 or distance == 0.0:
            return math.nan if self.sets < 2 else 1.0
        variances, weights = self._variances()
        shares = np.divide(distance, np.sqrt(variances), out=np.full_like(variances, np.inf), where=variances > 0.0)
        return float(weights @ (2.0 * ndtr(-shares)))

    def _variances(self) -> tuple[Floats, Floats]:
        """What the variance about the mean may be, and how likely each."""
        import numpy as np

        among, weights = _place_chi_squared(self.sets - 1, NODES[0])
        of_sets = self.between / among
        if not self.within_degrees:
            return of_sets * (1.0 + 1.0 / self.sets), weights
        inside, their_weights = _place_chi_squared(self.within_degrees, NODES[1])
        lucky = self.within / inside / self.per_set
        variances = np.maximum(of_sets[:, None] - lucky[None, :], 0.0) + of_sets[:, None] / self.sets
        return variances.ravel(), np.outer(weights, their_weights).ravel()


def analyse_two_levels(values: Sequence[float], sets: Sequence[int]) -> TwoLevels:
    """What values come to of which some are of one set: see the module.

    Parameters
    ----------
    values
        In any unit; none is nan.
    sets
        The set that each is of.

    Returns
    -------
    TwoLevels
        Sums of squares, in the square of the unit.
    """
    by_set: dict[int, list[float]] = {}
    for value, number in zip(values, sets, strict=True):
        by_set.setdefault(number, []).append(value)
    means = [math.fsum(group) / len(group) for group in by_set.values()]
    mean = math.fsum(means) / len(means) if means else math.nan
    within = math.fsum((x - mine) ** 2 for group, mine in zip(by_set.values(), means, strict=True) for x in group)
    per_set = len(means) / math.fsum(1.0 / len(group) for group in by_set.values()) if means else math.nan
    return TwoLevels(len(means), per_set, math.fsum((x - mean) ** 2 for x in means), within, len(values) - len(means))


def estimate_mean_over_sets(
    values: Sequence[float],
    sets: Sequence[int],
    confidence: float = CONFIDENCE,
    least: float = -math.inf,
    most: float = math.inf,
) -> Interval:
    """The mean of the values that are not nan, with an interval that holds luck and what is not known.

    Parameters
    ----------
    values
        In any unit.
    sets
        The set that each is of.
    confidence
        The share of such intervals that hold the true set's mean, between 0 and 1.
    least, most
        What the values cannot go below or above, and the interval then does not.

    Returns
    -------
    Interval
        In the values' unit; its ends are nan where the values are of fewer than two sets.
    """
    known = [place for place, value in enumerate(values) if not math.isnan(value)]
    mean = estimate_mean(values)
    half_width = analyse_two_levels([values[at] for at in known], [sets[at] for at in known]).half_width(confidence)
    return replace(mean, low=max(mean.mean - half_width, least), high=min(mean.mean + half_width, most))


@lru_cache(maxsize=64)
def _place_chi_squared(degrees: int, count: int) -> tuple[Floats, Floats]:
    """Values of a chi-squared distribution and their weights: Gauss and Legendre's quadrature of its logarithm."""
    import numpy as np
    from scipy.special import gammainccinv, gammaincinv

    half = degrees / 2.0
    low, high = math.log(2.0 * gammaincinv(half, FURTHEST)), math.log(2.0 * gammainccinv(half, FURTHEST))
    nodes, weights = np.polynomial.legendre.leggauss(count)
    logarithms = (low + high) / 2.0 + (high - low) / 2.0 * nodes
    density = half * logarithms - np.exp(logarithms) / 2.0
    likely = weights * np.exp(density - density.max())
    return np.exp(logarithms), likely / likely.sum()
