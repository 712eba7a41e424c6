"""What is said of a difference, and the interval that stands beside it: one rule for every table.

A table's rows are judged together. The interval of each is wide enough for all of them to hold at once with the
confidence asked for (Bonferroni's method), and the verdict is read off that interval and nothing else, so that the two
never disagree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from fssim.statistics.interval import CONFIDENCE, estimate_mean
from fssim.statistics.mean_difference import MeanDifference, estimate_mean_difference, subtract

SMALLEST_THAT_MATTERS = 0.02  # a share of the baseline: a difference smaller than this would change nobody's plans

MORE, LESS = "more", "less"
SUGGESTS_MORE, SUGGESTS_LESS = "suggests more", "suggests less"
NO_DIFFERENCE, SAME, CANNOT_TELL = "no difference that matters", "the same in all runs", "cannot tell"

EVERY_TIME = "in every replication"

CLEAR = (MORE, LESS)
SUGGESTED = (SUGGESTS_MORE, SUGGESTS_LESS)
ALIKE = (NO_DIFFERENCE, SAME)

RULE = (
    "Intervals are wide enough for those of all the rows of the table to hold at once, 95 times in 100, and the "
    f"verdict is read off them. '{NO_DIFFERENCE}': all of it is within {SMALLEST_THAT_MATTERS:.0%} of the value "
    f"compared with (never of money), whether or not it holds zero. '{MORE}' and '{LESS}': all of it is on one side of "
    "zero. "
    "'suggests': it holds zero, but the row's own interval, were it the only row, would not. "
    f"'{EVERY_TIME}' stands in place of an interval where the difference was the same in each. "
    f"'{SAME}': nothing differed in any replication, which after n of them leaves a chance of up to 3/n that another "
    f"would. '{CANNOT_TELL}': none of these; more replications may."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A difference and its verdict.

    All four ends are in the difference's unit. They are nan where there is no interval: of one replication, and where
    nothing differed in any; and the difference itself where the scenario sets it, the same in every replication.

    Attributes
    ----------
    low, high
        The ends of the interval that the verdict is read off, which holds at once with those of all the rows judged
        together.
    low_alone, high_alone
        The ends, if the row were the only one.
    p_adjusted
        The p-value times the number of rows (Bonferroni), 1 at most.
    verdict
        One of the texts above `RULE`.
    """

    low: float
    high: float
    low_alone: float
    high_alone: float
    p_adjusted: float
    verdict: str


@dataclass(frozen=True, slots=True)
class DifferenceLimits:
    """How far a difference can go, as the measure has a least or a most that it can be.

    It is never below `least` nor above `most`, wherever in its own interval what is compared with is. From that mean,
    which is the number shown, it goes no further than `least_from_mean` and `most_from_mean`: an interval wide enough
    for many rows at once keeps to these, as far as the row's own interval does.
    """

    least: float
    most: float
    least_from_mean: float
    most_from_mean: float


def judge(
    difference: MeanDifference,
    rows: int,
    baseline: float,
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
    limits: DifferenceLimits | None = None,
) -> Judged:
    """Judge a difference that is one of so many `rows` of a table. See `RULE`.

    Parameters
    ----------
    found
        The difference, in any unit.
    rows
        How many are judged together: each interval is one of confidence 1 - (1 - `confidence`) / `rows` (Bonferroni).
    baseline
        The mean compared with, in the difference's unit.
    matters
        The share of that mean that is too small to matter.
    confidence
        With which all the rows' intervals hold the true differences at once.
    limits
        What intervals keep to.

    Returns
    -------
    Judged
        The interval, in the difference's unit, and the verdict.
    """
    if difference.n < 2:
        return Judged(math.nan, math.nan, math.nan, math.nan, math.nan, CANNOT_TELL)
    if difference.all_zero:
        return Judged(math.nan, math.nan, math.nan, math.nan, 1.0, SAME)
    together, alone = difference.interval(1.0 - (1.0 - confidence) / rows), difference.interval(confidence)
    low_alone, high_alone = alone.low, alone.high
    low, high = together.low, together.high
    if limits:
        low_alone, high_alone = max(low_alone, limits.least), min(high_alone, limits.most)
        low = max(low, min(limits.least_from_mean, low_alone))
        high = min(high, max(limits.most_from_mean, high_alone))
    if max(-low, high) <= matters * abs(baseline):
        verdict = NO_DIFFERENCE
    elif low > 0.0 or high < 0.0:
        verdict = MORE if low > 0.0 else LESS
    elif low_alone > 0.0 or high_alone < 0.0:
        verdict = SUGGESTS_MORE if low_alone > 0.0 else SUGGESTS_LESS
    else:
        verdict = CANNOT_TELL
    return Judged(low, high, low_alone, high_alone, min(1.0, rows * difference.p), verdict)


@dataclass(frozen=True, slots=True)
class Extremes:
    """Which of several things is the largest and which the least.

    Attributes
    ----------
    most, least
        The names of those with the largest and the least mean.
    apart
        Whether the two can be told apart.
    most_apart, least_apart
        Whether the one, and the other, can be told apart from all the rest.
    """

    most: str
    least: str
    apart: bool
    most_apart: bool
    least_apart: bool


def find_extremes(values: Mapping[str, Sequence[float]]) -> Extremes | None:
    """Find the largest and the least of several things.

    They are told apart as two scenarios are: by their differences within each replication, with all pairs of them
    judged together.

    Parameters
    ----------
    values
        Those of each thing, by its name: one a replication, in the same order and unit for all; nan where there is
        none.

    Returns
    -------
    Extremes or None
        None, if fewer than two things have a value.
    """
    means = {name: estimate_mean(numbers).mean for name, numbers in values.items()}
    known = [name for name, mean in means.items() if not math.isnan(mean)]
    if len(known) < 2:
        return None
    pairs = list(combinations(known, 2))
    apart = {
        frozenset((one, other)) for one, other in pairs if _differ(values[one], values[other], len(pairs), means[other])
    }
    most, least = max(known, key=means.__getitem__), min(known, key=means.__getitem__)

    def from_all(name: str) -> bool:
        return all(frozenset((name, other)) in apart for other in known if other != name)

    return Extremes(most, least, frozenset((most, least)) in apart, from_all(most), from_all(least))


def _differ(one: Sequence[float], other: Sequence[float], rows: int, baseline: float) -> bool:
    values = zip(one, other, strict=True)
    differences = [subtract(here, there) for here, there in values if not math.isnan(here + there)]
    return judge(estimate_mean_difference(differences), rows, baseline).verdict in CLEAR
