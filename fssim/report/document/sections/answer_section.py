"""The answer, the picture that makes it, what it rests on and what it costs, for somebody with two minutes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fssim.measures.catalogue import Description, describe
from fssim.measures.cohorts.cohorts import Cohort
from fssim.report.answer import answer_of
from fssim.report.document.cells import MEASURE, titles, verdict
from fssim.report.document.page_one import answer_picture, rests_on, would_cost
from fssim.report.document.report_parts import Cell, Column, Kind, Section, Table
from fssim.report.document.while_empty import compared_in_weeks, in_weeks, weeks_described
from fssim.report.headline_comparisons import headline_comparisons
from fssim.report.wording.answer_sentences import how_sure, starts_empty
from fssim.report.wording.scenario_changes import empty_posts, spells_said
from fssim.report.wording.words import plain, spoken
from fssim.runs.cohort_outcomes import followed_cohorts, outcomes_of
from fssim.runs.compare import Comparison
from fssim.runs.folder.read_run import StoredRun
from fssim.runs.judged_together import headline_names
from fssim.runs.results import Results

MOST_MEASURES = 4  # over all the observed years


def answer(run: StoredRun) -> Section:
    """The first page."""
    results = run.results
    found = answer_of(results)
    sure = how_sure(results)
    notes = [note for note in (sure if sure not in found.sentences else "", starts_empty(results)) if note]
    return Section(
        "answer",
        "The answer",
        found.sentences,
        pictures=[answer_picture(results, found.picture)] if found.picture else [],
        tables=[_table(results, " ".join(notes))],
        asides=[rests_on(results, found.basis), would_cost(results)],
    )


def _table(results: Sequence[Results], note: str) -> Table:
    rows: list[list[Cell]] = []
    for each in followed_cohorts(results):
        told = {name: _of_cohort(each.cohort, describe(name)) for name in outcomes_of(each.cohort)}
        rows += _rows(each.results, each.compared, told)
    names = headline_names(results)[:MOST_MEASURES]
    rows += _rows(results, headline_comparisons(results), {name: describe(name) for name in names})
    empty = empty_posts(results[0].scenario)
    while_empty = in_weeks(results, empty)
    if while_empty:
        found = compared_in_weeks(while_empty)
        lead, about = next(iter(weeks_described(results).items()))
        label = about.label.replace("on an average week", "while posts are empty")
        rows += _rows(while_empty, found, {lead: Description(label, about.unit, about.more_is)})
        note = f"{note} Posts are empty from {spells_said(empty)}: see the numbers over time.".strip()
    several = len(results[0].rows) > 1
    columns = [MEASURE, Column("This scenario" if len(results) > 1 else "Mean")]
    for title in titles(results)[1:]:
        against = f"Against {title}"
        columns += [Column("Mean", group=against), Column("Difference", Kind.DIFFERENCE, against)]
        if several:
            columns += [Column("95% interval", Kind.DIFFERENCE_RANGE, against), Column("Verdict", Kind.WORD, against)]
    if len(results) == 1 and several:
        columns.append(Column("95% interval", Kind.RANGE))
    return Table("Answer", "The numbers behind the answer", columns, rows, note, folded=True)


def _of_cohort(cohort: Cohort, about: Description) -> Description:
    """What a measure is called of one cohort, which its table may not have alone."""
    return replace(about, label=about.label.replace("Of those followed", f"Followed ({spoken(cohort.about)})"))


def _rows(
    results: Sequence[Results], found: Sequence[Mapping[str, Comparison]], described: Mapping[str, Description]
) -> list[list[Cell]]:
    first, several = results[0], len(results[0].rows) > 1
    rows: list[list[Cell]] = []
    for name, about in described.items():
        own = first.interval(name)
        if math.isnan(own.mean):
            continue
        cells: list[Cell] = [f"{plain(about.label)}, {about.unit}", own.mean]
        for comparisons in found:
            row = comparisons[name]
            cells += [row.baseline, row.difference]
            if several:
                cells += [(row.low, row.high), verdict(row, about.more_is)]
        if not found and several:
            cells.append((own.low, own.high))
        rows.append(cells)
    return rows
