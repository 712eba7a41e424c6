"""Differences side by side: a mark and its interval for each measure, to the left or right of no difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fssim.report.charts.chart_sheet import INK, RULE, SMALL, SOFT, Sheet, fold_text, height_of, width_of
from fssim.report.charts.panels import BLUE, GREY, ORANGE, own_style
from fssim.report.wording.words import signed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BETTER, WORSE, NEITHER = (BLUE, "o"), (ORANGE, "s"), (GREY, "D")  # colour and shape of a mark
PADDING, GAP = 4.0, 10.0
POINTS_OF_NAMES, NARROWEST_WITH_NAMES = 200.0, 400.0  # with less, names stand above their marks
ROW_GAP, LETTERS = 6.0, SMALL


@dataclass(frozen=True, slots=True)
class ForestMark:
    """A difference, its interval, how it looks (`BETTER`, `WORSE` or `NEITHER`) and what is written beside it."""

    value: float
    low: float
    high: float
    look: tuple[str, str]
    label: str


@dataclass(frozen=True, slots=True)
class ForestPanel:
    """Measures whose differences are in one unit and on one scale: a name and a mark a row.

    What is further from no difference than `furthest` is drawn as an arrow at the edge. A mark that is nan is only
    written.
    """

    unit: str
    furthest: float
    names: Sequence[str]
    marks: Sequence[ForestMark]


def draw_differences(groups: Sequence[ForestPanel], width: float) -> Figure:
    """All groups, each over an axis of its own, so many points wide."""
    beside = width >= NARROWEST_WITH_NAMES
    names_width = POINTS_OF_NAMES if beside else 0.0
    names = [[fold_text(name, (names_width or width) - GAP, LETTERS) for name in group.names] for group in groups]
    heights = [sum(_row_height(name, beside) for name in names_of_group) + _axis_height() for names_of_group in names]
    with own_style():
        sheet = Sheet(width, 2 * PADDING + sum(heights))
        y = PADDING
        for group, folded_names, height in zip(groups, names, heights, strict=True):
            rows = _middles(folded_names, y, beside)
            for row, name in zip(rows, folded_names, strict=True):
                if beside:
                    sheet.text(PADDING + names_width - GAP, row, "\n".join(name), LETTERS, across="right")
                else:
                    above = row - height_of(1, LETTERS) / 2
                    sheet.text(PADDING, above, "\n".join(name), LETTERS, down="bottom")
            room = width - 2 * PADDING - names_width
            _draw(sheet, PADDING + names_width, room, group, rows, y + height - _axis_height(), beside)
            y += height
    return sheet.figure


def _row_height(name: Sequence[str], beside: bool) -> float:
    """A row's height: of its name's lines, or of the mark with the name above it."""
    return height_of(len(name) + (not beside), LETTERS) + ROW_GAP


def _axis_height() -> float:
    return height_of(2, SMALL) + 12.0


def _middles(names: Sequence[Sequence[str]], y: float, beside: bool) -> list[float]:
    """How far down each row's mark is."""
    middles = []
    for name in names:
        height = _row_height(name, beside)
        middles.append(y + (height / 2 if beside else height - ROW_GAP / 2 - height_of(1, LETTERS) / 2))
        y += height
    return middles


def _draw(
    sheet: Sheet, x: float, room: float, group: ForestPanel, rows: Sequence[float], foot: float,
    beside: bool,
) -> None:  # fmt: skip
    written = max((width_of(mark.label, LETTERS) for mark in group.marks), default=0.0)
    margin = width_of(signed(group.furthest), SMALL) / 2 + 2.0
    half = (room - written - 2 * margin - 4.0) / 2
    zero = x + margin + half
    scale = half / group.furthest
    reach = height_of(1, LETTERS) / 2 + (ROW_GAP / 2 if beside else 0.0)
    for at in (-group.furthest, -group.furthest / 2, 0.0, group.furthest / 2, group.furthest):
        place = zero + scale * at
        look = (INK, 0.9) if at == 0.0 else (RULE, 0.6)
        if beside:
            sheet.line([place, place], [rows[0] - reach, foot + 3.0], *look)
        else:  # not through the names
            for y in (*rows, foot):
                sheet.line([place, place], [y - reach, min(y + reach, foot + 3.0)], *look)
        if at in (-group.furthest, 0.0, group.furthest):
            sheet.text(place, foot + 5.0, signed(at), SMALL, across="center", down="top", colour=SOFT)
    sheet.text(zero, foot + 5.0 + height_of(1, SMALL), group.unit, SMALL, across="center", down="top", colour=SOFT)
    for y, mark in zip(rows, group.marks, strict=True):
        sheet.text(x + room, y, mark.label, LETTERS, across="right")
        if math.isnan(mark.value):
            continue
        colour, shape = mark.look
        if not math.isnan(mark.low):
            _draw_interval(sheet, zero, scale, group.furthest, mark, y)
        if abs(mark.value) > group.furthest:
            right = mark.value > 0.0
            edge = zero + (half if right else -half)
            sheet.line([zero, edge], [y, y], "black", 1.0, (0, (2, 2)))
            sheet.mark(edge, y, ">" if right else "<", colour, 8.0)
        else:
            sheet.mark(zero + scale * mark.value, y, shape, colour)


def _draw_interval(sheet: Sheet, zero: float, scale: float, furthest: float, mark: ForestMark, y: float) -> None:
    """The interval's line, with an arrow at each end that is off the axis."""
    ends = [max(-furthest, min(furthest, end)) for end in (mark.low, mark.high)]
    if ends[0] < ends[1]:
        sheet.line([zero + scale * end for end in ends], [y, y], "black", 1.6)
    for end, shape in ((mark.low, "<"), (mark.high, ">")):
        if abs(end) > furthest:
            place = zero + scale * max(-furthest, min(furthest, end))
            sheet.mark(place, y, shape, "black", 4.5)
