"""Does a service come to a steady state: can its posts do what arrives, and had it settled when observation began?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, isnan

import numpy as np
from numpy.typing import NDArray

from fssim.measures.indicators.staffing import HOURS, UTILISATION
from fssim.measures.indicators.weekly import SERIES, backlog_series
from fssim.runs.results import Results
from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.scenario.schema.units import WEEKS_A_YEAR
from fssim.statistics.interval import estimate_mean
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS

YEAR = 52  # weeks: whole ones, so that the same weeks of two years are compared
HALF_A_YEAR = 26  # weeks: the last of them are compared with the same ones a year before, so that seasons cancel out
FULLY_USED = 90.0  # percent of a role's time in the observed years: with more to spare, nothing is short of hours
SURE_OF_OVERLOAD = 0.99  # one of several roles, in each of several scenarios
LONGEST_WARM_UP = 20  # years that a clock allows
WEEKS_A_BATCH, FEWEST_BATCHES = 5, 5  # of MSER-5, and to work out a variance from
SURE_OF_BIAS = 1.0 - 0.01 / len(SERIES)  # several series, and the point to compare from is the one that fits best


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
    return [sorted(_find_overloaded_roles(side), key=lambda overload: -overload.hours_a_week) for side in results]


def is_overloaded(results: Results) -> bool:
    """Whether any role is, in one scenario."""
    return bool(_find_overloaded_roles(results))


def _find_overloaded_roles(results: Results) -> list[Overload]:
    overloaded = []
    for role in results.scenario.roles:
        growth, at_last = _measure_growth(results, backlog_series(role))
        used = results.interval(UTILISATION.named(role=role)).mean
        worked = results.interval(HOURS.named(role=role)).mean / YEAR
        a_week = estimate_mean(growth, SURE_OF_OVERLOAD)
        if isnan(a_week.low) or (worked > 0.0 and not used >= FULLY_USED):
            continue
        still = estimate_mean(at_last).mean > 0.0
        if still and a_week.low > 0.0 and a_week.mean > SMALLEST_THAT_MATTERS * worked:
            overloaded.append(Overload(role, a_week.mean, a_week.mean / worked if worked > 0.0 else inf))
    return overloaded


def _measure_growth(results: Results, series: str) -> tuple[list[float], list[float]]:
    """By how much a weekly series grew a week in each replication, from a year before the last half year to that; and
    from the one quarter of the last half year to the other, as what an empty post has left may be growing no more."""
    grown, at_last = [], []
    for weekly in results.weekly.values():
        if series not in weekly.series or weekly.numbers.shape[1] < YEAR + HALF_A_YEAR:
            return [], []
        numbers = weekly.numbers[weekly.series.index(series)].astype(np.float64)
        before = numbers[-YEAR - HALF_A_YEAR : -YEAR]
        grown.append(float(numbers[-HALF_A_YEAR:].mean() - before.mean()) / YEAR)
        last = numbers[-HALF_A_YEAR:]
        at_last.append(float(last[HALF_A_YEAR // 2 :].mean() - last[: HALF_A_YEAR // 2].mean()))
    return grown, at_last


def warn_of_short_warm_up(results: Sequence[Results]) -> str | None:
    """A warning if the service was still filling up when observation began, with the warm-up to try; None if not.

    Each scenario that changes nothing part of the way through (vacancies, shocks, a roll-out, posts for a time), and
    does not start from a caseload, is looked at, in numbers of families open, children on plans and families
    unallocated. One of them is told if MSER-5, on its mean over replications, leaves out more than the warm-up; and if
    its mean over the observed years is further than a fiftieth from its mean over what MSER-5 keeps, beyond the noise
    of replications. It takes two replications or more. A service that work arrives at faster than it can be done
    settles after no warm-up, so of that nothing is said here: see `find_overloads`.
    """
    settling = [side for side in results if _is_unchanging(side) and not is_overloaded(side)]
    unsettled = [series_left for side in settling for series_left in _find_unsettled(side)]
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
        f"The warm-up of {_spell_years(round(warm_up_weeks / WEEKS_A_YEAR))} may be too short: in '{title}', {series} "
        f"settle after {weeks / WEEKS_A_YEAR:.1f} years or more, and the observed years' mean is {abs(bias):.0%} "
        f"{'below' if bias < 0.0 else 'above'} where they settle. {advice}"
    )


def find_truncation(numbers: NDArray[np.float64]) -> int:
    """Find how many weeks MSER-5 leaves out of a weekly series.

    It takes means of five weeks, and leaves out as many of the first of them as makes the standard error of the mean of
    the rest least (White, 1997, "An effective truncation heuristic for bias reduction in simulation output").

    Parameters
    ----------
    numbers
        One a week, from the start of the run, in any unit: shape (weeks,), float64.

    Returns
    -------
    int
        Weeks, a multiple of 5, and at most what leaves five batches of five weeks; 0 if there are no five batches.
    """
    batches = len(numbers) // WEEKS_A_BATCH
    means = numbers[: batches * WEEKS_A_BATCH].reshape(batches, WEEKS_A_BATCH).mean(axis=1)
    errors = [means[left_out:].var() / (batches - left_out) for left_out in range(batches - FEWEST_BATCHES + 1)]
    return int(np.argmin(errors)) * WEEKS_A_BATCH if errors else 0


def _is_unchanging(results: Results) -> bool:
    scenario = results.scenario
    for_a_time = any(group.start or group.until for _, group in groups_of_posts(scenario))
    changes = scenario.vacancies or scenario.roll_out or scenario.demand.shocks or for_a_time or scenario.opening
    return bool(results.weekly) and not changes


def _find_unsettled(results: Results) -> list[tuple[int, str, str, int, float]]:
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
            (of_one[:, observed_from:].mean(axis=1) - of_one[:, settled_from:].mean(axis=1)).tolist(), SURE_OF_BIAS
        )
        beyond_noise = bias.low > 0.0 or bias.high < 0.0
        if beyond_noise and abs(bias.mean) > SMALLEST_THAT_MATTERS * settled_at:
            unsettled.append((settled_from, results.scenario.title, name, observed_from, bias.mean / settled_at))
    return unsettled


def _spell_years(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"
