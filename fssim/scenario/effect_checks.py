"""Parts of a file that would do nothing: outside the simulated time, or covering nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import floor

from fssim.scenario.families import Clock
from fssim.scenario.people import Pool, Team, Vacancy
from fssim.scenario.people_checks import unit_counts
from fssim.scenario.problems import FieldPath, Finding
from fssim.scenario.scenario import Scenario

NEARLY = 1e-9


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
    for path, start, until in spells:
        if start >= ends:
            yield (*path, "start"), f"starts on {start}, and the run ends on {ends}; move it or the clock"
        elif until is not None and start < until <= begins:
            yield (*path, "until"), f"is over on {until}, and the run begins on {begins}; move it or the clock"


def nobody_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every vacancy whose share of its posts is less than one post."""
    for name, vacancy in scenario.vacancies.items():
        posts, share = _covered(scenario, vacancy), vacancy.share.value
        if posts is not None and floor(posts * share + NEARLY) < 1:
            right = "give a larger share" if posts else "name posts that are there"
            yield (
                ("vacancies", name, "share"),
                f"{share:g} of {posts} {'post' if posts == 1 else 'posts'} is nobody; {right}",
            )


def _covered(scenario: Scenario, vacancy: Vacancy) -> int | None:
    """How many posts a vacancy takes its share of, or None if it names none."""
    counts = unit_counts(scenario)
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    posts = [
        int(place.posts[vacancy.role].posts.value)
        * (sum(1 <= number <= counts[name] for number in set(vacancy.numbers)) if vacancy.numbers else counts[name])
        for name, place in places.items()
        if vacancy.role in place.posts and vacancy.team in (None, name)
    ]
    return sum(posts) if posts else None


def _years_on(clock: Clock, years: int) -> date:
    """The observed years' first day, so many years on; 28 February where there is no such day."""
    day = clock.observed_from
    year = min(max(day.year + years, date.min.year), date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
