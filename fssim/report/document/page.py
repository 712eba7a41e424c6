"""The report as one HTML page that asks nothing of any network."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from fssim.report.document.parts import Cell, Column, Kind, Section
from fssim.report.templates import filled, package_text
from fssim.report.words import NOT_KNOWN, interval, number, signed

PACKAGE = "fssim.report.document"
NUMERIC = frozenset(Kind) - {Kind.TEXT, Kind.WORD}


def page(title: str, question: str, sections: Sequence[Section], version: str) -> str:
    """The page, with everything escaped that a scenario's author may have written."""
    from markupsafe import Markup

    return filled(
        PACKAGE,
        "report.html.jinja",
        title=title,
        question=question,
        sections=sections,
        version=version,
        style=Markup(package_text(PACKAGE, "report.css")),
        data_uri=data_uri,
        grouped=grouped,
        looks=looks,
        written=written,
    )


def looks(column: Column) -> str:
    """The style class of a column's cells."""
    return "number" if column.kind in NUMERIC else "word" if column.kind is Kind.WORD else "text"


def data_uri(svg: bytes) -> str:
    """An SVG inside the page itself. In an image nothing in it can run."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"


def written(cell: Cell, kind: Kind) -> str:
    """A cell as people read it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return f"{cell.day} {cell:%B %Y}"
    if kind in (Kind.TEXT, Kind.WORD):
        return str(cell)
    if kind is Kind.COUNT:
        return f"{cell:,.0f}"
    said = signed if kind in (Kind.DIFFERENCE, Kind.DIFFERENCE_RANGE) else number
    if isinstance(cell, tuple):
        return interval(*cell, said)
    return NOT_KNOWN if cell != cell else said(cell)


def grouped(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """The columns' groups in order, with how many columns each has; nothing, if there are none."""
    if not any(column.group for column in columns):
        return []
    return [(group, len(list(members))) for group, members in groupby(columns, lambda column: column.group)]
