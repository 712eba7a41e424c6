"""A forecast for people to read: a fan chart and a table of the months from a caseload, as a page or on a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from fssim.authority.forecasts.forecast import Forecast
from fssim.report.charts.line_panels import Line, LinePanel, draw_lines
from fssim.report.charts.panels import WIDTH
from fssim.report.document.pictures import draw_both
from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.document.save_report import fill_page
from fssim.report.terminal.run_tables import Row, numbers_table
from fssim.report.wording.words import number, plain
from fssim.scenario.scenario_in_words import describe_whose_figures
from fssim.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FROM_TODAY, LONG_RUN = "From the caseload: the middle, and the band that eight in ten lie in", "Long run"
QUARTER = 3  # months, from one column on a terminal to the next
MOST_COLUMNS = 5
HEIGHT = 96.0  # points of the lines in a panel
HOW_SURE = (
    "Eight in ten replications lie in the band, one in ten below it and one in ten above. It holds chance alone: who "
    "is referred, what is decided, who leaves. It does not hold what is not known of the service's numbers."
)
NOT_COUNTED = (
    "What a count does not say is simulated: families' needs and how far help has come, who holds whom, which posts "
    "are empty, and who is open in a stage that is not counted."
)


def build_forecast(forecast: Forecast) -> Section:
    """The forecast as a section of a report: what it comes to, the fan chart, and every number."""
    frame = forecast.frame
    first, last = frame["date"].min(), frame["date"].max()
    return Section(
        "answer",
        f"From {_day(first)} to {_day(last)}",
        [*_sentences(frame, last), HOW_SURE, NOT_COUNTED, *map(plain, describe_whose_figures(forecast.scenario))],
        pictures=[_picture(forecast, first, last)],
        tables=[_table(rows, what) for what, rows in frame.groupby("what", sort=False)],
    )


def forecast_page(forecast: Forecast) -> bytes:
    """The forecast as one HTML page that asks nothing of any network."""
    section = build_forecast(forecast)
    drawn = {picture: draw_both(picture.draw, picture.width) for picture in section.pictures}
    scenario = forecast.scenario
    page = fill_page(plain(scenario.title), plain(scenario.question), [section], drawn, __version__, scenarios=1)
    return page.encode()


def forecast_table(forecast: Forecast, width: int) -> Iterator[RenderableType]:
    """The forecast for a terminal of a width: every third month and the last."""
    frame = forecast.frame
    dates = sorted(frame["date"].unique())
    shown = sorted({*dates[:: max(QUARTER, math.ceil((len(dates) - 1) / (MOST_COLUMNS - 1)))], dates[-1]})
    headings = [f"{day.day} {day:%b %Y}" for day in shown]
    yield numbers_table("Eight in ten are between", headings, "Long run", list(_rows(frame, shown)), width)
    yield Text(HOW_SURE)
    yield Text(NOT_COUNTED)


def _rows(frame: pd.DataFrame, shown: list[date]) -> Iterator[Row]:
    for what, rows in frame.groupby("what", sort=False):
        by_date = {row["date"]: row for row in rows.to_dict("records")}
        cells = tuple(_band(by_date[day]["low"], by_date[day]["high"]) for day in shown)
        yield Text(plain(str(what))), cells, Text(_amount(by_date[shown[-1]]["long_run"]))


def _band(low: float, high: float) -> str:
    return _amount(low) if low == high else f"{_amount(low)} to {_amount(high)}"


def _amount(value: float) -> str:
    """A number of families or children, which is whole; or one for each worker, which is not."""
    return f"{value:,.0f}" if float(value).is_integer() else number(value)


def _sentences(frame: pd.DataFrame, last: date) -> Iterator[str]:
    """What each number is at the end, beside what it was and the long run."""
    for what, rows in frame.groupby("what", sort=False):
        then, now = rows[rows["date"] == last].iloc[0], rows.iloc[0]
        began = "" if math.isnan(now["middle"]) else f", from {_amount(now['middle'])}"
        yield (
            f"{plain(str(what))}: {_band(then['low'], then['high'])} on {_day(last)}{began}; "
            f"{_amount(then['long_run'])} in the long run."
        )


def _picture(forecast: Forecast, first: date, last: date) -> Picture:
    groups = {plain(str(what)): rows for what, rows in forecast.frame.groupby("what", sort=False)}
    note = (
        f"At the ends of months, over {forecast.replications} replications. Band: from the lowest tenth to the "
        "highest. Dashed: the middle of the long run, had the service always been as it is."
    )
    in_words = f"{len(groups)} panels from {_day(first)} to {_day(last)}: the table below has every number."
    draw = partial(_draw, [(what, rows.drop(columns="what")) for what, rows in groups.items()], first)
    return Picture("What is to come, month by month", note, in_words, draw, WIDTH)


def _draw(groups: list[tuple[str, pd.DataFrame]], since: date, width: float) -> Figure:
    panels = [
        LinePanel(
            what,
            [
                Line(FROM_TODAY, rows["middle"].tolist(), rows["low"].tolist(), rows["high"].tolist()),
                Line(LONG_RUN, *[rows["long_run"].tolist()] * 3),
            ],
        )
        for what, rows in groups
    ]
    return draw_lines(since, groups[0][1]["date"].tolist(), panels, [], width, HEIGHT)


def _table(rows: pd.DataFrame, what: object) -> Table:
    columns = [
        Column("On", Kind.WORD), Column("Lowest tenth"), Column("Middle"), Column("Highest tenth"), Column("Long run"),
    ]  # fmt: skip
    days = [_day(day) for day in rows["date"].tolist()]
    numbers = [rows[name].tolist() for name in ("low", "middle", "high", "long_run")]
    cells: list[list[Cell]] = [list(row) for row in zip(days, *numbers, strict=True)]
    title = f"{plain(str(what))}, {rows['unit'].iloc[0]}"
    return Table(plain(str(what))[:31], title, columns, cells)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
