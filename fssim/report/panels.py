"""Small pictures side by side on one scale: bars with intervals, each with its number. Nothing rests on colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from fssim.experiment.interval import Interval
from fssim.report.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours, which people with any colour vision tell apart; hatching tells them apart in grey
BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#999999"

INCHES_OF_NAMES, INCHES_A_PANEL, INCHES_A_LINE, PANELS_ACROSS = 2.2, 3.0, 0.15, 4
INCHES_WITHOUT_WORDS = {1: 3.0, 2: 3.0, 3: 2.2, 4: 1.7}  # of a panel, by how many are side by side
NONE = "none"  # in place of the mean of nothing


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


def own_style() -> AbstractContextManager[None]:
    """Figures look the same whatever the reader's own settings of matplotlib are: draw and save them in this."""
    from matplotlib import style

    return style.context(["default", {"font.size": 9.0, "hatch.linewidth": 0.6}])


@dataclass(frozen=True, slots=True)
class Panels:
    """A picture to be drawn: panels with the same rows, on one scale.

    `title` says what the picture shows, `note` how to read it.
    """

    title: str
    note: str
    rows: Sequence[str]
    panels: Sequence[Panel]


def draw_panels(picture: Panels, across: int = PANELS_ACROSS, words: bool = True) -> Figure:
    """A figure with so many panels across at most, and its title and note unless these are said elsewhere.

    A value that is nan is written as none.
    """
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    panels = picture.panels
    across = min(len(panels), across)
    down = math.ceil(len(panels) / across)
    inches = INCHES_A_PANEL if words else INCHES_WITHOUT_WORDS[across]
    width = INCHES_OF_NAMES + inches * across
    footing = fill(picture.note, int(width * 14)) if words else ""
    foot = 0.1 + INCHES_A_LINE * len(footing.splitlines()) if words else 0.0
    names = [fill(row, 34) for row in picture.rows]
    row_height = 0.2 + INCHES_A_LINE * max(len(name.splitlines()) for name in names)
    height = (0.9 if words else 0.1) + foot + down * (0.7 + row_height * len(names))
    space = ConstrainedLayoutEngine(rect=(0.0, foot / height, 1.0, 1.0 - foot / height), w_pad=0.1, h_pad=0.1)
    with own_style():
        figure = Figure(figsize=(width, height), layout=space)
        if words:
            heading = fill(picture.title, int(width * 9.4))
            figure.suptitle(
                heading, x=0.01, horizontalalignment="left", fontsize=12, fontweight="bold", parse_math=False
            )
            figure.text(
                0.01, 0.05 / height, footing, fontsize=8, color="#333333", verticalalignment="bottom", parse_math=False
            )
        grid = figure.subplots(down, across, sharex=True, squeeze=False)
        for axes, panel in zip(grid.flat, panels, strict=False):
            _draw(axes, panel, int(inches * 10))
        for axes in list(grid.flat)[len(panels) :]:
            axes.set_visible(False)
        first = grid[0][0]
        for line in grid[:, 0]:
            _name_rows(line, names)
        furthest = max((_furthest(panel) for panel in panels), default=0.0)
        first.set_xlim(0.0, (furthest or 1.0) * 1.25)
    return figure


def _draw(axes: Axes, panel: Panel, letters_across: int) -> None:
    axes.set_title(fill(panel.title, letters_across), loc="left", fontsize=9.5, fontweight="bold", parse_math=False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(axis="both", length=0)
    axes.set_xticks([])
    numbers = [NONE if math.isnan(value.mean) else number(value.mean) for value in panel.values]
    axes.set_yticks(range(len(numbers)), numbers)
    axes.set_ylim(len(numbers) - 0.4, -0.6)
    for row, (value, style) in enumerate(zip(panel.values, panel.styles, strict=True)):
        if not math.isnan(value.mean):
            axes.barh(
                row, value.mean, height=0.62, color=style.colour, hatch=style.hatch, edgecolor=style.edge, linewidth=0.8
            )
        if not math.isnan(value.low):
            for colour, thickness in (("white", 3.2), ("black", 1.4)):
                axes.plot([value.low, value.high], [row, row], color=colour, linewidth=thickness, solid_capstyle="butt")
    for row, mark in enumerate(panel.marks):
        axes.plot([mark.low, mark.high], [row, row], color="black", linewidth=1.4, solid_capstyle="butt")
        axes.plot(
            [mark.mean], [row], linestyle="", marker="D", markersize=6, markerfacecolor="white",
            markeredgecolor="black", markeredgewidth=1.3,
        )  # fmt: skip
        if panel.say_marks and not math.isnan(mark.mean):
            axes.annotate(
                number(mark.mean), (_end(mark), row), (6, 0), textcoords="offset points", verticalalignment="center"
            )


def _name_rows(axes: Axes, rows: Sequence[str]) -> None:
    for row, name in enumerate(rows):
        axes.annotate(
            name, (0.0, row), (-38, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
            horizontalalignment="right", verticalalignment="center", parse_math=False,
        )  # fmt: skip


def _furthest(panel: Panel) -> float:
    return max((end for end in map(_end, (*panel.values, *panel.marks)) if not math.isnan(end)), default=0.0)


def _end(value: Interval) -> float:
    return value.mean if math.isnan(value.high) else value.high
