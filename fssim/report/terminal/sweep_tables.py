"""A sweep before it is run, in sentences, and its points side by side, in a table."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Sequence

from rich.console import RenderableType
from rich.constrain import Constrain
from rich.table import Column, Table
from rich.text import Text

from fssim.files.scratch_file import IN_MEMORY
from fssim.measures.catalogue import describe
from fssim.measures.headline import DRIFT, STAFF_COST, duration_measure, wait_measure
from fssim.model.size import describe_duration, describe_memory
from fssim.plots import name_value
from fssim.report.wording.levers_in_words import say_lever, say_value
from fssim.report.wording.words import (
    in_list,
    number,
    plain,
)
from fssim.scenario.names import named_together
from fssim.studies.sweeps.estimate_sweep import SweepEstimate
from fssim.studies.sweeps.plan.factors import Factor, FieldKind
from fssim.studies.sweeps.plan.sweep import BASELINE, Sweep, count_points
from fssim.studies.sweeps.sweep_results import SUMMARY_FILE, SweepResults
from fssim.studies.sweeps.sweep_summary import REACHED
from fssim.whole_numbers import write_count

MOST_POINTS, MOST_FACTORS, MOST_VALUES, MOST_TOLD = 20, 3, 8, 20
WIDEST, GAP = 100, 2


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
    more = ", ".join([*(text for count, text in left_out if count), "and intervals"]).removeprefix("and ")
    return table, f"{_how_often(results, how_often)} {SUMMARY_FILE} has {more}."


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
    compared = "the baseline's mean" if plan.baseline is not None else "its mean"
    means = (
        f"Means over {count} {replications}, as many as it takes until half of each 95% interval is at most "
        f"{100.0 * plan.precision.within:g}% of {compared}."
    )
    wide = len(results.too_wide)
    if not wide:
        return means
    of = count_points(results.sweep) - (results.sweep.baseline is not None)
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


def factor_sentences(sweep: Sweep) -> list[str]:
    """What varies, one thing a line: its values, and what the base scenario has; and what goes together. Of many, the
    first, and how many more there are."""
    sentences = [_say_factor(factor) for factor in sweep.factors[:MOST_TOLD]]
    more = len(sweep.factors) - len(sentences)
    names = {factor.name: say_lever(factor) for factor in sweep.factors}
    together = [
        f"{in_list([names[name] for name in pair.between])} go together: the correlation of their ranks is "
        f"{pair.rank:g}"
        for pair in sweep.plan.correlations
    ]
    return [*sentences, *([f"and {more:,} more"] if more else []), *together]


def _say_factor(factor: Factor) -> str:
    unit = f" {factor.unit}" if factor.unit else ""
    if factor.options:
        return f"{say_lever(factor)}: {'; '.join(plain(name) for name in factor.options)}"
    if factor.values:
        values = [name_value(plain(value) if isinstance(value, str) else value) for value in factor.values]
        few = [*values[: MOST_VALUES - 2], "...", values[-1]] if len(values) > MOST_VALUES else values
        taken = f"{', '.join(few)}{unit}"
    elif factor.distribution is not None:
        taken = f"drawn from {factor.distribution.name},{unit}"
    elif factor.low < factor.high:
        every = "every whole number " if factor.kind is FieldKind.whole else ""
        taken = f"{every}from {name_value(factor.low)} to {name_value(factor.high)}{unit}"
    else:
        taken = "as each point lists it"
    own = f" (the base has {name_value(factor.fields[0].number.value)})" if factor.fields[0].number is not None else ""
    less = "".join(f"; {named_together([way.other.path])} gives way" for way in factor.gives_way)
    return f"{say_lever(factor)}: {taken}{own}{less}"


def estimate_sentences(estimate: SweepEstimate) -> list[str]:
    """What a sweep will take: points and replications, time, disk and memory."""
    plan = estimate.sweep.plan
    points = estimate.points - (estimate.sweep.baseline is not None)
    baseline = " and the baseline" if estimate.sweep.baseline is not None else ""
    design = f"{write_count(points, 'point')} ({plan.design.kind.value}){baseline}"
    if plan.precision is None:
        counts = f"{design}, {write_count(plan.fewest_replications, 'replication')} each: {estimate.most:,} in all."
    else:
        counts = (
            f"{design}, {plan.fewest_replications:,} to {plan.most_replications:,} replications each, as a precision "
            f"takes: {estimate.fewest:,} to {estimate.most:,} in all."
        )
    on = "one process" if estimate.jobs == 1 else f"{estimate.jobs:,} processes"
    kept = "a measure is" if estimate.measures == 1 else f"{estimate.measures:,} measures are"
    while_it_runs = f", {describe_memory(estimate.scratch)} more while it runs," if estimate.scratch > IN_MEMORY else ""
    fewer = "" if plan.measures else "; name those you need in the file (measures) or with --measure, and it takes less"
    return [
        counts,
        f"A replication took {_say_seconds(estimate.seconds_a_replication)} here when it was tried, and making a point "
        f"{_say_seconds(estimate.seconds_a_point)}: about {_say_ends(estimate.seconds, describe_duration)} on {on}.",
        f"About {_say_ends(estimate.disk, describe_memory)} on disk{while_it_runs} and "
        f"{describe_memory(estimate.memory)} of memory. "
        f"{kept[0].upper()}{kept[1:]} kept{fewer}.",
        *([estimate.trouble[0].upper() + estimate.trouble[1:] + "."] if estimate.trouble else []),
    ]


def _say_seconds(seconds: float) -> str:
    return f"{seconds * 1000.0:.2g} ms" if seconds < 0.0995 else f"{seconds:.2g} s"


def _say_ends(ends: tuple[float, float], say: Callable[[float], str]) -> str:
    low, high = (say(end) for end in ends)
    return low if low == high else f"{low} to {high}"
