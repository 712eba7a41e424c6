"""The table of the measures that matter, against each scenario compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.box import SIMPLE
from rich.table import Column, Table
from rich.text import Text

from fssim.experiment.compare import LESS, MORE, SMALLEST_THAT_MATTERS, compare_measure
from fssim.experiment.results import Results
from fssim.measures.catalogue import NEITHER, WORSE, describe
from fssim.report.headline import headline_measures
from fssim.report.words import NOT_KNOWN, interval, number, plain, signed

WIDEST_LABEL = 48
FOOTNOTE = (
    "Differences are paired: both scenarios have the same families and the same luck. 'more' and 'less': the 95% "
    f"interval leaves out zero. 'no difference': all of it is within {SMALLEST_THAT_MATTERS:.0%} of the value compared "
    "with. 'cannot tell': neither; more replications may."
)


def measures_table(results: Sequence[Results]) -> Table:
    """The measures of the first of the results, with its paired difference from each of the others and what it says."""
    first, *others = results
    names = headline_measures(first.scenario, first.frame.columns)
    return _compared(first, others, names) if others else _alone(first, names)


def _alone(results: Results, names: Sequence[str]) -> Table:
    table = Table(
        Column("Measure", max_width=WIDEST_LABEL, overflow="fold"),
        Column("Value", justify="right", no_wrap=True),
        Column("95% interval", justify="right"),
        box=SIMPLE,
    )
    for name in names:
        found = results.interval(name)
        if not math.isnan(found.mean):
            table.add_row(_label(name), number(found.mean), interval(found.low, found.high, number))
    return table


def _compared(first: Results, others: Sequence[Results], names: Sequence[str]) -> Table:
    table = Table(
        Column("Measure", max_width=WIDEST_LABEL, overflow="fold"),
        Column("Here", justify="right", no_wrap=True),
        Column("There", justify="right", no_wrap=True),
        Column("Difference", justify="right", no_wrap=True),
        Column("95% interval", justify="right"),
        "Verdict",
        box=SIMPLE,
    )
    for other in others:
        table.add_section()
        table.add_row(Text(f"Against: {plain(other.scenario.title)}", style="bold"))
        for name in names:
            row = compare_measure(first, other, name)
            if math.isnan(row.value) and math.isnan(row.baseline):
                continue
            table.add_row(
                _label(name),
                number(row.value),
                number(row.baseline),
                signed(row.difference),
                interval(row.low, row.high),
                _verdict(row.verdict, describe(name).more_is) if row.n else NOT_KNOWN,
            )
    return table


def _label(name: str) -> Text:
    about = describe(name)
    return Text.assemble(plain(about.label), (f", {about.unit}", "dim"))


def _verdict(verdict: str, more_is: str) -> Text:
    if more_is == NEITHER or verdict not in (MORE, LESS):
        return Text(verdict)
    worse = (verdict == MORE) == (more_is == WORSE)
    return Text.assemble(verdict, ", ", ("worse", "bold red") if worse else ("better", "bold green"))
