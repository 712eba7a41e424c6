"""The months from the caseload that a run starts from: a fan chart of the weekly numbers, and a table by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fssim.dates import write_date
from fssim.measures.indicators.weekly import CASELOAD, SERIES, describe_series
from fssim.model.calendar import add_months
from fssim.report.charts.line_panels import DrawnLine, LinePanel, draw_lines
from fssim.report.charts.panels import WIDTH
from fssim.report.document.pictures import observed
from fssim.report.document.report_parts import Column, Kind, Picture, Section, Table, titles
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario.schema.units import DAYS_A_WEEK

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = (*SERIES, CASELOAD)
LOW, MIDDLE, HIGH = 10.0, 50.0, 90.0  # percent of replications that are no higher
NAME, TITLE = "months-ahead", "The months from today's caseload"
EXPLAINED = (
    "Each run starts from the families who are open on its first day, as the scenario counts them. In one replication "
    "of ten a number is below the band, and in one above: that is chance, and not what is not known of the service."
)


def starts_from_a_caseload(run: StoredRun) -> bool:
    """Whether there is anything to show: a scenario that starts from a caseload, and weekly numbers."""
    return any(result.scenario.opening is not None and result.weekly for result in run.results)


def build_months_ahead(run: StoredRun) -> Section:
    """What eight in ten replications lie between, at the end of each month, in each scenario from a caseload."""
    opened = [
        (title, result)
        for title, result in zip(titles(run.results), run.results, strict=True)
        if result.scenario.opening is not None and result.weekly
    ]
    first = opened[0][1]
    ends, days = _list_ends(first)
    bands = {(title, name): _find_bands(result, name, ends) for title, result in opened for name in SHOWN}
    names = [title for title, _ in opened]
    draw = partial(_draw, bands, names, days, first.scenario.clock.observed_from)
    note = f"At the end of the last whole week of each month, over {len(first.rows)} replications."
    in_words = "The table below has every number."
    picture = Picture("From today's caseload, month by month", note, in_words, draw, WIDTH)
    tables = [_table(name, names, bands, days) for name in SHOWN]
    return Section(NAME, TITLE, [EXPLAINED], pictures=[picture], tables=tables)


def _list_ends(result: Results) -> tuple[list[date], list[date]]:
    """The end of the last whole week of each month that is observed, and the day after the month."""
    weekly = next(iter(result.weekly.values()))
    last_week = weekly.first_week_ends + DAYS_A_WEEK * (weekly.numbers.shape[1] - 1)
    clock = result.scenario.clock
    days = [add_months(clock.observed_from, month) for month in range(1, 12 * clock.observed_years + 1)]
    before = [(day.toordinal() - weekly.first_week_ends) // DAYS_A_WEEK * DAYS_A_WEEK for day in days]
    ends = [date.fromordinal(min(weekly.first_week_ends + weeks, last_week)) for weeks in before]
    return ends, days


def _find_bands(result: Results, name: str, ends: Sequence[date]) -> NDArray[np.float64]:
    """The low, middle and high of a weekly series: three rows, and a column for each month."""
    numbers = observed(result, [name], ends)
    bands: NDArray[np.float64] = np.percentile(numbers, (LOW, MIDDLE, HIGH), axis=0)
    return bands


def _draw(
    bands: dict[tuple[str, str], NDArray[np.float64]], names: Sequence[str], days: Sequence[date], since: date,
    width: float,
) -> Figure:  # fmt: skip
    panels = []
    for series in SHOWN:
        lines = [(title, bands[title, series]) for title in names]
        panels.append(
            LinePanel(
                describe_series(series).label,
                [
                    DrawnLine(title, middle.tolist(), low.tolist(), high.tolist())
                    for title, (low, middle, high) in lines
                ],
            )
        )
    return draw_lines(since, days, panels, [], width)


def _table(
    name: str, names: Sequence[str], bands: dict[tuple[str, str], NDArray[np.float64]], days: Sequence[date]
) -> Table:
    label = describe_series(name).label
    columns = [Column("Month until", Kind.WORD)]
    for title in names:
        columns += [Column("Middle", group=title), Column("Eight in ten", Kind.RANGE, title)]
    rows = []
    for at, day in enumerate(days):
        row: list[str | float | date | tuple[float, float]] = [write_date(day)]
        for title in names:
            low, middle, high = (float(number) for number in bands[title, name][:, at])
            row += [middle, (low, high)]
        rows.append(row)
    return Table(f"Ahead {label}"[:31], f"{label}, from today's caseload", columns, rows, folded=True)
