"""The answer in two sentences, each with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fssim.experiment.compare import Comparison
from fssim.experiment.results import Results
from fssim.experiment.verdict import ALIKE, CANNOT_TELL, SUGGESTED
from fssim.measures.headline import DRIFT, duration_measure, wait_measure
from fssim.report.alike import shared_luck
from fssim.report.compared import headline_comparisons
from fssim.report.sentence import NEAR, observed_years
from fssim.report.words import in_list, interval, number, plain, spoken

Finding = tuple[str, str, str]  # a measure; who does what; unit


def two_sentences(results: Sequence[Results]) -> list[str]:
    """What the first of the results says of waits, drift and plans, beside the two it is compared with first.

    With one to compare with, the second sentence says how sure the first is; with none, both are about itself.
    """
    first, *others = results
    found = list(zip(others, headline_comparisons(results), strict=True))
    sentences = [_against(first, other, rows) for other, rows in found[:2]]
    if len(sentences) == 2:
        return sentences
    return [*(sentences or [_alone(first)]), how_sure(results)]


def how_sure(results: Sequence[Results]) -> str:
    """How many replications, of which years, and what an interval means."""
    count, years = len(results[0].rows), observed_years(results[0].scenario.clock)
    if count == 1:
        return f"This is one replication of {years}, which cannot tell effect from chance: run 20 or more."
    if len(results) == 1:
        return f"These are means over {count} replications of {years}, with 95% intervals in brackets."
    return (
        f"These are mean differences over {count} replications of {years}, each with {shared_luck(results)}, "
        "with 95% intervals in brackets."
    )


def _findings(results: Results) -> tuple[Finding, ...]:
    headline = results.scenario.headline
    need, plans = spoken(headline.need), spoken(headline.statutory_plan)
    return (
        (wait_measure(headline.need), f"parents wait {{}} for {need} help to start", "working days"),
        (DRIFT, "families on plans drift {}", "working days"),
        (duration_measure(headline), f"{plans} plans last {{}}", "weeks"),
    )


def _against(first: Results, other: Results, found: dict[str, Comparison]) -> str:
    told, suggested, untold = [], [], []
    for measure, words, unit in _findings(first):
        row = found.get(measure)
        if row is None or not row.n:
            continue
        if row.verdict == CANNOT_TELL and row.n > 1:
            untold.append(words.format("longer or less") + _bounds(row, unit))
        elif row.verdict in SUGGESTED:
            suggested.append(words.format(_difference(row, unit)) + _bounds(row))
        elif _is_alike(row):
            exact = row.difference == 0.0
            told.append(words.format("as long" if exact else f"as long to {NEAR}") + _bounds(row, unit))
        else:
            told.append(words.format(_difference(row, unit)) + _bounds(row))
    title = f"Compared with '{plain(other.scenario.title)}'"
    untold = [f"these runs cannot tell whether {in_list(untold)}"] if untold else []
    hints = [f"these runs suggest, and no more, that {in_list(suggested)}"] if suggested else []
    said = "; ".join([*([in_list(told)] if told else []), *hints, *untold])
    if not said:
        return f"{title}, nothing can be said, as one of the two has no plans."
    return f"{title}, {said.replace(' (', ' (95% interval ', 1)}."


def _is_alike(row: Comparison) -> bool:
    return row.verdict in ALIKE or row.difference == 0.0


def _difference(row: Comparison, unit: str) -> str:
    longer = row.difference > 0.0
    return f"{number(abs(row.difference))} {unit} {'longer' if longer else 'less'}"


def _bounds(row: Comparison, unit: str = "") -> str:
    """The interval, with its unit unless the sentence has just said it."""
    return "" if math.isnan(row.low) else f" ({interval(row.low, row.high)}{unit and ' '}{unit})"


def _alone(results: Results) -> str:
    clauses = []
    for measure, words, unit in _findings(results):
        own = results.interval(measure)
        if not math.isnan(own.mean):
            bounds = f" ({interval(own.low, own.high, number)})" if own.n > 1 else ""
            clauses.append(words.format(f"{number(own.mean)} {unit}{bounds}"))
    title = f"In '{plain(results.scenario.title)}'"
    return f"{title}, {in_list(clauses)}." if clauses else f"{title}, no family entered a plan."
