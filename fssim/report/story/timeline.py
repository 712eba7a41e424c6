"""The picture of a story: lanes of bars and marks in dates, drawn for each scenario under another on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING

from fssim.dates import write_date
from fssim.measures.ledger.ledger_lines import LINES, Line
from fssim.report.charts.panels import DARK, LINE_STYLES, VERMILLION, own_style
from fssim.report.story.lives.chapters import first_unlike_day
from fssim.report.story.lives.lanes import DONE, FINISHED, LATE, MISSED, REFUSED, Bar, Lane, LaneMark, lanes_of
from fssim.report.story.lives.life import Life
from fssim.report.story.why.explain_why import in_short

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


WIDTH, LEFT, RIGHT = 12.0, 1.65, 0.35  # inches
LANE, HEADING, KEY_LINE, TITLE = 0.3, 0.82, 0.19, 0.45
KEY_COLUMNS = 4
INCHES_A_LETTER = 0.062
HOW_TO_READ = (
    (DONE, "done in time, or a session attended"),
    (LATE, "done late, with a line from when it was due"),
    (MISSED, "session missed"),
    (REFUSED, "parent does not engage, or stops attending"),
    (FINISHED, "help complete"),
)


def draw_timeline(title: str, lives: Sequence[Life], answer: bool = True) -> Figure:
    """A figure of the lives, with (the `answer`) the day on which the first two part. Draw and save it in
    `fssim.report.charts.panels.own_style`."""
    from matplotlib.figure import Figure

    lanes = [lanes_of(life) for life in lives]
    heights = [HEADING + LANE * len(lane) for lane in lanes]
    key = [*_bars_of_key(lives), *_marks_of_key(lanes)]
    whole = TITLE + sum(heights) + KEY_LINE * (ceil(len(key) / KEY_COLUMNS) + 1)
    with own_style():
        figure = Figure(figsize=(WIDTH, whole))
        figure.text(LEFT / WIDTH / 8, 1 - 0.3 / whole, title, fontsize=13, fontweight="bold", parse_math=False)
        begin = min(life.worded.moment(life.start) for life in lives)
        finish = max(life.worded.moment(life.end) for life in lives)
        margin = max((finish - begin) * 0.012, 2.0)
        below = whole - TITLE
        parted = first_unlike_day(lives[0], lives[1]) if answer and len(lives) > 1 else None
        for number, (life, own, height) in enumerate(zip(lives, lanes, heights, strict=True)):
            below -= height
            size = ((WIDTH - LEFT - RIGHT) / WIDTH, LANE * len(own) / whole)
            axes = figure.add_axes((LEFT / WIDTH, (below + 0.26) / whole, *size))
            axes.set_xlim(begin - margin, finish + 5 * margin)
            _draw(axes, life, own)
            if parted is not None and number < 2:
                _draw_parting(axes, parted, number)
        figure.legend(
            handles=key, loc="lower left", bbox_to_anchor=(0.01, 0.02 / whole), ncols=KEY_COLUMNS, frameon=False,
            fontsize=8, handlelength=2.4, handleheight=1.1, columnspacing=1.6,
        )  # fmt: skip
    return figure


def _draw_parting(axes: Axes, day: date, number: int) -> None:
    """A line through all lanes where the lives part. A page can hide what is named `parting`."""
    time = day.toordinal() - date(1970, 1, 1).toordinal()
    line = axes.axvline(time, color=DARK, linestyle=(0, (4, 3)), linewidth=1.2, zorder=5)
    line.set_gid(f"parting-line-{number}")
    text = axes.annotate(
        f"dashed line: the lives are alike until {write_date(day)}", (1, 1), (0, 5), xycoords="axes fraction",
        textcoords="offset points", fontsize=8, color=DARK, horizontalalignment="right",
    )  # fmt: skip
    text.set_gid(f"parting-text-{number}")


def _draw(axes: Axes, life: Life, lanes: Sequence[Lane]) -> None:
    from matplotlib.dates import AutoDateLocator, DateFormatter

    axes.set_ylim(len(lanes) - 0.5, -0.5)
    axes.set_yticks(range(len(lanes)), [lane.name for lane in lanes])
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=4, maxticks=9))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%b %Y"))  # type: ignore[no-untyped-call]
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
    for text, above, weight in ((fill(life.worded.title, 130), 18, "bold"), (in_short(life), 5, "normal")):
        axes.annotate(
            text, (0, 1), (-LEFT * 72 + 14, above), xycoords="axes fraction", textcoords="offset points",
            fontsize=9.5, fontweight=weight, color=DARK, parse_math=False, annotation_clip=False,
        )  # fmt: skip
    low, high = axes.get_xlim()
    days_an_inch = (high - low) / (WIDTH - LEFT - RIGHT)
    for row, lane in enumerate(lanes):
        if row:
            axes.axhline(row - 0.5, color="#E8E8E8", linewidth=0.8)
        for bar in lane.bars:
            _draw_bar(axes, row, bar, days_an_inch, 0.72 if lane.name != lanes[-1].name else 0.84)
        _draw_marks(axes, row, lane.marks, days_an_inch, bool(lane.bars))


def _draw_bar(axes: Axes, row: int, bar: Bar, days_an_inch: float, height: float) -> None:
    axes.barh(
        row, bar.end - bar.start, height, bar.start, color=bar.style.colour, hatch=bar.style.hatch,
        edgecolor=bar.style.edge, linewidth=0.5,
    )  # fmt: skip
    low, high = axes.get_xlim()
    start, end = max(bar.start, low), min(bar.end, high)
    if bar.text and (len(bar.text) + 1) * INCHES_A_LETTER * days_an_inch < end - start:
        plain_ground = (
            {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.9} if bar.style.hatch else None
        )
        light = bar.style.colour == LINE_STYLES[Line.MOVING].colour
        axes.text(
            (start + end) / 2, row, bar.text, fontsize=7.5, horizontalalignment="center", verticalalignment="center",
            color="white" if light else DARK, bbox=plain_ground, parse_math=False,
        )  # fmt: skip


def _draw_marks(axes: Axes, row: int, marks: Sequence[LaneMark], days_an_inch: float, on_bar: bool) -> None:
    """Marks in a row; texts to their right, or else to their left, where their neighbours leave room."""
    sizes = {DONE: 3.2, LATE: 6.0, MISSED: 4.5, REFUSED: 6.5, FINISHED: 9.0}
    for shape in dict.fromkeys(mark.shape for mark in marks):
        axes.plot(
            [mark.time for mark in marks if mark.shape == shape],
            [row for mark in marks if mark.shape == shape],
            linestyle="", marker=shape, markersize=sizes[shape], markeredgewidth=0.9 if shape != MISSED else 1.4,
            markerfacecolor=VERMILLION if shape == LATE else "white" if on_bar or shape == REFUSED else DARK,
            markeredgecolor=DARK if shape != MISSED or not on_bar else "white", zorder=4,
        )  # fmt: skip
    for mark in marks:
        if mark.due is not None:
            axes.plot([mark.due, mark.time], [row, row], color=VERMILLION, linewidth=1.8, zorder=3)
    spaced = sorted(marks, key=lambda mark: mark.time)
    taken = axes.get_xlim()[0]
    for place, mark in enumerate(spaced):
        begins, needed = mark.time if mark.due is None else mark.due, (len(mark.text) + 2) * INCHES_A_LETTER
        end = min((m.time if m.due is None else m.due for m in spaced[place + 1 :]), default=axes.get_xlim()[1])
        right, left = needed * days_an_inch < end - mark.time, needed * days_an_inch < begins - taken
        taken = mark.time + (needed * days_an_inch if mark.text and right else 0.0)
        if mark.text and (right or left):
            axes.annotate(
                mark.text, (mark.time if right else begins, row), (6 if right else -6, 0), textcoords="offset points",
                horizontalalignment="left" if right else "right", fontsize=7.5, color=DARK,
                verticalalignment="center", parse_math=False,
            )  # fmt: skip


def _bars_of_key(lives: Sequence[Life]) -> list[Artist]:
    """What the bars mean: only those that are there."""
    from matplotlib.patches import Patch

    used = {line for life in lives for line in [*(b.line for b in life.booked), *(h.line for h in life.help)]}
    return [
        Patch(facecolor=style.colour, hatch=style.hatch, edgecolor=style.edge, linewidth=0.5,
              label=LINES[line.name.lower()])
        for line, style in LINE_STYLES.items() if line in used
    ]  # fmt: skip


def _marks_of_key(lanes: Sequence[Sequence[Lane]]) -> list[Artist]:
    """What the marks mean: only those that are there."""
    from matplotlib.lines import Line2D

    shapes = {mark.shape for own in lanes for lane in own for mark in lane.marks}
    return [
        Line2D([], [], linestyle="", marker=shape, markersize=7 if shape != DONE else 4, markeredgecolor=DARK,
               markerfacecolor=VERMILLION if shape == LATE else "white" if shape in (REFUSED, FINISHED) else DARK,
               label=words)
        for shape, words in HOW_TO_READ if shape in shapes
    ]  # fmt: skip
