"""The log as comma-separated files."""

from __future__ import annotations

from fssim.experiment.comma_separated import csv_text
from fssim.report.export.moments import written
from fssim.report.export.process import cases_of
from fssim.report.export.vidigi import COLUMNS as VIDIGI_COLUMNS
from fssim.report.export.vidigi import vidigi_rows
from fssim.report.told import Told

PROCESS_COLUMNS = (
    "case:concept:name", "concept:name", "lifecycle:transition", "time:timestamp", "org:resource", "org:role",
    "concept:instance", "stage", "case:family", "case:children", "case:needs",
)  # fmt: skip


def vidigi_csv(told: Told) -> bytes:
    """The log in vidigi's columns."""
    return csv_text([VIDIGI_COLUMNS, *vidigi_rows(told)], for_excel=False).encode()


def process_csv(told: Told) -> bytes:
    """The log for process mining, a row an event, with XES names for columns."""
    rows = (
        (case.name, step.name, step.transition, written(step.when), step.resource, step.role, step.instance, step.stage,
         case.family, case.children, case.needs)
        for case in cases_of(told) for step in case.steps
    )  # fmt: skip
    return csv_text([PROCESS_COLUMNS, *rows], for_excel=False).encode()
