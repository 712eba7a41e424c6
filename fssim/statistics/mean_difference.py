"""The mean of paired differences and how surely it is known, with due doubt where few values repeat."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fssim.statistics.interval import CONFIDENCE, Interval, interval_of, quantile_of_t

ROUNDING = 1e-9
ALIKE = 1e-9  # a share of the larger: differences nearer to each other than this are the same but for rounding
FEW_STEPS = 10
FEWEST_FOR_SURE = 3  # replications that must differ by the same before it is what the scenario sets
WHOLE = 1e-6  # a number nearer to a whole one than this is one, but for rounding
LARGEST_COUNT = 20  # steps of a measure: a difference of so many of them, or fewer, may be a count that repeats


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """The mean of `n` differences, their standard deviation, and the mean's standard `error`.

    `all_zero` says that nothing differed in any replication. The error is nan with fewer than two values, and 0 where
    what differs is the same in every replication and no count (see `mean_difference`): there is no doubt of it.
    """

    mean: float
    sd: float
    error: float
    n: int
    all_zero: bool

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """Student's t interval for the mean; none (nan) with fewer than two values.

        Where all differences are the same, and are so often enough to be told from nothing, it is that difference.
        """
        if self.n < 2:
            return Interval(self.mean, math.nan, math.nan, self.sd, self.n)
        if self.sd <= ALIKE * abs(self.mean) and self.p <= 1.0 - confidence:
            return Interval(self.mean, self.mean, self.mean, self.sd, self.n)
        half_width = quantile_of_t(self.n - 1, (1.0 + confidence) / 2.0) * self.error
        return Interval(self.mean, self.mean - half_width, self.mean + half_width, self.sd, self.n)

    @property
    def p(self) -> float:
        """The p-value of the test that the true mean is zero; nan with fewer than two values."""
        from scipy.special import stdtr

        if self.n < 2:
            return math.nan
        if self.all_zero:
            return 1.0
        if self.error == 0.0:
            return 0.0
        return 2.0 * float(stdtr(self.n - 1, -abs(self.mean) / self.error))


def difference_of(here: float, there: float) -> float:
    """One minus the other; nothing, if they differ by no more than arithmetic's own rounding."""
    difference = here - there
    return difference if abs(difference) > ROUNDING * max(1.0, abs(here), abs(there)) else 0.0


def mean_difference(differences: Iterable[float], levels: Iterable[float] = ()) -> MeanDifference:
    """The mean of differences, as far as they are known (not nan), and its standard error.

    Differences of small counts repeat: two replications that both have one more say less than t's test of them, which
    takes a standard deviation of nothing for certainty. Where differences repeat and are few steps apart (a step being
    the least that they differ by from each other or from zero), the error is at least what makes p no less than 2 to
    the power of 1 - k, k being the differences that are not zero: how often signs thrown like coins would all fall
    alike. No test that only takes chance to have no favourite side can give less: it is the least p-value that a sign
    test or a permutation test can have.

    Parameters
    ----------
    differences
        One a replication, in any unit; those that are nan are left out.
    levels
        The values of the measure, on both sides, that the differences are of.

    Returns
    -------
    MeanDifference
        In the differences' unit.
    """
    known = [value for value in differences if not math.isnan(value)]
    interval = interval_of(known)
    error = interval.sd / math.sqrt(interval.n) if interval.n else math.nan
    changed = [value for value in known if value != 0.0]
    if len(changed) == interval.n and _set_by_the_scenario(changed, levels):
        return MeanDifference(interval.mean, 0.0, 0.0, interval.n, False)
    if interval.n >= 2 and changed and _few_steps(changed):
        error = max(error, _error_of(abs(interval.mean), interval.n - 1, 2.0 ** (1 - len(changed))))
    return MeanDifference(interval.mean, interval.sd, error, interval.n, interval.n > 0 and not changed)


def _few_steps(changed: Sequence[float]) -> bool:
    """Whether differences that are not zero repeat, and none is more than `FEW_STEPS` of their steps."""
    furthest = max(map(abs, changed))
    ordered = sorted({0.0, *changed})
    gaps = [high - low for low, high in pairwise(ordered) if high - low > ALIKE * furthest]
    distinct = 1 + sum(high - low > ALIKE * furthest for low, high in pairwise(sorted(changed)))
    return distinct < len(changed) and furthest <= FEW_STEPS * min(gaps)


def _set_by_the_scenario(changed: Sequence[float], levels: Iterable[float]) -> bool:
    """Whether differences are all the same, and of an amount rather than of a count. See `mean_difference`.

    A count's values lie whole steps apart. If no step that makes the difference a count of 1 to `LARGEST_COUNT` makes
    whole numbers of the distances between the values too, they are no counts, or the difference is a large one.
    """
    furthest = max(map(abs, changed), default=0.0)
    if len(changed) < FEWEST_FOR_SURE or max(changed) - min(changed) > ALIKE * furthest:
        return False
    ordered = sorted(levels)
    rounding = ALIKE * max(map(abs, ordered), default=0.0)
    apart = [(high - low) / furthest for low, high in pairwise(ordered) if high - low > rounding]
    return all(
        any(abs(steps * gap - round(steps * gap)) > WHOLE for gap in apart) for steps in range(1, LARGEST_COUNT + 1)
    )


def _error_of(mean: float, degrees: int, p: float) -> float:
    """The standard error that gives a mean this p-value."""
    from scipy.special import stdtrit

    return mean / float(stdtrit(degrees, 1.0 - p / 2.0))
