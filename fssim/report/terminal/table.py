"""The table of the measures that matter, against each scenario compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import NEITHER, WORSE, describe, judged
from fssim.report.headline_comparisons import headline_comparisons
from fssim.report.wording.words import NOT_KNOWN, interval, number, plain, signed
from fssim.runs.compare import Comparison
from fssim.runs.judged_together import headline_names
from fssim.runs.results import Results
from fssim.statistics.verdict import MORE, TOLD

WIDEST_LABEL = 48
NARROW = 100  # columns of a terminal; with fewer, a measure's label has a line to itself
CROWDED = 120  # the same, of a table with five figures to a row or more
WIDEST_GAP, INDENT = 3, 4
COMPARED = ("This\nscenario", "Compared\nwith", "Difference", "95% interval")
COMPARED_NARROW = ("This", "Other", "Diff.", "95% interval")
ALONE = ("Value", "95% interval")

Row = tuple[Text, tuple[str, ...], Text]  # a label, its numbers and what they say
Part = tuple[str, Sequence[Row]]  # rows with a title, which may be empty


def measures_table(results: Sequence[Results], width: int) -> RenderableType:
    """The measures of the first of the results, with its paired difference from each of the others and what it says.

    On a terminal of less than `NARROW` columns each measure's numbers stand below its label.
    """
    first, *others = results
    parts: list[Part] = [
        (f"Against: {plain(other.scenario.title)}", _compared(found))
        for other, found in zip(others, headline_comparisons(results), strict=True)
    ]
    if not others:
        parts = [("", _alone(first, headline_names(results)))]
    if width < NARROW:
        headings, verdict = (COMPARED_NARROW, "Verdict") if others else (ALONE, "")
        return stacked(parts, headings, verdict, width)
    return _wide(parts, COMPARED if others else ALONE)


def _alone(results: Results, names: Sequence[str]) -> list[Row]:
    found = {name: results.interval(name) for name in names}
    return [
        (_label(name), (number(each.mean), interval(each.low, each.high, number)), Text())
        for name, each in found.items()
        if not math.isnan(each.mean)
    ]


def _compared(found: dict[str, Comparison]) -> list[Row]:
    rows: list[Row] = []
    for name, row in found.items():
        if not (math.isnan(row.value) and math.isnan(row.baseline)):
            bounds = interval(row.low, row.high)
            numbers = number(row.value), number(row.baseline), signed(row.difference), bounds
            verdict = verdict_in_colour(row.verdict, describe(name).more_is) if row.n else Text(NOT_KNOWN)
            rows.append((_label(name), numbers, verdict))
    return rows


def _wide(parts: Sequence[Part], headings: Sequence[str]) -> Table:
    table = Table(
        Column("Measure", max_width=WIDEST_LABEL, overflow="fold"),
        *(Column(heading, justify="right", no_wrap="\n" not in heading) for heading in headings),
        box=SIMPLE,
    )
    if headings is COMPARED:
        table.add_column("Verdict", no_wrap=True)
    for title, rows in parts:
        if title:
            table.add_section()
            table.add_row(Text(title, style="bold"))
        for label, numbers, verdict in rows:
            table.add_row(label, *numbers, *([verdict] if headings is COMPARED else []))
    return table


def stacked(parts: Sequence[Part], headings: Sequence[str], last_heading: str, width: int) -> Group:
    """Labels on lines of their own and numbers, if they have any, in columns below them, as far apart as there is room
    for."""
    rows = [row for _, rows in parts for row in rows if any(row[1])]
    columns = zip(headings, *(numbers for _, numbers, _ in rows), strict=True)
    widths = [max(map(len, column)) for column in columns]
    room = width - sum(widths) - max((len(last) for _, _, last in rows), default=0)
    gap = max(1, min(WIDEST_GAP, room // len(widths)))
    indent = " " * max(0, min(INDENT, room - gap * len(widths)))

    def line(numbers: Sequence[str], last: Text) -> Text:
        cells = [cell.rjust(size) for cell, size in zip(numbers, widths, strict=True)]
        return Text(indent) + Text(" " * gap).join([*map(Text, cells), last])

    heading = line(headings, Text(last_heading))
    heading.stylize("bold")
    lines = [Text(), heading, Text()]
    for title, rows_of_it in parts:
        if title:
            lines.append(Text(title, style="bold"))
        for label, numbers, last in rows_of_it:
            lines += [label, line(numbers, last)] if any(numbers) else [label]
        lines.append(Text())
    return Group(*lines)


def _label(name: str) -> Text:
    about = describe(name)
    return Text.assemble(plain(about.label), (f", {about.unit}", "dim"))


def verdict_in_colour(verdict: str, more_is: str) -> Text:
    said = judged(more_is, verdict == MORE) if verdict in TOLD else NEITHER
    if said == NEITHER:
        return Text(verdict)
    return Text.assemble(verdict, ", ", (said, "bold red" if said == WORSE else "bold green"))
