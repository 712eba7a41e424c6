"""What `fssim run` prints of results: the measures that matter, the ledger as bars, and the precision reached."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.measures.declaration import NEITHER, WORSE, judge_direction
from fssim.measures.headline import line_measure
from fssim.measures.ledger.ledger_lines import DRIFT as DRIFT_LINES
from fssim.measures.ledger.ledger_lines import LEDGER_RULE, LINES, Line
from fssim.report.wording.answer_notes import headline_comparisons
from fssim.report.wording.words import NOT_KNOWN, interval, number, plain, signed
from fssim.runs.compare import Comparison, choose_headline
from fssim.runs.results import Results
from fssim.runs.run_to_precision import PreciseResults, Width
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.verdict import CLEAR, MORE

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
        (f"Against: {plain(other.scenario.title)}", _compared(first.scenario, comparisons))
        for other, comparisons in zip(others, headline_comparisons(results), strict=True)
    ]
    if not others:
        parts = [("", _alone(first, choose_headline(results)))]
    if width < NARROW:
        headings, verdict = (COMPARED_NARROW, "Verdict") if others else (ALONE, "")
        return stack_rows(parts, headings, verdict, width)
    return _wide(parts, COMPARED if others else ALONE)


def _alone(results: Results, names: Sequence[str]) -> list[Row]:
    means = {name: results.interval(name) for name in names}
    return [
        (_label(results.scenario, name), (number(mean.mean), interval(mean.low, mean.high, number)), Text())
        for name, mean in means.items()
        if not math.isnan(mean.mean)
    ]


def _compared(scenario: Scenario, rows_by_measure: dict[str, Comparison]) -> list[Row]:
    rows: list[Row] = []
    for name, row in rows_by_measure.items():
        if not (math.isnan(row.value) and math.isnan(row.baseline)):
            bounds = interval(row.low, row.high)
            numbers = number(row.value), number(row.baseline), signed(row.difference), bounds
            verdict = verdict_in_colour(row.verdict, describe(name).more_is) if row.n else Text(NOT_KNOWN)
            rows.append((_label(scenario, name), numbers, verdict))
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


def numbers_table(first: str, headings: Sequence[str], last: str, rows: Sequence[Row], width: int) -> RenderableType:
    """Labels, numbers and what they come to, one row each; stacked on a narrow terminal."""
    if width < NARROW:
        return stack_rows([(first, rows)], headings, last, width)
    table = Table(first)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(last, no_wrap=True)
    for label, numbers, end in rows:
        table.add_row(label, *numbers, end)
    return table


def stack_rows(parts: Sequence[Part], headings: Sequence[str], last_heading: str, width: int) -> Group:
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


def _label(scenario: Scenario, name: str) -> Text:
    about = describe(name, scenario)
    return Text.assemble(plain(about.label), (f", {about.unit}", "dim"))


def verdict_in_colour(verdict: str, more_is: str) -> Text:
    way = judge_direction(more_is, verdict == MORE) if verdict in CLEAR else NEITHER
    if way == NEITHER:
        return Text(verdict)
    return Text.assemble(verdict, ", ", (way, "bold red" if way == WORSE else "bold green"))


WIDEST_PROSE = 100  # characters
TITLE = "Where a family's days on a plan go, and what held it up (working days)"
WIDTH_OF_LABELS, WIDTH_OF_NUMBERS, GAP = 36, 6, 2
SHORTEST_BAR, LONGEST_BAR = 6, 24
EIGHTHS = " ▏▎▍▌▋▊▉█"

Days = Mapping[Line, Sequence[float]]


def ledger_bars(results: Sequence[Results], width: int, ascii_only: bool = False) -> Group:
    """A row for each line of the ledger and a column of bars for each scenario, all to one scale.

    As many scenarios go side by side as `width` has room for; the rest go below.
    """
    lines = (Line.MOVING, Line.COURT, *DRIFT_LINES)
    days = {line: [result.interval(line_measure(line)).mean for result in results] for line in lines}
    days = {line: row for line, row in days.items() if any(value > 0.0 for value in row)}
    furthest = max((value for row in days.values() for value in row if not math.isnan(value)), default=1.0)
    room, least = width - WIDTH_OF_LABELS, SHORTEST_BAR + WIDTH_OF_NUMBERS + GAP
    across = max(1, min(len(results), room // least))
    longest = max(SHORTEST_BAR, min(LONGEST_BAR, room // across - WIDTH_OF_NUMBERS - GAP))
    return Group(
        Text(TITLE, style="italic"),
        Constrain(Text(LEDGER_RULE, style="dim"), min(width, WIDEST_PROSE)),
        *(
            _side_by_side(results[first : first + across], days, first, longest / furthest, longest, ascii_only)
            for first in range(0, len(results), across)
        ),
    )


def _side_by_side(
    results: Sequence[Results], days: Days, first: int, scale: float, longest: int, ascii_only: bool
) -> Table:
    width = longest + WIDTH_OF_NUMBERS
    table = Table(
        Column("", min_width=WIDTH_OF_LABELS - GAP),
        *(Column(Text(plain(result.scenario.title)), width=width) for result in results),
        box=None,
        padding=(0, GAP, 0, 0),
    )
    places = range(first, first + len(results))
    for line, row in days.items():
        bars = (_bar(row[place], scale, line, ascii_only) for place in places)
        table.add_row(LINES[line.name.lower()], *bars)
    known = ([row[place] for row in days.values() if not math.isnan(row[place])] for place in places)
    table.add_row("all", *(number(math.fsum(values)) for values in known))
    return table


def _bar(value: float, scale: float, line: Line, ascii_only: bool) -> Text:
    length = 0.0 if math.isnan(value) else value * scale
    if ascii_only:
        bar = "#" * round(length)
    else:
        whole, eighth = divmod(round(length * 8), 8)
        bar = EIGHTHS[-1] * whole + EIGHTHS[eighth].strip()
    style = "yellow" if line in DRIFT_LINES else "blue"
    return Text.assemble((bar, style), " " if bar else "", number(value))


def precision_reached(precise: PreciseResults) -> str:
    """How many replications it took; or that the most allowed came first, with what is still known too roughly."""
    count = len(precise.results[0].rows)
    compared = "the value compared with" if len(precise.results) > 1 else "its value"
    what = "difference" if len(precise.results) > 1 else "measure"
    asked = f"{100.0 * precise.precision:g}% of {compared}"
    if precise.reached:
        sentence = (
            f"After {count} replications half of the 95% interval of every {what} asked about is at most {asked}."
        )
        return (
            sentence if precise.slowest is None else f"{sentence} {_named(precise, precise.slowest)} took the longest."
        )
    stopped = f"Stopped at {count} replications, the most allowed, before the precision asked for was reached"
    if not precise.too_wide:
        return f"{stopped}: none of the measures asked about has a value."
    widest, *rest = precise.too_wide
    others = "" if not rest else " One other is too wide." if len(rest) == 1 else f" {len(rest)} others are too wide."
    return f"{stopped} (half of the 95% interval at most {asked}). {_width(precise, widest, compared)}{others}"


def _width(precise: PreciseResults, width: Width, compared: str) -> str:
    if math.isnan(width.share):
        return f"{_named(precise, width)} has no interval yet."
    return f"{_named(precise, width)} is still at {number(100.0 * width.share)}% of {compared}."


def _named(precise: PreciseResults, width: Width) -> str:
    label = describe(width.measure, precise.results[0].scenario).label
    titles = {result.name: result.scenario.title for result in precise.results}
    return f"'{plain(label)}'" + (f" against '{plain(titles[width.against])}'" if width.against else "")
