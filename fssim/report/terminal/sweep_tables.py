"""A sweep's points side by side, in a table."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence

from rich.console import RenderableType
from rich.constrain import Constrain
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.measures.headline import DRIFT, STAFF_COST, duration_measure, wait_measure
from fssim.report.wording.levers_in_words import say_lever, say_value
from fssim.report.wording.words import in_list, number, plain
from fssim.studies.sweeps.failed_points import find_failed_points, note_failed_baseline
from fssim.studies.sweeps.plan.factors import Factor, FieldKind
from fssim.studies.sweeps.plan.sweep import BASELINE, count_points
from fssim.studies.sweeps.sweep_results import SUMMARY_FILE, SweepResults
from fssim.studies.sweeps.sweep_summary import REACHED
from fssim.whole_numbers import write_count

MOST_POINTS, MOST_FACTORS = 20, 3
WIDEST, GAP = 100, 2
FEWEST_FOR_INTERVALS = 2  # replications


def sweep_table(results: SweepResults, width: int) -> tuple[RenderableType, str]:
    """A finished sweep's first points with the values of its first levers and uncertainties, and the measures that were
    asked for (delay, drift, how long plans last and what staff cost, if none were), as many as there is room for, as
    means over the replications; and a note of where the rest is."""
    factors = results.sweep.factors[:MOST_FACTORS]
    headline = results.sweep.base.headline
    wanted = results.sweep.plan.measures or (wait_measure(headline.need), DRIFT, duration_measure(headline), STAFF_COST)
    measures = [name for name in wanted if name in results.measures]
    precise = results.sweep.plan.precision is not None
    headings = ["point", *(_heading(factor) for factor in factors), *(["replications"] if precise else [])]
    rows, how_often, left = [], set(), 0
    with (results.folder / SUMMARY_FILE).open(encoding="utf-8-sig", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            if row["point"] != str(BASELINE):
                how_often.add(int(row["replications"]))
            if place < MOST_POINTS:
                most = "*" if row.get(REACHED) == "false" else ""
                count = [f"{row['replications']}{most}"] if precise else []
                point = "baseline" if row["point"] == str(BASELINE) else row["point"]
                means = [_number(row[measure]) for measure in measures]
                rows.append([point, *(_say_cell(factor, row[factor.column]) for factor in factors), *count, *means])
            left = max(0, place + 1 - MOST_POINTS)
    labels = [describe(measure, results.sweep.base) for measure in measures]
    table, shown = _fit_columns(headings, [f"{about.label} ({about.unit})" for about in labels], rows, width)
    left_out = (
        (left, write_count(left, "more point")),
        (len(results.sweep.factors) - len(factors), "the other levers and uncertainties"),
        (len(results.measures) - shown, "the other measures"),
    )
    said, others = _how_often(results, how_often), [text for count, text in left_out if count]
    if max(how_often, default=FEWEST_FOR_INTERVALS) < FEWEST_FOR_INTERVALS:
        said = f"{said.removesuffix('.')}, which gives no intervals."
        return table, f"{said} {SUMMARY_FILE} has {in_list(others)}." if others else said
    more = ", ".join([*others, "and intervals"]).removeprefix("and ")
    return table, f"{said} {SUMMARY_FILE} has {more}."


def _fit_columns(
    first: Sequence[str], measures: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> tuple[RenderableType, int]:
    """A table of the first columns and as many of the measures as there is room for, one at least, and how many those
    are. Headings are folded between words."""
    room, shown = min(width, WIDEST), 0
    headings = [*first, *measures]
    for place, heading in enumerate(headings):
        cells = [row[place] for row in rows]
        room -= GAP + max(len(word) for text in (heading, *cells) for word in (text.split() or [""]))
        if place > len(first) and room < 0:
            break
        shown = place + 1
    table = Table(
        *(Column(Text(plain(heading)), justify="right") for heading in headings[:shown]),
        box=None, pad_edge=False, padding=(0, GAP, 0, 0),
    )  # fmt: skip
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row[:shown]))
    return Constrain(table, min(width, WIDEST)), shown - len(first)


def _how_often(results: SweepResults, counts: Collection[int]) -> str:
    """How many replications the means are over; and at how many points the most allowed came before the precision."""
    plan = results.sweep.plan
    if plan.precision is None:
        return f"Means over {write_count(plan.fewest_replications, 'replication')}."
    count = " to ".join(f"{number:,}" for number in sorted({min(counts), max(counts)})) if counts else "no"
    replications = "replication" if set(counts) == {1} else "replications"
    compared = "the baseline's mean" if plan.baseline is not None and not note_failed_baseline(results) else "its mean"
    means = (
        f"Means over {count} {replications}, as many as it takes until half of each 95% interval is at most "
        f"{100.0 * plan.precision.within:g}% of {compared}."
    )
    wide = len(results.too_wide)
    if not wide:
        return means
    of = count_points(results.sweep) - (results.sweep.baseline is not None) - len(find_failed_points(results))
    return (
        f"{means} At {wide:,} of {write_count(of, 'point')} (*) the most allowed, "
        f"{plan.precision.replications_at_most:,}, came before that: {REACHED} is false there in {SUMMARY_FILE}."
    )


def _heading(factor: Factor) -> str:
    name = say_lever(factor)
    return f"{name} ({factor.unit})" if factor.unit and factor.unit not in name else name


def _say_cell(factor: Factor, text: str) -> str:
    """A value as `summary.csv` has it, in about three figures; nothing of the baseline."""
    return say_value(float(text)) if text and factor.kind is FieldKind.number else text


def _number(text: str) -> str:
    if not text:
        return "none"
    value = float(text)
    return f"{value:,.0f}" if abs(value) >= 1000.0 else number(value)
