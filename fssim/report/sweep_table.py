"""The points of a sweep side by side, with the measures that matter most."""

from __future__ import annotations

import csv
from itertools import islice

from rich.table import Table
from rich.text import Text

from fssim.experiment.sweep.results import SUMMARY, SweepResults
from fssim.measures.catalogue import describe
from fssim.measures.headline import DRIFT, duration_measure, wait_measure
from fssim.report.words import plain

MOST_POINTS, MOST_FACTORS = 20, 3
COST = "cost_staff_gbp_a_year"


def sweep_table(results: SweepResults) -> tuple[Table, str]:
    """A finished sweep's first points with the values of its first levers and uncertainties, and delay, drift, how long
    plans last and what staff cost, as means over the replications; and a note of where the rest is."""
    factors = results.sweep.factors[:MOST_FACTORS]
    headline = results.sweep.base.headline
    wanted = (wait_measure(headline.need), DRIFT, duration_measure(headline), COST)
    measures = [name for name in wanted if name in results.measures]
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
    left_out = (
        (left, f"{left:,} more points"),
        (len(results.sweep.factors) - len(factors), "the other levers and uncertainties"),
        (len(results.measures) - len(measures), "the other measures, and intervals"),
    )
    more = ", ".join(text for count, text in left_out if count)
    return table, f"Means over {results.sweep.plan.replications} replications. {SUMMARY} has {more}."


def _number(text: str) -> str:
    if not text:
        return "none"
    number = float(text)
    return f"{number:,.0f}" if abs(number) >= 1000.0 else f"{number:.3g}"
