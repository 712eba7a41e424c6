"""Dates: spells in order and within the time of the run, costs where they are counted, and a calendar that is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.scenario.findings import Code, FieldPath, Finding
from fssim.scenario.schema.demand import EARLIEST, LATEST, Clock
from fssim.scenario.schema.scenario import Scenario


def order_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every spell that is over before it starts."""
    for name, shock in scenario.demand.shocks.items():
        yield from _in_order(("demand", "shocks", name), shock.start, shock.until)
    for name, vacancy in scenario.vacancies.items():
        yield from _in_order(("vacancies", name), vacancy.start, vacancy.until)
    for path, establishment in groups_of_posts(scenario):
        if establishment.start is not None and establishment.until is not None:
            yield from _in_order(path, establishment.start, establishment.until)


def calendar_findings(scenario: Scenario) -> Iterator[Finding]:
    """A run whose bank holidays are not known."""
    clock = scenario.whole_clock
    before, after = -clock.warm_up_years, clock.observed_years
    if _years_on(clock, before) < EARLIEST or _years_on(clock, after) > LATEST:
        begins, ends = (f"{clock.observed_from.year + by:04}-{_years_on(clock, by):%m-%d}" for by in (before, after))
        years = "1 year" if clock.warm_up_years == 1 else f"{clock.warm_up_years} years"
        warm_up = f" with {years} of warm-up" if clock.warm_up_years else ""
        yield Finding(
            ("clock", "observed_from"),
            Code.outside_calendar,
            f"is {clock.observed_from}, so that the run{warm_up} begins on {begins} and ends on {ends}; all of it must "
            f"lie between {EARLIEST} and {LATEST}, as England's bank holidays are known for those years",
        )


def outside_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every vacancy, shock, switch and course that is over before the run begins, or starts after it has ended."""
    clock = scenario.whole_clock
    begins, ends = _years_on(clock, -clock.warm_up_years), _years_on(clock, clock.observed_years)
    spells: list[tuple[FieldPath, date, date | None]] = [
        *((("demand", "shocks", name), shock.start, shock.until) for name, shock in scenario.demand.shocks.items()),
        *((("roll_out", name), switch.start, None) for name, switch in scenario.roll_out.items()),
        *((("vacancies", name), vacancy.start, vacancy.until) for name, vacancy in scenario.vacancies.items()),
        *((("training", name), course.start, None) for name, course in scenario.training.items()),
    ]
    spells += [
        (path, group.start or date.min, group.until)
        for path, group in groups_of_posts(scenario)
        if group.start is not None or group.until is not None
    ]
    for path, start, until in spells:
        if start >= ends:
            yield Finding(
                (*path, "start"),
                Code.outside_run,
                f"starts on {start}, and the run ends on {ends}; move it or the clock",
            )
        elif until is not None and start < until <= begins:
            yield Finding(
                (*path, "until"),
                Code.outside_run,
                f"is over on {until}, and the run begins on {begins}; move it or the clock",
            )


def unspent_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every set-up cost that falls outside of the observed years, in which alone costs are counted."""
    clock = scenario.clock
    ends = _years_on(clock, clock.observed_years)
    waves = {name: wave for name, wave in scenario.roll_out.items() if wave.set_up_cost is not None}
    dated: list[tuple[FieldPath, date | None]] = [
        *((("set_up_costs", name, "date"), cost.date) for name, cost in scenario.set_up_costs.items()),
        *((("roll_out", name, "set_up_cost"), wave.start) for name, wave in waves.items()),
        *(((*path, "set_up_cost"), group.start) for path, group in groups_of_posts(scenario) if group.set_up_cost),
    ]
    for path, day in dated:
        if day is None:
            yield Finding(
                path,
                Code.cost_not_counted,
                "is of posts without a `start`; give the date they start, on which it is spent",
            )
        elif not clock.observed_from <= day < ends:
            counted = f"costs are counted from {clock.observed_from} until {ends}"
            yield Finding(path, Code.cost_not_counted, f"is spent on {day}, and {counted}; move it or the clock")


def _in_order(path: FieldPath, start: date, until: date) -> Iterator[Finding]:
    if start >= until:
        yield Finding(
            path, Code.until_before_start, f"until is {until}, and start is {start}; until must be after start"
        )


def _years_on(clock: Clock, years: int) -> date:
    """The observed years' first day, so many years on; 28 February where there is no such day."""
    day = clock.observed_from
    year = min(max(day.year + years, date.min.year), date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
