"""The clock's calendar: working days are numbered from the start of the run; and its financial years, April to March.

Weekends and England's bank holidays do not exist on it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from fssim.errors import ModelError
from fssim.files.cache import remembered
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.units import DAYS_A_YEAR

DAYS_PAST_HORIZON = 3 * 366  # room for due dates set near the end of the run
SATURDAY = 5
APRIL = 4
BANK_HOLIDAYS_A_YEAR = 8  # in law in England, each on a weekday or made up for on one
WORKING_DAYS_A_DAY = (DAYS_A_YEAR * 5.0 / 7.0 - BANK_HOLIDAYS_A_YEAR) / DAYS_A_YEAR
CALENDAR_DAYS = {  # in one of each unit, on average
    "calendar days": 1.0, "weeks": 7.0, "months": DAYS_A_YEAR / 12, "years": DAYS_A_YEAR,
    "working days": 1.0 / WORKING_DAYS_A_DAY,
}  # fmt: skip


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day if it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), next_month - timedelta(days=1))


def _bank_holidays(first_year: int, last_year: int) -> array[int]:
    """The ordinals of England's. The library knows the world's, and is slow to import.

    Raises `ValueError` if it does not know those of one of the years, as some versions might not.
    """

    def look_up() -> bytes:
        import holidays

        england = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
        return array("q", (day.toordinal() for day in sorted(england))).tobytes()

    ordinals = array("q", remembered(__file__, ("holidays",), f"{first_year} {last_year}", look_up))
    refuse_unknown_years(ordinals, first_year, last_year)
    return ordinals


def refuse_unknown_years(ordinals: Iterable[int], first_year: int, last_year: int) -> None:
    """Raise `ValueError` unless every year has England's eight bank holidays on weekdays, or more.

    (A bank holiday that falls on a weekend has a day in its place.)
    """
    days = [date.fromordinal(ordinal) for ordinal in ordinals]
    known = Counter(day.year for day in days if day.weekday() < SATURDAY)
    for year in range(first_year, last_year + 1):
        if known[year] < BANK_HOLIDAYS_A_YEAR:
            raise ModelError(
                f"{known[year]} bank holidays are known of England in {year}, and there are {BANK_HOLIDAYS_A_YEAR} or "
                "more; install the newest version of the Python package 'holidays', or move the clock's observed_from"
            )


@lru_cache(maxsize=4)
def get_calendar(clock: Clock) -> Calendar:
    """The calendar of a run. Scenarios that are compared share one."""
    return Calendar(clock)


class Calendar:
    """Maps working-day numbers to dates and back, for one run."""

    def __init__(self, clock: Clock) -> None:
        begins = add_months(clock.observed_from, -12 * clock.warm_up_years)
        ends = add_months(clock.observed_from, 12 * clock.observed_years)
        last = ends + timedelta(days=DAYS_PAST_HORIZON)
        closed = set(_bank_holidays(begins.year, last.year))
        every_day = (begins + timedelta(days=n) for n in range((last - begins).days))
        self.days = [day for day in every_day if day.weekday() < SATURDAY and day.toordinal() not in closed]
        self.months = [day.month for day in self.days]
        self._ordinals = [day.toordinal() for day in self.days]
        self.observed_from = self.number_of(clock.observed_from)
        self.horizon = self.number_of(ends)
        months = self.months[: self.horizon]
        self.first_of_month = [day for day, month in enumerate(months) if day == 0 or month != months[day - 1]]
        self._periods: dict[tuple[int, str], array[int]] = {}

    def number_of(self, day: date) -> int:
        """The number of a date: of the next working day if it is not one; within the calendar."""
        return min(bisect_left(self._ordinals, day.toordinal()), len(self.days) - 1)

    def ordinals(self) -> array[int]:
        """The proleptic ordinal of each working day's date."""
        return array("q", self._ordinals)

    def after(self, amount: int, unit: str) -> array[int]:
        """For each working day, the number of the day that a statutory period after it ends on.

        Working days count on the clock; calendar days, weeks and months are added to the date, which is then mapped
        to the next working day.
        """
        if (amount, unit) not in self._periods:
            self._periods[amount, unit] = self._after(amount, unit)
        return self._periods[amount, unit]

    def _after(self, amount: int, unit: str) -> array[int]:
        if unit == "working days":
            return array("q", (number + amount for number in range(len(self.days))))
        if unit == "months":
            return array("q", (self.number_of(add_months(day, amount)) for day in self.days))
        period = timedelta(days=amount if unit == "calendar days" else 7 * amount)
        return array("q", (self.number_of(day + period) for day in self.days))

    def working_days(self, amount: float, unit: str) -> float:
        """A duration that is not a statutory period, in working days: of an average year (252.9), whatever the
        run's own years, so that what happens on a day does not depend on when the run ends.
        """
        if unit == "working days":
            return amount
        return amount * CALENDAR_DAYS[unit] * WORKING_DAYS_A_DAY


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """What of a financial year is observed: from one date until the day before another."""

    begins: date  # 1 April, observed or not
    start: date
    until: date

    @property
    def ends(self) -> date:
        """The 1 April after it."""
        return self.begins.replace(year=self.begins.year + 1)

    @property
    def is_whole(self) -> bool:
        return (self.start, self.until) == (self.begins, self.ends)

    @property
    def title(self) -> str:
        """`2019-20`."""
        return f"{self.begins.year}-{self.ends.year % 100:02d}"

    @property
    def in_measures(self) -> str:
        """As a part of a measure's name: `2019_20`, with `_part` if not all of it is observed."""
        return self.title.replace("-", "_") + ("" if self.is_whole else "_part")


def list_financial_years(clock: Clock) -> list[FinancialYear]:
    """The financial years that a clock's observed years fall in, in order."""
    start, end = clock.observed_from, add_months(clock.observed_from, 12 * clock.observed_years)
    begins = date(start.year if start >= date(start.year, APRIL, 1) else start.year - 1, APRIL, 1)
    years = []
    while begins < end:
        ends = begins.replace(year=begins.year + 1)
        years.append(FinancialYear(begins, max(begins, start), min(ends, end)))
        begins = ends
    return years
