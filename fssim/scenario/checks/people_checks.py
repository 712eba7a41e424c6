"""Teams, pools, vacancies, roll-out and training: posts that are there, numbers that are in range, dates in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fssim.scenario.findings import FieldPath, Finding
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Establishment, Pool, Team, establishments_of
from fssim.scenario.vacant_posts import unit_counts


def order_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every spell that is over before it starts."""
    for name, shock in scenario.demand.shocks.items():
        yield from _in_order(("demand", "shocks", name), shock.start, shock.until)
    for name, vacancy in scenario.vacancies.items():
        yield from _in_order(("vacancies", name), vacancy.start, vacancy.until)
    for path, establishment in groups_of_posts(scenario):
        if establishment.start is not None and establishment.until is not None:
            yield from _in_order(path, establishment.start, establishment.until)


def people_findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything that does not fit together about who is where."""
    for name, pool in scenario.pools.items():
        if not pool.serves:
            yield ("pools", name, "serves"), "serves no team; list the kinds of team it serves"
        for role in pool.posts:
            if role in scenario.roles and not scenario.roles[role].can_be_pooled:
                message = f"'{role}' cannot be pooled; put the posts in a team, or set its `can_be_pooled` to true"
                yield ("pools", name, "posts", role), message
    yield from _posts(scenario)
    yield from _vacancies(scenario)
    for name, switch in scenario.roll_out.items():
        if not switch.numbers:
            yield ("roll_out", name, "numbers"), "names no team; list the numbers of the teams that switch"
        yield from _numbers(("roll_out", name, "numbers"), switch.numbers, unit_counts(scenario).get(switch.team))
    for name, course in scenario.training.items():
        if not course.roles:
            yield ("training", name, "roles"), "names no role; list the roles that are trained"


def groups_of_posts(scenario: Scenario) -> Iterator[tuple[FieldPath, Establishment]]:
    """Every group of posts, with its path."""
    for kind, places in (("teams", scenario.teams), ("pools", scenario.pools)):
        for name, place in places.items():
            for role, staff in place.posts.items():
                path = (kind, name, "posts", role)
                for index, establishment in enumerate(establishments_of(staff)):
                    yield ((*path, index) if isinstance(staff, tuple) else path), establishment


def _posts(scenario: Scenario) -> Iterator[Finding]:
    counts = unit_counts(scenario)
    for kind, places in (("teams", scenario.teams), ("pools", scenario.pools)):
        for name, place in places.items():
            for role, staff in place.posts.items():
                if staff == ():
                    yield (kind, name, "posts", role), "lists no group of posts; give one, or leave the role out"
    for path, establishment in groups_of_posts(scenario):
        yield from _numbers((*path, "numbers"), establishment.numbers, counts[str(path[1])])


def _vacancies(scenario: Scenario) -> Iterator[Finding]:
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    for name, vacancy in scenario.vacancies.items():
        path = ("vacancies", name)
        if vacancy.role not in scenario.roles:
            continue
        if vacancy.team is None:
            if not any(vacancy.role in place.posts for place in places.values()):
                message = f"no team or pool has posts of '{vacancy.role}'; leave the vacancy out, or give a team posts"
                yield (*path, "role"), message
            if vacancy.numbers:
                yield (*path, "numbers"), "numbers teams of no kind; name the kind of team in `team`"
        elif vacancy.team in places:
            if vacancy.role not in places[vacancy.team].posts:
                message = f"'{vacancy.team}' has no posts of '{vacancy.role}'; name where those posts are"
                yield (*path, "team"), message
            yield from _numbers((*path, "numbers"), vacancy.numbers, unit_counts(scenario)[vacancy.team])


def _numbers(path: FieldPath, numbers: tuple[int, ...], count: int | None) -> Iterator[Finding]:
    seen: set[int] = set()
    for index, number in enumerate(numbers):
        if count is not None and not 1 <= number <= count:
            yield (*path, index), f"there is no number {number}; they are numbered 1 to {count}"
        if number in seen:
            yield (*path, index), f"number {number} is listed twice; list it once"
        seen.add(number)


def _in_order(path: FieldPath, start: date, until: date) -> Iterator[Finding]:
    if start >= until:
        yield path, f"until is {until}, and start is {start}; until must be after start"
