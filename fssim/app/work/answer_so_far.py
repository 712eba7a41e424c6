"""The answer after some of the replications, in the report's words: what a page shows while a run sharpens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fssim.measures.catalogue import describe
from fssim.report.answer import answer_of
from fssim.report.document.report_parts import (
    COMPARED_COLUMNS,
    MEASURE,
    OTHER,
    UNIT,
    Column,
    compared_rows,
    measure_rows,
    scenario_columns,
    titles,
)
from fssim.report.document.save_report import style_class, write_cell
from fssim.report.wording.answer_notes import headline_comparisons
from fssim.runs.compare import choose_headline
from fssim.runs.results import Results
from fssim.whole_numbers import write_count

MOST_ROWS = 6  # measures that are shown while it runs


def describe_so_far(results: Sequence[Results], count: int) -> dict[str, Any]:
    """The answer after some of `count` replications, in the report's words: its heading, sentences, and the measures
    that matter as a table."""
    answer, done = answer_of(results), len(results[0].rows)
    return {
        "heading": f"The answer{' so far' if done < count else ''}, after {write_count(done, 'replication')}",
        "caption": "The measures so far",
        "sentences": list(answer.sentences),
        "basis": answer.basis,
        **compared_table(results),
    }


def compared_table(results: Sequence[Results]) -> dict[str, Any]:
    """The measures that matter, in words: compared in pairs, or of one by itself. The `headings` have the style of the
    cells below them, and the `rows` are those cells. Of two, which other is meant goes without saying."""
    names = choose_headline(results)[:MOST_ROWS]
    columns: Sequence[Column] = [MEASURE, UNIT, *scenario_columns(results)]
    if len(results) > 1:
        columns = COMPARED_COLUMNS
        described = {name: describe(name, results[0].scenario) for name in names}
        rows = compared_rows(titles(results)[1:], headline_comparisons(results), described)
    else:
        rows = measure_rows(results, names)
    shown = [place for place, column in enumerate(columns) if column is not OTHER or len(results) > 2]
    return {
        "headings": [(columns[place].heading, style_class(columns[place])) for place in shown],
        "rows": [[write_cell(row[place], columns[place].kind) for place in shown] for row in rows],
    }
