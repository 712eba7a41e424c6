"""A Gaussian process through points that were simulated: what lies between them, and by how much it misses points that
were left out.

The covariance is Matern's with smoothness 5/2 and a length of its own for each direction, and luck of the same size at
every point; lengths and sizes are those that make the values most probable (C. E. Rasmussen and C. K. I. Williams,
Gaussian Processes for Machine Learning, 2006, chapters 2 and 5). The work is scikit-learn's.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.statistics.interval import CONFIDENCE
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fssim.arrays import Floats


SMOOTHNESS = 2.5
LENGTHS = (0.05, 50.0)  # of a direction whose values lie from 0 to 1: below it nothing is learnt, above it is straight
SIZES = (1e-3, 1e3)  # of what varies smoothly, and
LUCK = (1e-6, 1e1)  # of luck: variances, where the values' own is 1
PARTS = 10  # that points are left out in, each once
ROWS_AT_A_TIME = 4096
FEWEST_PLACES = 2 * PARTS
EXPLAINED = 0.8  # of the variance over places left out, at least
INSIDE = 0.9  # of places left out, in their 95% intervals
UNLIKELY = 0.05
FLAT = 1e-6  # of the logarithm of the probability, as a share: a step that brings less is the last


@dataclass(frozen=True, eq=False)
class SmoothMean:
    """What the mean takes to be worked out elsewhere: at a place it is `centre` and the sum over all places of its
    coefficient times (1 + d + d²/3) exp(-d), where d is the root of 5 times the distance, each direction in its own
    length."""

    centre: float
    lengths: Floats
    coefficients: Floats


@dataclass(frozen=True, eq=False)
class GaussianProcess:
    """What values at some places tell of others.

    Attributes
    ----------
    places
        A row for each place, a column for each direction, from 0 to 1.
    values
        One for each place.
    parts
        Which part each place is left out with, from 0 to `PARTS` - 1.
    """

    places: Floats
    values: Floats
    parts: NDArray[np.int64]

    @cached_property
    def _centre(self) -> float:
        return float(self.values.mean())

    @cached_property
    def _spread(self) -> float:
        return float(self.values.std())

    @cached_property
    def _scaled(self) -> Floats:
        return (self.values - self._centre) / (self._spread or 1.0)

    @cached_property
    def commonest(self) -> float:
        """The value that most places have; the least of those that are as common."""
        known, counts = np.unique(self.values, return_counts=True)
        return float(known[counts.argmax()])

    @property
    def differing(self) -> int:
        """How many places have another value than the commonest."""
        return int((self.values != self.commonest).sum())

    @property
    def is_fitted(self) -> bool:
        """Whether lengths and sizes are found from the values: not if so few places differ from the rest that a part
        left out may have none of them."""
        return self.differing >= PARTS

    @cached_property
    def _whole(self) -> Any:
        return _fit(self.places, self._scaled, is_fitted=self.is_fitted)

    @cached_property
    def _without(self) -> tuple[Any, ...]:
        """Fitted without each part, lengths and sizes found again from the other parts."""
        begin = self._whole.kernel_
        kept = (self.parts != part for part in range(PARTS))
        return tuple(_fit(self.places[mask], self._scaled[mask], begin, self.is_fitted) for mask in kept)

    @property
    def luck(self) -> float:
        """The standard deviation of one place's own luck, in the values' unit."""
        return float(self._spread * self._whole.kernel_.k2.noise_level**0.5)

    def predict(self, places: Floats) -> tuple[Floats, Floats]:
        """The mean at each place, and the standard error of what lies below the luck there."""
        mean, deviation = _predict(self._whole, places)
        smooth = deviation**2 - self._whole.kernel_.k2.noise_level
        return self._centre + self._spread * mean, self._spread * np.sqrt(np.maximum(smooth, 0.0))

    def predict_without_parts(self, places: Floats) -> Floats:
        """The mean at each place: a column for the whole, and one more without each part."""
        means = [_predict(model, places, deviation=False)[0] for model in (self._whole, *self._without)]
        return self._centre + self._spread * np.stack(means, axis=1)

    @property
    def smooth_mean(self) -> SmoothMean:
        """The mean as a formula, for whoever has no Python."""
        size, length = self._whole.kernel_.k1.k1.constant_value, self._whole.kernel_.k1.k2.length_scale
        coefficients = self._spread * size * self._whole.alpha_
        return SmoothMean(self._centre, np.broadcast_to(length, self.places.shape[1:]), coefficients)

    @property
    def typical(self) -> float:
        """The root of the mean square of what places left out are missed by, in the values' unit."""
        return float(np.sqrt(np.mean((self.values - self.left_out[0]) ** 2)))

    @property
    def explained(self) -> float:
        """The share of the variance over places left out that is explained: below 0 for worse than a mean."""
        variance = float(np.var(self.values))
        return 1.0 - self.typical**2 / variance if variance > 0.0 else 1.0

    @property
    def left_out_interval(self) -> tuple[Floats, Floats]:
        """The ends of the 95% interval of each place left out."""
        mean, deviation = self.left_out
        return interval_of_normal(mean, deviation)

    @property
    def inside(self) -> float:
        """The share of places left out that lie in their 95% intervals."""
        low, high = self.left_out_interval
        return float(((low <= self.values) & (self.values <= high)).mean())

    @property
    def is_near(self) -> bool:
        """Whether places left out are missed by little: 80% of the variance explained, or 2% of the mean missed."""
        return self.explained >= EXPLAINED or self.typical <= SMALLEST_THAT_MATTERS * abs(float(np.mean(self.values)))

    @property
    def is_good_enough(self) -> bool:
        """Whether it is near, and 90% or more of its intervals hold, or no fewer than chance would have at 90% (a
        binomial test at 5%)."""
        from scipy.stats import binom

        count = len(self.values)
        return self.is_near and bool(binom.cdf(round(self.inside * count), count, INSIDE) >= UNLIKELY)

    @cached_property
    def left_out(self) -> tuple[Floats, Floats]:
        """At each place, what the other parts tell of it: the mean and its standard deviation, luck included."""
        mean, deviation = np.empty(len(self.values)), np.empty(len(self.values))
        for part, model in enumerate(self._without):
            mine = self.parts == part
            mean[mine], deviation[mine] = _predict(model, self.places[mine])
        return self._centre + self._spread * mean, self._spread * deviation


def interval_of_normal(mean: Floats, deviation: Floats) -> tuple[Floats, Floats]:
    """The ends of 95% intervals."""
    from scipy.special import ndtri

    half = float(ndtri((1.0 + CONFIDENCE) / 2.0)) * deviation
    return mean - half, mean + half


def fit_gaussian_process(places: Floats, values: Floats, seed: int) -> GaussianProcess:
    """A Gaussian process of values at places. Which are left out together is drawn by the seed."""
    order = np.random.default_rng(seed).permutation(len(values))
    parts = np.empty(len(values), dtype=np.int64)
    parts[order] = np.arange(len(values)) % PARTS
    return GaussianProcess(places, values, parts)


def _fit(places: Floats, scaled: Floats, begin: Any = None, is_fitted: bool = True) -> Any:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
    from threadpoolctl import threadpool_limits

    if begin is None:
        smooth = Matern(np.ones(places.shape[1]), LENGTHS, nu=SMOOTHNESS)
        begin = ConstantKernel(1.0, SIZES) * smooth + WhiteKernel(0.1, LUCK)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its end means that nothing depends on it
        return GaussianProcessRegressor(begin, alpha=0.0, optimizer=_climb if is_fitted else None).fit(places, scaled)


def _climb(cost: Any, begin: Floats, bounds: Floats) -> tuple[Floats, float]:
    """The logarithms of lengths and sizes that make the values most probable, to a ten-thousandth or so: where luck is
    all there is, one is hardly more probable than another, and looking closer takes long."""
    from scipy.optimize import minimize

    nearest = minimize(cost, begin, method="L-BFGS-B", jac=True, bounds=bounds, options={"ftol": FLAT})
    return nearest.x, float(nearest.fun)


def _predict(model: Any, places: Floats, deviation: bool = True) -> tuple[Floats, Floats]:
    means, deviations = [], []
    for start in range(0, len(places), ROWS_AT_A_TIME):
        rows = places[start : start + ROWS_AT_A_TIME]
        mean, spread = model.predict(rows, return_std=True) if deviation else (model.predict(rows), np.empty(0))
        means.append(mean)
        deviations.append(spread)
    return np.concatenate(means), np.concatenate(deviations)
