"""Compiling: a scenario becomes tables. References by name become row numbers; nothing is drawn."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from fssim.model.calendar import (
    BANK_HOLIDAYS_A_YEAR,
    SATURDAY,
    Calendar,
    FinancialYear,
    get_calendar,
    list_financial_years,
)
from fssim.model.compile.compile_families import compile_demand, compile_needs
from fssim.model.compile.compile_people import compile_people
from fssim.model.compile.compile_pressure import compile_pressure
from fssim.model.compile.kept_pathways import compile_pathway_once
from fssim.model.compile.row_numbers import Registry
from fssim.model.size import refuse_too_large
from fssim.model.tables import FinancialYears, Tables
from fssim.model.tabulation import Tabulation
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Pool, Team, establishments_of
from fssim.scenario.vacant_posts import how_many, unit_counts


def compile_scenario(scenario: Scenario, tabulated: Mapping[str, array[float]] | None = None) -> Tables:
    """The tables of a scenario, for either engine.

    `tabulated` holds quantile tables made beforehand (see `tabulate_shapes`), for machines without SciPy. Raises
    `TooLarge` if there is not the memory for a replication, `ValueError` if a distribution gives negative or infinite
    quantities, `ImportError` if SciPy is needed and missing.
    """
    return _compile(scenario, Tabulation(tabulated))


def tabulate_shapes(scenario: Scenario) -> Mapping[str, array[float]]:
    """The quantile tables of every distribution in a scenario, to hand to `compile_scenario` elsewhere."""
    tabulation = Tabulation()
    _compile(scenario, tabulation)
    return tabulation.known


def _compile(scenario: Scenario, tabulation: Tabulation) -> Tables:
    refuse_too_large(scenario)
    registry = Registry(scenario, get_calendar(scenario.whole_clock), tabulation)
    parts = {
        **compile_pathway_once(registry),
        **compile_demand(registry),
        **compile_needs(registry),
        **compile_people(registry),
        **compile_pressure(registry),
    }
    calendar = registry.calendar
    return Tables(
        scenario=scenario,
        names=registry.names(),
        day_ordinals=calendar.ordinals(),
        observed_from=float(calendar.observed_from),
        horizon=float(calendar.horizon),
        working_days_a_year=calendar.working_days(1.0, "years"),
        financial_years=_financial_years(scenario, calendar),
        periods=registry.periods,
        period_count=registry.period_count,
        quantiles=tabulation.quantiles,
        **parts,
    )


def _financial_years(scenario: Scenario, calendar: Calendar) -> FinancialYears:
    """One row a financial year observed."""
    years = list_financial_years(scenario.clock)
    spent = list(list_set_up_costs(scenario))
    return FinancialYears(
        start=array("d", (float(calendar.number_of(year.start)) for year in years)),
        until=array("d", (float(calendar.number_of(year.until)) for year in years)),
        working_days=array("d", (_working_days(calendar, year) for year in years)),
        set_up_cost=array("d", (sum(cost for day, cost in spent if year.start <= day < year.until) for year in years)),
    )


def list_set_up_costs(scenario: Scenario) -> Iterator[tuple[date, float]]:
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
