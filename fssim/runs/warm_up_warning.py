"""Was the warm-up long enough? By MSER-5 on weekly numbers, from the empty service to the last observed week."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from fssim.measures.indicators.weekly import SERIES
from fssim.runs.overload import is_overloaded
from fssim.runs.results import Results
from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.statistics.interval import estimate_mean
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS
from fssim.statistics.warm_up import find_truncation

LONGEST_WARM_UP = 20  # years that a clock allows
WEEKS_A_YEAR = 365.25 / 7.0
CONFIDENCE = 1.0 - 0.01 / len(SERIES)  # several series, and the point to compare from is the one that fits best


def warn_of_short_warm_up(results: Sequence[Results]) -> str | None:
    """A warning if the service was still filling up when observation began, with the warm-up to try; None if not.

    Each scenario that changes nothing part of the way through (vacancies, shocks, a roll-out, posts for a time) is
    looked at, in numbers of families open, children on plans and families unallocated. One of them is told if
    MSER-5, on its mean over replications, leaves out more than the warm-up; and if its mean over the observed years
    is further than a fiftieth from its mean over what MSER-5 keeps, beyond the noise of replications. It takes two
    replications or more. A service that work arrives at faster than it can be done settles after no warm-up, so of
    that nothing is said here: see `fssim.runs.overload`.
    """
    settling = [side for side in results if _unchanging(side) and not is_overloaded(side)]
    unsettled = [series_left for side in settling for series_left in _unsettled(side)]
    if not unsettled:
        return None
    weeks, title, series, warm_up_weeks, bias = max(unsettled)
    needed = ceil(weeks / WEEKS_A_YEAR)
    advice = (
        f"Try --warm-up {needed}; a run of that length shows whether more is needed."
        if needed <= LONGEST_WARM_UP
        else f"No warm-up that can be asked for, of {LONGEST_WARM_UP} years at most, is long enough."
    )
    return (
        f"The warm-up of {_years(round(warm_up_weeks / WEEKS_A_YEAR))} may be too short: in '{title}', {series} settle "
        f"after {weeks / WEEKS_A_YEAR:.1f} years or more, and the observed years' mean is {abs(bias):.0%} "
        f"{'below' if bias < 0.0 else 'above'} where they settle. {advice}"
    )


def _unchanging(results: Results) -> bool:
    scenario = results.scenario
    for_a_time = any(group.start or group.until for _, group in groups_of_posts(scenario))
    changes = scenario.vacancies or scenario.roll_out or scenario.demand.shocks or for_a_time
    return bool(results.weekly) and not changes


def _unsettled(results: Results) -> list[tuple[int, str, str, int, float]]:
    """The series that had not settled: weeks until they had, where, which, the warm-up's weeks, and the bias left."""
    numbers = np.stack([weekly.numbers for weekly in results.weekly.values()]).astype(np.float64)
    observed_from = next(iter(results.weekly.values())).warm_up_weeks
    unsettled = []
    for place, name in enumerate(SERIES):
        of_one = numbers[:, place, :]
        settled_from = find_truncation(of_one.mean(axis=0))
        if settled_from <= observed_from:
            continue
        settled_at = float(of_one[:, settled_from:].mean())
        bias = estimate_mean(
            (of_one[:, observed_from:].mean(axis=1) - of_one[:, settled_from:].mean(axis=1)).tolist(), CONFIDENCE
        )
        beyond_noise = bias.low > 0.0 or bias.high < 0.0
        if beyond_noise and abs(bias.mean) > SMALLEST_THAT_MATTERS * settled_at:
            unsettled.append((settled_from, results.scenario.title, name, observed_from, bias.mean / settled_at))
    return unsettled


def _years(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"
