"""What a report is made of: sections of sentences, pictures and tables, the same for the page and the spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

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

    `tab` is its name in the spreadsheet. `folded`: on the page its rows are shown when asked for, and in print. One
    that is not `on_page` is in the spreadsheet alone.
    """

    tab: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    folded: bool = False
    on_page: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture titled by what it shows, in a wide form and a narrow one (SVG), with what it says in words."""

    title: str
    note: str
    in_words: str
    wide: bytes
    narrow: bytes


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
