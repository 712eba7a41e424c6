"""What it is worth to know something before choosing, on plain numbers: the expected value of (partial) perfect
information.

Without knowing, the choice is best on average. Knowing a number, the choice could differ from one value of it to the
next, and what that gains on average is what knowing is worth (H. Raiffa and R. Schlaifer, Applied Statistical Decision
Theory, 1961). What each choice gives at each value of the number, whatever the others are, is a smooth curve through
what it gave in all futures: M. Strong, J. E. Oakley and A. Brennan, Estimating multiparameter partial expected value of
perfect information from a probabilistic sensitivity analysis sample, Medical Decision Making 34, 2014. The curve is a
penalized spline (P. H. C. Eilers and B. D. Marx, Flexible smoothing with B-splines and penalties, Statistical Science
11, 1996), as smooth as generalized cross-validation would have it.

`benefits` has a row a future and a column a choice: the more the better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fssim.statistics.mean_difference import ROUNDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fssim.arrays import Floats


MOST_PIECES = 10  # of a spline; a penalty, and not this, makes it smooth
FUTURES_A_PIECE = 4
FEW_VALUES = 5  # up to which each has a mean of its own, in place of a spline
CUBIC = 3
PENALTIES = np.logspace(-4.0, 6.0, 41)
SHUFFLES, DRAWS = 999, 500
UNLIKELY = 0.05
ERRORS_ABOVE_NOTHING = 1.645  # standard errors: 95% of a normal distribution is below
AT_A_TIME = 111  # shuffles in memory


@dataclass(frozen=True, slots=True)
class Worth:
    """What knowing is worth, in the unit of the benefits.

    Attributes
    ----------
    value
        By how much the best choice would be better on average, if it could differ with what is known.
    error
        Its standard error.
    by_chance
        What it would come to by chance, on average, if nothing that is known mattered: how far it is too high then.
    p
        How often it would come to so much by chance; nan where that is not worked out.
    often_changed
        How often the curves, drawn as unsure as they are, cross: then the choice would differ with what is known.
    """

    value: float
    error: float
    by_chance: float
    p: float
    often_changed: float = 0.0

    @property
    def is_above_error(self) -> bool:
        """Whether it is more than its error leaves of nothing, 95% of the time.

        Chance alone is no test of that: a number that matters to how much worse the others are, and makes none of them
        the best anywhere, has curves that shuffles do not have, and those that come near each other may cross.
        """
        return self.value > ERRORS_ABOVE_NOTHING * self.error

    @property
    def is_nothing(self) -> bool:
        """Whether the choice is the same whatever is known, and what is unsure of the curves would hardly ever make it
        another."""
        return self.value == 0.0 and self.often_changed < UNLIKELY


@dataclass(frozen=True, eq=False)
class SmoothCurves:
    """Smooth curves over what is known: orthonormal shapes at each future, and how wiggly each is."""

    shapes: Floats
    wiggles: Floats

    def fit(self, benefits: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """What each choice gives at each future by what is known there; and the place in `PENALTIES` of that on
        wiggles. Leading axes, if there are any, are smoothed apart."""
        parts = self.shapes.T @ benefits
        total = (benefits**2).sum(axis=-2, keepdims=True)
        kept = self.keep(PENALTIES)
        left = total + (kept**2 - 2.0 * kept) @ parts**2
        scores = (left / np.where(total > 0.0, total, 1.0)).sum(axis=-1) / (len(self.shapes) - kept.sum(axis=1)) ** 2
        best = np.argmin(scores, axis=-1)
        return self.shapes @ (kept[best][..., None] * parts), best

    def keep(self, penalties: Floats) -> Floats:
        """How much of each shape is kept: a row for each penalty."""
        return np.asarray(1.0 / (1.0 + penalties[:, None] * self.wiggles))


def make_curves(values: Floats, ordered: bool) -> SmoothCurves:
    """Curves over a number known at each future; of few values, or without order, a mean of each."""
    seen = np.unique(values)
    if not ordered or len(seen) <= FEW_VALUES:
        shapes = (values[:, None] == seen).astype(np.float64)
        return SmoothCurves(np.linalg.qr(shapes)[0], np.zeros(len(seen)))
    from scipy.interpolate import BSpline

    pieces = max(1, min(MOST_PIECES, len(seen) // FUTURES_A_PIECE))
    inner = np.quantile(seen, np.linspace(0.0, 1.0, pieces + 1))
    knots = np.concatenate([[inner[0]] * CUBIC, inner, [inner[-1]] * CUBIC])
    basis = BSpline.design_matrix(values, knots, CUBIC).toarray()
    middles = np.array([knots[place + 1 : place + 1 + CUBIC].mean() for place in range(basis.shape[1])])
    bends = _second_differences(middles / ((inner[-1] - inner[0]) or 1.0))
    orthonormal, root = np.linalg.qr(basis)
    turned = np.linalg.solve(root.T, bends.T).T
    _, size, rotation = np.linalg.svd(turned, full_matrices=True)
    wiggles = np.zeros(basis.shape[1])
    wiggles[: len(size)] = size**2 / len(values)
    return SmoothCurves(orthonormal @ rotation.T, wiggles)


def _second_differences(places: Floats) -> Floats:
    """How far coefficients at uneven places bend away from a straight line, which is no bend at all."""
    rows = np.zeros((len(places) - 2, len(places)))
    for row in range(len(rows)):
        before, here, after = places[row : row + 3]
        rows[row, row : row + 3] = [1.0 / (here - before), -1.0 / (here - before) - 1.0 / (after - here),
                                    1.0 / (after - here)]  # fmt: skip
    return rows


def gain(curves: Floats) -> Floats:
    """By how much choosing at each future beats choosing once, on average: leading axes are kept."""
    return np.asarray(curves.max(axis=-1).mean(axis=-1) - curves.mean(axis=-2).max(axis=-1))


def find_worth(benefits: Floats, known: SmoothCurves, seed: int) -> Worth:
    """What it is worth to know the number that the curves are over.

    The standard error is from draws of the curves, given what they leave over (Strong and others, 2014), and from the
    futures being so few. What chance gives is the mean of shuffles, in which each future has the number of another.
    """
    relative = benefits - benefits[:, [int(benefits.mean(axis=0).argmax())]]
    fitted, best = known.fit(relative)
    rng = np.random.default_rng(seed)
    shuffled = (
        np.stack([rng.permutation(relative) for _ in range(min(AT_A_TIME, SHUFFLES - start))])
        for start in range(0, SHUFFLES, AT_A_TIME)
    )
    chance = np.concatenate([gain(known.fit(some)[0]) for some in shuffled])
    value = float(gain(fitted))
    kept = known.keep(PENALTIES)[best]
    left = relative - fitted
    covariance = left.T @ left / max(len(relative) - kept.sum(), 1.0)
    size, axes = np.linalg.eigh(covariance)
    root = axes * np.sqrt(np.maximum(size, 0.0))
    noise = rng.normal(size=(DRAWS, len(kept), len(size))) @ root.T
    drawn = gain(fitted + known.shapes @ (np.sqrt(kept)[:, None] * noise))
    error = float(np.hypot(np.std(drawn), _error_of_mean(fitted)))
    p = float((1 + (chance >= value).sum()) / (SHUFFLES + 1))
    crosses = drawn > ROUNDING * float(np.abs(relative).max())
    return Worth(value, error, float(chance.mean()), p, float(crosses.mean()))


def find_worth_of_everything(replications: Floats) -> Worth:
    """What it is worth to know the future: `replications` has a row a future, then a choice and a replication.

    Luck adds to it at most what is lost by choosing on all replications but one, and counting what that one gives: such
    a choice is worse than one that knows the future, so the rest is the least that knowing is worth.
    """
    count = replications.shape[2]
    benefits = replications.mean(axis=2)
    value = float(gain(benefits))
    others = (benefits[:, :, None] * count - replications) / (count - 1.0)
    chosen = np.take_along_axis(replications, others.argmax(axis=1)[:, None, :], axis=1)[:, 0, :]
    once = replications.mean(axis=0)[others.mean(axis=0).argmax(axis=0), np.arange(count)]
    unseen = float(chosen.mean() - once.mean())
    return Worth(value, _error_of_mean(benefits), max(value - unseen, 0.0), float("nan"))


def _error_of_mean(curves: Floats) -> float:
    """What so few futures leave unsure of a gain."""
    gains = curves.max(axis=1) - curves[:, int(curves.mean(axis=0).argmax())]
    return float(gains.std(ddof=1) / np.sqrt(len(gains)))
