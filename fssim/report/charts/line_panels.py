"""Lines over time in panels, under one key, with the times that matter shaded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from fssim.report.charts.chart_sheet import INK, RULE, SMALL, SOFT, Sheet, fold_text, height_of, width_of
from fssim.report.charts.panels import BLUE, own_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito's colours, darkest first; dashes and weights tell the lines apart in grey
LOOKS = (
    (BLUE, "-", 2.0), ("#D55E00", (0, (4, 1.5)), 1.5), ("#000000", (0, (1, 1.2)), 1.5), ("#009E73", "-.", 1.4),
    ("#CC79A7", (0, (8, 2)), 1.6), ("#56B4E9", (0, (6, 1.5, 1, 1.5, 1, 1.5)), 1.6),
)  # fmt: skip
WIDEST, HEIGHT = 420.0, 108.0  # points of a panel, and of the room in it for lines
PADDING, GAP, SAMPLE = 4.0, 14.0, 24.0
SHADE, HATCH = "#e6e6e6", "#b3b3b3"
TICKS_AT_MOST, POINTS_A_TICK = 7, 46.0
STEPS_AT_MOST = 5
DOT = 3.0  # points


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A number for each of the dates, and the ends of its interval; nan where there is none."""

    name: str
    means: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]


@dataclass(frozen=True, slots=True)
class LinePanel:
    """Lines that are compared, under a title that says the unit, and single `dots` of dates, named in the key."""

    title: str
    lines: Sequence[DrawnLine]
    dots: Sequence[tuple[date, float]] = ()
    dots_name: str = ""


@dataclass(frozen=True, slots=True)
class ShadedSpan:
    """A time to be shaded, or hatched, or a moment to be marked, if it has no end. `said` is written at its top."""

    start: date
    until: date | None = None
    hatched: bool = False
    label: str = ""


def draw_lines(
    since: date, dates: Sequence[date], panels: Sequence[LinePanel], spans: Sequence[ShadedSpan], width: float,
    height: float = HEIGHT,
) -> Figure:  # fmt: skip
    """A figure of all the panels, so many points wide, over the same time since a date.

    `height` is that of the lines in a panel. A panel whose title is empty has none.
    """
    across = max(1, min(len(panels), math.ceil(width / WIDEST)))
    room = (width - 2 * PADDING - GAP * (across - 1)) / across
    names = list(dict.fromkeys(line.name for panel in panels for line in panel.lines))
    dots_name = next((panel.dots_name for panel in panels if panel.dots), "")
    key = [
        fold_text(name, width - 2 * PADDING - SAMPLE - 6.0) for name in (*names, *([dots_name] if dots_name else []))
    ]
    titles = [fold_text(panel.title, room, bold=True) if panel.title else [] for panel in panels]
    lines = [range(first, min(first + across, len(panels))) for first in range(0, len(panels), across)]
    title_heights = [height_of(max(len(titles[place]) for place in line)) + 4.0 for line in lines]
    foot = height_of(2, SMALL) + 4.0
    whole = sum(title_heights) + len(lines) * (height + foot) + GAP * (len(lines) - 1)
    with own_style():
        sheet = Sheet(width, 2 * PADDING + height_of(sum(map(len, key))) + 6.0 + whole)
        y = _draw_key(sheet, key, len(names))
        for line, title_height in zip(lines, title_heights, strict=True):
            for column, place in enumerate(line):
                x = PADDING + column * (room + GAP)
                sheet.text(x, y, "\n".join(titles[place]), bold=True, down="top")
                box = (x, y + title_height, room, height)
                _draw(sheet, box, since, dates, panels[place], names, spans)
            y += title_height + height + foot + GAP
    return sheet.figure


def _draw_key(sheet: Sheet, key: Sequence[Sequence[str]], lines: int) -> float:
    """A sample of each of so many lines with its name, and of dots after them; how far down that comes."""
    y = PADDING
    for place, name in enumerate(key):
        if place < lines:
            colour, dashes, weight = LOOKS[place % len(LOOKS)]
            sheet.line([PADDING, PADDING + SAMPLE], [y + height_of(1) / 2] * 2, colour, weight, dashes)
        else:
            _draw_dot(sheet, PADDING + SAMPLE / 2, y + height_of(1) / 2)
        sheet.text(PADDING + SAMPLE + 6.0, y + height_of(len(name)) / 2, "\n".join(name))
        y += height_of(len(name))
    return y + 6.0


def _draw_dot(sheet: Sheet, x: float, y: float) -> None:
    sheet.mark(x, y, "o", "black", DOT, 0.0)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where dates and values are on the sheet."""

    left: float
    right: float
    top: float
    foot: float
    first: int
    last: int
    highest: float

    def across(self, day: date) -> float:
        whole = max(self.last - self.first, 1)
        share = (min(max(day.toordinal(), self.first), self.last) - self.first) / whole
        return self.left + (self.right - self.left) * share

    def down(self, value: float) -> float:
        return self.foot - (self.foot - self.top) * value / self.highest


def _draw(
    sheet: Sheet,
    box: tuple[float, float, float, float],
    since: date,
    dates: Sequence[date],
    panel: LinePanel,
    names: Sequence[str],
    spans: Sequence[ShadedSpan],
) -> None:
    x, top, width, height = box
    values = [value for line in panel.lines for value in (*line.means, *line.highs) if not math.isnan(value)]
    highest = max((*values, *(value for _, value in panel.dots)), default=1.0)
    steps = _steps(highest or 1.0)
    left = x + max(width_of(f"{step:,g}", SMALL) for step in steps) + 5.0
    scale = _Scale(left, x + width, top, top + height, since.toordinal(), dates[-1].toordinal(), steps[-1])
    _draw_spans(sheet, scale, spans)
    _draw_scale(sheet, scale, steps, _ticks(since, dates[-1], int((scale.right - left) / POINTS_A_TICK)))
    xs = [scale.across(day) for day in dates]
    for line in panel.lines:
        colour, dashes, weight = LOOKS[names.index(line.name) % len(LOOKS)]
        for known, places in groupby(range(len(xs)), lambda place: not math.isnan(line.means[place])):  # noqa: B023
            if not known:
                continue
            run = list(places)
            uppers, lowers = ([scale.down(ends[place]) for place in run] for ends in (line.highs, line.lows))
            sheet.band([xs[place] for place in run], uppers, lowers, colour)
            sheet.line(
                [xs[place] for place in run], [scale.down(line.means[place]) for place in run], colour, weight, dashes
            )

    for day, value in panel.dots:
        _draw_dot(sheet, scale.across(day), scale.down(value))


def _draw_scale(sheet: Sheet, scale: _Scale, steps: Sequence[float], ticks: Sequence[date]) -> None:
    for step in steps:
        y = scale.down(step)
        sheet.line([scale.left, scale.right], [y, y], SOFT if step == 0.0 else RULE, 0.8 if step == 0.0 else 0.6)
        sheet.text(scale.left - 4.0, y, f"{step:,g}", SMALL, across="right", colour=SOFT)
    for tick in ticks:
        x = scale.across(tick)
        sheet.line([x, x], [scale.foot, scale.foot + 3.0], SOFT, 0.8)
        where = "right" if x > scale.right - 12.0 else "left" if x < scale.left + 8.0 else "center"
        sheet.text(x, scale.foot + 5.0, f"{tick:%b}\n{tick.year}", SMALL, across=where, down="top", colour=SOFT)


def _draw_spans(sheet: Sheet, scale: _Scale, spans: Sequence[ShadedSpan]) -> None:
    for span in spans:
        start = scale.across(span.start)
        end = start if span.until is None else scale.across(span.until)
        if span.until is None:
            sheet.line([start, start], [scale.top, scale.foot], "#666666", 1.0, ":")
        elif span.hatched:
            sheet.box(start, scale.top, end - start, scale.foot - scale.top, "none", "///", HATCH)
        else:
            sheet.box(start, scale.top, end - start, scale.foot - scale.top, SHADE)
        if span.label and width_of(span.label, SMALL) < end - start - 6.0:
            sheet.text((start + end) / 2, scale.top + 7.0, span.label, SMALL, across="center", colour=INK)


def _steps(highest: float) -> list[float]:
    """Round numbers from 0 to the highest value or a little above."""
    from matplotlib.ticker import MaxNLocator

    steps = MaxNLocator(STEPS_AT_MOST - 1, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, highest)
    return [float(step) for step in steps if step >= 0.0]


def _ticks(first: date, last: date, most: int) -> list[date]:
    """The first days of quarters, of half years or of every so many financial years: so many at most."""
    most = max(2, min(TICKS_AT_MOST, most))
    firsts = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
    quarters = [quarter for quarter in firsts if first <= quarter <= last]
    for wanted in ((1, 4, 7, 10), (4, 10), (4,)):
        chosen = [quarter for quarter in quarters if quarter.month in wanted]
        if len(chosen) <= most:
            return chosen
    return chosen[:: math.ceil(len(chosen) / most)]
