"""How good emulators are, in a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.report.terminal.run_tables import CROWDED, Row, stack_rows
from fssim.report.wording.words import difference_with_unit, number, plain
from fssim.statistics.gaussian_process import EXPLAINED, INSIDE
from fssim.statistics.verdict import SMALLEST_THAT_MATTERS
from fssim.studies.analysis.emulate import Emulation

EMULATED = ("Points", "Explained", "Typically missed", "Luck of one point", "In its interval")


def emulations_table(emulations: Sequence[Emulation], width: int) -> RenderableType:
    """A row for each measure: how well an emulator tells points left out.

    On a terminal of less than `CROWDED` columns its figures stand below its name.
    """
    rows = [_emulation(one) for one in emulations]
    if width < CROWDED:
        return stack_rows([("", rows)], EMULATED, "Is", width)
    table = Table(
        Column("Measure", overflow="fold"),
        *(Column(heading, justify="right", no_wrap=True) for heading in EMULATED),
        Column("Is", no_wrap=True),
        box=SIMPLE,
        width=min(width, 140),
    )
    for label, figures, verdict in rows:
        table.add_row(label, *figures, verdict)
    return table


def _emulation(emulation: Emulation) -> Row:
    about = describe(emulation.measure, emulation.swept.sweep.base)
    figures = (
        f"{len(emulation.points):,}", f"{max(emulation.explained, 0.0):.0%}",
        difference_with_unit(emulation.typical, about.unit), number(emulation.luck), f"{emulation.inside:.0%}",
    )  # fmt: skip
    good = Text("good enough", style="bold green") if emulation.good_enough else Text("not good enough")
    return Text(plain(about.label)), figures, good


def emulation_footnote() -> str:
    """How to read the table."""
    return (
        "A tenth of the points is left out at a time, and the emulator made again of the others. 'Explained' is the "
        "share of the variance over points left out, 'In its interval' how many lie in what was said to hold them 95 "
        f"times in 100. Good enough is {EXPLAINED:.0%} explained or more, or {SMALLEST_THAT_MATTERS:.0%} of the mean "
        f"missed or less; and {INSIDE:.0%} in their intervals, or no fewer than chance would have."
    )
