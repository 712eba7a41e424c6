"""Parts of a file that would do nothing: outside the simulated time, or covering nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.scenario.findings import FieldPath, Finding
from fssim.scenario.schema.demand import EARLIEST, LATEST, Clock
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Pool, Team, Vacancy
from fssim.scenario.vacant_posts import posts_taken


def calendar_findings(scenario: Scenario) -> Iterator[Finding]:
    """A run whose bank holidays are not known."""
    clock = scenario.clock
    begins, ends = _years_on(clock, -clock.warm_up_years), _years_on(clock, clock.observed_years)
    if begins < EARLIEST or ends > LATEST:
        years = "1 year" if clock.warm_up_years == 1 else f"{clock.warm_up_years} years"
        warm_up = f" with {years} of warm-up" if clock.warm_up_years else ""
        yield (
            ("clock", "observed_from"),
            f"is {clock.observed_from}, so that the run{warm_up} begins on {begins} and ends on {ends}; all of it must "
            f"lie between {EARLIEST} and {LATEST}, as England's bank holidays are known for those years",
        )


def outside_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every vacancy, shock, switch and course that is over before the run begins, or starts after it has ended."""
    clock = scenario.clock
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
            yield (*path, "start"), f"starts on {start}, and the run ends on {ends}; move it or the clock"
        elif until is not None and start < until <= begins:
            yield (*path, "until"), f"is over on {until}, and the run begins on {begins}; move it or the clock"


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
            yield path, "is of posts without a `start`; give the date they start, on which it is spent"
        elif not clock.observed_from <= day < ends:
            counted = f"costs are counted from {clock.observed_from} until {ends}"
            yield path, f"is spent on {day}, and {counted}; move it or the clock"


def nobody_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every vacancy that takes no post, as its share of them is nobody or there are none; or more than there are."""
    for name, vacancy in scenario.vacancies.items():
        taken = posts_taken(scenario, vacancy)
        if vacancy.posts is not None and taken.of and vacancy.posts.value > taken.of:
            there = "there is 1" if taken.of == 1 else f"there are {taken.of:,}"
            yield (
                ("vacancies", name, "posts"),
                f"takes {vacancy.posts.value:,g} posts, and {there}; take that many or fewer",
            )
        if _has_posts(scenario, vacancy) and not taken.posts:
            amount = vacancy.amount.value
            more = "give a larger share" if vacancy.posts is None else "give 1 post or more"
            right = more if taken.of else "name posts that are there"
            of = f"{taken.of} {'post' if taken.of == 1 else 'posts'}"
            yield ("vacancies", name, vacancy.given_as), f"{amount:g} of {of} is nobody; {right}"


def _has_posts(scenario: Scenario, vacancy: Vacancy) -> bool:
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    return any(vacancy.role in place.posts for name, place in places.items() if vacancy.team in (None, name))


def _years_on(clock: Clock, years: int) -> date:
    """The observed years' first day, so many years on; 28 February where there is no such day."""
    day = clock.observed_from
    year = min(max(day.year + years, date.min.year), date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
