"""The log as comma-separated files."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.comma_separated import csv_text
from fssim.report.export.clock_moments import apart, moment, written
from fssim.report.export.process_log import Case, cases_of, steps_of
from fssim.report.export.vidigi import COLUMNS as VIDIGI_COLUMNS
from fssim.report.export.vidigi import vidigi_rows
from fssim.report.wording.log_in_words import Told

PROCESS_COLUMNS = (
    "case:concept:name", "concept:name", "lifecycle:transition", "time:timestamp", "org:resource", "org:role",
    "concept:instance", "hours", "stage", "statutory_plan", "event_number", "case:family", "case:children",
    "case:needs",
)  # fmt: skip
ACTIVITY_COLUMNS = (
    "case", "activity", "start", "end", "resource", "role", "hours", "stage", "statutory_plan", "completes", "number",
    "family", "children", "needs",
)  # fmt: skip


def vidigi_csv(told: Told) -> bytes:
    """The log in vidigi's columns."""
    return csv_text([VIDIGI_COLUMNS, *vidigi_rows(told)], for_excel=False).encode()


def process_csv(told: Told) -> bytes:
    """The log for process mining, a row an event, with XES names for columns."""
    rows = (
        (case.name, step.deed.name, step.transition, written(step.when), step.deed.resource, step.deed.role,
         step.deed.instance, step.hours, step.deed.stage, step.deed.plan, number, case.family, case.children,
         case.needs)
        for case in cases_of(told) for number, step in enumerate(steps_of(told, case), 1)
    )  # fmt: skip
    return csv_text([PROCESS_COLUMNS, *rows], for_excel=False).encode()


def activities_csv(told: Told) -> bytes:
    """The log for whoever wants one row for each activity, with its start and end.

    What took no time starts when it ends; what had not ended by the end of the run has no end. Work that several took
    part in has a row for each: `completes` is true of the one who completed it, and of whatever has one row.
    """
    rows = (row for case in cases_of(told) for row in _activities(told, case))
    return csv_text([ACTIVITY_COLUMNS, *rows], for_excel=False).encode()


def _activities(told: Told, case: Case) -> Iterator[tuple[object, ...]]:
    """The rows of a case in order of their starts, no two of which are at one time."""
    deeds = [(deed, "true") for deed in case.deeds] + [(deed, "false") for deed in case.parts]
    deeds.sort(key=lambda each: (each[0].starts, int(each[0].instance.partition(" ")[0])))
    starts = apart(moment(told, deed.starts) for deed, _ in deeds)
    for number, (start, (deed, completes)) in enumerate(zip(starts, deeds, strict=True), 1):
        end = written(max(start, moment(told, deed.ends))) if deed.ends == deed.ends else ""
        yield (
            case.name, deed.name, written(start), end, deed.resource, deed.role, deed.hours, deed.stage, deed.plan,
            completes, number, case.family, case.children, case.needs,
        )  # fmt: skip
