"""What a report is made of: sections of sentences, pictures and tables, for the page and the spreadsheet alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TYPE_CHECKING

from fssim.measures.catalogue import describe
from fssim.measures.declaration import NEITHER, MeasureDescription, judge_direction
from fssim.report.charts.panels import WIDTH
from fssim.report.wording.words import NOT_KNOWN, plain
from fssim.runs.compare import Comparison
from fssim.runs.results import Results
from fssim.statistics.verdict import CLEAR, MORE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Range = tuple[float, float]  # from, to
Cell = str | float | date | Range  # in a column of text a number is one that counts nothing, such as a seed


class Kind(Enum):
    """How a column's numbers are written."""

    TEXT = auto()
    WORD = auto()  # text too short to be folded
    COUNT = auto()
    NUMBER = auto()
    DIFFERENCE = auto()  # with its sign
    RANGE = auto()  # from one number to another
    DIFFERENCE_RANGE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, which says the unit if all its numbers have one, and what is in it.

    Columns next to each other that say the same `group` stand under it.
    """

    heading: str
    kind: Kind = Kind.NUMBER
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words and numbers (nan where there is none). The first column names the rows.

    `tab` is its name in the spreadsheet. `folded`: on the page its rows are shown when asked for, and in print; if it
    is left out, those of a long or wide table are. One that is not `on_page` is in the spreadsheet alone.
    """

    tab: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    folded: bool | None = None
    on_page: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture titled by what it shows, with what it says in words.

    `draw` makes it so many points wide, in another process too; in its wide form it has a `width` of its own.
    """

    title: str
    note: str
    in_words: str
    draw: Callable[[float], Figure]
    width: float = WIDTH


@dataclass(frozen=True, slots=True)
class Aside:
    """A few sentences under a small heading of their own."""

    title: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under one heading. `name` is its place on the page, for links."""

    name: str
    title: str
    paragraphs: Sequence[str] = ()
    bullets: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()
    asides: Sequence[Aside] = ()


MEASURE, UNIT, OTHER = (Column(heading, Kind.TEXT) for heading in ("Measure", "Unit", "Compared with"))
COMPARED_COLUMNS = (
    MEASURE,
    UNIT,
    OTHER,
    Column("This scenario"),
    Column("The other"),
    Column("Difference", Kind.DIFFERENCE),
    Column("95% interval", Kind.DIFFERENCE_RANGE),
    Column("Verdict", Kind.WORD),
)


def titles(results: Sequence[Results]) -> list[str]:
    """The scenarios' titles, numbered where two are the same."""
    taken: list[str] = []
    for result in results:
        title, count = plain(result.scenario.title), 2
        while title in taken:
            title, count = f"{plain(result.scenario.title)} ({count})", count + 1
        taken.append(title)
    return taken


def scenario_columns(results: Sequence[Results], unit: str = "") -> list[Column]:
    """A mean and its interval for each scenario."""
    mean = f"Mean, {unit}" if unit else "Mean"
    several = len(results[0].rows) > 1
    return [
        column
        for title in titles(results)
        for column in (Column(mean, group=title), Column("95% interval", Kind.RANGE, title))[: 1 + several]
    ]


def scenario_cells(results: Sequence[Results], measure: str) -> list[Cell]:
    """The cells for `scenario_columns`."""
    cells: list[Cell] = []
    for result in results:
        mean = result.interval(measure)
        cells.append(mean.mean)
        if len(results[0].rows) > 1:
            cells.append((mean.low, mean.high))
    return cells


def measure_rows(results: Sequence[Results], measures: Iterable[str]) -> list[list[Cell]]:
    """A row for each measure that any of the scenarios has: its label, its unit, and `scenario_cells`."""
    rows: list[list[Cell]] = []
    for measure in measures:
        if any(not math.isnan(value) for result in results for value in result.values(measure)):
            about = describe(measure, results[0].scenario)
            rows.append([plain(about.label), about.unit, *scenario_cells(results, measure)])
    return rows


def compared_rows(
    others: Sequence[str], compared: Sequence[Mapping[str, Comparison]], described: Mapping[str, MeasureDescription]
) -> list[list[Cell]]:
    """Rows for `COMPARED_COLUMNS`, measure by measure. `described` says what the measures are."""
    rows: list[list[Cell]] = []
    for measure, about in described.items():
        for title, comparisons in zip(others, compared, strict=True):
            row = comparisons[measure]
            if math.isnan(row.value) and math.isnan(row.baseline):
                continue
            cells: list[Cell] = [
                plain(about.label),
                about.unit,
                title,
                row.value,
                row.baseline,
                row.difference,
                (row.low, row.high),
            ]
            rows.append([*cells, say_verdict(row, about.more_is)])
    return rows


def say_verdict(row: Comparison, more_is: str) -> str:
    """What a comparison says, and whether that is better or worse."""
    if not row.n:
        return NOT_KNOWN
    way = judge_direction(more_is, row.verdict == MORE) if row.verdict in CLEAR else NEITHER
    return row.verdict if way == NEITHER else f"{row.verdict}, {way}"
