"""What became of the families whom something dated touches, beside the same families in what is compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fssim.measures.cohorts import Cause, Cohort, Meets
from fssim.report.wording.clauses import compared_clause
from fssim.report.wording.scenario_changes import Days, day, spells_in_words, together
from fssim.report.wording.words import number, plain, spoken
from fssim.runs.cohort_outcomes import STILL_OPEN, FollowedCohort, select_outcomes
from fssim.runs.results import Results
from fssim.scenario.checks.people_checks import groups_of_posts
from fssim.scenario.differences import changes
from fssim.scenario.findings import FieldPath
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.vacant_posts import posts_taken

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


def cohort_in_full(followed: FollowedCohort, others: Sequence[Results]) -> Iterator[str]:
    for place, other in enumerate(others):
        yield cohort_sentence(replace(followed, compared=followed.compared[place:]), other)
        if followed.cohort.meets is Meets.NEED and place < len(followed.crossed):
            crossed = followed.crossed[place]
            yield (
                f"Family by family, {number(crossed.only_there)}% start it in '{plain(other.scenario.title)}' and not "
                f"here, and {number(crossed.only_here)}% here and not there."
            )
    still = followed.results[0].interval(STILL_OPEN).mean
    notes = [f"That is {followed.families:,} families over all replications"]
    if followed.unmatched:
        notes.append(f"{followed.unmatched:,} more have no counterpart in what is compared, and are left out")
    if still >= FEWEST_OPEN:
        notes.append(f"{number(still)}% of the episodes were still open when the run ended")
    yield f"{'; '.join(notes)}."


def _who(followed: FollowedCohort) -> str:
    """Whom a sentence is about: `Of families first referred for ... while ..., `."""
    cohort, scenario = followed.cohort, followed.results[0].scenario
    days = spells_of(cohort)
    dates, since = spells_in_words(days), day(days[0][0])
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
    return f"Families who first came to a {spoken(cohort.subject)} while {empty} ({dates}) "


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
    return f"Families who first came to a {spoken(role)} while {what} ({dates}) "


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


def spells_of(cohort: Cohort) -> list[Days]:
    days = [(lasting.start, lasting.until) for lasting in cohort.lasting]
    return together(days, (min(start for start, _ in days), max(until for _, until in days)))
