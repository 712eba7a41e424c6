"""The few measures that carry the answer, with paired intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fssim.measures.catalogue import describe
from fssim.report.charts.forest_plot import BETTER, NEITHER, WORSE, Group, Mark, draw_differences
from fssim.report.document.pictures import drawn
from fssim.report.document.report_parts import (
    COMPARED_COLUMNS,
    MEASURE,
    UNIT,
    Picture,
    Section,
    Table,
    compared_rows,
    measure_rows,
    scenario_columns,
    titles,
)
from fssim.report.document.report_parts import verdict as verdict_on
from fssim.report.wording.answer_sentences import headline_comparisons, paired_note, what_pairing_bought
from fssim.report.wording.words import NOT_KNOWN, in_list, interval, plain, signed
from fssim.runs.compare import Comparison, choose_headline
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.statistics.verdict import CLEAR, SUGGESTED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FURTHEST_PERCENT = 100.0  # what is further off is an arrow at the edge
SHARES, POINTS = "% of the value compared with", "percentage points"


def measures(run: StoredRun) -> Section:
    """Against each scenario compared with; or the values by themselves."""
    results = run.results
    names = choose_headline(results)
    title = "The measures that carry it"
    if len(results) == 1:
        columns, rows = [MEASURE, UNIT, *scenario_columns(results)], measure_rows(results, names)
        return Section("measures", title, tables=[Table("Measures", "The measures that matter", columns, rows)])
    compared = headline_comparisons(results)
    rows = compared_rows(titles(results)[1:], compared, {name: describe(name, results[0].scenario) for name in names})
    note = f"{paired_note(results)} {what_pairing_bought(results)}".strip()
    table = Table("Measures", "The measures that matter, in pairs", COMPARED_COLUMNS, rows, note)
    return Section("measures", title, pictures=_pictures(results, names, compared), tables=[table])


def _pictures(
    results: Sequence[Results], names: Sequence[str], compared: Sequence[dict[str, Comparison]]
) -> list[Picture]:
    """A picture for each scenario compared with, all on the same scales."""
    shares = [name for name in names if not _in_points(name) and any(_can_be_drawn(name, rows) for rows in compared)]
    points = [name for name in names if _in_points(name) and any(_can_be_drawn(name, rows) for rows in compared)]
    if not shares and not points:
        return []
    several = len(results[0].rows) > 1
    note = "Marks: differences, over the axis below them. Rates differ by percentage points. " + (
        "Black lines: 95% intervals that hold all at once, paired. Squares: worse; circles: better; diamonds: neither, "
        "or these runs cannot tell. Arrows: further off than the axis goes."
        if several
        else "One replication, so there are no intervals and nothing can be told apart from chance."
    )
    marked = [
        [(unit, chosen, [_mark(name, rows) for name in chosen]) for unit, chosen in
         ((SHARES, shares), (POINTS, points)) if chosen]
        for rows in compared
    ]  # fmt: skip
    furthest = {unit: _furthest([marks for own in marked for of, _, marks in own if of == unit]) for unit in
                (SHARES, POINTS)}  # fmt: skip
    pictures = []
    for title, rows, own in zip(titles(results)[1:], compared, marked, strict=True):
        groups = [
            Group(unit, furthest[unit], [plain(describe(name, results[0].scenario).label) for name in chosen], marks)
            for unit, chosen, marks in own
        ]
        heading = f"Against {_counted(title, rows, [*shares, *points])}"
        if not several:
            heading = f"Against '{title}': one replication cannot tell effect from chance"
        pictures.append(drawn(heading, note, f"{heading}. Measure by measure in the table below.", _drawing(groups)))
    return pictures


def _drawing(groups: Sequence[Group]) -> Callable[[float], Figure]:
    return lambda width: draw_differences(groups, width)


def _in_points(name: str) -> bool:
    return describe(name).unit.startswith("%")


def _can_be_drawn(name: str, rows: dict[str, Comparison]) -> bool:
    row = rows[name]
    return row.n > 0 and not math.isnan(row.difference) and (_in_points(name) or row.baseline != 0.0)


def _furthest(marks: Sequence[Sequence[Mark]]) -> float:
    """Where the axis ends."""
    ends = [abs(end) for own in marks for mark in own for end in (mark.value, mark.low, mark.high)]
    return _round(max((end for end in ends if not math.isnan(end)), default=0.0))


def _round(furthest: float) -> float:
    """The first round number that is no less, up to `FURTHEST_PERCENT`."""
    rounds = (factor * 10.0**power for power in (-1, 0, 1) for factor in (1.0, 2.0, 5.0))
    return next((end for end in rounds if end >= furthest), FURTHEST_PERCENT)


def _mark(name: str, rows: dict[str, Comparison]) -> Mark:
    if not _can_be_drawn(name, rows):
        return Mark(math.nan, math.nan, math.nan, NEITHER, NOT_KNOWN)
    row, points = rows[name], _in_points(name)
    share = 1.0 if points else 100.0 / abs(row.baseline)
    value, low, high = (share * end for end in (row.difference, row.low, row.high))
    words = f"{signed(value)}{'' if points else '%'}" + (f" ({interval(low, high)})" if row.n > 1 else "")
    judged = verdict_on(row, describe(name).more_is)
    look = WORSE if judged.endswith("worse") else BETTER if judged.endswith("better") else NEITHER
    return Mark(value, low, high, look, words)


def _counted(title: str, rows: dict[str, Comparison], names: Sequence[str]) -> str:
    """How many of the measures are worse, better, or cannot be told, against one scenario."""
    judged = [verdict_on(rows[name], describe(name).more_is) for name in names if rows[name].n]
    worse, better = (sum(verdict.endswith(word) for verdict in judged) for word in ("worse", "better"))
    changed = sum(verdict in CLEAR for verdict in judged)
    suggested = sum(verdict in SUGGESTED for verdict in judged)
    rest = len(judged) - worse - better - changed - suggested
    counts = {"worse": worse, "better": better, "different but neither better nor worse": changed}
    counts |= {"suggested to differ": suggested, "not known to differ": rest}
    parts = [f"{count} {word}" for word, count in counts.items() if count]
    return f"'{title}', of {len(judged)} measures {in_list(parts)}"
