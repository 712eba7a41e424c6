"""The first page's picture of how many leads are enough: what is in time in this run, and with others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

from fssim.measures.catalogue import describe
from fssim.measures.indicators.durations import IN_TIME
from fssim.report.charts.panels import BLUE, ORANGE, Panel, Panels, Style, draw_panels
from fssim.report.document.points_beforehand import PointsBeforehand, read_points_beforehand
from fssim.report.document.report_parts import Picture, titles
from fssim.report.wording.words import capitalised, in_list, plain, uncapitalised
from fssim.runs.results import Results
from fssim.statistics.interval import Interval

WIDE = 405.0  # points: beside the answer on a screen, below it on paper
MOST_SHOWN = 2  # measures, those that other numbers of leads move most
NOT_OF_THESE_NUMBERS = "Some of the scenario's numbers are others now, so that these are near it and not of it."


def draw_leads(results: Sequence[Results]) -> Picture | None:
    """What is in time in each scenario, and with numbers of leads that were tried beforehand; nothing if none were."""
    for points in read_points_beforehand(results[0].scenario):
        shown = _choose_measures(results, points)
        if shown:
            return _draw(results, points, shown)
    return None


def _choose_measures(results: Sequence[Results], points: PointsBeforehand) -> list[str]:
    """The headline's measures of what is in time that the points have, those that they move most."""
    asked = results[0].scenario.headline.measures or ()
    own = [
        name for name in asked if name in points.measures and all(name in result.measures for result in results)
    ]  # fmt: skip
    return sorted(own, key=lambda name: -_spread(points, name))[:MOST_SHOWN]


def _spread(points: PointsBeforehand, measure: str) -> float:
    values = [point.mean for point in _tried(points, measure)]
    return max(values) - min(values)


def _tried(points: PointsBeforehand, measure: str) -> Iterator[Interval]:
    """For each choice, what it comes to where the rest is as usual, and from the lowest to the highest otherwise."""
    usual = points.usual_rest()
    for group in points.choices().values():
        by_rest = {points.rest_of(point): float(point[measure].replace(",", "")) for point in group}
        values = list(by_rest.values())
        low, high = (min(values), max(values)) if len(values) > 1 else (math.nan, math.nan)
        yield Interval(by_rest.get(usual, values[0]), low, high, math.nan, len(values))


def _draw(results: Sequence[Results], points: PointsBeforehand, shown: Sequence[str]) -> Picture:
    choices, (_, *unknown, last) = list(points.choices()), points.conditions
    labels = [
        f"{many} posts" if other == choices[0][1] else f"{many} posts, {uncapitalised(last)} {other}"
        for many, other in choices
    ]
    run_rows = [f"This run: {title}" if not place else title for place, title in enumerate(titles(results))]
    panels = [
        Panel(
            capitalised(_name(results[0], measure)),
            [*(result.interval(measure) for result in results), *_tried(points, measure)],
            [*[Style(BLUE)] * len(results), *[Style(ORANGE)] * len(choices)],
        )
        for measure in shown
    ]
    heading = _heading(results[0], points, shown)
    note = (
        f"In time, %. Blue: means over {len(results[0].rows)} replications, with 95% intervals. Orange: other numbers "
        "of posts, from a sweep that was made beforehand; lines reach from the lowest to the highest that came of "
        f"trying other values of what is not known: {in_list([uncapitalised(column) for column in unknown])}."
    )
    if not points.same:
        note = f"{note} {NOT_OF_THESE_NUMBERS}"
    drawn = Panels(heading, note, [*run_rows, *labels], panels)
    return Picture(heading, note, heading, partial(draw_panels, drawn, words=False), WIDE)


def _heading(first: Results, points: PointsBeforehand, shown: Sequence[str]) -> str:
    """What is in time with each number of leads, where the rest is as usual."""
    choices = list(points.choices())
    usual = [place for place, (_, other) in enumerate(choices) if other == choices[0][1]]
    many = in_list([choices[place][0] for place in usual])
    sentences = []
    for measure in shown:
        tried = list(_tried(points, measure))
        sentences.append(f"{_name(first, measure)} {in_list([f'{tried[place].mean:.0f}%' for place in usual])}")
    return f"In time with {many} {uncapitalised(points.conditions[0])}: {'; '.join(sentences)}"


def _name(first: Results, measure: str) -> str:
    """What is in time, without saying that it is."""
    label = plain(describe(measure, first.scenario).label)
    return label.removeprefix(IN_TIME.label.partition("{")[0]).removesuffix(" in time")
