"""What moves the measures of a sweep most, how they answer to each thing that varies, and to two at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.sweep_report.drawings import draw_heatmap, draw_responses, draw_tornado
from fssim.report.sweep_report.swept_numbers import SweptNumbers, name_factor
from fssim.report.wording.answer_notes import choose_caveat, shared_by
from fssim.report.wording.words import (
    capitalised,
    difference_with_unit,
    in_list,
    interval,
    number,
    plain,
    with_unit,
    within_sentence,
)
from fssim.runs.paired import name_demand
from fssim.studies.sweeps.failed_points import find_failed_points, note_failed_baseline
from fssim.studies.sweeps.plan.design import SENSITIVITY
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import count_points
from fssim.studies.sweeps.plan.sweep_file import DRAWN, DesignKind
from fssim.whole_numbers import write_count

MOST_TOLD, MOST_BARS, MOST_NAMED = 3, 12, 5
MOST_CURVES = 6  # factors that are drawn; the table has all
MOST_PANELS = 4


def build_what_moves(numbers: SweptNumbers) -> Section:
    """What the sweep says of its question."""
    swept = numbers.swept
    plan = swept.sweep.plan
    paragraphs = [_say_what_ran(numbers), *(_say_measure(numbers, name) for name in numbers.measures[:MOST_TOLD])]
    paragraphs += map(plain, note_failed_baseline(swept))
    failed = len(find_failed_points(swept))
    if failed:
        points = "1 setting could" if failed == 1 else f"{failed:,} settings could"
        paragraphs.append(
            f"{points} not be simulated: see below which, and why. Numbers are means over the rest, so that a value at "
            "which some could not is met by fewer settings than the others are."
        )
    if plan.notes:
        paragraphs.append(plain(plan.notes))
    return Section(
        "answer", "What moves the answer", [*paragraphs, choose_caveat(swept.sweep.scenarios)],
        bullets=list(_list_limits(numbers)), pictures=[_draw_what_moves(numbers)],
    )  # fmt: skip


def _say_what_ran(numbers: SweptNumbers) -> str:
    sweep = numbers.swept.sweep
    planned, ran = count_points(sweep) - (sweep.baseline is not None), len(numbers.points)
    settings = write_count(ran, "setting") if ran == planned else f"{ran:,} of {write_count(planned, 'setting')}"
    times = "once" if numbers.replications == 1 else f"{numbers.replications:,} times"
    least = "at least " if sweep.plan.precision is not None else ""
    differ = name_demand(tuple(field.path.split(".")) for factor in sweep.factors for field in factor.fields)
    shared = shared_by(differ) + ("" if differ else " at every setting")
    has_baseline = numbers.baseline(numbers.lead) is not None
    against = f" So was the baseline, '{plain(sweep.baseline.title)}'." if sweep.baseline and has_baseline else ""
    named = in_list([name_factor(factor) for factor in sweep.factors])
    if len(sweep.factors) > MOST_NAMED:
        named = f"{len(sweep.factors)} things that vary"
    return (
        f"'{plain(sweep.base.title)}' was simulated at {settings} of {named}, "
        f"{least}{times} each, with {shared}.{against}"
    )


def _say_measure(numbers: SweptNumbers, measure: str) -> str:
    about = numbers.describe(measure)
    by_point = numbers.points[measure].dropna()
    label = capitalised(plain(about.label))
    if by_point.empty:
        return f"{label}: no setting has any."
    low, high = float(by_point.min()), float(by_point.max())
    if low == high:
        return f"{label} is {with_unit(low, about.unit)} at every setting."
    ranked = numbers.rank_factors(measure)
    first = next((one for one in ranked if one.is_told_apart), ranked[0])
    reach = f"{label} is between {number(low)} and {with_unit(high, about.unit)}"
    name = capitalised(name_factor(first.factor))
    if math.isnan(first.difference.low):
        return f"{reach}. One replication, or a setting or two of each value, does not tell what moves it from chance."
    apart = difference_with_unit(abs(first.difference.mean), about.unit)
    bounds = interval(first.difference.low, first.difference.high)
    if not first.is_told_apart:
        few = "one replication" if numbers.replications == 1 else f"{numbers.replications:,} replications"
        return f"{reach}. From {few}, nothing that was varied can be told to move it; more may tell."
    way = "more" if first.difference.mean > 0.0 else "less"
    return (
        f"{reach}. {name} moves it most: at {first.names[first.last]} it is {apart} {way} than at "
        f"{first.names[first.first]} (95% interval {bounds}), on average over all else that varies."
    )


def _list_limits(numbers: SweptNumbers) -> Iterator[str]:
    plan = numbers.swept.sweep.plan
    yield (
        "One replication of each setting gives no intervals: how much of a number is chance is not known."
        if numbers.replications == 1
        else "Intervals hold chance: who is referred, what is decided, who leaves. They do not hold what is not known "
        "of the service's numbers, but for those that were varied here."
    )
    if plan.design.kind is DesignKind.crossed:
        yield (
            "Every setting of the levers met the same futures, so that levers differ in nothing else. Futures that "
            "differ in one thing differ in everything else that is not known; intervals hold that as well."
        )
    elif plan.design.kind in DRAWN:
        yield (
            "Settings are spread over all that varies at once, so that settings which differ in one thing differ in "
            "everything else too. Intervals hold that as well, and are wide where settings are few."
        )
    if plan.correlations:
        yield "Some of what varies goes together, so that what one thing seems to do may be another's doing."
    if plan.design.kind in SENSITIVITY:
        yield (
            f"The design, {plan.design.kind.value}, is one for fssim sensitivity, which tells better than means by "
            "value do which number moves a measure, and by how much."
        )
    without = [
        f"{plain(numbers.describe(measure).label)} in {count:,}"
        for measure in numbers.measures
        if (count := int(numbers.rows[measure].isna().sum()))
    ]
    if without:
        yield (
            f"Some of the {len(numbers.rows):,} replications have nothing that a measure is the mean of, and are in no "
            f"mean of it: {in_list(without, '; ')}. A mean may then be over fewer settings than the one beside it."
        )
    if numbers.swept.too_wide:
        count = len(numbers.swept.too_wide)
        yield (
            f"{write_count(count, 'setting')} had as many replications as allowed before the precision "
            "asked for was reached."
        )


def _draw_what_moves(numbers: SweptNumbers) -> Picture:
    about = numbers.describe(numbers.lead)
    responses = numbers.rank_factors(numbers.lead)[:MOST_BARS]
    whole = numbers.mean_of_all(numbers.lead)
    note = (
        "From the mean at the first of a factor's values (hatched) to that at the last (plain), over all else that "
        f"varies; for words, from the lowest mean to the highest. The line: the mean of all settings, {number(whole)}."
    )
    words = "; ".join(
        f"{name_factor(one.factor)}: {number(one.means[one.first].mean)} at {one.names[one.first]}, "
        f"{number(one.means[one.last].mean)} at {one.names[one.last]}"
        for one in responses
    )
    title = f"What moves {within_sentence(about.label)}, {about.unit}"
    return Picture(title, note, words, partial(draw_tornado, responses, whole, about.unit))


def build_responses(numbers: SweptNumbers) -> Section:
    """A picture for each of the factors that move the leading measure most, levers first; and a table of them all."""
    order = [one.factor for one in numbers.rank_factors(numbers.lead)]
    levers = [factor for factor in order if factor in numbers.swept.sweep.levers]
    drawn = [*levers, *(factor for factor in order if factor not in levers)][:MOST_CURVES]
    paragraphs = [
        "Each number is a mean over everything else that varies. Where there are many values, as many settings are in "
        "each group as in another."
    ]
    if len(order) > len(drawn):
        paragraphs.append(
            f"Drawn are {len(drawn)} of the {len(order)} that vary: what we choose, and then what moves "
            f"{within_sentence(plain(numbers.describe(numbers.lead).label))} most. The table has all."
        )
    return Section(
        "responses", "How measures answer", paragraphs, pictures=[_draw_response(numbers, factor) for factor in drawn],
        tables=[_table(numbers, order)],
    )  # fmt: skip


def _draw_response(numbers: SweptNumbers, factor: Factor) -> Picture:
    panels = []
    for measure in numbers.measures[:MOST_PANELS]:
        about = numbers.describe(measure)
        title = f"{capitalised(plain(about.label))}, {about.unit}"
        panels.append((title, numbers.respond(factor, measure), numbers.baseline(measure)))
    lead = panels[0][1]
    words = f"{panels[0][0]}: " + ", ".join(
        f"{number(mean.mean)} at {name}" for name, mean in zip(lead.names, lead.means, strict=True)
    )
    note = f"Across: {name_factor(factor)}. Dots are means, the band or bars their 95% intervals, each by itself"
    note += "; dashed: the baseline." if panels[0][2] is not None else "."
    return Picture(name_factor(factor), note, words, partial(draw_responses, panels))


def _table(numbers: SweptNumbers, factors: list[Factor]) -> Table:
    columns = [Column("What varies", Kind.TEXT), Column("Value", Kind.TEXT)]
    for measure in numbers.measures:
        about = numbers.describe(measure)
        group = f"{capitalised(plain(about.label))}, {about.unit}"
        columns += [Column("Mean", group=group), Column("95% interval", Kind.RANGE, group)]
    rows: list[list[Cell]] = []
    for factor in factors:
        responses = [numbers.respond(factor, measure) for measure in numbers.measures]
        for place, name in enumerate(responses[0].names):
            cells: list[Cell] = [name_factor(factor), name]
            for response in responses:
                mean = response.means[place]
                cells += [mean.mean, (mean.low, mean.high)]
            rows.append(cells)
    return Table("Response curves", "Measures by each value of what varies", columns, rows, folded=True)


def build_two_at_once(numbers: SweptNumbers) -> Section | None:
    """The leading measure over two things at once; None where there are not two that vary.

    They are the two levers that move it most or, with fewer levers, the two of everything.
    """
    order = [one.factor for one in numbers.rank_factors(numbers.lead)]
    levers = [factor for factor in order if factor in numbers.swept.sweep.levers]
    pair = (levers if len(levers) > 1 else order)[:2]
    if len(pair) < 2:
        return None
    across, up = pair
    table = numbers.cross(across, up, numbers.lead)
    if all(math.isnan(value) for row in table for value in row):
        return None
    about = numbers.describe(numbers.lead)
    names = numbers.groups[across.name][0], numbers.groups[up.name][0]
    title = f"{capitalised(plain(about.label))}, {about.unit}, by {name_factor(across)} and {name_factor(up)}"
    picture = Picture(
        title, "The mean of the settings in each square, over all else that varies. The table below has the numbers.",
        f"{len(names[0])} by {len(names[1])} values, in the table below",
        partial(draw_heatmap, table, *names, (name_factor(across), name_factor(up)), about.unit),
    )  # fmt: skip
    columns = [
        Column(name_factor(up), Kind.TEXT),
        *(Column(name, group=name_factor(across)) for name in names[0]),
    ]
    rows: list[list[Cell]] = [[name, *row] for name, row in zip(names[1], table, strict=True)]
    return Section("two", "Two at once", pictures=[picture], tables=[Table("Two at once", title, columns, rows)])
