"""Calendar arithmetic on whole arrays of dates. A date is its ordinal, as `datetime.date.toordinal` gives it."""

from __future__ import annotations

from datetime import date

import numpy as np

from fssim.measures.log_view.arithmetic import Integers

EPOCH = date(1970, 1, 1).toordinal()  # where NumPy counts days from
DAYS_A_YEAR = 365.25


def months_after(ordinals: Integers, months: int) -> Integers:
    """The same day so many months later, or that month's last day if it is shorter."""
    days = (ordinals - EPOCH).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    day_of_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    later = month + np.timedelta64(months, "M")
    begins = later.astype("datetime64[D]").astype(np.int64)
    last = (later + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - 1
    result: Integers = np.minimum(begins + day_of_month, last) + EPOCH
    return result


def first_aprils(after: int, until: int) -> Integers:
    """The ordinals of every 1 April after a date and until another: the ends of the statistics' years."""
    years = range(date.fromordinal(after).year, date.fromordinal(until).year + 1)
    aprils = (date(year, 4, 1).toordinal() for year in years)
    return np.array([april for april in aprils if after < april <= until], np.int64)
