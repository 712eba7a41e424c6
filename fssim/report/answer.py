"""The answer to a run's question: what the first page says, and the longer list of findings behind it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fssim.measures.catalogue import declaration_of, describe
from fssim.measures.cohorts import Meets, cohorts_of
from fssim.measures.declaration import BETTER, WORSE, judged
from fssim.measures.headline import ASSESSMENTS, CASELOAD, UNALLOCATED
from fssim.measures.indicators.durations import IN_TIME, MEAN_WEEKS, MEDIAN_WEEKS
from fssim.measures.indicators.pressure import PRESSURE
from fssim.measures.indicators.waits import EVER_STARTED, FIRST_START_MEAN, FIRST_START_P90, ROUTES
from fssim.measures.indicators.weekly import CASELOAD as CASELOAD_SERIES
from fssim.measures.indicators.weekly import UNALLOCATED as UNALLOCATED_SERIES
from fssim.measures.indicators.weekly import waiting_series
from fssim.measures.ledger.ledger_measures import PLAN_DAYS_PER_FAMILY
from fssim.report.wording.answer_notes import (
    headline_comparisons,
    how_sure,
    is_blocked,
    observed_years,
    overload_of,
    overload_sentences,
)
from fssim.report.wording.clauses import FEWEST_FOR_BOUNDS, clause, compared_clause, is_tellable
from fssim.report.wording.dated_changes import (
    Days,
    cohort_in_full,
    cohort_sentence,
    cohort_spells,
    empty_posts,
    observed_days,
    shocks,
    together,
)
from fssim.report.wording.words import capitalised, interval, number, plain, spoken
from fssim.runs.cohort_outcomes import follow_cohorts
from fssim.runs.compare import Comparison, choose_headline, compare_in_tables
from fssim.runs.results import Results
from fssim.scenario.names import slug
from fssim.scenario.schema.pathway import ActivityCount
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.verdict import CLEAR

DAYS_ON_PLANS = (PLAN_DAYS_PER_FAMILY, MEAN_WEEKS, MEDIAN_WEEKS)
MOST_CLAUSES = 2  # of a sentence on the first page
MOST_COHORTS = 3  # in the findings: the table has them all
MOST_FINDINGS = 4  # about each scenario compared with


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
        overloads = overload_sentences(results)
        return Answer(
            plain(first.scenario.question), (*overloads, _alone(first)), how_sure(results),
            (*overloads, *_findings_alone(first)), _picture(results),
        )  # fmt: skip
    cohorts, comparisons = follow_cohorts(results), headline_comparisons(results)
    overloaded, blocked = overload_of(first), is_blocked(first)
    asked = tellable_measures(results)
    lead, everything = asked[:MOST_CLAUSES], compare_in_tables(results)
    sentences = [
        overloaded,
        *(cohort_sentence(cohort, others[0]) for cohort in cohorts[:1]),
        _of_years(first, others[0], comparisons[0], lead, blocked, named=not cohorts or len(others) > 1),
        _of_largest(first.scenario, everything[0], lead, blocked)
        if len(others) == 1
        else _of_years(first, others[1], comparisons[1], lead, blocked),
    ]
    findings = overload_sentences(results)
    findings += [sentence for cohort in cohorts[:MOST_COHORTS] for sentence in cohort_in_full(cohort, others)]
    for other, rows, whole in zip(others, comparisons, everything, strict=True):
        than = f" than in '{plain(other.scenario.title)}'"
        findings += [
            _of_years(first, other, rows, asked[:MOST_FINDINGS], blocked),
            _of_largest(first.scenario, whole, asked[:MOST_FINDINGS], blocked, than),
        ]
    return Answer(
        plain(first.scenario.question),
        tuple(sentence for sentence in sentences if sentence)[:3],
        how_sure(results),
        tuple(finding for finding in findings if finding),
        _picture(results),
    )


def tellable_measures(results: Sequence[Results]) -> list[str]:
    """The measures that what is asked is about and that there are words for, those that matter most first."""
    return [name for name in choose_headline(results) if is_tellable(name) and not _is_tail(name)]


def _is_tail(name: str) -> bool:
    """Whether a measure is how long nine in ten wait, of a wait whose mean is told."""
    declared = declaration_of(name)
    return declared is not None and declared[0] is FIRST_START_P90


def answer(results: Sequence[Results]) -> list[str]:
    """What the first of the results says of its question, and how it differs from each of the others, in sentences.

    Families whom something dated touches (a vacancy, a shock, a roll-out, training, posts for a time) come first,
    followed while it lasts; then what is asked about, on average over the observed years; then what else differs most.

    Parameters
    ----------
    results : sequence of Results
        The results of one scenario, or of several that share a seed and a clock, the first of which is compared with
        each of the others. For families that are followed, run those others with `touched_by`: see `fssim.run`.

    Returns
    -------
    list of str
        The first says which scenario it is, of which years, over how many replications; the rest are a finding each.
        A difference has its 95% interval in brackets, in the measure's unit, and what it can tell: see
        `fssim.compare`.

    Raises
    ------
    ArgumentError
        If the results were run with different seeds or engines, or have no replication in common.
    OtherClocks
        If they are not observed over the same years.
    """
    scenario = results[0].scenario
    return [f"'{plain(scenario.title)}'. {how_sure(results)}", *answer_of(results).findings]


def _of_years(
    first: Results,
    other: Results,
    rows: Mapping[str, Comparison],
    measures: Sequence[str],
    blocked: bool,
    named: bool = True,
) -> str:
    """What is asked about, on average over all the observed years; of a service that is `blocked`, nothing better.

    `named`: whether to say what it is compared with.
    """
    compared = [name for name in measures if name in rows and rows[name].n]
    if blocked:
        compared = [name for name in compared if _judged(name, rows[name]) != BETTER]
    title = f" in '{plain(other.scenario.title)}'"
    if not compared:
        return (
            ""
            if blocked
            else f"Over {observed_years(first.scenario.clock)}, nothing can be compared with what is{title}."
        )
    clauses = [
        compared_clause(name, rows[name], title if named and not place else "", first=named and not place)
        for place, name in enumerate(compared)
    ]
    return f"Over {observed_years(first.scenario.clock)}, {'; '.join(clauses)}."


def _of_largest(
    scenario: Scenario,
    compared: Mapping[str, tuple[str, Comparison]],
    lead: Sequence[str],
    blocked: bool,
    other: str = "",
) -> str:
    """What else is known to differ most, worse before better, whatever it is: a measure of each thing.

    Nothing is better in a service that is `blocked`: fewer families get so far. Fewer days on plans are no better where
    people are under more pressure and end plans sooner for it, nor are more of them worse where they are under less.
    """
    ranked = sorted(
        (name for name, (_, row) in compared.items() if is_tellable(name) and row.verdict in CLEAR),
        key=lambda name: -_share(compared[name][1]),
    )
    steps = _assessment_steps(scenario)
    topics = {_topic(name, steps) for name in lead}
    worse: list[str] = []
    better: list[str] = []
    neither: list[str] = []
    pressure = _change_of_pressure(scenario, compared)
    for name in ranked:
        row = compared[name][1]
        side = {WORSE: worse, BETTER: better}.get(_judged(name, row))
        if side is not None and pressure * row.difference < 0.0 and _is_of_days_on_plans(name):
            side = neither
        if side is not None and _topic(name, steps) not in topics:
            topics.add(_topic(name, steps))
            side.append(name)
    worse = worse[:MOST_CLAUSES]
    parts: list[str] = []
    better = [] if blocked else better[: max(1, MOST_CLAUSES - len(worse))]
    ways = {
        _judged(name, compared[name][1]) for name in lead if name in compared and compared[name][1].verdict in CLEAR
    }
    for word, names, opposite in (("worse", worse, BETTER), ("better", better, WORSE)):
        if names:
            clauses = "; ".join(compared_clause(name, compared[name][1]) for name in names)
            opening = f"{'But' if ways == {opposite} else 'Also'} {word}{other}" if not parts else "Better"
            parts.append(f"{opening}: {clauses}.")
    if neither:
        ended = "more pressure end plans sooner" if pressure > 0.0 else "less pressure end plans later"
        clauses = compared_clause(neither[0], compared[neither[0]][1])
        parts.append(f"Neither worse nor better{other if not parts else ''}, as teams under {ended}: {clauses}.")
    return " ".join(parts) or ("" if blocked else f"Nothing else is known to be worse or better{other}.")


def _change_of_pressure(scenario: Scenario, compared: Mapping[str, tuple[str, Comparison]]) -> float:
    """1 if all kinds of team whose pressure is known to differ are under more of it, -1 if under less; else 0, as where
    no role ends plans by it."""
    if not any(role.pressure is not None and role.pressure.thresholds for role in scenario.roles.values()):
        return 0.0
    changes = [
        math.copysign(1.0, row.difference)
        for name, (_, row) in compared.items()
        if row.verdict in CLEAR and (declared := declaration_of(name)) is not None and declared[0] is PRESSURE
    ]
    return changes[0] if len(set(changes)) == 1 else 0.0


def _is_of_days_on_plans(name: str) -> bool:
    """Whether a measure is of how many days plans have, or how long they last."""
    declared = declaration_of(name)
    return declared is not None and declared[0] in DAYS_ON_PLANS


def _topic(name: str, assessment_steps: Collection[str]) -> str:
    """What a measure is about: the wait for a need, whichever way it is measured, or what it says itself."""
    declared = declaration_of(name)
    if declared is None:
        return name
    measure, parts = declared
    if measure in (FIRST_START_P90, EVER_STARTED):
        return FIRST_START_MEAN.named(**parts)
    return ASSESSMENTS if measure is IN_TIME and parts["activity"] in assessment_steps else name


def _assessment_steps(scenario: Scenario) -> set[str]:
    """The activities that make an assessment, as measures' names have them: the one that is counted as one, and those
    before it that follow on from another."""
    activities = scenario.pathway.activities
    steps = {name for name, activity in activities.items() if activity.counted_as is ActivityCount.assessment}
    ahead = list(steps)
    while ahead:
        before = activities[ahead.pop()].after
        if before is not None and before not in steps and activities[before].after is not None:
            steps.add(before)
            ahead.append(before)
    return {slug(name) for name in steps}


def _judged(name: str, row: Comparison) -> str:
    return judged(describe(name).more_is, row.difference > 0.0)


def _share(row: Comparison) -> float:
    """How large a difference is beside what it is a difference from."""
    return abs(row.difference / row.baseline) if row.baseline else math.inf


def _alone(results: Results) -> str:
    clauses = list(_clauses_alone(results))[:MOST_CLAUSES]
    title = f"In '{plain(results.scenario.title)}', over {observed_years(results.scenario.clock)}"
    return f"{title}, {'; '.join(clauses)}." if clauses else f"{title}, nothing happened that is measured."


def _findings_alone(results: Results) -> Iterator[str]:
    yield from (f"{capitalised(words)}." for words in _clauses_alone(results))


def _clauses_alone(results: Results) -> Iterator[str]:
    """What each measure that matters says, with its interval."""
    for name in choose_headline([results]):
        known = results.interval(name)
        if is_tellable(name) and not math.isnan(known.mean):
            bounds = f" ({interval(known.low, known.high, number)})" if known.n >= FEWEST_FOR_BOUNDS else ""
            yield f"{clause(name, known.mean)}{bounds}"


def _picture(results: Sequence[Results]) -> AnswerPicture | None:
    """Of a specialist's need who waits for it; of what holds families, who is unallocated; else the headline's need."""
    if not all(result.weekly for result in results):
        return None
    first, *others = results
    scenario = first.scenario
    cohorts = cohorts_of(scenario, [other.scenario for other in others])
    spells = tuple(cohort_spells(cohorts[0])) if cohorts else tuple(_shaded(scenario))
    asked = choose_headline(results)[:1]
    about_work = (cohorts and cohorts[0].meets in (Meets.STAGE, Meets.REFERRAL)) or asked == [UNALLOCATED]
    if about_work:
        return AnswerPicture("Unallocated families", "families", (UNALLOCATED_SERIES,), spells)
    if not cohorts and asked == [CASELOAD]:
        return AnswerPicture("Children allocated per full-time worker in post", "children", (CASELOAD_SERIES,), spells)
    need = cohorts[0].need if cohorts else scenario.headline.need
    series = tuple(waiting_series(need, route) for route in ROUTES)
    return AnswerPicture(f"Families waiting for {spoken(need)} help", "families", series, spells)


def _shaded(scenario: Scenario) -> list[Days]:
    return together([*empty_posts(scenario), *shocks(scenario)], observed_days(scenario.clock))
