"""A forecast for people to read: a fan chart and a table of the months from a caseload, as a page or on a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from fssim.authority.forecasts.forecast import Forecast
from fssim.authority.forecasts.monthly_counts import FAMILIES_OPEN
from fssim.dates import write_date
from fssim.report.charts.line_panels import DrawnLine, LinePanel, draw_lines
from fssim.report.charts.panels import WIDTH
from fssim.report.document.pictures import draw_both
from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.document.save_report import fill_page
from fssim.report.terminal.run_tables import Row, numbers_table
from fssim.report.wording.words import in_list, number, plain, uncapitalised, within_sentence
from fssim.scenario.scenario_in_words import describe_whose_figures
from fssim.scenario.schema.scenario import Scenario
from fssim.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

DOTS = "Counted at the end of a day"
FROM_TODAY, LONG_RUN = "From the caseload: the middle, and the band that eight in ten lie in", "Long run"
QUARTER = 3  # months, from one column on a terminal to the next
MOST_COLUMNS = 5
HEIGHT = 96.0  # points of the lines in a panel
BY_STAGE = f"{FAMILIES_OPEN}, by stage"
HOW_SURE = (
    "Eight in ten replications lie in the band, one in ten below it and one in ten above. It holds chance alone: who "
    "is referred, what is decided, who leaves. It does not hold what is not known of the service's numbers."
)
NOT_COUNTED = (
    "What a count does not say is simulated: families' needs and how far help has come, who holds whom, which posts "
    "are empty, and who is open in a stage that is not counted{}."
)


def build_forecast(forecast: Forecast) -> list[Section]:
    """The forecast as sections of a report: what it comes to; the fan charts, and every number, month by month."""
    frame = forecast.frame
    first, last = frame["date"].min(), frame["date"].max()
    groups = [_Group(title, rows) for title, rows in _split(frame) if len(rows)]
    before = [day for day in forecast.counted["date"] if first - day <= last - first]  # no longer than is to come
    since = min([first, *before])
    scenario = forecast.scenario
    about = [
        HOW_SURE,
        _say_not_counted(scenario),
        *filter(None, map(plain, [scenario.notes, *describe_whose_figures(scenario)])),
    ]
    return [
        Section(
            "answer",
            f"From {write_date(first)} to {write_date(last)}",
            about,
            tables=[_summary(groups, first, last)],
        ),
        Section(
            "months",
            "Month by month",
            [
                f"At the ends of months, over {forecast.replications} replications. Band: from the lowest tenth to the "
                "highest. Dashed: the middle of the long run, had the service always been as it is."
                + (f" Dots: {uncapitalised(DOTS)}." if len(forecast.counted) else "")
            ],
            pictures=[_picture(group, forecast.counted, since, last) for group in groups],
            tables=[_table(one, group) for group in groups for one in group.list_named()],
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows of a forecast that are told together."""

    title: str
    rows: pd.DataFrame

    def list_named(self) -> list[tuple[str, pd.DataFrame]]:
        """What is counted, with its rows."""
        return [(plain(str(name)), rows) for name, rows in self.rows.groupby(_short_names(self.rows), sort=False)]


def _short_names(rows: pd.DataFrame) -> pd.Series[str]:
    """What each row counts: its stage, if it is of one."""
    return rows["stage"].where(rows["stage"] != "", rows["what"])


def _split(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    by_stage = frame["what"] == FAMILIES_OPEN
    yield "Plans and caseloads", frame[~by_stage]
    yield BY_STAGE, frame[by_stage]


def forecast_page(forecast: Forecast) -> bytes:
    """The forecast as one HTML page that asks nothing of any network."""
    sections = build_forecast(forecast)
    drawn = {picture: draw_both(picture.draw, picture.width) for section in sections for picture in section.pictures}
    scenario = forecast.scenario
    page = fill_page(
        plain(scenario.title), plain(scenario.question), sections, drawn, __version__, scenarios=1, alone=True
    )
    return page.encode()


def forecast_table(forecast: Forecast, width: int) -> Iterator[RenderableType]:
    """The forecast for a terminal of a width: every third month and the last."""
    frame = forecast.frame
    dates = sorted(frame["date"].unique())
    shown = sorted({*dates[:: max(QUARTER, math.ceil((len(dates) - 1) / (MOST_COLUMNS - 1)))], dates[-1]})
    headings = [f"{day.day} {day:%b %Y}" for day in shown]
    yield numbers_table("Eight in ten are between", headings, "Long run", list(_rows(frame, shown)), width)
    yield Text(HOW_SURE)
    yield Text(_say_not_counted(forecast.scenario))


def _say_not_counted(scenario: Scenario) -> str:
    """What a count does not say, with what goes on beside another stage."""
    beside = [within_sentence(stage.title) for stage in scenario.pathway.stages.values() if stage.beside]
    return NOT_COUNTED.format(f", or beside another ({in_list(beside)})" if beside else "")


def _rows(frame: pd.DataFrame, shown: list[date]) -> Iterator[Row]:
    for title, group in _split(frame):
        if title == BY_STAGE:
            yield Text(f"{title}:"), ("",) * len(shown), Text()
        for what, rows in _Group(title, group).list_named():
            by_date = {row["date"]: row for row in rows.to_dict("records")}
            cells = tuple(_band(by_date[day]["low"], by_date[day]["high"]) for day in shown)
            yield Text(what), cells, Text(_amount(by_date[shown[-1]]["long_run"]))


def _band(low: float, high: float) -> str:
    return _amount(low) if low == high else f"{_amount(low)} to {_amount(high)}"


def _amount(value: float) -> str:
    """A number of families or children, which is whole; or one for each worker, which is not."""
    return f"{value:,.0f}" if float(value).is_integer() else number(value)


def _summary(groups: Sequence[_Group], first: date, last: date) -> Table:
    """What each number is at the end, beside what it was and the long run."""
    columns = [
        Column("What is counted", Kind.TEXT),
        *(Column(heading, Kind.WORD) for heading in (write_date(first), write_date(last), "Long run")),
    ]
    cells: list[list[Cell]] = []
    for group in groups:
        if group.title == BY_STAGE:
            cells.append([f"{group.title}:", "", "", ""])
        for what, rows in group.list_named():
            now, then = rows.iloc[0], rows.iloc[-1]
            bands = [_band(row["low"], row["high"]) for row in (now, then)]
            cells.append([what, *bands, _amount(then["long_run"])])
    return Table("Ahead", "What eight in ten replications lie between", columns, cells, folded=False)


def _picture(group: _Group, counted: pd.DataFrame, since: date, last: date) -> Picture:
    named = group.list_named()
    in_words = (
        f"{len(named)} panels from {write_date(since)} to {write_date(last)}: the tables below have every number."
    )
    shown = counted[(counted["date"] >= since) & (counted["date"] <= last)]
    short = _short_names(shown).map(plain)
    panels = [
        LinePanel(
            what,
            [
                DrawnLine(FROM_TODAY, rows["middle"].tolist(), rows["low"].tolist(), rows["high"].tolist()),
                DrawnLine(LONG_RUN, *[rows["long_run"].tolist()] * 3),
            ],
            list(shown.loc[short == what, ["date", "counted"]].itertuples(index=False, name=None)),
            DOTS,
        )
        for what, rows in named
    ]
    draw = partial(_draw, panels, named[0][1]["date"].tolist(), since)
    return Picture(group.title, "", in_words, draw, WIDTH)


def _draw(panels: Sequence[LinePanel], dates: Sequence[date], since: date, width: float) -> Figure:
    return draw_lines(since, dates, panels, [], width, HEIGHT)


def _table(one: tuple[str, pd.DataFrame], group: _Group) -> Table:
    what, rows = one
    columns = [Column(name, Kind.WORD) for name in ("On", "Lowest tenth", "Middle", "Highest tenth", "Long run")]
    cells: list[list[Cell]] = [
        [write_date(row["date"]), *(_amount(row[name]) for name in ("low", "middle", "high", "long_run"))]
        for row in rows.to_dict("records")
    ]
    of = f"{FAMILIES_OPEN}: {what}" if group.title == BY_STAGE else what
    return Table(of[:31], of, columns, cells, folded=True)
