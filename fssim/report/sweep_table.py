"""The points of a sweep side by side, with the measures that matter most."""

from __future__ import annotations

import csv
from itertools import islice

from rich.table import Table
from rich.text import Text

from fssim.experiment.sweep.results import SUMMARY, SweepResults
from fssim.measures.catalogue import describe
from fssim.measures.headline import headline_measures
from fssim.report.words import plain

MOST_POINTS, MOST_FACTORS, MOST_MEASURES = 20, 3, 4


def sweep_table(results: SweepResults) -> tuple[Table, str]:
    """A finished sweep's first points, the values of its first levers and uncertainties, and the first measures of the
    headline, as means over the replications; and a note of what that leaves out, which is in `summary.csv`."""
    factors = results.sweep.factors[:MOST_FACTORS]
    measures = headline_measures(results.sweep.base, results.measures)[:MOST_MEASURES]
    table = Table(box=None, pad_edge=False)
    table.add_column("point", justify="right")
    for factor in factors:
        table.add_column(Text(plain(factor.label or factor.name.replace("_", " "))), justify="right")
    for measure in measures:
        about = describe(measure)
        table.add_column(Text(f"{about.label} ({about.unit})"), justify="right")
    with (results.folder / SUMMARY).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in islice(rows, MOST_POINTS):
            values = [row[factor.column] for factor in factors]
            table.add_row(row["point"], *values, *(_number(row[measure]) for measure in measures))
        left = sum(1 for _ in rows)
    more = [
        text
        for count, text in (
            (left, f"{left:,} more points"),
            (len(results.sweep.factors) - len(factors), "the other levers and uncertainties"),
            (len(results.measures) - len(measures), "the other measures, with intervals"),
        )
        if count
    ]
    return table, f"Means over {results.sweep.plan.replications} replications. {SUMMARY} has {', '.join(more)}."


def _number(text: str) -> str:
    return f"{float(text):,.3g}" if text else "none"
