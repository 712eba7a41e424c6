"""Teams, pools, vacancies, roll-out and training: posts that are there, numbers that are in range, dates in order and
within the time of the run, and nothing that would do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fssim.scenario.findings import ANY, Code, FieldPath, Finding
from fssim.scenario.schema.demand import EARLIEST, LATEST, Clock
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Establishment, Pool, Team, Vacancy, establishments_of
from fssim.scenario.vacant_posts import posts_taken, unit_counts


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
            yield Finding(
                ("pools", name, "serves"), Code.names_nothing, "serves no team; list the kinds of team it serves"
            )
        for role in pool.posts:
            if role in scenario.roles and not scenario.roles[role].can_be_pooled:
                message = f"'{role}' cannot be pooled; put the posts in a team, or set its `can_be_pooled` to true"
                yield Finding(
                    ("pools", name, "posts", role), Code.cannot_be_pooled, message, (("roles", role, "can_be_pooled"),)
                )
    yield from _posts(scenario)
    yield from _vacancies(scenario)
    for name, switch in scenario.roll_out.items():
        if not switch.numbers:
            yield Finding(
                ("roll_out", name, "numbers"),
                Code.names_nothing,
                "names no team; list the numbers of the teams that switch",
            )
        yield from _numbers(("roll_out", name, "numbers"), switch.numbers, unit_counts(scenario).get(switch.team))
    for name, course in scenario.training.items():
        if not course.roles:
            yield Finding(
                ("training", name, "roles"), Code.names_nothing, "names no role; list the roles that are trained"
            )


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
                    yield Finding(
                        (kind, name, "posts", role),
                        Code.names_nothing,
                        "lists no group of posts; give one, or leave the role out",
                    )
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
                yield Finding((*path, "role"), Code.no_posts, message, _posts_of(vacancy.role, ANY))
            if vacancy.numbers:
                yield Finding(
                    (*path, "numbers"), Code.no_team_named, "numbers teams of no kind; name the kind of team in `team`"
                )
        elif vacancy.team in places:
            if vacancy.role not in places[vacancy.team].posts:
                message = f"'{vacancy.team}' has no posts of '{vacancy.role}'; name where those posts are"
                yield Finding((*path, "team"), Code.no_posts, message, _posts_of(vacancy.role, vacancy.team))
            yield from _numbers((*path, "numbers"), vacancy.numbers, unit_counts(scenario)[vacancy.team])


def _posts_of(role: str, place: str) -> tuple[FieldPath, FieldPath]:
    """Where the posts of a role would be given in a kind of team or a pool."""
    return ("teams", place, "posts", role), ("pools", place, "posts", role)


def _numbers(path: FieldPath, numbers: tuple[int, ...], count: int | None) -> Iterator[Finding]:
    seen: set[int] = set()
    for index, number in enumerate(numbers):
        if count is not None and not 1 <= number <= count:
            there = "there is only number 1" if count == 1 else f"they are numbered 1 to {count}"
            yield Finding((*path, index), Code.number_not_there, f"there is no number {number}; {there}")
        if number in seen:
            yield Finding((*path, index), Code.listed_twice, f"number {number} is listed twice; list it once")
        seen.add(number)


def _in_order(path: FieldPath, start: date, until: date) -> Iterator[Finding]:
    if start >= until:
        yield Finding(
            path, Code.until_before_start, f"until is {until}, and start is {start}; until must be after start"
        )


def calendar_findings(scenario: Scenario) -> Iterator[Finding]:
    """A run whose bank holidays are not known."""
    clock = scenario.clock
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


def nobody_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every vacancy that takes no post, as its share of them is nobody or there are none; or more than there are."""
    for name, vacancy in scenario.vacancies.items():
        taken = posts_taken(scenario, vacancy)
        if vacancy.posts is not None and taken.of and vacancy.posts.value > taken.of:
            there = "there is 1" if taken.of == 1 else f"there are {taken.of:,}"
            yield Finding(
                ("vacancies", name, "posts"),
                Code.more_than_there_are,
                f"takes {vacancy.posts.value:,g} posts, and {there}; take that many or fewer",
            )
        if _has_posts(scenario, vacancy) and not taken.posts:
            amount = vacancy.amount.value
            more = "give a larger share" if vacancy.posts is None else "give 1 post or more"
            right = more if taken.of else "name posts that are there"
            of = f"{taken.of} {'post' if taken.of == 1 else 'posts'}"
            yield Finding(
                ("vacancies", name, vacancy.given_as), Code.takes_nobody, f"{amount:g} of {of} is nobody; {right}"
            )


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
