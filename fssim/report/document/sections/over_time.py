"""Caseloads, the use of people's time, waits and families nobody holds, week by week, with empty posts shaded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from fssim.experiment.interval import Interval
from fssim.experiment.results import Results
from fssim.experiment.stored import StoredRun
from fssim.measures.waits import ROUTES
from fssim.measures.weekly import (
    CASELOAD,
    NOTHING_MOVES,
    UNALLOCATED,
    in_post_series,
    utilisation_series,
    waiting_series,
)
from fssim.report.document.cells import COMPARED_COLUMNS, compared_rows, titles
from fssim.report.document.happenings import Days, empty_posts, happenings, shocks, spells_said, switches
from fssim.report.document.lines import Line, LinePanel, Span, draw_lines
from fssim.report.document.parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.document.svg import drawn
from fssim.report.document.weeks import fours, intervals, observed, quarters, week_ends
from fssim.report.document.while_empty import compared_in_weeks, in_weeks, weeks_described
from fssim.report.words import in_list, number, spoken
from fssim.scenario.scenario import Scenario

OUT = {"while posts are kept empty": empty_posts, "while referrals are multiplied": shocks}


def over_time(run: StoredRun) -> Section:
    """The weekly series that the question is about."""
    results = run.results
    title = "Caseloads, use of time, and who waits, over time"
    if not all(each.weekly for each in results):
        return Section("over-time", title, ["The run has no weekly numbers."])
    ends = week_ends(results[0])
    chosen = _series(results[0].scenario)
    blocks, by_quarter = fours(ends), quarters(ends)
    in_fours = {unit: [intervals(observed(each, names), blocks) for each in results] for unit, names in chosen.items()}
    in_quarters = {
        unit: [intervals(observed(each, names), list(by_quarter.values())) for each in results]
        for unit, names in chosen.items()
    }
    dates = [ends[int(block[-1])] for block in blocks]
    starts = [f"{each.day} {each:%B %Y}" for each in dates]
    tables = [
        *_while(results),
        _table("Quarters", "Quarter from", list(by_quarter), in_quarters, results, folded=True),
        _table("Four weeks", "Four weeks to", starts, in_fours, results, on_page=False),
    ]
    return Section(
        "over-time",
        title,
        _said(results),
        happenings(results[0].scenario),
        [_picture(results, dates, in_fours)],
        tables,
    )


def _series(scenario: Scenario) -> dict[str, list[str]]:
    """What is shown, in words with units, and the weekly series that are added up for it."""
    need = scenario.headline.need
    specialist = scenario.needs[need].role
    holders = sorted({stage.holder for stage in scenario.pathway.stages.values() if stage.holder})
    chosen = {
        f"Families waiting for {spoken(need)} help": [waiting_series(need, route) for route in ROUTES],
        "Families on plans with nothing moving": [NOTHING_MOVES],
        "Families nobody holds": [UNALLOCATED],
        "Children held per full-time worker in post": [CASELOAD],
    }
    chosen |= {f"{spoken(role).capitalize()}: % of time in use": [utilisation_series(role)] for role in holders}
    chosen[f"{spoken(specialist).capitalize()}: % of time in use"] = [utilisation_series(specialist)]
    chosen[f"{spoken(specialist).capitalize()}: full-time workers in post"] = [in_post_series(specialist)]
    return chosen


def _said(results: Sequence[Results]) -> list[str]:
    said = []
    empty = empty_posts(results[0].scenario)
    if empty:
        said.append(f"Grey: posts are kept empty from {spells_said(empty)} in '{titles(results)[0]}'.")
        said.append("Means over all the observed years dilute what happens in those weeks; the table below does not.")
    return said


def _while(results: Sequence[Results]) -> list[Table]:
    """How the scenarios differ in the weeks in which something is out of the ordinary."""
    tables = []
    for when, spells_of in OUT.items():
        found = in_weeks(results, spells_of(results[0].scenario))
        if found and len(results) > 1:
            rows = compared_rows(titles(results)[1:], compared_in_weeks(found), weeks_described(results))
            tab = "While empty" if spells_of is empty_posts else "While changed"
            spells = spells_said(spells_of(results[0].scenario))
            tables.append(Table(tab, f"Weeks {when}: {spells}", COMPARED_COLUMNS, rows))
    return tables


def _picture(results: Sequence[Results], dates: Sequence[date], found: dict[str, list[list[Interval]]]) -> Picture:
    scenario = results[0].scenario
    panels = [
        LinePanel(unit, [_line(name, each) for name, each in zip(titles(results), of_each, strict=True)])
        for unit, of_each in found.items()
        if any(not math.isnan(point.mean) for points in of_each for point in points)
    ]
    empty, changed, switched = empty_posts(scenario), shocks(scenario), switches(scenario)
    spans = [Span(*days) for days in empty] + [Span(*days, hatched=True) for days in changed]
    spans += [Span(when) for when in switched]
    several = len(results[0].rows) > 1
    note = "Means of four weeks" + (
        f" over {len(results[0].rows)} replications; bands: 95% intervals." if several else "."
    )
    note += " Grey: posts kept empty." if empty else ""
    note += " Hatched: referrals multiplied." if changed else ""
    note += " Dotted upright lines: teams change over." if switched else ""
    unit, of_each = next(iter(found.items()))
    heading = _heading(results, unit, of_each, empty)
    words = f"{heading}. Each line's values, quarter by quarter, in the table below."
    return drawn(
        heading,
        note,
        words,
        len(panels),
        lambda across: draw_lines(scenario.clock.observed_from, dates, panels, spans, across),
    )


def _heading(results: Sequence[Results], unit: str, found: list[list[Interval]], empty: Sequence[Days]) -> str:
    """How many wait while posts are empty; or the most at any time, if none are."""
    while_empty = in_weeks(results, empty)
    if while_empty:
        most = [each.interval("waiting").mean for each in while_empty]
        when = "on average while posts are empty"
    else:
        most = [
            max((point.mean for point in points if not math.isnan(point.mean)), default=math.nan) for points in found
        ]
        when = "at most (mean of four weeks)"
    said = [f"{number(each)} in '{title}'" for title, each in zip(titles(results), most, strict=True)]
    return f"{unit}, {when}: {in_list(said)}"


def _line(name: str, points: Sequence[Interval]) -> Line:
    means = [point.mean for point in points]
    lows = [point.mean if math.isnan(point.low) else max(point.low, 0.0) for point in points]
    highs = [point.mean if math.isnan(point.high) else point.high for point in points]
    return Line(name, means, lows, highs)


def _table(
    tab: str,
    title: str,
    when: Sequence[str],
    found: dict[str, list[list[Interval]]],
    results: Sequence[Results],
    folded: bool = False,
    on_page: bool = True,
) -> Table:
    several = len(results[0].rows) > 1
    columns = [Column("What", Kind.TEXT), Column(title, Kind.TEXT)]
    for name in titles(results):
        columns += [Column("Mean", group=name), Column("95% interval", Kind.RANGE, name)][: 1 + several]
    rows: list[list[Cell]] = []
    for unit, of_each in found.items():
        for place, label in enumerate(when):
            cells: list[Cell] = [unit, label]
            for points in of_each:
                point = points[place]
                cells.append(point.mean)
                if several:
                    cells.append((point.low, point.high))
            rows.append(cells)
    return Table(tab, f"The numbers in the picture, means: {tab.lower()}", columns, rows, "", folded, on_page)
