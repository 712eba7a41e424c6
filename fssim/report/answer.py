"""The answer to a run's question: what the first page says, and the longer list of findings behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fssim.errors import ArgumentError
from fssim.measures.catalogue import declaration_of
from fssim.measures.cohorts import Meets, cohorts_of
from fssim.measures.declaration import BETTER
from fssim.measures.headline import CASELOAD, UNALLOCATED
from fssim.measures.indicators.waits import FIRST_START_P90, ROUTES
from fssim.measures.indicators.weekly import CASELOAD as CASELOAD_SERIES
from fssim.measures.indicators.weekly import UNALLOCATED as UNALLOCATED_SERIES
from fssim.measures.indicators.weekly import waiting_series
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
from fssim.report.wording.other_differences import MOST_CLAUSES, judge_way, tell_other_differences
from fssim.report.wording.words import capitalised, interval, number, plain, spoken
from fssim.runs.cohort_outcomes import follow_cohorts
from fssim.runs.compare import Comparison, choose_headline, compare_in_tables
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario

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
    most = MOST_FINDINGS if first.scenario.headline.measures else MOST_CLAUSES  # what a question names is answered
    lead, everything = asked[:most], compare_in_tables(results)
    sentences = [
        overloaded,
        *(cohort_sentence(cohort, cohort.results[1]) for cohort in cohorts[:1]),
        _of_years(first, others[0], comparisons[0], lead, blocked, named=not cohorts or len(others) > 1),
        tell_other_differences(first.scenario, everything[0], lead, blocked)
        if len(others) == 1
        else _of_years(first, others[1], comparisons[1], lead, blocked),
    ]
    findings = overload_sentences(results)
    followed_cohorts = list(dict.fromkeys(followed.cohort for followed in cohorts))[:MOST_COHORTS]
    findings += [sentence for one in cohorts if one.cohort in followed_cohorts for sentence in cohort_in_full(one)]
    for other, rows, whole in zip(others, comparisons, everything, strict=True):
        title = plain(other.scenario.title)
        findings += [
            _of_years(first, other, rows, asked[:MOST_FINDINGS], blocked),
            tell_other_differences(first.scenario, whole, asked[:MOST_FINDINGS], blocked, title),
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
        `fssim.compare`. Of two replications the interval is left out where they cannot tell.

    Raises
    ------
    ArgumentError
        If there are no results, or they were run with different seeds, engines or ensembles, or have no replication in
        common.
    OtherClocks
        If they are not observed over the same years.
    """
    if not results:
        raise ArgumentError("there are no results; give those of one scenario, or of several")
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
        compared = [name for name in compared if judge_way(name, rows[name]) != BETTER]
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
