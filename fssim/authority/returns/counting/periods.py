"""The days that returns tell of, and how long things take between days: in working days, and in months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np

from fssim.arrays import Floats
from fssim.authority.returns.figures import BLOCKS_A_YEAR
from fssim.authority.returns.reading.header import ReturnHeader
from fssim.model.calendar import add_months
from fssim.scenario.schema.units import DAYS_A_WEEK, DAYS_A_YEAR, WORKING_DAYS_A_WEEK


@dataclass(frozen=True)
class Coverage:
    """Stretches of days that returns tell of, in order, without overlap."""

    stretches: tuple[tuple[date, date], ...]

    def __contains__(self, day: date | None) -> bool:
        return day is not None and any(first <= day <= last for first, last in self.stretches)

    def follows(self, day: date, years: int = 1) -> bool:
        """Whether a day, and all of so many years before it, are in one stretch."""
        before = date(day.year - years, day.month, min(day.day, 28))
        return any(first <= before and day <= last for first, last in self.stretches)

    @property
    def days(self) -> int:
        return sum((last - first).days + 1 for first, last in self.stretches)

    @property
    def years(self) -> float:
        return self.days / DAYS_A_YEAR

    @property
    def ends(self) -> tuple[date, date]:
        return self.stretches[0][0], self.stretches[-1][1]

    def count_by_block(self, days: Iterable[date]) -> Floats:
        """How many of these days fall in each of the equal blocks that make up all of the days."""
        by_day = Counter(days)
        return self.add_up_by_block(by_day.keys(), by_day.values())

    def add_up_by_block(self, days: Iterable[date], amounts: Iterable[float]) -> Floats:
        """What there is on these days, one for each, added up for each of the equal blocks."""
        blocks = max(round(self.years * BLOCKS_A_YEAR), 1)
        sums = np.zeros(blocks)
        for day, amount in zip(days, amounts, strict=True):
            sums[self._find_place(day) * blocks // self.days] += amount
        return sums

    def _find_place(self, day: date) -> int:
        """How many days that are in it come before one of them."""
        before = 0
        for first, last in self.stretches:
            if day <= last:
                return before + max((day - first).days, 0)
            before += (last - first).days + 1
        return before - 1

    def count_days_by_month(self) -> Counter[int]:
        """How many days of each month of the year, from 1, are in it."""
        return Counter(
            (first + timedelta(days=number)).month
            for first, last in self.stretches
            for number in range((last - first).days + 1)
        )


def find_days_covered(headers: Iterable[ReturnHeader]) -> Coverage:
    """The days that returns tell of together."""
    stretches: list[tuple[date, date]] = []
    for header in sorted(headers, key=lambda header: header.first_day):
        if stretches and header.first_day <= stretches[-1][1] + timedelta(days=1):
            stretches[-1] = stretches[-1][0], max(stretches[-1][1], header.last_day)
        else:
            stretches.append((header.first_day, header.last_day))
    return Coverage(tuple(stretches))


def count_working_days(spans: Sequence[tuple[date, date]]) -> list[int]:
    """Working days from each first day to the second: 0 on the same day. England's bank holidays are none."""
    if not spans:
        return []
    starts, ends = np.array(spans, "datetime64[D]").T
    years = range(min(start.year for start, _ in spans), max(end.year for _, end in spans) + 1)
    closed = np.array(list(holidays.country_holidays("GB", subdiv="ENG", years=years)), "datetime64[D]")
    counts: list[int] = np.busday_count(starts, ends, holidays=closed).tolist()
    return counts


def find_month_band(start: date, end: date, band_ends: Sequence[int]) -> int:
    """In which band of months a span is: one of exactly a band's end is in that band."""
    return next((band for band, months in enumerate(band_ends) if end <= add_months(start, months)), len(band_ends))


def find_band(amount: float, band_ends: Sequence[int]) -> int:
    """In which band an amount is: one of exactly a band's end is in that band."""
    return next((band for band, most in enumerate(band_ends) if amount <= most), len(band_ends))


def in_calendar_days(working_days: int) -> int:
    """Of five working days a week."""
    return round(working_days * DAYS_A_WEEK / WORKING_DAYS_A_WEEK)


def count_weeks(start: date, end: date) -> float:
    return (end - start).days / DAYS_A_WEEK
