"""What is known of an authority: its children, its own figures, and why it has none of others; as text, too."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pydantic import TypeAdapter

from fssim.authority.new.figures.local_figures import POPULATION, LocalFigures
from fssim.authority.returns.figures import MEANINGS, SMALL_CELL, Figure, OpeningCaseload
from fssim.dates import write_date
from fssim.scenario.names import slug

COLUMN_OF: Mapping[str, str] = {name: meaning.panel for name, meaning in MEANINGS.items() if meaning.panel}
NAME_OF: Mapping[str, str] = {column: name for name, column in COLUMN_OF.items()} | {
    "cpp_end_2y": "cpp_ended_2yplus",
    "cpp_open_2y": "cpp_open_2yplus",
}  # of a column of the panel of authorities
LAST_DAY_OF_YEAR = (3, 31)  # that returns and statistics are of


@dataclass(frozen=True, slots=True)
class Population:
    """How many children live there, and who says so."""

    children: float
    source: str
    year: int


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """An authority's own figures by name, those that rest on too few among them.

    `missing` says why there is no figure of other names: by its name, by the return that it would come from, or for all
    the rest by the empty name. `publisher` is whose figures they are. `caseload` is who was open at the end of the last
    year, and `read` what became of everything in the returns: rows of a table, below its headings.
    """

    authority: str
    population: Population
    figures: Mapping[str, Figure]
    missing: Mapping[str, str]
    publisher: str = "Department for Education"
    caseload: OpeningCaseload | None = None
    read: tuple[tuple[object, ...], ...] = ()

    def find(self, name: str) -> Figure | None:
        """A figure that tells something of the authority; None if there is none, or it rests on too few."""
        figure = self.figures.get(name)
        return None if figure is None or figure.too_few or is_nan(figure) else figure

    def find_all(self, name: str) -> list[Figure]:
        """The figures of a local figure: itself, or all that its name begins, of a table; none if any is missing.

        Of a table of shares a few may be nan: too small to be shown, and so what the others leave.
        """
        if name in MEANINGS:
            figure = self.find(name)
            return [] if figure is None else [figure]
        names = [other for other in MEANINGS if other.startswith(f"{name}_")]
        figures = [self.figures[other] for other in names if other in self.figures]
        usable = [figure for figure in figures if not figure.too_few or _is_small_share(figure)]
        return usable if len(usable) == len(names) and not all(map(is_nan, usable)) else []

    def values(self) -> dict[str, float]:
        """The figures that the panel of authorities has too, by its columns, and the children."""
        values = {column: figure.value for name, column in COLUMN_OF.items() if (figure := self.find(name)) is not None}
        return values | {POPULATION: self.population.children}

    def explain_missing(self, name: str) -> str:
        """Why a local figure is not the authority's own."""
        here = [figure for other, figure in self.figures.items() if other == name or other.startswith(f"{name}_")]
        few = [figure for figure in here if figure.too_few or is_nan(figure)]
        if few:
            least = min(few, key=lambda figure: figure.count)
            period = say_period(least.period)
            if _is_small_share(least):
                return f"not shown, as it would tell of fewer than {SMALL_CELL} children ({period})"
            return f"too few to tell, as it would rest on {say_count(least)} ({period})"
        if name in self.missing:
            return self.missing[name]
        comes_from = next(
            (m.comes_from for key, m in MEANINGS.items() if key == name or key.startswith(f"{name}_")), ""
        )
        return self.missing.get(comes_from) or self.missing.get("", "nothing was given")

    @property
    def last_day(self) -> date:
        """The last day that a figure of the authority's children is about, or the end of a year of statistics."""
        days = [figure.period[1] for name, figure in self.figures.items() if MEANINGS[name].comes_from == "cin"]
        return max(days, default=date(self.population.year, *LAST_DAY_OF_YEAR))

    def without(self, reasons: Mapping[str, str]) -> OwnFigures:
        """All but some of the figures, each with why."""
        figures = {name: figure for name, figure in self.figures.items() if name not in reasons}
        return replace(self, figures=figures, missing={**self.missing, **reasons})


def name_figure_source(own: OwnFigures, name: str) -> str:
    """What the source of a local figure is called: the authority and the figure."""
    return f"{slug(own.authority)}_{name}"


def is_nan(figure: Figure) -> bool:
    """Whether nothing tells its value, or it is of too few to be shown."""
    return math.isnan(figure.value)


def _is_small_share(figure: Figure) -> bool:
    """Whether it is a share of enough, of which too few have it to be shown."""
    return figure.unit == "percent" and is_nan(figure) and figure.count >= MEANINGS[figure.name].least


def say_count(figure: Figure) -> str:
    """How many a figure rests on, but for so few children that it would tell of single ones."""
    is_hidden = MEANINGS[figure.name].comes_from == "cin" and 0 < figure.count < SMALL_CELL
    return f"fewer than {SMALL_CELL}" if is_hidden else f"{figure.count}"


def say_period(period: tuple[date, date]) -> str:
    """A period in words: the year to its last day, or a day."""
    first, last = period
    day = write_date(last)
    if first == last:
        return day
    if (last - first).days in (364, 365):
        return f"the year to {day}"
    return f"{write_date(first)} to {day}"


def count_local(local: LocalFigures, own: OwnFigures) -> int:
    """How many of the local figures are the authority's own."""
    return sum(name == POPULATION or bool(own.find_all(name)) for name in local.figures)


@cache
def _adapter() -> TypeAdapter[OwnFigures]:
    return TypeAdapter(OwnFigures)


def format_own_figures(own: OwnFigures) -> str:
    """The figures as JSON, in which a number that nothing tells is `NaN`."""
    return json.dumps(_adapter().dump_python(own), default=str)


def read_own_figures(text: str) -> OwnFigures:
    """The figures that `format_own_figures` wrote. Raises `ValueError` if it did not."""
    return _adapter().validate_python(json.loads(text))
