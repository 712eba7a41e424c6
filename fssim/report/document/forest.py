"""Differences side by side: a mark and its interval for each measure, to the left or right of no difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from fssim.report.panels import BLUE, GREY, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BETTER, WORSE, NEITHER = (BLUE, "o"), (ORANGE, "s"), (GREY, "D")  # colour and shape of a mark
INCHES_OF_NAMES, INCHES_A_LINE, LETTERS_OF_A_NAME = 2.3, 0.13, 38


@dataclass(frozen=True, slots=True)
class Mark:
    """A difference, its interval, how it looks (`BETTER`, `WORSE` or `NEITHER`) and what is written beside it."""

    value: float
    low: float
    high: float
    look: tuple[str, str]
    said: str


def draw_differences(names: Sequence[str], panels: Sequence[tuple[str, Sequence[Mark]]], across: int) -> Figure:
    """A panel for each title and its marks, one a name, all on one scale. A mark that is nan is only written."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    across = min(across, len(panels), 2)
    down = math.ceil(len(panels) / across)
    inches = 3.2 if across > 1 else 3.4
    folded = [fill(name, LETTERS_OF_A_NAME) for name in names]
    row_height = 0.08 + INCHES_A_LINE * max(len(name.splitlines()) for name in folded)
    height = 0.1 + down * (0.8 + row_height * len(names))
    figure = Figure(
        figsize=(INCHES_OF_NAMES + inches * across, height), layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08)
    )
    grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    ends = [end for _, marks in panels for mark in marks for end in (mark.value, mark.low, mark.high)]
    furthest = max((abs(end) for end in ends if not math.isnan(end)), default=1.0) or 1.0
    for axes, (title, marks) in zip(grid.flat, panels, strict=False):
        _draw(axes, fill(title, int(inches * 10)), marks, furthest)
    for axes in list(grid.flat)[len(panels) :]:
        axes.set_visible(False)
    for axes in grid[:, 0]:
        axes.set_yticks(range(len(names)), folded, parse_math=False, fontsize=8)
        axes.set_ylim(len(names) - 0.4, -0.6)
    return figure


def _draw(axes: Axes, title: str, marks: Sequence[Mark], furthest: float) -> None:
    axes.set_title(title, loc="left", fontsize=9.5, fontweight="bold", parse_math=False)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(axis="both", length=0, labelbottom=False)
    axes.axvline(0.0, color="#333333", linewidth=0.9)
    axes.set_xlim(-furthest * 1.1, furthest * 3.1)  # with room for what is written on the right
    for row, mark in enumerate(marks):
        colour, shape = mark.look
        axes.axhline(row, color="#dddddd", linewidth=0.6, zorder=0)
        if not math.isnan(mark.low):
            axes.plot([mark.low, mark.high], [row, row], color="black", linewidth=1.6, solid_capstyle="butt")
        if not math.isnan(mark.value):
            axes.plot([mark.value], [row], marker=shape, markersize=6, color=colour, markeredgecolor="black")
        axes.annotate(
            mark.said, (1.0, row), xycoords=axes.get_yaxis_transform(), horizontalalignment="right",
            verticalalignment="center", fontsize=8, parse_math=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
