"""The financial years, April to March, that a run observes, and what is spent at once in each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fssim.model.calendar import BANK_HOLIDAYS_A_YEAR, SATURDAY, Calendar, add_months
from fssim.model.tables import FinancialYears
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Pool, Team, establishments_of
from fssim.scenario.vacant_posts import how_many, unit_counts

APRIL = 4


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


def financial_years_of(clock: Clock) -> list[FinancialYear]:
    """The financial years that a clock's observed years fall in, in order."""
    start, end = clock.observed_from, add_months(clock.observed_from, 12 * clock.observed_years)
    begins = date(start.year if start >= date(start.year, APRIL, 1) else start.year - 1, APRIL, 1)
    years = []
    while begins < end:
        ends = begins.replace(year=begins.year + 1)
        years.append(FinancialYear(begins, max(begins, start), min(ends, end)))
        begins = ends
    return years


def compile_financial_years(scenario: Scenario, calendar: Calendar) -> FinancialYears:
    """One row a financial year observed."""
    years = financial_years_of(scenario.clock)
    spent = list(set_up_costs(scenario))
    return FinancialYears(
        start=array("d", (float(calendar.number_of(year.start)) for year in years)),
        until=array("d", (float(calendar.number_of(year.until)) for year in years)),
        working_days=array("d", (_working_days(calendar, year) for year in years)),
        set_up_cost=array("d", (sum(cost for day, cost in spent if year.start <= day < year.until) for year in years)),
    )


def set_up_costs(scenario: Scenario) -> Iterator[tuple[date, float]]:
    """Everything a scenario spends at once, in pounds: on a date, as teams change over, and as posts start."""
    for cost in scenario.set_up_costs.values():
        yield cost.date, cost.cost.value
    for switch in scenario.roll_out.values():
        if switch.set_up_cost is not None:
            yield switch.start, switch.set_up_cost.value * len(switch.numbers)
    counts = unit_counts(scenario)
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    for name, place in places.items():
        for staff in place.posts.values():
            for group in establishments_of(staff):
                if group.set_up_cost is not None and group.start is not None:
                    having = how_many(counts[name], group.numbers)
                    yield group.start, group.set_up_cost.value * group.count * having


def _working_days(calendar: Calendar, year: FinancialYear) -> float:
    """The working days of a whole financial year. What the run's calendar does not cover of one (before its first day)
    is taken to have the usual number of bank holidays."""
    if year.begins >= calendar.days[0]:
        return float(calendar.number_of(year.ends) - calendar.number_of(year.begins))
    days = (year.begins + timedelta(number) for number in range((year.ends - year.begins).days))
    return float(sum(day.weekday() < SATURDAY for day in days) - BANK_HOLIDAYS_A_YEAR)
