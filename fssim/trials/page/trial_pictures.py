"""Pictures of a trial's page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fssim.plots import BLUE, GREY, ORANGE, SMALL, VERMILLION, DrawnRow, draw_dots
from fssim.report.charts.panels import own_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS_AN_INCH = 72.0
INCHES_HIGH, INCHES_A_ROW, INCHES_ROUND_ROWS = 3.2, 0.34, 0.9
ROOM_ABOVE = 1.1  # of what is drawn, so that the highest mark is whole
LOOKS = ((BLUE, "o", "-"), (VERMILLION, "s", "--"), (ORANGE, "^", ":"), (GREY, "D", "-."))


def draw_smallest_effects(
    authorities: Sequence[int], by_months: Mapping[int, Sequence[float]], unit: str, width: float
) -> Figure:
    """The smallest effect that would be found, over numbers of authorities: a line for each length."""
    from matplotlib.figure import Figure

    with own_style():
        figure = Figure(figsize=(width / POINTS_AN_INCH, INCHES_HIGH), layout="constrained")
        ax = figure.subplots()
        for (months, values), (colour, mark, dashes) in zip(by_months.items(), LOOKS * len(by_months), strict=False):
            ax.plot(authorities, values, marker=mark, linestyle=dashes, color=colour, label=f"{months} months")
        ax.set_xticks(authorities)
        largest = max((value for values in by_months.values() for value in values if math.isfinite(value)), default=0.0)
        ax.set_ylim(0.0, ROOM_ABOVE * largest or None)
        ax.set_xlabel("authorities", fontsize=SMALL)
        ax.set_ylabel(f"smallest fall found, {unit}", fontsize=SMALL)
        ax.grid(color="#DDDDDD", linewidth=0.6)
        ax.set_axisbelow(True)
        ax.legend(frameon=False, fontsize=SMALL)
    return figure


def draw_estimates(rows: Sequence[tuple[str, float, float, float]], unit: str, width: float) -> Figure:
    """What is estimated where there is no effect: a dot and a line for each kind of comparison."""
    from matplotlib.figure import Figure

    shown = [
        DrawnRow(name, mean, low, high, VERMILLION if "before and after" in name else BLUE)
        for name, mean, low, high in rows
        if not math.isnan(mean)
    ]
    with own_style():
        high = INCHES_ROUND_ROWS + INCHES_A_ROW * len(shown)
        figure = Figure(figsize=(width / POINTS_AN_INCH, high), layout="constrained")
        ax = figure.subplots()
        draw_dots(ax, shown)
        ax.axvline(0.0, color="#222222", linewidth=0.8)
        ax.set_xlabel(f"estimated change, {unit}", fontsize=SMALL)
    return figure
