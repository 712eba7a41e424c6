"""What a scenario changes from a date or for a time, and what became of the families whom that touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fssim.dates import write_date
from fssim.measures.cohorts import Cause, Cohort, Meets
from fssim.model.calendar import add_months
from fssim.report.wording.clauses import compared_clause
from fssim.report.wording.words import in_list, number, plain, spoken
from fssim.runs.cohort_outcomes import STILL_OPEN, FollowedCohort, select_outcomes
from fssim.runs.results import Results
from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.scenario.differences import changes
from fssim.scenario.findings import FieldPath
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Role, Vacancy, VacantPolicy
from fssim.scenario.stages_as_worked import list_holders, list_stages_as_worked
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
            f"{write_date(switch.start)}.",
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
        when = f"from {write_date(start)}" if group.start else ""
        if group.until is not None:
            when = f"{when} until {write_date(group.until - timedelta(days=1))}".strip()
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
    return f"{write_date(start)} to {write_date(until - timedelta(days=1))}"


ALONE = {  # what a sentence names, which may not be all that differs; of other causes the name says it all
    Cause.VACANCY: "the empty posts", Cause.SHOCK: "the change in referrals", Cause.POSTS: "those posts",
}  # fmt: skip
FEWEST_OPEN = 1.0  # percent: with fewer still open, the cohort was followed to the end


def cohort_sentence(followed: FollowedCohort, other: Results) -> str:
    """What became of those whom something dated touches, beside the same families in the first scenario compared
    with."""
    rows = followed.compared[0]
    same = f" for the same families in '{plain(other.scenario.title)}'"
    chosen = [name for name in select_outcomes(followed.cohort) if rows[name].n]
    clauses = [
        compared_clause(name, rows[name], same if not place else "", first=not place)
        for place, name in enumerate(chosen)
    ]
    if not clauses:
        return ""
    return f"{_who(followed)}{'; '.join(clauses).removeprefix('they ')}.{_not_alone(followed, other)}"


def _not_alone(followed: FollowedCohort, other: Results) -> str:
    """That more differs than what a sentence names, so that nobody puts it all down to that."""
    cause = followed.cohort.cause
    if cause not in ALONE or all(
        _is_of(cause, change.path) for change in changes(other.scenario, followed.results[0].scenario)
    ):
        return ""
    return f" That is the effect of all that differs between the two, not of {ALONE[cause]} alone."


def _is_of(cause: Cause, path: FieldPath) -> bool:
    """Whether a change is the vacancy or the shock itself, or what becomes of work while a post is vacant."""
    if cause is Cause.SHOCK:
        return path[:2] == ("demand", "shocks")
    if cause is Cause.POSTS:
        return path[0] in ("teams", "pools") and "posts" in path
    return path[0] == "vacancies" or path[-1] == "when_vacant"


def cohort_in_full(followed: FollowedCohort) -> Iterator[str]:
    """What became of those whom something dated touches, beside each scenario, and who is left out."""
    first, *others = followed.results
    for place, other in enumerate(others):
        yield cohort_sentence(replace(followed, compared=followed.compared[place:]), other)
        if followed.cohort.meets is Meets.NEED and place < len(followed.crossed):
            crossed = followed.crossed[place]
            yield (
                f"Family by family, {number(crossed.only_there)}% start it in '{plain(other.scenario.title)}' and not "
                f"here, and {number(crossed.only_here)}% here and not there."
            )
    still = first.interval(STILL_OPEN).mean
    notes = [f"That is {followed.families:,} families over all replications"]
    if followed.unmatched:
        are = "is" if followed.unmatched == 1 else "are"
        notes.append(
            f"{followed.unmatched:,} more {_not_met(followed)} {_where_not(first, others)}, and {are} left out"
        )
    if still >= FEWEST_OPEN:
        notes.append(f"{number(still)}% of the episodes were still open when the run ended")
    yield f"{'; '.join(notes)}."


def _not_met(followed: FollowedCohort) -> str:
    """What families that are left out never met elsewhere: they may live there all the same."""
    cohort = followed.cohort
    if cohort.meets is Meets.TEAM:
        return "never came to one of those teams"
    if cohort.meets is Meets.STAGE:
        return f"never came to {_whom_they_met(followed.results[0].scenario, cohort.subject)}"
    were = "was" if followed.unmatched == 1 else "were"
    return f"{were} never referred{f' for {spoken(cohort.subject)} help' if cohort.meets is Meets.NEED else ''}"


def _where_not(first: Results, others: Sequence[Results]) -> str:
    """Where families that are left out did not meet it; of one scenario, and what it has not that some come by."""
    if len(others) != 1:
        return "in one or more of the scenarios compared"
    (other,) = others
    lacking = list_streams_lacking(first.scenario, other.scenario)
    which = f", which has no {in_list(lacking)}" if lacking else ""
    return f"in '{plain(other.scenario.title)}'{which}"


def list_streams_lacking(scenario: Scenario, other: Scenario) -> list[str]:
    """Whom a scenario has without a referral and another does not."""
    return [spoken(name) for name in scenario.demand.streams if name not in other.demand.streams]


def _who(followed: FollowedCohort) -> str:
    """Whom a sentence is about: `Of families first referred for ... while ..., `."""
    cohort, scenario = followed.cohort, followed.results[0].scenario
    days = cohort_spells(cohort)
    dates, since = spells_in_words(days), write_date(days[0][0])
    if cohort.cause is Cause.SHOCK:
        return f"Families first referred while referrals were {_how_many(scenario)} ({dates}) "
    if cohort.cause is Cause.ROLL_OUT:
        return f"Families who first came to a team once it had changed over (from {since}) "
    if cohort.cause is Cause.TRAINING:
        return f"Families who first came to a team once its training had begun (from {since}) "
    if cohort.cause is Cause.POSTS:
        return _who_met_posts(cohort, scenario, dates)
    if cohort.meets is Meets.NEED:
        empty = _empty(scenario, scenario.needs[cohort.subject].role)
        return f"Of families first referred for {spoken(cohort.subject)} help while {empty} ({dates}), "
    empty = _empty(scenario, cohort.subject)
    return f"Families who first came to {_whom_they_met(scenario, cohort.subject)} while {empty} ({dates}) "


def _whom_they_met(scenario: Scenario, role: str) -> str:
    """A role that families come to; of one that shares its families with others, where any of them may be theirs."""
    shared = [
        other
        for stage in list_stages_as_worked(scenario).values()
        if role in list_holders(stage)
        for other in list_holders(stage)
    ]
    roles = dict.fromkeys([role, *sorted(shared)])
    if len(roles) == 1:
        return f"a {spoken(role)}"
    return f"a stage in which a {' or '.join(map(spoken, roles))} is allocated"


def _who_met_posts(cohort: Cohort, scenario: Scenario, dates: str) -> str:
    """Families who met posts, or agency workers, that are there from a date or until one."""
    role = scenario.needs[cohort.subject].role if cohort.meets is Meets.NEED else cohort.subject
    groups = [
        group
        for path, group in groups_of_posts(scenario)
        if path[3] == role and (group.start is not None or group.until is not None)
    ]
    what = f"{spoken(role)} posts with dates of their own were there"
    if len(groups) == 1 and groups[0].posts is None:
        count = groups[0].count
        what = f"{count} agency {spoken(role)}{'s were' if count > 1 else ' was'} there"
    if cohort.meets is Meets.NEED:
        return f"Of families first referred for {spoken(cohort.subject)} help while {what} ({dates}), "
    return f"Families who first came to {_whom_they_met(scenario, role)} while {what} ({dates}) "


def _how_many(scenario: Scenario) -> str:
    """By how much a shock multiplies referrals, where one says it all."""
    factors = {shock.factor.value for shock in scenario.demand.shocks.values()}
    (factor,) = factors if len(factors) == 1 else (1.0,)
    if factor == 1.0:
        return "out of the ordinary"
    return f"{number(100.0 * abs(factor - 1.0))}% {'above' if factor > 1.0 else 'below'} the ordinary"


def _empty(scenario: Scenario, role: str) -> str:
    """Which posts were empty: how many of how many, where one vacancy says it all."""
    vacancies = [vacancy for vacancy in scenario.vacancies.values() if vacancy.role == role]
    taken = posts_taken(scenario, vacancies[0]) if len(vacancies) == 1 else None
    if taken is None or not taken.of:
        where = " in their team" if any(vacancy.team for vacancy in vacancies) else ""
        return f"{spoken(role)} posts{where} were empty"
    if taken.share == 1.0:
        return f"{'the only' if taken.of == 1 else 'every'} {spoken(role)} post was empty"
    return f"{taken.of_kind(spoken(role))} {'was' if taken.posts <= 1.0 else 'were'} empty"


def cohort_spells(cohort: Cohort) -> list[Days]:
    days = [(lasting.start, lasting.until) for lasting in cohort.lasting]
    return together(days, (min(start for start, _ in days), max(until for _, until in days)))
