"""Small pictures side by side on one scale: bars with intervals, each with its number. Nothing rests on colour."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fssim.measures.ledger.ledger_lines import Line
from fssim.report.charts.chart_sheet import INK, SMALL, SOFT, Sheet, fold_text, height_of, width_of
from fssim.report.wording.words import number
from fssim.statistics.interval import Interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito's colours, which people with any colour vision tell apart; hatching tells them apart in grey
BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#999999"

_IN_OWN_STYLE: ContextVar[bool] = ContextVar("in_own_style", default=False)
NONE = "none"  # in place of the mean of nothing
HEADING = 12.0  # size of the title, in points
WIDTH_WITH_WORDS, WIDTH = 720.0, 552.0  # in points: a figure of its own; on a page 736 px wide
POINTS_OF_NAMES, SHARE_OF_NAMES, NARROWEST_BARS = 190.0, 0.4, 105.0  # at most; of the width at most; of a panel
GAP, PADDING = 8.0, 4.0
BAR_HEIGHT, ROW_GAP = 11.0, 6.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a row's bar looks."""

    colour: str = BLUE
    hatch: str = ""
    edge: str = "white"


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture: a value for each row, and perhaps another to be marked beside it, with its number or without."""

    title: str
    values: Sequence[Interval]
    styles: Sequence[Style]
    marks: Sequence[Interval] = ()
    say_marks: bool = False


@contextmanager
def own_style() -> Iterator[None]:
    """Figures look the same whatever the reader's own settings of matplotlib are: draw and save them in this.

    One within another changes nothing, so that many figures can share the time that it takes.
    """
    from matplotlib import style

    if _IN_OWN_STYLE.get():
        yield
        return
    token = _IN_OWN_STYLE.set(True)
    try:
        with style.context(["default", {"font.size": 9.0, "hatch.linewidth": 0.6}]):
            yield
    finally:
        _IN_OWN_STYLE.reset(token)


@dataclass(frozen=True, slots=True)
class Panels:
    """A picture to be drawn: panels with the same rows, on one scale.

    `title` says what the picture shows, `note` how to read it.
    """

    title: str
    note: str
    rows: Sequence[str]
    panels: Sequence[Panel]


def draw_panels(picture: Panels, width: float = WIDTH_WITH_WORDS, words: bool = True) -> Figure:
    """A figure so many points wide, with its title and note unless these are said elsewhere.

    A value that is nan is written as none.
    """
    panels = picture.panels
    names_width = min(POINTS_OF_NAMES, width * SHARE_OF_NAMES)
    across = max(1, min(len(panels), int((width - names_width) / NARROWEST_BARS)))
    across = math.ceil(len(panels) / math.ceil(len(panels) / across))  # rows of panels as even as can be
    room = (width - names_width) / across - GAP
    heading = fold_text(picture.title, width - 2 * PADDING, HEADING, bold=True) if words else []
    footing = fold_text(picture.note, width - 2 * PADDING, SMALL) if words else []
    names = [fold_text(row, names_width - 2 * GAP) for row in picture.rows]
    left = PADDING if across == 1 else names_width  # of titles: above the names where there is room for nothing else
    titles = [fold_text(panel.title, room + (names_width if across == 1 else 0.0) - GAP, bold=True) for panel in panels]
    numbers = max((width_of(_written_mean(value)) for panel in panels for value in panel.values), default=0.0)
    row_height = max([BAR_HEIGHT + ROW_GAP, *(height_of(len(name)) + 2.0 for name in names)])
    lines = [range(first, min(first + across, len(panels))) for first in range(0, len(panels), across)]
    title_heights = [height_of(max(len(titles[place]) for place in line)) + 5.0 for line in lines]
    above = height_of(len(heading), HEADING) + 8.0 if words else 0.0
    below = height_of(len(footing), SMALL) + 6.0 if words else 0.0
    body = sum(title_heights) + len(lines) * (row_height * len(names) + GAP)
    with own_style():
        sheet = Sheet(width, 2 * PADDING + above + body + below)
        if words:
            sheet.text(PADDING, PADDING, "\n".join(heading), HEADING, bold=True, down="top")
            sheet.text(PADDING, sheet.height - PADDING, "\n".join(footing), SMALL, colour=SOFT, down="bottom")
        furthest = max((_furthest(panel) for panel in panels), default=0.0) or 1.0
        last = max((width_of(number(mark.mean)) + 9.0 for panel in panels if panel.say_marks for mark in panel.marks),
                   default=5.0)  # fmt: skip
        scale = (room - numbers - PADDING - last) / furthest
        y = PADDING + above
        for line, title_height in zip(lines, title_heights, strict=True):
            for row, name in enumerate(names):
                middle = y + title_height + row_height * (row + 0.5)
                sheet.text(names_width - GAP, middle, "\n".join(name), across="right")
            for column, place in enumerate(line):
                x = names_width + column * (room + GAP)
                sheet.text(left + x - names_width, y, "\n".join(titles[place]), bold=True, down="top")
                _draw(sheet, panels[place], x, y + title_height, numbers, row_height, scale)
            y += title_height + row_height * len(names) + GAP
    return sheet.figure


def _draw(sheet: Sheet, panel: Panel, x: float, top: float, numbers: float, row_height: float, scale: float) -> None:
    zero = x + numbers + PADDING
    sheet.line([zero, zero], [top, top + row_height * len(panel.values)], INK, 0.8)
    for row, (value, style) in enumerate(zip(panel.values, panel.styles, strict=True)):
        y = top + row_height * (row + 0.5)
        sheet.text(zero - PADDING, y, _written_mean(value), across="right")
        if not math.isnan(value.mean):
            sheet.box(zero, y - BAR_HEIGHT / 2, scale * value.mean, BAR_HEIGHT, style.colour, style.hatch, style.edge)
        if not math.isnan(value.low):
            for colour, thickness in (("white", 3.2), ("black", 1.4)):
                sheet.line([zero + scale * max(value.low, 0.0), zero + scale * value.high], [y, y], colour, thickness)
    for row, mark in enumerate(panel.marks):
        if math.isnan(mark.mean):
            continue
        y = top + row_height * (row + 0.5)
        if not math.isnan(mark.low):
            sheet.line([zero + scale * max(mark.low, 0.0), zero + scale * mark.high], [y, y], "black", 1.4)
        sheet.mark(zero + scale * mark.mean, y, "D", "white", edge=1.3)
        if panel.say_marks:
            sheet.text(zero + scale * max(_end(mark), mark.mean) + 6.0, y, number(mark.mean))


def _written_mean(value: Interval) -> str:
    return NONE if math.isnan(value.mean) else number(value.mean)


def _furthest(panel: Panel) -> float:
    return max((end for end in map(_end, (*panel.values, *panel.marks)) if not math.isnan(end)), default=0.0)


def _end(value: Interval) -> float:
    return value.mean if math.isnan(value.high) else value.high


VERMILLION, PURPLE, YELLOW = "#D55E00", "#CC79A7", "#F0E442"  # Okabe and Ito's too
DARK = "#222222"

# Drift is hatched, and nothing else is. No dots: as SVG, a hatch of dots is a hundred times as long as one of lines
LINE_STYLES = {
    Line.MOVING: Style(BLUE, "", DARK),
    Line.COURT: Style(GREY, "", DARK),
    Line.UNALLOCATED: Style(PURPLE, "xxx", DARK),
    Line.OVERDUE: Style(YELLOW, "|||", DARK),
    Line.WAITING_POST_VACANT: Style(VERMILLION, "////", DARK),
    Line.WAITING_PRACTITIONER_LIST: Style(ORANGE, "//", DARK),
    Line.WAITING_EXTERNAL_SERVICE: Style("#F6D9A0", "\\\\", DARK),
    Line.NOT_ENGAGED: Style("#FFFFFF", "++", DARK),
    Line.WORK_DONE: Style("#8FD3BF", "--", DARK),
    Line.HELP_REFUSED: Style("#C9BFE6", "\\\\\\", DARK),
    Line.CONTINUED: Style("#D9E8A8", "---", DARK),
}

STAGE_COLOURS = ("#D5E3EE", "#FBE8C8", "#D8EFE2", "#F3DCEA", "#FFF6C9", "#E3E0F5", "#F6DCD2", "#E9E9E9")


def stage_colours(stages: Sequence[str]) -> list[str]:
    """A pale colour for each stage of a pathway, by its place there: neighbours differ."""
    return [STAGE_COLOURS[place % len(STAGE_COLOURS)] for place in range(len(stages))]
