"""The formats a log can be written in."""

from __future__ import annotations

from collections.abc import Callable

from fssim.engine.event_log import EventLog
from fssim.errors import ArgumentError
from fssim.report.export.spreadsheet import activities_csv, process_csv, vidigi_csv
from fssim.report.export.xes import xes
from fssim.report.wording.log_in_words import Told
from fssim.scenario.schema.scenario import Scenario

FORMATS: dict[str, Callable[[Told], bytes]] = {
    "vidigi": vidigi_csv,
    "csv": process_csv,
    "xes": xes,
    "activities": activities_csv,
}


def exported(scenario: Scenario, log: EventLog, form: str) -> bytes:
    """The episodes of a log that were open in the observed years, as a file's contents.

    `form` is `vidigi` (CSV in vidigi's columns), `csv` (process mining, with XES names for columns), `xes` (IEEE
    1849-2016) or `activities` (CSV, one row an activity, with its start and end). A working day is written as nine to
    five, UTC. Raises `ValueError` for any other.
    """
    if form not in FORMATS:
        raise ArgumentError(f"form is {form!r}; it must be {', '.join(FORMATS)}")
    return FORMATS[form](Told(scenario, log))
