"""The calendar: weekends and England's bank holidays do not exist, and statutory periods keep their own units."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fssim.model.calendar import DAYS_PAST_HORIZON, Calendar, add_months, refuse_unknown_years
from fssim.scenario.schema.demand import EARLIEST, LATEST, Clock


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    """Two years of warm-up, and three observed from 1 April 2019."""
    return Calendar(Clock(observed_from=date(2019, 4, 1), warm_up_years=2, observed_years=3))


def ends(calendar: Calendar, day: date, amount: int, unit: str) -> date:
    """The date a period after a working day ends on."""
    return calendar.days[calendar.after(amount, unit)[calendar.number_of(day)]]


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2019, 4, 19), "Good Friday"),
        (date(2019, 4, 22), "Easter Monday"),
        (date(2019, 8, 26), "the August bank holiday, which Scotland has at another time"),
        (date(2019, 12, 25), "Christmas Day"),
        (date(2020, 5, 8), "the May bank holiday moved to VE Day"),
        (date(2021, 12, 27), "Christmas Day in lieu of a Saturday"),
        (date(2022, 6, 3), "the Platinum Jubilee"),
    ],
)
def test_bank_holidays_do_not_exist(calendar: Calendar, day: date, holiday: str) -> None:
    assert day not in calendar.days, holiday


@pytest.mark.parametrize("day", [date(2020, 5, 4), date(2019, 4, 18), date(2019, 8, 5), date(2020, 1, 2)])
def test_ordinary_weekdays_exist(calendar: Calendar, day: date) -> None:
    assert day in calendar.days


def test_weekends_do_not_exist(calendar: Calendar) -> None:
    assert {day.weekday() for day in calendar.days} == {0, 1, 2, 3, 4}


def test_a_year_has_about_253_working_days(calendar: Calendar) -> None:
    assert sum(day.year == 2019 for day in calendar.days) == 253
    assert calendar.working_days(1.0, "years") == pytest.approx(253, abs=1)


def test_day_numbers_and_dates_map_to_one_another(calendar: Calendar) -> None:
    assert [calendar.number_of(day) for day in calendar.days] == list(range(len(calendar.days)))
    assert list(calendar.ordinals()) == [day.toordinal() for day in calendar.days]


def test_a_day_off_is_the_next_working_day(calendar: Calendar) -> None:
    tuesday = calendar.number_of(date(2019, 4, 23))
    for day_off in (date(2019, 4, 19), date(2019, 4, 20), date(2019, 4, 21), date(2019, 4, 22)):
        assert calendar.number_of(day_off) == tuesday


def test_the_run_begins_with_the_warm_up_and_ends_with_the_observed_years(calendar: Calendar) -> None:
    assert calendar.days[0] == date(2017, 4, 3)  # 1 April 2017 was a Saturday
    assert calendar.days[calendar.observed_from] == date(2019, 4, 1)
    assert calendar.days[calendar.horizon] == date(2022, 4, 1)


def test_dates_outside_the_run_are_its_first_and_last_days(calendar: Calendar) -> None:
    assert calendar.number_of(date(1999, 1, 1)) == 0
    assert calendar.number_of(date(2099, 1, 1)) == len(calendar.days) - 1


def test_due_dates_can_be_set_three_years_past_the_end(calendar: Calendar) -> None:
    assert calendar.days[-1] >= date(2022, 4, 1) + timedelta(days=DAYS_PAST_HORIZON - 5)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2019, 1, 31), 3, date(2019, 4, 30)),
        (date(2019, 1, 31), 12, date(2020, 1, 31)),
        (date(2018, 11, 30), 3, date(2019, 2, 28)),
        (date(2018, 12, 15), 1, date(2019, 1, 15)),
        (date(2019, 4, 1), -24, date(2017, 4, 1)),
        (date(2020, 2, 29), -12, date(2019, 2, 28)),
        (date(2019, 5, 31), -6, date(2018, 11, 30)),
    ],
)
def test_months_after_the_31st_end_on_the_last_of_a_shorter_month(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(-600, 600))
def test_adding_months_changes_the_month_by_as_many_and_the_day_no_more_than_needed(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_three_months_after_31_january_is_the_end_of_april(calendar: Calendar) -> None:
    assert ends(calendar, date(2019, 1, 31), 3, "months") == date(2019, 4, 30)


def test_three_months_that_end_on_a_bank_holiday_end_on_the_next_working_day(calendar: Calendar) -> None:
    assert ends(calendar, date(2019, 9, 25), 3, "months") == date(2019, 12, 27)


def test_two_weeks_that_end_on_good_friday_end_after_easter(calendar: Calendar) -> None:
    assert ends(calendar, date(2019, 4, 5), 2, "weeks") == date(2019, 4, 23)


def test_26_weeks_are_182_days(calendar: Calendar) -> None:
    assert ends(calendar, date(2019, 4, 1), 26, "weeks") == date(2019, 9, 30)
    assert ends(calendar, date(2019, 4, 1), 182, "calendar days") == date(2019, 9, 30)


def test_120_days_from_the_end_of_april_end_on_the_last_tuesday_of_august(calendar: Calendar) -> None:
    assert ends(calendar, date(2019, 4, 29), 120, "calendar days") == date(2019, 8, 27)


def test_45_working_days_leave_out_weekends_easter_and_may_bank_holidays(calendar: Calendar) -> None:
    assert ends(calendar, date(2019, 4, 1), 45, "working days") == date(2019, 6, 7)


def test_no_period_is_due_the_day_it_begins(calendar: Calendar) -> None:
    for unit in ("working days", "calendar days", "weeks", "months"):
        assert list(calendar.after(0, unit)) == list(range(len(calendar.days)))


def test_plain_durations_are_at_the_average_of_working_days(calendar: Calendar) -> None:
    share = len(calendar.days) / (calendar.days[-1] - calendar.days[0]).days
    assert calendar.working_days(10.0, "working days") == 10.0
    assert calendar.working_days(1.0, "weeks") == pytest.approx(7 * share, rel=2e-3)
    assert calendar.working_days(12.0, "months") == pytest.approx(calendar.working_days(1.0, "years"))


def test_a_year_has_as_many_working_days_as_the_calendar_gives_on_average() -> None:
    """Over 28 years, after which weekdays fall alike again, without the bank holidays that a year had beyond eight."""
    calendar = Calendar(Clock(observed_from=date(2032, 1, 1), warm_up_years=8, observed_years=20))
    first, last = calendar.number_of(date(2024, 1, 1)), calendar.number_of(date(2052, 1, 1))
    assert calendar.working_days(1.0, "years") == pytest.approx((last - first) / 28, abs=0.05)


def test_a_duration_is_the_same_whenever_the_run_ends() -> None:
    ends = [Calendar(Clock(observed_from=date(2019, 4, 1), warm_up_years=2, observed_years=n)) for n in (1, 2, 9)]
    assert len({calendar.working_days(3.0, "months") for calendar in ends}) == 1


def test_a_year_whose_bank_holidays_are_not_known_is_refused() -> None:
    known = [day.toordinal() for day in (date(2019, 1, 1), date(2019, 4, 19))]
    with pytest.raises(ValueError, match="2 bank holidays are known of England in 2019, and there are 8 or more"):
        refuse_unknown_years(known, 2019, 2019)
    with pytest.raises(ValueError, match="0 bank holidays are known of England in 2101"):
        Calendar(Clock(observed_from=date(2101, 4, 1), warm_up_years=0, observed_years=1))


def test_england_has_eight_bank_holidays_on_weekdays_in_every_year_there_may_be() -> None:
    for year in range(EARLIEST.year, LATEST.year):
        calendar = Calendar(Clock(observed_from=date(year, 1, 1), warm_up_years=0, observed_years=1))
        first, last = calendar.number_of(date(year, 1, 1)), calendar.number_of(date(year + 1, 1, 1))
        weekdays = sum((date(year, 1, 1) + timedelta(days=n)).weekday() < 5 for n in range(365 + isleap(year)))
        assert 8 <= weekdays - (last - first) <= 10, year
