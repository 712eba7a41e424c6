"""Pictures of the page as SVG, in the two widths that it has, and the weekly means that they are drawn from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from fssim.measures.declaration import WORSE, MeasureDescription
from fssim.measures.indicators.waits import ROUTES
from fssim.measures.indicators.weekly import CASELOAD, IN_DRIFT, UNALLOCATED, waiting_series
from fssim.report.charts.chart_sheet import svg
from fssim.report.charts.line_panels import DrawnLine, LinePanel, ShadedSpan, draw_lines
from fssim.report.charts.panels import Panels, draw_panels, own_style
from fssim.report.charts.run_figures import not_different
from fssim.report.document.report_parts import Picture, titles
from fssim.report.wording.dated_changes import Days, empty_posts, shocks, switches
from fssim.report.wording.words import in_list, number, spoken
from fssim.runs.compare import Comparison, compare_all
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import DAYS_A_WEEK
from fssim.statistics.interval import Interval, estimate_skewed_mean
from fssim.statistics.variance_components import estimate_mean_over_sets

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray


WEEKS_TOGETHER = 4


def week_ends(results: Results) -> list[date]:
    """The days on which the observed weeks end."""
    weekly = next(iter(results.weekly.values()))
    weeks = range(weekly.warm_up_weeks, weekly.numbers.shape[1])
    return [date.fromordinal(weekly.first_week_ends + DAYS_A_WEEK * week) for week in weeks]


def observed(results: Results, series: Sequence[str], ends: Sequence[date]) -> NDArray[np.float64]:
    """The sum of some series: a row a replication, and a column for each week that ends on or just before a date.

    It is nan where any of the series is, and in weeks that were not observed.
    """
    rows = []
    for weekly in results.weekly.values():
        count = weekly.numbers.shape[1]
        known = dict(zip(weekly.series, weekly.numbers, strict=True))
        missing = np.full(count, np.nan)
        numbers = np.stack([known.get(name, missing) for name in series]).sum(axis=0, dtype=np.float64)
        weeks = np.array([(end.toordinal() - weekly.first_week_ends) // DAYS_A_WEEK for end in ends])
        there = (weeks >= weekly.warm_up_weeks) & (weeks < count)
        rows.append(np.where(there, numbers[np.where(there, weeks, 0)], np.nan))
    return np.stack(rows)


def means(numbers: NDArray[np.float64], chosen: Sequence[NDArray[np.int64]]) -> list[list[float]]:
    """For each choice of weeks, each replication's mean over them (of the weeks that have a number)."""
    rows = []
    for weeks in chosen:
        some = numbers[:, weeks]
        counts = np.count_nonzero(~np.isnan(some), axis=1)
        sums = np.nansum(some, axis=1)
        rows.append(np.where(counts > 0, sums / np.maximum(counts, 1), np.nan).tolist())
    return rows


def intervals(
    numbers: NDArray[np.float64],
    chosen: Sequence[NDArray[np.int64]],
    most: float = math.inf,
    sets: Sequence[int] | None = None,
) -> list[Interval]:
    """For each choice of weeks, the mean over replications with its interval: below `most`, unless a value is not.

    `sets` are the parameter sets that replications are of, if they are spread over some.
    """
    return [_know(values, most, sets) for values in means(numbers, chosen)]


def percent_intervals(
    part: NDArray[np.float64],
    whole: NDArray[np.float64],
    chosen: Sequence[NDArray[np.int64]],
    sets: Sequence[int] | None = None,
) -> list[Interval]:
    """For each choice of weeks, what the part is of the whole, in percent, in the mean over replications."""
    pairs = zip(means(part, chosen), means(whole, chosen), strict=True)
    of_each = [
        [100.0 * some / of if of else math.nan for some, of in zip(parts, wholes, strict=True)]
        for parts, wholes in pairs
    ]
    return [_know(values, 100.0, sets) for values in of_each]


def _know(values: list[float], most: float, sets: Sequence[int] | None) -> Interval:
    limit = most if all(not value > most for value in values) else math.inf
    if sets is None:
        return estimate_skewed_mean(values, least=0.0, most=limit)
    return estimate_mean_over_sets(values, sets, least=0.0, most=limit)


def most_of(unit: str) -> float:
    """The most that a mean in a unit can be."""
    return 100.0 if "%" in unit else math.inf


def fours(ends: Sequence[date]) -> list[NDArray[np.int64]]:
    """The weeks, four at a time; a shorter rest is left out unless there is nothing else."""
    whole = len(ends) // WEEKS_TOGETHER
    weeks = np.arange(len(ends))
    return np.split(weeks[: whole * WEEKS_TOGETHER], whole) if whole else [weeks]


def quarters(ends: Sequence[date]) -> dict[str, NDArray[np.int64]]:
    """The weeks that end in each quarter, by its name."""
    names = [f"{(end.month - 1) // 3 * 3 + 1:02d}/{end.year}" for end in ends]
    labels = {name: f"{date(int(name[3:]), int(name[:2]), 1):%B %Y}" for name in dict.fromkeys(names)}
    return {labels[name]: np.flatnonzero(np.array(names) == name) for name in labels}


def within(ends: Sequence[date], spells: Sequence[Days]) -> NDArray[np.int64]:
    """The weeks that end in any of the spells."""
    return np.flatnonzero([any(start < end <= until for start, until in spells) for end in ends])


LABELS = {
    "waiting": ("Families waiting for {need} help", "families"),
    "unallocated": ("Families unallocated", "families"),
    "caseload": ("Children allocated per full-time worker in post", "children"),
    "in_drift": ("Families on plans in drift", "families"),
}


def weekly_lead(scenario: Scenario) -> str:
    """Which of `LABELS` shows best what is out of the ordinary: who waits for a specialist whose posts are empty; who
    is unallocated, if posts of other roles are or referrals are multiplied."""
    vacated = {vacancy.role for vacancy in scenario.vacancies.values()}
    specialists = {need.role for need in scenario.needs.values()}
    others = vacated - specialists or (not vacated and scenario.demand.shocks)
    return "unallocated" if others and not vacated & specialists else "waiting"


def weekly_series(scenario: Scenario) -> dict[str, tuple[str, list[str]]]:
    """What is shown week by week, the lead first: its name in words, and the weekly series added up for it."""
    need, lead = scenario.headline.need, weekly_lead(scenario)
    series = {
        "waiting": [waiting_series(need, route) for route in ROUTES],
        "unallocated": [UNALLOCATED],
        "caseload": [CASELOAD],
        "in_drift": [IN_DRIFT],
    }
    order = sorted(LABELS, key=lambda name: name != lead)
    return {name: (LABELS[name][0].format(need=spoken(need)), series[name]) for name in order}


def weeks_described(results: Sequence[Results]) -> dict[str, MeasureDescription]:
    """The weekly numbers that tell what an empty post does, the lead first."""
    return {
        name: MeasureDescription(f"{label}, on an average week", LABELS[name][1], WORSE)
        for name, (label, _) in weekly_series(results[0].scenario).items()
    }


def in_weeks(results: Sequence[Results], spells: Sequence[Days]) -> list[Results]:
    """Results with the measures of `weeks_described`, over the observed weeks in some spells, if any."""
    in_those_weeks = []
    for result in results:
        if not result.weekly:
            return []
        ends = week_ends(result)
        weeks = within(ends, spells)
        if not len(weeks):
            return []
        columns = {
            name: means(observed(result, names, ends), [weeks])[0]
            for name, (_, names) in weekly_series(results[0].scenario).items()
        }
        rows = {
            replication: {name: values[place] for name, values in columns.items()}
            for place, replication in enumerate(result.weekly)
        }
        in_those_weeks.append(Results(result.name, result.scenario, result.engine, result.seed, rows))
    return in_those_weeks


def compared_in_weeks(results: Sequence[Results]) -> list[dict[str, Comparison]]:
    """How the first differs from the others in those weeks. Verdicts allow for all of them together."""
    first, *others = results
    return compare_all(first, others, first.measures)


NARROW = 268.0  # points: 357 px, what a telephone of 390 px has between its margins


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture as SVG, in its wide form and its narrow one."""

    wide: bytes
    narrow: bytes


def draw_both(draw: Callable[[float], Figure], width: float) -> DrawnPicture:
    """Draw a picture so many points wide, and as narrow as a telephone."""
    with own_style():
        return DrawnPicture(svg(draw(width)), svg(draw(NARROW)))


def panels_picture(panels: Panels, in_words: str) -> Picture:
    """Bars in panels, without the words that stand beside the picture."""
    return Picture(panels.title, panels.note, in_words, partial(draw_panels, panels, words=False))


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
    spans = [ShadedSpan(*days) for days in empty] + [ShadedSpan(*days, hatched=True) for days in changed]
    spans += [ShadedSpan(when) for when in switched]
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
    return Picture(heading, note, words, partial(draw_lines, scenario.clock.observed_from, dates, panels, spans))


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


def line_of(name: str, points: Sequence[Interval], most: float) -> DrawnLine:
    """A line whose band keeps to what is possible: nothing is less than none, and no share more than `most`."""
    means = [point.mean for point in points]
    lows = [point.mean if math.isnan(point.low) else max(point.low, 0.0) for point in points]
    highs = [point.mean if math.isnan(point.high) else min(point.high, most) for point in points]
    return DrawnLine(name, means, lows, highs)
