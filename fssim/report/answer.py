"""The answer to a run's question: what the first page says, and the longer list of findings behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fssim.experiment.results import Results
from fssim.measures.waits import ROUTES
from fssim.measures.weekly import waiting_series
from fssim.report import sentence
from fssim.report.document.happenings import Days, empty_posts, observed_days, shocks, together
from fssim.report.document.two_sentences import two_sentences
from fssim.report.words import plain, spoken


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

    `sentences` are three at most, each a claim with its interval, for the first page. `findings` are the longer list,
    for the terminal and the pages behind. `picture` is None where the run has no weekly numbers.
    """

    question: str
    sentences: tuple[str, ...]
    findings: tuple[str, ...]
    picture: AnswerPicture | None


def answer_of(results: Sequence[Results]) -> Answer:
    """What the first of the results says of its question, beside the others."""
    scenario = results[0].scenario
    return Answer(
        plain(scenario.question), tuple(two_sentences(results)), tuple(sentence.answer(results)), _picture(results)
    )


def _picture(results: Sequence[Results]) -> AnswerPicture | None:
    if not all(each.weekly for each in results):
        return None
    scenario = results[0].scenario
    need = scenario.headline.need
    spells = together([*empty_posts(scenario), *shocks(scenario)], observed_days(scenario.clock))
    return AnswerPicture(
        f"Families waiting for {spoken(need)} help",
        "families",
        tuple(waiting_series(need, route) for route in ROUTES),
        tuple(spells),
    )
