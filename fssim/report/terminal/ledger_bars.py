"""The ledger in the terminal: scenarios side by side, a bar for each line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rich.console import Group
from rich.constrain import Constrain
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import LEDGER_RULE, LINES
from fssim.measures.headline import line_measure
from fssim.measures.ledger.ledger_lines import DRIFT as DRIFT_LINES
from fssim.measures.ledger.ledger_lines import Line
from fssim.report.wording.words import number, plain
from fssim.runs.results import Results

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
    days = {line: [each.interval(line_measure(line)).mean for each in results] for line in lines}
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
        *(Column(Text(plain(each.scenario.title)), width=width) for each in results),
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
