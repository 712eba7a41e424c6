"""The few measures that carry the answer, with paired intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fssim.experiment.compare import Comparison
from fssim.experiment.results import Results
from fssim.experiment.stored import StoredRun
from fssim.experiment.tables import headline_names
from fssim.experiment.verdict import SUGGESTED, TOLD
from fssim.measures.catalogue import describe
from fssim.report.alike import paired_note
from fssim.report.compared import headline_comparisons, what_pairing_bought
from fssim.report.document.cells import (
    COMPARED_COLUMNS,
    MEASURE,
    UNIT,
    compared_rows,
    measure_rows,
    scenario_columns,
    titles,
)
from fssim.report.document.cells import verdict as verdict_on
from fssim.report.document.forest import BETTER, NEITHER, WORSE, Group, Mark, draw_differences
from fssim.report.document.parts import Picture, Section, Table
from fssim.report.document.svg import drawn
from fssim.report.words import NOT_KNOWN, in_list, interval, plain, signed

FURTHEST_PERCENT = 100.0  # what is further off is an arrow at the edge


def measures(run: StoredRun) -> Section:
    """Against each scenario compared with; or the values by themselves."""
    results = run.results
    names = headline_names(results)
    title = "The measures that carry it"
    if len(results) == 1:
        columns, rows = [MEASURE, UNIT, *scenario_columns(results)], measure_rows(results, names)
        return Section("measures", title, tables=[Table("Measures", "The measures that matter", columns, rows)])
    found = headline_comparisons(results)
    rows = compared_rows(titles(results)[1:], found, {name: describe(name) for name in names})
    note = f"{paired_note(results)} {what_pairing_bought(results)}".strip()
    table = Table("Measures", "The measures that matter, in pairs", COMPARED_COLUMNS, rows, note)
    return Section("measures", title, pictures=_pictures(results, names, found), tables=[table])


def _pictures(
    results: Sequence[Results], names: Sequence[str], found: Sequence[dict[str, Comparison]]
) -> list[Picture]:
    shown = [name for name in names if any(_can_be_drawn(rows[name]) for rows in found)]
    if not shown:
        return []
    others = titles(results)[1:]
    panels = [f"Against: {title}" for title in others]
    groups = [group for points in (False, True) if (group := _group(shown, found, points)) is not None]
    several = len(results[0].rows) > 1
    note = "Marks: differences, over the axis below them. Rates differ by percentage points. " + (
        "Black lines: 95% intervals that hold all at once, paired. Squares: worse; circles: better; diamonds: neither, "
        "or these runs cannot tell. Arrows: further off than the axis goes."
        if several
        else "One replication, so there are no intervals and nothing can be told apart from chance."
    )
    counted = [_counted(title, rows, shown) for title, rows in zip(others, found, strict=True)]
    heading = (
        "; ".join(["Against " + counted[0], *(f"against {each}" for each in counted[1:])])
        if several
        else "One replication cannot tell effect from chance"
    )
    return [drawn(heading, note, f"{heading}.", lambda width: draw_differences(panels, groups, width))]


def _can_be_drawn(row: Comparison) -> bool:
    return row.n > 0 and not math.isnan(row.difference) and row.baseline != 0.0


def _group(names: Sequence[str], found: Sequence[dict[str, Comparison]], points: bool) -> Group | None:
    """The measures in percentages, which differ by points, or all others, by shares of what is compared with."""
    chosen = [name for name in names if describe(name).unit.startswith("%") == points]
    if not chosen:
        return None
    marks = [[_mark(name, rows[name], points) for name in chosen] for rows in found]
    ends = [abs(end) for own in marks for mark in own for end in (mark.value, mark.low, mark.high)]
    furthest = max((end for end in ends if not math.isnan(end)), default=0.0)
    unit = "percentage points" if points else "% of the value compared with"
    return Group(unit, _round(furthest), [plain(describe(name).label) for name in chosen], marks)


def _round(furthest: float) -> float:
    """The first round number that is no less, up to `FURTHEST_PERCENT`."""
    rounds = (factor * 10.0**power for power in (-1, 0, 1) for factor in (1.0, 2.0, 5.0))
    return next((each for each in rounds if each >= furthest), FURTHEST_PERCENT)


def _mark(name: str, row: Comparison, points: bool) -> Mark:
    if not _can_be_drawn(row):
        return Mark(math.nan, math.nan, math.nan, NEITHER, NOT_KNOWN)
    share = 1.0 if points else 100.0 / abs(row.baseline)
    value, low, high = (share * each for each in (row.difference, row.low, row.high))
    said = f"{signed(value)}{'' if points else '%'}" + (f" ({interval(low, high)})" if row.n > 1 else "")
    judged = verdict_on(row, describe(name).more_is)
    look = WORSE if judged.endswith("worse") else BETTER if judged.endswith("better") else NEITHER
    return Mark(value, low, high, look, said)


def _counted(title: str, rows: dict[str, Comparison], names: Sequence[str]) -> str:
    """How many of the measures are worse, better, or cannot be told, against one scenario."""
    judged = [verdict_on(rows[name], describe(name).more_is) for name in names if rows[name].n]
    worse, better = (sum(each.endswith(word) for each in judged) for word in ("worse", "better"))
    changed = sum(each in TOLD for each in judged)
    suggested = sum(each in SUGGESTED for each in judged)
    rest = len(judged) - worse - better - changed - suggested
    counts = {"worse": worse, "better": better, "just different": changed}
    counts |= {"that only suggest a difference": suggested, "not known to differ": rest}
    said = [f"{count} {word}" for word, count in counts.items() if count]
    return f"'{title}', of {len(judged)} measures {in_list(said)}"
