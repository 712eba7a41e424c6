"""The answer to a run's question: what the first page says, and the longer list of findings behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fssim.experiment.compare import LESS, MORE, Comparison
from fssim.experiment.followed import (
    ASSESSMENT,
    DRIFT,
    STARTED,
    STILL_OPEN,
    UNALLOCATED,
    VISITS,
    WAIT,
    FollowedCohort,
    followed_cohorts,
)
from fssim.experiment.results import Results
from fssim.measures.catalogue import BETTER, NEITHER, WORSE, describe
from fssim.measures.cohorts import Cause, Cohort, Meets, cohorts_of
from fssim.measures.waits import ROUTES
from fssim.measures.weekly import CASELOAD, waiting_series
from fssim.measures.weekly import UNALLOCATED as UNALLOCATED_SERIES
from fssim.report.clauses import clause, compared_clause, is_tellable
from fssim.report.compared import headline_comparisons, headline_names
from fssim.report.document.happenings import Days, empty_posts, observed_days, shocks, spells_said, together
from fssim.report.words import in_list, interval, number, plain, spoken
from fssim.scenario.families import Clock
from fssim.scenario.scenario import Scenario

MOST_CLAUSES = 3  # of one sentence
MOST_FINDINGS = 4  # about each scenario compared with
FEWEST_OPEN = 1.0  # percent: with fewer still open, the cohort was followed to the end
OF_NEED = (STARTED, WAIT)
OF_WORK = (UNALLOCATED, ASSESSMENT, VISITS)
OF_TEAM = (UNALLOCATED, VISITS, DRIFT)


@dataclass(frozen=True, slots=True)
class AnswerPicture:
    """The one picture that makes the answer: weekly `series`, added up, in each scenario over the observed weeks.

    `title` says what is counted, in words, and `unit` of what. `spells` are the dated things to shade: each from the
    one day until the day before the other.
    """

    title: str
    unit: str
    series: tuple[str, ...]
    spells: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run says of its question.

    `sentences` are three at most, each a claim with its interval, for the first page. `basis` says what they are means
    of and what an interval is. `findings` are the longer list, for the terminal and the pages behind. `picture` is None
    where the run has no weekly numbers.
    """

    question: str
    sentences: tuple[str, ...]
    basis: str
    findings: tuple[str, ...]
    picture: AnswerPicture | None


def answer_of(results: Sequence[Results]) -> Answer:
    """What the first of the results says of its question, beside the others: those whom something dated touches first,
    then the average over all the observed years, then what else differs most."""
    first, *others = results
    if not others:
        return Answer(
            plain(first.scenario.question), (_alone(first),), how_sure(results), tuple(_findings_alone(first)),
            _picture(results),
        )  # fmt: skip
    cohorts, found = followed_cohorts(results), headline_comparisons(results)
    asked = headline_names(results)
    told = asked[:MOST_CLAUSES]
    sentences = [
        *(_of_cohort(each, others[0]) for each in cohorts[:1]),
        _of_years(first, others[0], found[0], told),
        _of_largest(found[0], told) if len(others) == 1 else _of_years(first, others[1], found[1], told),
    ]
    findings = [
        *(sentence for each in cohorts for sentence in _of_cohort_in_full(each, others)),
        *(
            sentence
            for other, rows in zip(others, found, strict=True)
            for sentence in (_of_years(first, other, rows, asked[:MOST_FINDINGS]), _of_largest(rows, told, other))
        ),
    ]
    return Answer(
        plain(first.scenario.question),
        tuple(each for each in sentences if each)[:3],
        how_sure(results),
        tuple(each for each in findings if each),
        _picture(results),
    )


def answer(results: Sequence[Results]) -> list[str]:
    """What the first of the results says of its question, and how it differs from each of the others.

    The first line says which scenario, when and how many replications; the rest are a finding each.
    """
    scenario = results[0].scenario
    opening = f"'{plain(scenario.title)}', {observed_years(scenario.clock)}."
    return [f"{opening} {how_sure(results)}", *answer_of(results).findings]


def observed_years(clock: Clock) -> str:
    """The years that are measured, as people say them."""
    years = "the year" if clock.observed_years == 1 else f"the {clock.observed_years} years"
    return f"{years} from {clock.observed_from.day} {clock.observed_from:%B %Y}"


def how_sure(results: Sequence[Results]) -> str:
    """How many replications, and what an interval means."""
    count = len(results[0].rows)
    if count == 1:
        return "This is one replication, which cannot tell effect from chance: run 20 or more."
    if len(results) == 1:
        return f"These are means over {count} replications, with 95% intervals in brackets."
    return (
        f"These are means over {count} replications, each with the same families and the same luck in every scenario; "
        "in brackets are 95% intervals of the difference."
    )


def _of_cohort(told: FollowedCohort, other: Results) -> str:
    """What became of those whom something dated touches, beside the same families in the first scenario compared
    with."""
    rows = told.compared[0]
    chosen = [name for name in _outcomes(told.cohort) if rows[name].n]
    if not chosen:
        return ""
    same = f" for the same families in '{plain(other.scenario.title)}'"
    clauses = [
        compared_clause(name, rows[name], same if not place else "", first=not place)
        for place, name in enumerate(chosen)
    ]
    return f"{_who(told)}, {in_list(clauses, '; ')}."


def _of_cohort_in_full(told: FollowedCohort, others: Sequence[Results]) -> Iterator[str]:
    for place, other in enumerate(others):
        yield _of_cohort(FollowedCohort(told.cohort, told.results, told.compared[place:], 0, 0), other)
    still = told.results[0].interval(STILL_OPEN).mean
    notes = [f"That is {told.families:,} families over all replications"]
    if told.unmatched:
        notes.append(f"{told.unmatched:,} more have no counterpart in what is compared, and are left out")
    if still >= FEWEST_OPEN:
        notes.append(f"{number(still)}% of the episodes were still open when the run ended")
    yield f"{'; '.join(notes)}."


def _outcomes(cohort: Cohort) -> tuple[str, ...]:
    if cohort.meets is Meets.NEED:
        return OF_NEED
    return OF_TEAM if cohort.meets is Meets.TEAM else OF_WORK


def _who(told: FollowedCohort) -> str:
    """Whom a sentence is about: `Of families first referred for ... while ...`."""
    cohort, scenario = told.cohort, told.results[0].scenario
    dates = spells_said(_days(cohort))
    if cohort.cause is Cause.SHOCK:
        return f"For families first referred while referrals were out of the ordinary ({dates})"
    if cohort.cause is Cause.VACANCY:
        if cohort.meets is Meets.NEED:
            role = spoken(scenario.needs[cohort.subject].role)
            return (
                f"Of families first referred for {spoken(cohort.subject)} help while {role} posts were empty ({dates})"
            )
        return f"For families who first came to a {spoken(cohort.subject)} while posts were empty ({dates})"
    since = f"{_days(cohort)[0][0].day} {_days(cohort)[0][0]:%B %Y}"
    if cohort.cause is Cause.ROLL_OUT:
        return f"For families who first came to a team after it had changed over (from {since})"
    return f"For families who first came to a team after its training had begun (from {since})"


def _days(cohort: Cohort) -> list[Days]:
    days = [(each.start, each.until) for each in cohort.lasting]
    return together(days, (min(start for start, _ in days), max(until for _, until in days)))


def _of_years(first: Results, other: Results, rows: Mapping[str, Comparison], measures: Sequence[str]) -> str:
    """What is asked about, on average over all the observed years."""
    told = [name for name in measures if name in rows and rows[name].n]
    title = f" in '{plain(other.scenario.title)}'"
    if not told:
        return f"Over all of {observed_years(first.scenario.clock)}, nothing can be compared with what is{title}."
    clauses = [
        compared_clause(name, rows[name], title if not place else "", first=not place)
        for place, name in enumerate(told)
    ]
    return f"Over all of {observed_years(first.scenario.clock)}, {in_list(clauses, '; ')}."


def _of_largest(rows: Mapping[str, Comparison], said: Sequence[str], other: Results | None = None) -> str:
    """What else is known to differ most, worse before better, whatever it is."""
    left = [name for name, row in rows.items() if name not in said and row.verdict in (MORE, LESS)]
    judged = {name: _judged(name, rows[name]) for name in left if is_tellable(name)}
    ranked = sorted(judged, key=lambda name: -_share(rows[name]))
    worse = [name for name in ranked if judged[name] == WORSE][: MOST_CLAUSES - 1]
    better = [name for name in ranked if judged[name] == BETTER][: MOST_CLAUSES - len(worse)]
    where = f" against '{plain(other.scenario.title)}'" if other else ""
    parts = []
    for word, names in ((WORSE, worse), (BETTER, better)):
        if names:
            parts.append(f"{word}{where}: {in_list([compared_clause(name, rows[name]) for name in names], '; ')}")
            where = ""
    if not parts:
        return f"Of the other measures in the table{where}, none is known to be worse or better."
    return f"What else differs most is {'. '.join([parts[0], *(f'It is {part}' for part in parts[1:])])}."


def _judged(name: str, row: Comparison) -> str:
    more_is = describe(name).more_is
    if more_is == NEITHER:
        return NEITHER
    return WORSE if (row.difference > 0.0) == (more_is == WORSE) else BETTER


def _share(row: Comparison) -> float:
    """How large a difference is beside what it is a difference from."""
    return abs(row.difference / row.baseline) if row.baseline else math.inf


def _alone(results: Results) -> str:
    names = [name for name in headline_names([results]) if is_tellable(name)]
    clauses = [
        f"{clause(name, found.mean)}{f' ({interval(found.low, found.high, number)})' if found.n > 1 else ''}"
        for name in names
        if not math.isnan((found := results.interval(name)).mean)
    ][:MOST_CLAUSES]
    title = f"In '{plain(results.scenario.title)}', over {observed_years(results.scenario.clock)}"
    return f"{title}, {in_list(clauses, '; ')}." if clauses else f"{title}, nothing happened that is measured."


def _findings_alone(results: Results) -> Iterator[str]:
    for name in headline_names([results]):
        found = results.interval(name)
        if is_tellable(name) and not math.isnan(found.mean):
            said = clause(name, found.mean)
            bounds = f" ({interval(found.low, found.high, number)})" if found.n > 1 else ""
            yield f"{said[:1].upper()}{said[1:]}{bounds}."


def _picture(results: Sequence[Results]) -> AnswerPicture | None:
    """Of a specialist's need who waits for it; of what holds families, who is unallocated; else the headline's need."""
    if not all(each.weekly for each in results):
        return None
    first, *others = results
    scenario = first.scenario
    cohorts = cohorts_of(scenario, [other.scenario for other in others])
    spells = tuple(_days(cohorts[0])) if cohorts else tuple(_shaded(scenario))
    asked = headline_names(results)[:1]
    about_work = (cohorts and cohorts[0].meets in (Meets.STAGE, Meets.REFERRAL)) or asked == [
        "unallocated_days_per_family"
    ]
    if about_work:
        return AnswerPicture("Unallocated families", "families", (UNALLOCATED_SERIES,), spells)
    if not cohorts and asked == ["caseload_children_per_full_time_worker"]:
        return AnswerPicture("Children held per full-time worker in post", "children", (CASELOAD,), spells)
    need = cohorts[0].need if cohorts else scenario.headline.need
    series = tuple(waiting_series(need, route) for route in ROUTES)
    return AnswerPicture(f"Families waiting for {spoken(need)} help", "families", series, spells)


def _shaded(scenario: Scenario) -> list[Days]:
    return together([*empty_posts(scenario), *shocks(scenario)], observed_days(scenario.clock))
