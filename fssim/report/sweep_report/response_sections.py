"""How measures answer to each thing that varies, and to two at once."""

from __future__ import annotations

import math
from functools import partial

from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.sweep_report.drawings import draw_heatmap, draw_responses
from fssim.report.sweep_report.swept_numbers import SweptNumbers, name_factor
from fssim.report.wording.words import capitalised, number, plain
from fssim.studies.sweeps.plan.factors import Factor

MOST_CURVES = 6  # factors that are drawn; the table has all
MOST_PANELS = 4
SHORT_TAB = 31


def build_responses(numbers: SweptNumbers) -> Section:
    """A picture for each of the factors that move the leading measure most, levers first; and a table of them all."""
    order = [one.factor for one in numbers.rank_factors(numbers.lead)]
    levers = [factor for factor in order if factor in numbers.swept.sweep.levers]
    drawn = [*levers, *(factor for factor in order if factor not in levers)][:MOST_CURVES]
    paragraphs = [
        "Each number is a mean over everything else that varies. Where there are many values, as many settings are in "
        "each group as in another."
    ]
    left = len(order) - len(drawn)
    if left:
        paragraphs.append(
            f"The {left} that move {plain(numbers.describe(numbers.lead).label)} least are in the table alone."
        )
    return Section(
        "responses", "How measures answer", paragraphs, pictures=[_draw(numbers, factor) for factor in drawn],
        tables=[_table(numbers, order)],
    )  # fmt: skip


def _draw(numbers: SweptNumbers, factor: Factor) -> Picture:
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
    note += "; dashed: the baseline." if numbers.swept.sweep.baseline is not None else "."
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
