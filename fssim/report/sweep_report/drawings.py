"""The pictures of a sweep's report, each drawn so many points wide by matplotlib."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from fssim.plots import BLUE, GREY, ORANGE, SMALL, VERMILLION, draw_curve, draw_grid, name_rows, plain_numbers
from fssim.report.charts.chart_sheet import POINTS_AN_INCH
from fssim.report.sweep_report.swept_numbers import Response, name_factor

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from fssim.statistics.interval import Interval

NARROW = 400.0  # points: below, panels stand one above another
PANEL, ROW, AROUND = 165.0, 24.0, 70.0  # points of height: a panel of curves, a row of bars, and what is round rows
LINE, BETWEEN = 11.0, 6.0  # points of height of a line of a row's name, and between rows
SQUARES = 260.0
LETTERS, LETTERS_OF_ROW, NARROW_LETTERS = 44, 26, 16
GREY_LINE = "#DDDDDD"


def draw_responses(panels: Sequence[tuple[str, Response, Interval | None]], width: float) -> Figure:
    """How several measures answer to one factor: a panel each, titled by the measure, with the baseline's mean."""
    across = 1 if width < NARROW or len(panels) == 1 else 2
    down = math.ceil(len(panels) / across)
    is_curve = panels[0][1].factor.is_ordered and len(panels[0][1].names) > 1
    is_narrow = width < NARROW
    rows = [fill(name, NARROW_LETTERS if is_narrow else LETTERS_OF_ROW) for name in panels[0][1].names]
    most_lines = max(name.count("\n") + 1 for name in rows)
    height = PANEL if is_curve else AROUND + len(rows) * max(ROW, LINE * most_lines + BETWEEN)
    figure, axes = _start(width, down * height + 10.0, down, across)
    for place, (ax, (title, response, baseline)) in enumerate(zip(axes, panels, strict=False)):
        if is_curve:
            _draw_curve(ax, response, baseline, 3 if across == 2 else 5)
        else:
            _draw_rows(ax, response, baseline, rows if place % across == 0 else [""] * len(rows))
        ax.set_title(fill(title, LETTERS if is_curve or not is_narrow else LETTERS_OF_ROW), loc="left", fontsize=9)
        ax.spines[["top", "right"]].set_visible(False)
    for ax in axes[len(panels) :]:
        ax.set_visible(False)
    return figure


def _draw_curve(ax: Axes, response: Response, baseline: Interval | None, most_names: int) -> None:
    """The mean at each value, in the band of the intervals."""
    means, lows, highs = ([getattr(mean, end) for mean in response.means] for end in ("mean", "low", "high"))
    draw_curve(ax, list(response.places), means, lows, highs)
    _name_places(ax, response, most_names)
    if baseline is not None:
        ax.axhline(baseline.mean, color="#222222", linestyle="--", linewidth=1.0)
    plain_numbers(ax.yaxis)


def _draw_rows(ax: Axes, response: Response, baseline: Interval | None, names: Sequence[str]) -> None:
    """The mean of each value as a row of its own: values with no order, whose names may be long, or a single one."""
    for place, mean in enumerate(response.means):
        reach = [[_known(mean.mean - mean.low)], [_known(mean.high - mean.mean)]]
        ax.errorbar([mean.mean], [place], xerr=reach, fmt="o", color=BLUE, capsize=3.0, elinewidth=1.2)
    name_rows(ax, names)
    ax.set_yticks(range(len(names)), names, fontsize=SMALL)  # on lines as short as there is room for
    if baseline is not None:
        ax.axvline(baseline.mean, color="#222222", linestyle="--", linewidth=1.0)
    plain_numbers(ax.xaxis)
    ax.locator_params(axis="x", nbins=4)


def _name_places(ax: Axes, response: Response, most: int) -> None:
    """Some of the values below a curve, as people say them."""
    count = len(response.names)
    every = max(1, math.ceil(count / most))
    chosen = list(range(0, count, every))
    ax.set_xticks(
        [response.places[place] for place in chosen],
        [fill(response.names[place], 14) for place in chosen],
        fontsize=SMALL,
    )


def draw_heatmap(
    table: Sequence[Sequence[float]], across: Sequence[str], up: Sequence[str], axes: tuple[str, str], unit: str,
    width: float,
) -> Figure:  # fmt: skip
    """A shaded square for each pair of values of two factors, with the mean in it."""
    figure, (ax,) = _start(width, SQUARES, 1, 1)
    draw_grid(ax, table, [fill(name, 12) for name in across], [fill(name, 16) for name in up], unit)
    ax.set_xlabel(fill(axes[0], LETTERS))
    ax.set_ylabel(fill(axes[1], LETTERS // 2 + 6))
    return figure


def draw_tornado(responses: Sequence[Response], whole: float, unit: str, width: float) -> Figure:
    """A bar for each factor, that which moves the measure most at the top: from the mean at one end of its values to
    that at the other, about the mean over all points."""
    figure, (ax,) = _start(width, AROUND + ROW * 1.4 * max(len(responses), 2), 1, 1)
    draw_swings(ax, responses, whole)
    ax.set_xlabel(unit)
    ax.spines[["top", "right"]].set_visible(False)
    return figure


def draw_swings(ax: Axes, responses: Sequence[Response], whole: float) -> None:
    """The bars of a tornado: hatched to the mean at the first of a factor's values, and plain to that at the last."""
    for place, response in enumerate(responses):
        ends = (response.means[response.first].mean, ORANGE, "///"), (response.means[response.last].mean, BLUE, "")
        for mean, colour, hatch in sorted(ends, key=lambda end: -abs(end[0] - whole)):  # the longer below the shorter
            ax.barh(place, mean - whole, left=whole, height=0.6, color=colour, edgecolor="white", hatch=hatch)
    ax.axvline(whole, color="#222222", linewidth=0.9)
    name_rows(ax, [name_factor(response.factor) for response in responses])
    plain_numbers(ax.xaxis)


def draw_cost(
    costs: Sequence[float], means: Sequence[Interval], best: Sequence[int], labels: tuple[str, str], width: float
) -> Figure:
    """A mark for each setting at its cost and mean, with a line through the `best` for their cost, cheapest first."""
    figure, (ax,) = _start(width, SQUARES + 20.0, 1, 1)
    others = [place for place in range(len(costs)) if place not in set(best)]
    for places, marker, colour, size in ((others, "o", GREY, 4.0), (best, "D", VERMILLION, 6.0)):
        if places:
            middles = [means[place].mean for place in places]
            reach = [
                [_known(means[place].mean - means[place].low) for place in places],
                [_known(means[place].high - means[place].mean) for place in places],
            ]
            ax.errorbar(
                [costs[place] for place in places], middles, yerr=reach, fmt=marker, color=colour, markersize=size,
                elinewidth=0.8, capsize=2.0,
            )  # fmt: skip
    ax.plot(
        [costs[place] for place in best], [means[place].mean for place in best], "--", color=VERMILLION, linewidth=1
    )
    ax.grid(color=GREY_LINE, linewidth=0.6)
    ax.set_axisbelow(True)
    plain_numbers(ax.xaxis)
    plain_numbers(ax.yaxis)
    if width < NARROW:
        from matplotlib.ticker import MaxNLocator

        ax.xaxis.set_major_locator(MaxNLocator(3))
    ax.margins(0.08)
    ax.set_xlabel(fill(labels[0], LETTERS))
    ax.set_ylabel(fill(labels[1], LETTERS - 8))
    ax.spines[["top", "right"]].set_visible(False)
    return figure


def _known(value: float) -> float:
    return 0.0 if math.isnan(value) else max(value, 0.0)


def _start(width: float, height: float, down: int, across: int) -> tuple[Figure, list[Any]]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / POINTS_AN_INCH, height / POINTS_AN_INCH), facecolor="white", layout="constrained")
    return figure, list(figure.subplots(down, across, squeeze=False).ravel())
