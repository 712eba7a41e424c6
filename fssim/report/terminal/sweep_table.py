"""The points of a sweep side by side, with the measures that matter most."""

from __future__ import annotations

import csv
from collections.abc import Collection

from rich.table import Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.measures.headline import DRIFT, STAFF_COST, duration_measure, wait_measure
from fssim.report.wording.words import plain
from fssim.sweeps.plan.sweep import BASELINE, count_points
from fssim.sweeps.sweep_results import SUMMARY_FILE, SweepResults
from fssim.sweeps.sweep_summary import REACHED

MOST_POINTS, MOST_FACTORS = 20, 3


def sweep_table(results: SweepResults) -> tuple[Table, str]:
    """A finished sweep's first points with the values of its first levers and uncertainties, and the measures that were
    asked for (delay, drift, how long plans last and what staff cost, if none were), as means over the replications; and
    a note of where the rest is."""
    factors = results.sweep.factors[:MOST_FACTORS]
    headline = results.sweep.base.headline
    wanted = results.sweep.plan.measures or (wait_measure(headline.need), DRIFT, duration_measure(headline), STAFF_COST)
    measures = [name for name in wanted if name in results.measures]
    table = Table(box=None, pad_edge=False)
    table.add_column("point", justify="right")
    for factor in factors:
        table.add_column(Text(plain(factor.label or factor.name.replace("_", " "))), justify="right")
    for measure in measures:
        about = describe(measure, results.sweep.base)
        table.add_column(Text(f"{about.label} ({about.unit})"), justify="right")
    precise = results.sweep.plan.precision is not None
    if precise:
        table.add_column("replications", justify="right")
    how_often: set[int] = set()
    with (results.folder / SUMMARY_FILE).open(encoding="utf-8-sig", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            if row["point"] != str(BASELINE):
                how_often.add(int(row["replications"]))
            if place < MOST_POINTS:
                values = [row[factor.column] for factor in factors]
                most = "*" if row.get(REACHED) == "false" else ""
                count = [f"{row['replications']}{most}"] if precise else []
                point = "baseline" if row["point"] == str(BASELINE) else row["point"]
                table.add_row(point, *values, *(_number(row[measure]) for measure in measures), *count)
        left = max(0, place + 1 - MOST_POINTS)
    left_out = (
        (left, f"{left:,} more points"),
        (len(results.sweep.factors) - len(factors), "the other levers and uncertainties"),
        (len(results.measures) - len(measures), "the other measures"),
    )
    more = ", ".join([*(text for count, text in left_out if count), "and intervals"]).removeprefix("and ")
    return table, f"{_how_often(results, how_often)} {SUMMARY_FILE} has {more}."


def _how_often(results: SweepResults, counts: Collection[int]) -> str:
    """How many replications the means are over; and at how many points the most allowed came before the precision."""
    plan = results.sweep.plan
    if plan.precision is None:
        return f"Means over {plan.replications} replications."
    count = " to ".join(f"{number:,}" for number in sorted({min(counts), max(counts)})) if counts else "no"
    compared = "the baseline's mean" if plan.baseline is not None else "its mean"
    means = (
        f"Means over {count} replications, as many as it takes until half of each 95% interval is at most "
        f"{100.0 * plan.precision.within:g}% of {compared}."
    )
    wide = len(results.too_wide)
    if not wide:
        return means
    of = count_points(results.sweep) - (results.sweep.baseline is not None)
    return (
        f"{means} At {wide:,} of {of:,} points (*) the most allowed, {plan.precision.replications_at_most:,}, came "
        f"before that: {REACHED} is false there in {SUMMARY_FILE}."
    )


def _number(text: str) -> str:
    if not text:
        return "none"
    number = float(text)
    return f"{number:,.0f}" if abs(number) >= 1000.0 else f"{number:.3g}"
