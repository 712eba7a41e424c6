"""Pictures of the page as SVG, in the two widths that it has."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from fssim.report.charts.chart_sheet import svg
from fssim.report.charts.figures import not_different
from fssim.report.charts.line_panels import Line, LinePanel, Span, draw_lines
from fssim.report.charts.panels import WIDTH, Panels, draw_panels, own_style
from fssim.report.document.report_parts import Picture, titles
from fssim.report.document.weekly_means import compared_in_weeks, in_weeks, weekly_lead
from fssim.report.wording.scenario_changes import Days, empty_posts, shocks, switches
from fssim.report.wording.words import in_list, number
from fssim.runs.results import Results
from fssim.statistics.interval import Interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NARROW = 268.0  # points: 357 px, what a telephone of 390 px has between its margins


def drawn(title: str, note: str, in_words: str, draw: Callable[[float], Figure], wide: float = WIDTH) -> Picture:
    """A picture in both its forms. `draw` is asked for it so many points wide."""
    with own_style():
        return Picture(title, note, in_words, svg(draw(wide)), svg(draw(NARROW)))


def panels_picture(panels: Panels, in_words: str) -> Picture:
    """Bars in panels, without the words that stand beside the picture."""
    return drawn(panels.title, panels.note, in_words, lambda width: draw_panels(panels, width, words=False))


def series_picture(
    results: Sequence[Results], dates: Sequence[date], means: Mapping[str, list[list[Interval]]]
) -> Picture:
    """A panel for the first series, and for each other that there is anything of.

    `means` has, for each, a row a scenario and a mean a date.
    """
    scenario = results[0].scenario
    panels = [
        LinePanel(
            unit,
            [
                line_of(name, points, 100.0 if "%" in unit else math.inf)
                for name, points in zip(titles(results), by_scenario, strict=True)
            ],
        )
        for place, (unit, by_scenario) in enumerate(means.items())
        if place == 0 or any(point.mean > 0.0 for points in by_scenario for point in points)
    ]
    empty, changed, switched = empty_posts(scenario), shocks(scenario), switches(scenario)
    spans = [Span(*days) for days in empty] + [Span(*days, hatched=True) for days in changed]
    spans += [Span(when) for when in switched]
    several = len(results[0].rows) > 1
    note = f"Means of four weeks over {len(results[0].rows)} replications; bands: 95% intervals"
    note += ", each scenario's own." if len(results) > 1 else "."
    note = note if several else "Means of four weeks."
    note += " Grey: posts kept empty." if empty else ""
    note += " Hatched: referrals multiplied." if changed else ""
    note += " Dotted upright lines: teams change over." if switched else ""
    unit, by_scenario = next(iter(means.items()))
    heading = _heading(results, unit, by_scenario, empty)
    words = f"{heading}. Each line's values, quarter by quarter, in the table below."
    return drawn(
        heading,
        note,
        words,
        lambda width: draw_lines(scenario.clock.observed_from, dates, panels, spans, width),
    )


def _heading(results: Sequence[Results], unit: str, means: list[list[Interval]], empty: Sequence[Days]) -> str:
    """How many wait while posts are empty; or the most at any time, if none are."""
    while_empty = in_weeks(results, empty)
    if while_empty:
        lead = weekly_lead(results[0].scenario)
        most = [mean.interval(lead).mean for mean in while_empty]
        notes = ["", *(not_different(rows[lead], len(results) - 1) for rows in compared_in_weeks(while_empty))]
        when = "on average while posts are empty"
    else:
        most = [
            max((point.mean for point in points if not math.isnan(point.mean)), default=math.nan) for points in means
        ]
        notes = [""] * len(most)
        when = "at most (mean of four weeks)"
    averages = [
        f"{number(mean)} in '{title}'{note}" for title, mean, note in zip(titles(results), most, notes, strict=True)
    ]
    return f"{unit}, {when}: {in_list(averages)}"


def line_of(name: str, points: Sequence[Interval], most: float) -> Line:
    """A line whose band keeps to what is possible: nothing is less than none, and no share more than `most`."""
    means = [point.mean for point in points]
    lows = [point.mean if math.isnan(point.low) else max(point.low, 0.0) for point in points]
    highs = [point.mean if math.isnan(point.high) else min(point.high, most) for point in points]
    return Line(name, means, lows, highs)
