"""A sweep's points side by side, and which staffing among them is best: tables and sentences."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Column, Table
from rich.text import Text

from fssim.files.scratch_file import IN_MEMORY
from fssim.measures.catalogue import describe
from fssim.measures.declaration import MeasureDescription
from fssim.measures.headline import DRIFT, STAFF_COST, duration_measure, wait_measure
from fssim.model.size import describe_duration, describe_memory
from fssim.plots import name_value
from fssim.report.terminal.run_tables import CROWDED, Row, stack_rows
from fssim.report.wording.levers_in_words import say_lever, say_lever_at, say_value
from fssim.report.wording.words import (
    difference_with_unit,
    in_list,
    interval,
    number,
    plain,
    signed,
    with_unit,
)
from fssim.scenario.names import named_together
from fssim.statistics.interval import CONFIDENCE
from fssim.studies.analysis.rank import AS_GOOD, BEST, NO_VALUE, NOT_TOLD_APART, OVER_BUDGET, Ranking
from fssim.studies.sweeps.estimate_sweep import SweepEstimate
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import BASELINE, Sweep, count_points
from fssim.studies.sweeps.sweep_results import SUMMARY_FILE, SweepResults
from fssim.studies.sweeps.sweep_summary import REACHED
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    import pandas as pd

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
    headings = ["point", *(say_lever(factor) for factor in factors), *(["replications"] if precise else [])]
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
                rows.append([point, *(row[factor.column] for factor in factors), *count, *means])
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


def _number(text: str) -> str:
    if not text:
        return "none"
    number = float(text)
    return f"{number:,.0f}" if abs(number) >= 1000.0 else f"{number:.3g}"


def factor_sentences(sweep: Sweep) -> list[str]:
    """What varies, one thing a line: its values, and what the base scenario has. Of many, the first, and how many more
    there are."""
    sentences = [_say_factor(sweep, factor) for factor in sweep.factors[:MOST_TOLD]]
    more = len(sweep.factors) - len(sentences)
    return [*sentences, f"and {more:,} more"] if more else sentences


def _say_factor(sweep: Sweep, factor: Factor) -> str:
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
        taken = f"from {number(factor.low)} to {number(factor.high)}{unit}"
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


HEADINGS = "From the best", "95% interval", "Replications", "Cost, GBP a year"


def ranking_table(ranking: Ranking, width: int) -> RenderableType:
    """A row for each staffing, the best first.

    On a terminal of less than `CROWDED` columns each staffing's figures stand below it.
    """
    about, levers = _about(ranking), _chosen(ranking)
    title = Text(f"{plain(about.label)}, {about.unit}")
    rows = ranking.frame.to_dict("records")
    if width < CROWDED:
        return Group(
            title, stack_rows([("", [_stacked(ranking, row) for row in rows])], ("Mean", *HEADINGS), "", width)
        )
    table = Table(
        *(Column(say_lever(lever), justify="right", overflow="fold") for lever in levers),
        *(Column(heading, justify="right", no_wrap=True) for heading in ("Mean", *HEADINGS)),
        Column("Is"),
        title=title,
        title_justify="left",
        box=SIMPLE,
        width=min(width, 140),
    )
    for row in rows:
        table.add_row(*(say_value(row[lever.column]) for lever in levers), *_figures(row), _is(row))
    return table


def _about(ranking: Ranking) -> MeasureDescription:
    return describe(ranking.measure, ranking.swept.sweep.base)


def _stacked(ranking: Ranking, row: dict[Any, Any]) -> Row:
    return Text.assemble(_staffing(ranking, row), ": ", _is(row)), _figures(row), Text()


def _is(row: dict[Any, Any]) -> Text:
    return Text(row["is"], style="bold green" if row["is"] == BEST else "")


def _figures(row: dict[Any, Any]) -> tuple[str, ...]:
    bounds = interval(row["difference_low"], row["difference_high"])
    apart = ("", "") if row["is"] == BEST else (signed(row["difference"]), bounds)
    return number(row["mean"]), *apart, f"{row['replications']:,}", f"{row['cost']:,.0f}"


def ranking_notes(ranking: Ranking) -> list[str]:
    """What to know of the table."""
    unit = _about(ranking).unit
    notes = [
        "Differences are paired, over the replications both have. The smallest difference that matters is taken to be "
        f"{difference_with_unit(ranking.indifference, unit)}. A staffing is dropped once it is too far behind another "
        "to catch up (Kim and Nelson's procedure, 2001): that, and no interval, says what it is. Intervals are each "
        "about one row."
    ]
    own = ranking.swept.sweep.plan.fewest_replications
    if (ranking.frame["replications"] > own).any():
        notes.append(f"Costs are of the sweep's own {write_count(own, 'replication')} of each.")
    if ranking.unsure_of_budget:
        names = in_list([_at(ranking, point) for point in ranking.unsure_of_budget], "; ")
        notes.append(
            f"The 95% interval of what it costs holds the budget, so that it may be within it or over it: {names}."
        )
    return notes


def ranking_sentences(ranking: Ranking) -> list[str]:
    """Which is best and how surely, and what was left out."""
    about, frame, selection = _about(ranking), ranking.frame, ranking.selection
    (best,) = frame.loc[[selection.best]].to_dict("records")
    within = "" if ranking.budget is None else f" within {ranking.budget:,.0f} GBP a year"
    has = f"{plain(about.label)} {with_unit(best['mean'], about.unit)}, at {best['cost']:,.0f} GBP a year"
    if len(frame) == 1:
        return [f"There is one staffing, and nothing to rank it against: {has}.", *ranking.notes]
    first = f"{_staffing(ranking, best)} is the best of the staffings{within}: {has}"
    near = [_at(ranking, int(str(point))) for point in frame.index[frame["is"].isin([NOT_TOLD_APART, AS_GOOD])]]
    if (frame["is"].isin([OVER_BUDGET, NO_VALUE])).sum() == len(frame) - 1:
        sure = "no other is within the budget" if (frame["is"] == OVER_BUDGET).any() else "no other has a value"
    elif near and _are_alike(frame):
        sure = f"but {in_list(near, '; ')} gave the same in every replication"
    elif selection.decided:
        sure = (
            f"the probability that this is right is at least {CONFIDENCE:.0%} if the others are worse by "
            f"{difference_with_unit(ranking.indifference, about.unit)} or more"
        )
        if near:
            are = "is" if len(near) == 1 else "are"
            sure += f"; nearer than that, and so as good for the purpose, {are} {in_list(near, '; ')}"
    else:
        sure = (
            f"but the most replications allowed came before it could be told from {in_list(near, '; ')}, so no "
            "probability is promised; allow more (--most), or call only a larger difference one that matters "
            "(--matters)"
        )
    counts = {kind: int((frame["is"] == kind).sum()) for kind in (OVER_BUDGET, NO_VALUE)}
    left_out = [
        f"{counts[kind]} {'is' if counts[kind] == 1 else 'are'} left out as {why}"
        for kind, why in ((OVER_BUDGET, "over the budget"), (NO_VALUE, "without a value in some replication"))
        if counts[kind]
    ]
    second = (
        f" Of {write_count(len(frame), 'staffing')}, {in_list(left_out)}."
        if left_out
        else f" {'Both' if len(frame) == 2 else f'All {len(frame):,}'} staffings "
        f"{'that could be simulated ' if ranking.notes else ''}were compared."
    )
    return [f"{first}; {sure}.{second}", *ranking.notes]


def _are_alike(frame: pd.DataFrame) -> bool:
    """Whether all that were compared gave the same in every replication."""
    compared = frame[~frame["is"].isin([OVER_BUDGET, NO_VALUE])]
    return bool((compared[["difference", "difference_low", "difference_high"]] == 0.0).all(axis=None))


def _at(ranking: Ranking, point: int) -> str:
    (row,) = ranking.frame.loc[[point]].to_dict("records")
    return _staffing(ranking, row)


def _staffing(ranking: Ranking, row: dict[Any, Any]) -> str:
    """A staffing by the values of its levers."""
    return ", ".join(say_lever_at(lever, row[lever.column]) for lever in _chosen(ranking))


def _chosen(ranking: Ranking) -> list[Factor]:
    """The levers that differ between staffings."""
    return [lever for lever in ranking.swept.sweep.levers if ranking.frame[lever.column].nunique() > 1]
