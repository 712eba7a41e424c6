"""Writing the log."""

from __future__ import annotations

from math import nan
from typing import Any

from fssim.engine.compiled import memory
from fssim.engine.compiled.jit import jitted
from fssim.engine.compiled.records import OutOfRoom


@jitted
def write_row(
    w: Any,
    kind: int,
    time: float,
    family: int,
    subject: int,
    detail: int,
    worker: int,
    enabled: float,
    started: float,
    due: float,
    hours: float,
) -> None:
    """Write one event in full."""
    at = w.rows_used
    if at == w.rows_room:
        raise OutOfRoom
    w.rows_used = at + 1
    row = memory.rows(w, at)
    row.kind = kind
    row.family = family
    row.subject = subject
    row.detail = detail
    row.worker = worker
    row.time = time
    row.enabled = enabled
    row.started = started
    row.due = due
    row.hours = hours


@jitted
def write(w: Any, kind: int, family: int, subject: int, detail: int, worker: int, enabled: float, due: float) -> None:
    """Write an event that happens now."""
    write_row(w, kind, w.now, family, subject, detail, worker, enabled, nan, due, nan)
