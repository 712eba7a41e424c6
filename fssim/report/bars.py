"""The ledger in the terminal: scenarios side by side, a bar for each line."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.table import Column, Table
from rich.text import Text

from fssim.experiment.results import Results
from fssim.measures.catalogue import LINES
from fssim.measures.lines import DRIFT as DRIFT_LINES
from fssim.measures.lines import Line
from fssim.report.headline import line_measure
from fssim.report.words import number, plain

LONGEST = 16  # characters
EIGHTHS = " ▏▎▍▌▋▊▉█"


def ledger_bars(results: Sequence[Results], ascii_only: bool = False) -> Table:
    """A table with a row for each line of the ledger and a column of bars for each scenario."""
    table = Table(
        Column("Working days", no_wrap=True),
        *(Column(Text(plain(each.scenario.title)), min_width=LONGEST + 7, max_width=34) for each in results),
        title="Where a family's days on a plan go, and what held it up",
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )
    lines = (Line.MOVING, Line.COURT, *DRIFT_LINES)
    days = {line: [each.interval(line_measure(line)).mean for each in results] for line in lines}
    furthest = max((value for row in days.values() for value in row if not math.isnan(value)), default=0.0) or 1.0
    for line, row in days.items():
        if any(value > 0.0 for value in row):
            table.add_row(LINES[line.name.lower()], *(_bar(value, value / furthest, line, ascii_only) for value in row))
    totals = [
        math.fsum(row[place] for row in days.values() if not math.isnan(row[place])) for place in range(len(results))
    ]
    table.add_row("all", *(number(total) for total in totals))
    return table


def _bar(value: float, share: float, line: Line, ascii_only: bool) -> Text:
    length = 0.0 if math.isnan(share) else share * LONGEST
    if ascii_only:
        bar = "#" * round(length)
    else:
        whole, eighth = divmod(round(length * 8), 8)
        bar = EIGHTHS[-1] * whole + EIGHTHS[eighth].strip()
    style = "yellow" if line in DRIFT_LINES else "blue"
    return Text.assemble((bar, style), " " if bar else "", number(value))
