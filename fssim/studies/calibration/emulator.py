"""What the model would give for values it has not been run with: an emulator of all compared figures together.

A multivariate Bayesian linear regression of the figures on the values, their squares and their products (the conjugate
matrix-normal model: A. Gelman and others, 2013, *Bayesian Data Analysis*, chapter 14; as an emulator of a stochastic
simulation: I. Vernon, M. Goldstein and R. Bower, 2010, "Galaxy formation: a Bayesian uncertainty analysis", Bayesian
Analysis 5). How far slopes, squares and products are drawn to 0 is what makes the runs most probable (D. MacKay, 1992,
"Bayesian interpolation", Neural Computation 4). Every run has its own luck, so what is left over is the luck of one
replication, with its correlations between figures, and what the emulator itself misses.

The Gaussian process that emulates a sweep (`fssim.statistics.gaussian_process`) is for points of many replications and
one measure: it knows nothing of how the luck of figures goes together, which a posterior needs. Of 240 runs of a smooth
function of ten values, with as much luck as that, it missed 12 figures by a fifth more than this does, in twenty times
the time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fssim.arrays import Floats


OWN_SHARE = 0.02  # of what is left over, that is each figure's own: rounding, and bands that sum to 100
NEVER_SURER = 1e-6  # of a figure's variance over the runs, that is left over at least
FREE_SLOPE = 1e-8  # what the mean is drawn to 0 by: nothing
DRAWN_FROM = (
    -2.0,
    2.0,
    2.0,
)  # natural logarithms: where the search for what slopes, squares, products are drawn by begins
DRAWN_WITHIN = (-8.0, 12.0)


@dataclass(frozen=True, slots=True)
class Emulator:
    """What runs tell of each figure's mean at any values, and of the luck of one replication.

    Attributes
    ----------
    centre, spread
        Of the values that were run, a number for each free parameter: what the regression takes its values in.
    figures_centre, figures_spread
        The same of each figure.
    coefficients
        A row for each term, a column for each figure, in the figures' spreads.
    root
        The lower Cholesky root of the terms' precision, in units of the luck.
    luck
        The covariance of the figures of one replication, in their own units.
    """

    centre: Floats
    spread: Floats
    figures_centre: Floats
    figures_spread: Floats
    coefficients: Floats
    root: Floats
    luck: Floats

    def predict(self, values: Floats) -> tuple[Floats, Floats]:
        """The mean of each figure (a row for each row of values), and how much of the luck of one replication that mean
        is uncertain by, as a share of its variance (one for each row)."""
        from scipy.linalg import solve_triangular

        terms = _make_terms((values - self.centre) / self.spread)
        means = self.figures_centre + terms @ self.coefficients * self.figures_spread
        uncertain = (solve_triangular(self.root, terms.T, lower=True, check_finite=False) ** 2).sum(axis=0)
        return means, uncertain


def fit_emulator(values: Floats, figures: Floats) -> Emulator:
    """An emulator of runs: a row of values and a row of figures for each."""
    from scipy.linalg import solve_triangular
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    centre, spread = values.mean(axis=0), values.std(axis=0)
    figures_centre, figures_spread = figures.mean(axis=0), figures.std(axis=0)
    spread, figures_spread = (np.where(one > 0.0, one, 1.0) for one in (spread, figures_spread))
    terms = _make_terms((values - centre) / spread)
    scaled = (figures - figures_centre) / figures_spread
    kinds = _kinds_of_terms(values.shape[1])
    gram, crossed, squares = terms.T @ terms, terms.T @ scaled, scaled.T @ scaled

    def solve(drawn: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        precision: Floats = np.concatenate([[FREE_SLOPE], np.exp(np.clip(drawn, *DRAWN_WITHIN))])[kinds]
        root: Floats = np.asarray(np.linalg.cholesky(gram + np.diag(precision)), dtype=np.float64)
        half: Floats = solve_triangular(root, crossed, lower=True)
        left: Floats = squares - half.T @ half
        left += np.diag(OWN_SHARE * np.diag(left) + NEVER_SURER * len(scaled))
        return precision, root, half, left

    def unlikely(drawn: Floats) -> float:
        """Minus twice the logarithm of the evidence, but for what does not depend on what terms are drawn to 0 by."""
        precision, root, _, left = solve(drawn)
        shrinks = 2.0 * np.log(np.diag(root)).sum() - np.log(precision).sum()
        return float(scaled.shape[1] * shrinks + len(scaled) * np.linalg.slogdet(left)[1])

    with threadpool_limits(1):
        best = minimize(unlikely, np.array(DRAWN_FROM), method="Nelder-Mead", options={"xatol": 0.05, "fatol": 0.1}).x
    _, root, half, left = solve(best)
    effective_terms = float((solve_triangular(root, terms.T, lower=True) ** 2).sum())
    luck: Floats = left / max(len(scaled) - effective_terms, 1.0) * np.outer(figures_spread, figures_spread)
    return Emulator(centre, spread, figures_centre, figures_spread, solve_triangular(root.T, half), root, luck)


def _make_terms(scaled: Floats) -> Floats:
    """For each row: 1, the values, their squares less 1, and the product of each two."""
    one, other = np.triu_indices(scaled.shape[1], k=1)
    return np.concatenate(
        [np.ones((len(scaled), 1)), scaled, scaled**2 - 1.0, scaled[:, one] * scaled[:, other]], axis=1
    )


def _kinds_of_terms(count: int) -> NDArray[np.int64]:
    """Of each term of so many values: 0 the mean, 1 a slope, 2 a square, 3 a product."""
    return np.repeat([0, 1, 2, 3], [1, count, count, math.comb(count, 2)])
