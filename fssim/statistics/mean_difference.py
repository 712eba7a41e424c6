"""The mean of paired differences and how surely it is known, with due doubt where few values repeat."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fssim.statistics.interval import CONFIDENCE, Interval, compute_t_quantile, estimate_mean
from fssim.statistics.variance_components import TwoLevels, analyse_two_levels

ROUNDING = 1e-9
SAME_BUT_ROUNDING = 1e-9  # a share of the larger: differences nearer to each other than this are the same
FEW_STEPS = 10
FEWEST_FOR_SURE = 3  # replications that must differ by the same before it is what the scenario sets
WHOLE = 1e-6  # a number nearer to a whole one than this is one, but for rounding
LARGEST_COUNT = 20  # steps of a measure: a difference of so many of them, or fewer, may be a count that repeats


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """The mean of paired differences and its standard error.

    Attributes
    ----------
    mean
        In the differences' unit; nan when there are none.
    sd
        The differences' standard deviation, in their unit; nan with fewer than two.
    error
        The standard error of the mean, in the differences' unit: nan with fewer than two, and 0 where what differs is
        the same in every replication and no count (see `estimate_mean_difference`), as there is no doubt of it.
    n
        How many differences there are.
    all_zero
        Whether nothing differed in any replication.
    over_sets
        What the differences come to where replications are spread over parameter sets that all fit; the interval then
        holds what is not known too.
    """

    mean: float
    sd: float
    error: float
    n: int
    all_zero: bool
    over_sets: TwoLevels | None = None

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """Student's t interval for the mean.

        Parameters
        ----------
        confidence
            The share of such intervals that hold the true mean, between 0 and 1.

        Returns
        -------
        Interval
            In the differences' unit; its ends are nan with fewer than two. Where all differences are the same, and are
            so often enough to be told from nothing, both ends are that difference.
        """
        if self.n < 2:
            return Interval(self.mean, math.nan, math.nan, self.sd, self.n)
        if self.sd <= SAME_BUT_ROUNDING * abs(self.mean) and self.p <= 1.0 - confidence:
            return Interval(self.mean, self.mean, self.mean, self.sd, self.n)
        half_width = compute_t_quantile(self.n - 1, (1.0 + confidence) / 2.0) * self.error
        if self.over_sets is not None:
            half_width = _larger(half_width, self.over_sets.half_width(confidence))
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
        p = 2.0 * float(stdtr(self.n - 1, -abs(self.mean) / self.error))
        return p if self.over_sets is None else _larger(p, self.over_sets.beyond(abs(self.mean)))


def _larger(one: float, other: float) -> float:
    """The larger of two; nan if either is."""
    return one if math.isnan(one) or one >= other else other


def subtract(here: float, there: float) -> float:
    """Subtract one value of a measure from another, and take what only rounding tells apart for equal.

    Parameters
    ----------
    here, there
        Two values in one unit.

    Returns
    -------
    float
        `here` - `there`, in their unit; 0 if that is within `ROUNDING` times the larger of the two (and of 1).
    """
    difference = here - there
    return difference if abs(difference) > ROUNDING * max(1.0, abs(here), abs(there)) else 0.0


def estimate_mean_difference(
    differences: Iterable[float], levels: Iterable[float] = (), sets: Sequence[int] | None = None
) -> MeanDifference:
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
    sets
        The parameter set that each difference is of, if replications are spread over sets.

    Returns
    -------
    MeanDifference
        In the differences' unit.
    """
    differences = list(differences)
    known = [value for value in differences if not math.isnan(value)]
    interval = estimate_mean(known)
    error = interval.sd / math.sqrt(interval.n) if interval.n else math.nan
    changed = [value for value in known if value != 0.0]
    if len(changed) == interval.n and _set_by_the_scenario(changed, levels):
        return MeanDifference(interval.mean, 0.0, 0.0, interval.n, False)
    if interval.n >= 2 and changed and _few_steps(changed):
        error = max(error, _error_of(abs(interval.mean), interval.n - 1, 2.0 ** (1 - len(changed))))
    over_sets = None
    if sets is not None:
        theirs = [number for value, number in zip(differences, sets, strict=True) if not math.isnan(value)]
        over_sets = analyse_two_levels(known, theirs)
    return MeanDifference(interval.mean, interval.sd, error, interval.n, interval.n > 0 and not changed, over_sets)


def _few_steps(changed: Sequence[float]) -> bool:
    """Whether differences that are not zero repeat, and none is more than `FEW_STEPS` of their steps."""
    furthest = max(map(abs, changed))
    ordered = sorted({0.0, *changed})
    gaps = [high - low for low, high in pairwise(ordered) if high - low > SAME_BUT_ROUNDING * furthest]
    distinct = 1 + sum(high - low > SAME_BUT_ROUNDING * furthest for low, high in pairwise(sorted(changed)))
    return distinct < len(changed) and furthest <= FEW_STEPS * (1.0 + WHOLE) * min(gaps)


def _set_by_the_scenario(changed: Sequence[float], levels: Iterable[float]) -> bool:
    """Whether differences are all the same, and of an amount rather than of a count. See `estimate_mean_difference`.

    A count's values lie whole steps apart. If no step that makes the difference a count of 1 to `LARGEST_COUNT` makes
    whole numbers of the distances between the values too, they are no counts, or the difference is a large one.
    """
    furthest = max(map(abs, changed), default=0.0)
    if len(changed) < FEWEST_FOR_SURE or max(changed) - min(changed) > SAME_BUT_ROUNDING * furthest:
        return False
    ordered = sorted(levels)
    rounding = SAME_BUT_ROUNDING * max(map(abs, ordered), default=0.0)
    apart = [(high - low) / furthest for low, high in pairwise(ordered) if high - low > rounding]
    return all(
        any(abs(steps * gap - round(steps * gap)) > WHOLE for gap in apart) for steps in range(1, LARGEST_COUNT + 1)
    )


def _error_of(mean: float, degrees: int, p: float) -> float:
    """The standard error that gives a mean this p-value."""
    from scipy.special import stdtrit

    return mean / float(stdtrit(degrees, 1.0 - p / 2.0))
