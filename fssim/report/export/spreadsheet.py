"""Comma-separated files that a spreadsheet can open without running what is in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from fssim.report.export.moments import written
from fssim.report.export.process import cases_of
from fssim.report.export.vidigi import COLUMNS as VIDIGI_COLUMNS
from fssim.report.export.vidigi import vidigi_rows
from fssim.report.told import Told

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
PROCESS_COLUMNS = (
    "case:concept:name", "concept:name", "lifecycle:transition", "time:timestamp", "org:resource", "org:role",
    "concept:instance", "stage", "case:family", "case:children", "case:needs",
)  # fmt: skip


def vidigi_csv(told: Told) -> bytes:
    """The log in vidigi's columns."""
    return _csv(VIDIGI_COLUMNS, vidigi_rows(told))


def process_csv(told: Told) -> bytes:
    """The log for process mining, a row an event, with XES names for columns."""
    rows = (
        (case.name, step.name, step.transition, written(step.when), step.resource, step.role, step.instance, step.stage,
         case.family, case.children, case.needs)
        for case in cases_of(told) for step in case.steps
    )  # fmt: skip
    return _csv(PROCESS_COLUMNS, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_BEGINS) else cell
