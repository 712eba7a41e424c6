"""Writing the log."""

from __future__ import annotations

from math import nan
from typing import Any

from fssim.engine.compiled.kernel import record_access as memory
from fssim.engine.compiled.kernel.allocators import take_log_row
from fssim.engine.compiled.kernel.jit import inlined, jitted


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
    at = take_log_row(w)
    memory.log_kind(w, at).value = kind
    memory.log_family(w, at).value = family
    memory.log_subject(w, at).value = subject
    memory.log_detail(w, at).value = detail
    memory.log_worker(w, at).value = worker
    memory.log_time(w, at).value = time
    memory.log_enabled(w, at).value = enabled
    memory.log_started(w, at).value = started
    memory.log_due(w, at).value = due
    memory.log_hours(w, at).value = hours


@inlined
def write(w: Any, kind: int, family: int, subject: int, detail: int, worker: int, enabled: float, due: float) -> None:
    """Write an event that happens now."""
    write_row(w, kind, w.now, family, subject, detail, worker, enabled, nan, due, nan)
