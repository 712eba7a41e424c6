"""Lines over time in small panels: each named at its end, with its interval, and the times that matter shaded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import fill, shorten
from typing import TYPE_CHECKING

from fssim.report.panels import BLUE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours, darkest first; dashes and weights tell the lines apart in grey
LOOKS = ((BLUE, "-", 2.0), ("#D55E00", (0, (4, 1.5)), 1.5), ("#000000", (0, (1, 1.2)), 1.5), ("#009E73", "-.", 1.4))
INCHES, HEIGHT, GUTTER = 4.1, 2.2, 0.4  # of a panel; the gutter is the share of it for the lines' names
POINTS_A_LINE, LETTERS_OF_A_NAME, POINTS_OF_A_SAMPLE = 9.6, 22, 25
SHADE, HATCH = "#e6e6e6", "#b3b3b3"
TICKS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A number for each of the dates, and the ends of its interval; nan where there is none."""

    name: str
    means: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]


@dataclass(frozen=True, slots=True)
class LinePanel:
    """Lines that are compared, under a title that says the unit."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Span:
    """A time to be shaded, or hatched, or a moment to be marked, if it has no end."""

    start: date
    until: date | None = None
    hatched: bool = False


def draw_lines(
    since: date, dates: Sequence[date], panels: Sequence[LinePanel], spans: Sequence[Span], across: int
) -> Figure:
    """A figure of all the panels, over the same time since a date."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    across = min(across, 2, len(panels))
    down = math.ceil(len(panels) / across)
    figure = Figure(figsize=(INCHES * across, 0.2 + HEIGHT * down), layout=ConstrainedLayoutEngine(w_pad=0.06))
    grid = figure.subplots(down, across, squeeze=False)
    for axes, panel in zip(grid.flat, panels, strict=False):
        _draw(axes, since, dates, panel, spans)
    for axes in list(grid.flat)[len(panels) :]:
        axes.set_visible(False)
    return figure


def _draw(axes: Axes, since: date, dates: Sequence[date], panel: LinePanel, spans: Sequence[Span]) -> None:
    axes.set_title(fill(panel.title, 48), loc="left", fontsize=9, fontweight="bold", parse_math=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    at = [float(each.toordinal()) for each in dates]
    for span in spans:
        start = float(span.start.toordinal())
        if span.until is None:
            axes.axvline(start, color="#666666", linewidth=1.0, linestyle=":")
        else:
            axes.axvspan(
                start, float(span.until.toordinal()), linewidth=0.0, zorder=0, edgecolor=HATCH,
                facecolor="none" if span.hatched else SHADE, hatch="///" if span.hatched else None,
            )  # fmt: skip
    for place, line in enumerate(panel.lines):
        colour, dashes, weight = LOOKS[place % len(LOOKS)]
        axes.fill_between(at, list(line.lows), list(line.highs), color=colour, alpha=0.18, linewidth=0.0)
        axes.plot(at, list(line.means), color=colour, linestyle=dashes, linewidth=weight)
    highest = max((v for line in panel.lines for v in (*line.means, *line.highs) if not math.isnan(v)), default=1.0)
    top = (highest or 1.0) * 1.08
    axes.set_ylim(0.0, top)
    first, last = float(since.toordinal()), at[-1]
    axes.set_xlim(first, last + (last - first) * GUTTER / (1.0 - GUTTER))
    axes.spines["bottom"].set_bounds(first, last)
    ticks = _ticks(since, dates[-1])
    axes.set_xticks([tick.toordinal() for tick in ticks], [f"{tick:%b}\n{tick.year}" for tick in ticks])
    _name_lines(axes, last, panel.lines, top)


def _ticks(first: date, last: date) -> list[date]:
    """The first days of quarters, of half years or of every so many financial years: five at most."""
    firsts = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
    quarters = [each for each in firsts if first <= each <= last]
    for wanted in ((1, 4, 7, 10), (4, 10), (4,)):
        chosen = [each for each in quarters if each.month in wanted]
        if len(chosen) <= TICKS_AT_MOST:
            return chosen
    return chosen[:: math.ceil(len(chosen) / TICKS_AT_MOST)]


def _name_lines(axes: Axes, last: float, lines: Sequence[Line], top: float) -> None:
    """Names at the ends of the lines there are, each after a piece of its line, up or down until none is on another."""
    shown = [line for line in lines if not all(map(math.isnan, line.means))]
    points_high = HEIGHT * 72.0 * 0.64  # of the axes, about
    most = max(1, int(points_high / POINTS_A_LINE / len(shown)))
    names = [_folded(line.name, most) for line in shown]
    half = [POINTS_A_LINE * len(name.splitlines()) / points_high * top / 2.0 for name in names]
    ends = [next((value for value in reversed(line.means) if not math.isnan(value)), 0.0) for line in shown]
    places = spread(ends, half, top)
    for line, name, place in zip(shown, names, places, strict=True):
        colour, dashes, weight = LOOKS[lines.index(line) % len(LOOKS)]
        sample = {"arrowstyle": "-", "color": colour, "linestyle": dashes, "linewidth": weight}
        axes.annotate(
            "", (last, place), (POINTS_OF_A_SAMPLE, 0), textcoords="offset points", annotation_clip=False,
            arrowprops=sample | {"shrinkA": 0, "shrinkB": 8},
        )  # fmt: skip
        axes.annotate(
            name, (last, place), (POINTS_OF_A_SAMPLE + 3, 0), textcoords="offset points", color=colour, fontsize=7.5,
            verticalalignment="center", parse_math=False, annotation_clip=False,
        )  # fmt: skip


def spread(wanted: Sequence[float], half: Sequence[float], top: float) -> list[float]:
    """Places near those wanted, in the same order, so far apart that nothing reaches into its neighbour or above
    `top` or, if there is room, below 0."""
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    places = list(wanted)
    floor = 0.0
    for number in order:
        places[number] = max(places[number], floor + half[number])
        floor = places[number] + half[number]
    ceiling = top
    for number in reversed(order):
        places[number] = min(places[number], ceiling - half[number])
        ceiling = places[number] - half[number]
    return places


def _folded(name: str, most_lines: int) -> str:
    room = LETTERS_OF_A_NAME * most_lines - 4 * (most_lines - 1)
    return fill(shorten(name, room, placeholder=" …"), LETTERS_OF_A_NAME)
