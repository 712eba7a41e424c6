"""Weekly series over replications: means of a few weeks, of quarters, or of the time that posts were empty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from fssim.measures.indicators.weekly import DAYS_A_WEEK
from fssim.report.wording.scenario_changes import Days
from fssim.runs.results import Results
from fssim.statistics.interval import Interval, skewed_interval_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEKS_TOGETHER = 4


def week_ends(results: Results) -> list[date]:
    """The days on which the observed weeks end."""
    weekly = next(iter(results.weekly.values()))
    weeks = range(weekly.warm_up_weeks, weekly.numbers.shape[1])
    return [date.fromordinal(weekly.first_week_ends + DAYS_A_WEEK * week) for week in weeks]


def observed(results: Results, series: Sequence[str], ends: Sequence[date]) -> NDArray[np.float64]:
    """The sum of some series: a row a replication, and a column for each week that ends on or just before a date.

    It is nan where any of the series is, and in weeks that were not observed.
    """
    rows = []
    for weekly in results.weekly.values():
        count = weekly.numbers.shape[1]
        known = dict(zip(weekly.series, weekly.numbers, strict=True))
        missing = np.full(count, np.nan)
        numbers = np.stack([known.get(name, missing) for name in series]).sum(axis=0, dtype=np.float64)
        weeks = np.array([(end.toordinal() - weekly.first_week_ends) // DAYS_A_WEEK for end in ends])
        there = (weeks >= weekly.warm_up_weeks) & (weeks < count)
        rows.append(np.where(there, numbers[np.where(there, weeks, 0)], np.nan))
    return np.stack(rows)


def means(numbers: NDArray[np.float64], chosen: Sequence[NDArray[np.int64]]) -> list[list[float]]:
    """For each choice of weeks, each replication's mean over them (of the weeks that have a number)."""
    found = []
    for weeks in chosen:
        some = numbers[:, weeks]
        counts = np.count_nonzero(~np.isnan(some), axis=1)
        sums = np.nansum(some, axis=1)
        found.append(np.where(counts > 0, sums / np.maximum(counts, 1), np.nan).tolist())
    return found


def intervals(
    numbers: NDArray[np.float64], chosen: Sequence[NDArray[np.int64]], most: float = math.inf
) -> list[Interval]:
    """For each choice of weeks, the mean over replications with its interval: below `most`, unless a value is not."""
    return [
        skewed_interval_of(values, least=0.0, most=most if all(not value > most for value in values) else math.inf)
        for values in means(numbers, chosen)
    ]


def most_of(unit: str) -> float:
    """The most that a mean in a unit can be."""
    return 100.0 if "%" in unit else math.inf


def fours(ends: Sequence[date]) -> list[NDArray[np.int64]]:
    """The weeks, four at a time; a shorter rest is left out unless there is nothing else."""
    whole = len(ends) // WEEKS_TOGETHER
    weeks = np.arange(len(ends))
    return np.split(weeks[: whole * WEEKS_TOGETHER], whole) if whole else [weeks]


def quarters(ends: Sequence[date]) -> dict[str, NDArray[np.int64]]:
    """The weeks that end in each quarter, by its name."""
    names = [f"{(each.month - 1) // 3 * 3 + 1:02d}/{each.year}" for each in ends]
    labels = {name: f"{date(int(name[3:]), int(name[:2]), 1):%B %Y}" for name in dict.fromkeys(names)}
    return {labels[name]: np.flatnonzero(np.array(names) == name) for name in labels}


def within(ends: Sequence[date], spells: Sequence[Days]) -> NDArray[np.int64]:
    """The weeks that end in any of the spells."""
    return np.flatnonzero([any(start < end <= until for start, until in spells) for end in ends])
