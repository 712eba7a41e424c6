"""What results draw of themselves on matplotlib axes: rows with intervals, curves with a band, and shaded grids.

Matplotlib is imported when something is drawn, and not before. Nothing rests on colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import fill
from typing import TYPE_CHECKING

from fssim.dates import write_date

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

# Okabe and Ito's colours, which people with any colour vision tell apart
BLUE, ORANGE, VERMILLION, GREY, PALE = "#0072B2", "#E69F00", "#D55E00", "#777777", "#A9CBE3"
INCHES_WIDE, INCHES_HIGH = 7.0, 4.0
INCHES_A_ROW, INCHES_ROUND_ROWS = 0.4, 2.0
LETTERS_OF_LABEL, LETTERS_OF_TITLE, LETTERS_BESIDE_NAMES = 36, 75, 52
SMALL = 8.5
MOST_NUMBERS = 6  # along an axis
MILLION = 1e6
POINTS_TO_LEGEND = 46.0  # below the axes: numbers and what they are come first


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One row of a drawing: what it is called, its value, and the ends of its interval (nan where there is none)."""

    label: str
    value: float
    low: float = math.nan
    high: float = math.nan
    colour: str = BLUE
    hatch: str = ""


def axes_to_draw_on(ax: Axes | None, inches_high: float = INCHES_HIGH) -> Axes:
    """The axes given, or those of a new figure of pyplot's."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(INCHES_WIDE, inches_high), layout="constrained")[1]


def axes_for_rows(ax: Axes | None, count: int) -> Axes:
    """The axes given, or those of a new figure that so many rows fit into."""
    return axes_to_draw_on(ax, INCHES_ROUND_ROWS + INCHES_A_ROW * max(count, 2))


def draw_bars(ax: Axes, rows: Sequence[DrawnRow]) -> None:
    """A bar from zero for each row, the first at the top, with its interval as whiskers."""
    places = range(len(rows))
    colours, values = [row.colour for row in rows], [row.value for row in rows]
    bars = ax.barh(places, values, height=0.62, color=colours, edgecolor="white")
    for bar, row in zip(bars, rows, strict=True):
        bar.set_hatch(row.hatch)
    for place, row in zip(places, rows, strict=True):
        if not math.isnan(row.low):
            _draw_whiskers(ax, row, place, "#222222")
    ax.axvline(0.0, color="#222222", linewidth=0.8)
    name_rows(ax, [row.label for row in rows])


def draw_dots(ax: Axes, rows: Sequence[DrawnRow], meaning: str = "") -> None:
    """A dot for each row, the first at the top, on the line of its interval; and what a dot means, for the legend."""
    for place, row in enumerate(rows):
        if not math.isnan(row.low):
            _draw_whiskers(ax, row, place, row.colour)
        ax.plot(row.value, place, "o", color=row.colour, markersize=6, label=meaning if place == 0 else "")
    name_rows(ax, [row.label for row in rows])


def _draw_whiskers(ax: Axes, row: DrawnRow, place: int, colour: str) -> None:
    ax.errorbar(
        (row.low + row.high) / 2.0, place, xerr=(row.high - row.low) / 2.0,
        fmt="none", ecolor=colour, elinewidth=1.3, capsize=3.0,
    )  # fmt: skip


def name_rows(ax: Axes, labels: Sequence[str]) -> None:
    """Rows downwards from the top, each with its name to the left."""
    names = [fill(label, LETTERS_OF_LABEL) for label in labels]
    ax.set_yticks(range(len(names)), names, fontsize=SMALL)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    ax.set_axisbelow(True)


def draw_curve(
    ax: Axes,
    at: Sequence[float],
    means: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    line: str = "mean",
) -> None:
    """A line through the means with a dot at each, in the band of their intervals."""
    ax.fill_between(at, lows, highs, color=PALE, alpha=0.6, linewidth=0, label="95% interval")
    ax.plot(at, means, "o-", color=BLUE, markersize=4.5, label=line)
    ax.grid(color="#DDDDDD", linewidth=0.6)
    ax.set_axisbelow(True)


def draw_grid(
    ax: Axes, shown: Sequence[Sequence[float]], across: Sequence[str], up: Sequence[str], legend: str
) -> None:
    """A shaded square for each value, with its number in it: a row of `shown` for each name in `up`, from the bottom.

    Squares with no value are left empty.
    """
    image = ax.imshow(shown, origin="lower", aspect="auto", cmap="Blues")
    numbers = [value for row in shown for value in row if not math.isnan(value)]
    middle = (min(numbers) + max(numbers)) / 2.0
    for up_place, row in enumerate(shown):
        for place, value in enumerate(row):
            if not math.isnan(value):
                ink = "white" if value > middle else "#222222"
                ax.text(place, up_place, short_number(value), ha="center", va="center", color=ink, fontsize=SMALL)
    ax.set_xticks(range(len(across)), across, fontsize=SMALL)
    ax.set_yticks(range(len(up)), up, fontsize=SMALL)
    bar = ax.figure.colorbar(image, ax=ax)
    bar.set_label(legend)
    plain_numbers(bar.ax.yaxis)


def explain_looks(ax: Axes, looks: Mapping[str, tuple[str, str]], others: Sequence[Artist] = ()) -> None:
    """Say below a drawing what each colour and hatch of its bars means, and what `others` in it do."""
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="#222222" if colour == "white" else "white", label=meaning)
        for meaning, (colour, hatch) in looks.items()
    ]
    explain(ax, [*patches, *others], columns=1)


def explain(ax: Axes, handles: Sequence[Artist] | None = None, columns: int = 3) -> None:
    """Say below a drawing what its colours and marks mean: those given, or all that have a label."""
    from matplotlib.transforms import offset_copy

    below = offset_copy(ax.transAxes, ax.get_figure(root=True), y=-POINTS_TO_LEGEND, units="points")
    ax.legend(
        handles=handles or ax.get_legend_handles_labels()[0], loc="upper left", bbox_to_anchor=(0.0, 0.0),
        bbox_transform=below, borderaxespad=0.0, frameon=False, fontsize=SMALL, ncols=columns,
    )  # fmt: skip


def label_plot(ax: Axes, title: str, across: str, up: str = "", beside_names: bool = False) -> Axes:
    """Say what is drawn, and what each axis is in; in shorter lines where there are names of rows beside the axes."""
    letters = LETTERS_BESIDE_NAMES if beside_names else LETTERS_OF_TITLE
    ax.set_title(fill(title, letters), loc="left", fontsize=11)
    ax.set_xlabel(fill(across, letters))
    if up:
        ax.set_ylabel(fill(up, LETTERS_OF_TITLE // 2))
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def plain_numbers(axis: Axis) -> None:
    """Numbers along an axis as people write them: 12,000 and 1.2m, and not 1.2e6."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(MOST_NUMBERS))
    axis.set_major_formatter(lambda value, place: _write_tick(value))


def _write_tick(value: float) -> str:
    return f"{value:,.10g}" if abs(value) < MILLION else f"{value / MILLION:,.10g}m"


def name_value(value: object) -> str:
    """A value that was varied, as a drawing says it: `1,200`, or `1 July 2019`, which a table has as 2019-07-01."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.10g}"
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return write_date(day)


def short_number(value: float) -> str:
    """Three figures, but of whole numbers: 91.0 beside 70.9, and 7."""
    return f"{value:,.0f}" if abs(value) >= 99.95 or value == round(value) else f"{value:#.3g}"
