"""Does work arrive faster than it can be done? By the hours of work that wait, and whether they grow to the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan

import numpy as np

from fssim.measures.indicators.weekly import backlog_series
from fssim.measures.indicators.workforce import HOURS, UTILISATION
from fssim.runs.results import Results
from fssim.statistics.interval import estimate_mean
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS

WEEKS_A_YEAR = 52
HALF_A_YEAR = 26  # weeks: the last of them are compared with the same ones a year before, so that seasons cancel out
FULLY_USED = (
    90.0  # percent of a role's time in the observed years: with more to spare, nothing it does is short of hours
)
CONFIDENCE = 0.99  # one of several roles, in each of several scenarios


@dataclass(frozen=True, slots=True)
class Overload:
    """A role that falls further behind: by how many hours a week on average, over the last year of the run, and what
    share that is of the hours it works (infinite if nobody is in post). It lacks that many or more, as a visit that is
    not made is not owed twice."""

    role: str
    hours_a_week: float
    share: float


def find_overloads(results: Sequence[Results]) -> list[list[Overload]]:
    """For each of the results, the roles that work arrives for faster than they can do it, the furthest behind first.

    The hours of work that wait for a role were growing over the last year of the run, beyond the noise of replications
    and by more than a fiftieth of the hours it works, and still in its last quarter; and its time was all but used, or
    it had none. It takes two replications or more, and a year and a half of weekly numbers.
    """
    return [sorted(_overloaded(side), key=lambda overload: -overload.hours_a_week) for side in results]


def is_overloaded(results: Results) -> bool:
    """Whether any role is, in one scenario."""
    return bool(_overloaded(results))


def _overloaded(results: Results) -> list[Overload]:
    overloaded = []
    for role in results.scenario.roles:
        growth, at_last = _growth(results, backlog_series(role))
        used = results.interval(UTILISATION.named(role=role)).mean
        worked = results.interval(HOURS.named(role=role)).mean / WEEKS_A_YEAR
        a_week = estimate_mean(growth, CONFIDENCE)
        if isnan(a_week.low) or (worked > 0.0 and not used >= FULLY_USED):
            continue
        still = estimate_mean(at_last).mean > 0.0
        if still and a_week.low > 0.0 and a_week.mean > SMALLEST_THAT_MATTERS * worked:
            overloaded.append(Overload(role, a_week.mean, a_week.mean / worked if worked > 0.0 else inf))
    return overloaded


def _growth(results: Results, series: str) -> tuple[list[float], list[float]]:
    """By how much a weekly series grew a week in each replication, from a year before the last half year to that; and
    from the one quarter of the last half year to the other, as what an empty post has left may be growing no more."""
    grown, at_last = [], []
    for weekly in results.weekly.values():
        if series not in weekly.series or weekly.numbers.shape[1] < WEEKS_A_YEAR + HALF_A_YEAR:
            return [], []
        numbers = weekly.numbers[weekly.series.index(series)].astype(np.float64)
        before = numbers[-WEEKS_A_YEAR - HALF_A_YEAR : -WEEKS_A_YEAR]
        grown.append(float(numbers[-HALF_A_YEAR:].mean() - before.mean()) / WEEKS_A_YEAR)
        last = numbers[-HALF_A_YEAR:]
        at_last.append(float(last[HALF_A_YEAR // 2 :].mean() - last[: HALF_A_YEAR // 2].mean()))
    return grown, at_last
