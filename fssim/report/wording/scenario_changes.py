"""What a scenario changes part of the way through: posts kept empty, referrals multiplied, teams that change over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fssim.model.calendar import add_months
from fssim.report.wording.words import number, plain, spoken
from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Role, Vacancy, VacantPolicy
from fssim.scenario.vacant_posts import posts_taken, unit_counts

Days = tuple[date, date]  # from the one until the day before the other


def observed_days(clock: Clock) -> Days:
    """The observed years."""
    return clock.observed_from, add_months(clock.observed_from, 12 * clock.observed_years)


def empty_posts(scenario: Scenario) -> list[Days]:
    """When posts are kept empty in the observed years: those of the headline need's role, or any if none of them is."""
    role = scenario.needs[scenario.headline.need].role
    vacancies = list(scenario.vacancies.values())
    chosen = [vacancy for vacancy in vacancies if vacancy.role == role] or vacancies
    return together(((vacancy.start, vacancy.until) for vacancy in chosen), observed_days(scenario.clock))


def shocks(scenario: Scenario) -> list[Days]:
    """When referrals are multiplied, in the observed years."""
    spells = ((shock.start, shock.until) for shock in scenario.demand.shocks.values())
    return together(spells, observed_days(scenario.clock))


def switches(scenario: Scenario) -> list[date]:
    """When teams change over to another working model, in the observed years."""
    first, until = observed_days(scenario.clock)
    return sorted({switch.start for switch in scenario.roll_out.values() if first <= switch.start < until})


def together(spells: Iterable[Days], within: Days) -> list[Days]:
    """Spells that touch or overlap as one, in order, and only what falls within some days."""
    merged: list[Days] = []
    for start, until in sorted((max(start, within[0]), min(until, within[1])) for start, until in spells):
        if until <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(until, merged[-1][1])
        else:
            merged.append((start, until))
    return merged


@dataclass(frozen=True, slots=True)
class DatedChange:
    """What a scenario changes from a date, until the day before another if it ends, in one sentence."""

    start: date
    until: date | None
    sentence: str


def dated_changes(scenario: Scenario) -> list[DatedChange]:
    """All of it: vacancies, referrals multiplied, teams that change over, posts that are there for a time."""
    changes = [
        DatedChange(
            vacancy.start,
            vacancy.until,
            f"{_vacancy(scenario, vacancy)} {_meanwhile(scenario.roles[vacancy.role])}".strip(),
        )
        for vacancy in scenario.vacancies.values()
    ]
    changes += [
        DatedChange(
            shock.start,
            shock.until,
            f"Referrals are multiplied by {number(shock.factor.value)} ({_dates(shock.start, shock.until)}).",
        )
        for shock in scenario.demand.shocks.values()
    ]
    changes += [
        DatedChange(
            switch.start,
            None,
            f"The working model of {_teams(switch.team, switch.numbers)} becomes {spoken(switch.working_model)} on "
            f"{day(switch.start)}.",
        )
        for switch in scenario.roll_out.values()
    ]
    return [*changes, *_posts_for_a_time(scenario)]


def _posts_for_a_time(scenario: Scenario) -> Iterator[DatedChange]:
    """Posts, and agency workers, that are there from a date or until one."""
    for path, group in groups_of_posts(scenario):
        if group.start is None and group.until is None:
            continue
        start = group.start or scenario.clock.observed_from
        where = _places_in_words(str(path[1]), group.numbers, unit_counts(scenario)[str(path[1])])
        kind, count = spoken(str(path[3])), group.count
        ending = "" if count == 1 else "s"
        who = f"agency {kind}{ending}" if group.posts is None else f"{kind} post{ending}"
        share = group.full_time_share.value
        hours = "" if share == 1.0 else f" at {100.0 * share:.3g}% of full time"
        when = f"from {day(start)}" if group.start else ""
        if group.until is not None:
            when = f"{when} until {day(group.until - timedelta(days=1))}".strip()
        yield DatedChange(
            start,
            group.until,
            f"{count} {who}{hours} in {where} {'is' if count == 1 else 'are'} there {when}.",
        )


def _places_in_words(place: str, numbers: tuple[int, ...], count: int) -> str:
    if numbers:
        return f"each of {_teams(place, numbers)}" if len(numbers) > 1 else f"{spoken(place)} team {numbers[0]}"
    return spoken(place) if count == 1 else f"each {spoken(place)} team"


def change_sentences(scenario: Scenario) -> list[str]:
    """All of it in words, one sentence each."""
    return [change.sentence for change in dated_changes(scenario)]


def day(when: date) -> str:
    """A date as people write it."""
    return f"{when.day} {when:%B %Y}"


def spells_in_words(spells: Iterable[Days]) -> str:
    """Spells in words, up to and including their last days."""
    return "; ".join(_dates(*spell) for spell in spells)


def _vacancy(scenario: Scenario, vacancy: Vacancy) -> str:
    taken = posts_taken(scenario, vacancy)
    where = f" in {_teams(vacancy.team, vacancy.numbers)}" if vacancy.team else ""
    which = f"{taken.of_kind(spoken(vacancy.role))}{where} {'is' if taken.posts <= 1.0 else 'are'} kept empty"
    part = f": {taken.describe_part()}" if taken.part else ""
    return f"{which} ({_dates(vacancy.start, vacancy.until)}){part}."


def _meanwhile(role: Role) -> str:
    """What becomes of families whose need would go to posts that are all empty; nothing, if the role meets no need."""
    if not role.specialist:
        return ""
    becomes = {
        VacantPolicy.wait: "families wait for it to be filled",
        VacantPolicy.refer_externally: "families are referred to the external service, and wait there",
        VacantPolicy.substitute: f"{spoken(role.substitute or '')}s stand in",
    }
    return f"Where no such post is filled, {becomes[role.when_vacant]}."


def _teams(team: str, numbers: tuple[int, ...]) -> str:
    which = f" teams {', '.join(str(team_number) for team_number in numbers)}" if numbers else ""
    return f"{plain(team).replace('_', ' ')}{which}"


def _dates(start: date, until: date) -> str:
    return f"{day(start)} to {day(until - timedelta(days=1))}"
