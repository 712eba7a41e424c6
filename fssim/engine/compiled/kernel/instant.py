"""What happens at one instant: the order of its moments, its tasks, workers who then pick up work, and rows of the log.

A task is what a new process does when it first runs: it looks at the world as it is once everything that follows from
the present moment has been done, and sets a moment (see `moments`). Resumptions are those of activities that were held;
they come after the tasks.
"""

from __future__ import annotations

from math import nan
from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    free_workers,
    inlined,
    log_detail,
    log_due,
    log_enabled,
    log_family,
    log_hours,
    log_kind,
    log_started,
    log_subject,
    log_time,
    log_worker,
    part_of_caller,
    resumptions,
    tasks,
)
from fssim.engine.compiled.kernel.record_lists import take_log_row, take_resumption, take_task

(
    WORKER_STOPS,
    WORKER_HOURS,
    WORKER_STARTS,
    WORKER_LEAVES,
    WORKER_OFFERED,
    TEAM_SWITCHES,
    TRAINING_SEATS,
    WORK_DONE,
    APPOINTMENT,
    ACTIVITY_OPENS,
    ALLOCATION_DUE,
    HAZARD,
    KNOWN_BEFORE,
    RE_REFERRAL,
    ARRIVAL,
) = range(1, 16)  # free workers come after all of these: see `add_free_worker`
GO_ON, LONGEST_WAIT, WAIT_OUTSIDE, APPOINTMENTS, COME_BACK, MAY_HAPPEN = range(6)


@inlined
def add_free_worker(w: Any, worker: int) -> None:
    """A worker, who is not among them yet, will pick up work at this instant once everything else has happened."""
    at = w.free_count
    w.free_count = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if free_workers(w, above).value < worker:
            break
        free_workers(w, at).value = free_workers(w, above).value
        at = above
    free_workers(w, at).value = worker


@part_of_caller
def take_first_free_worker(w: Any) -> int:
    """Take the lowest number off the heap of free workers."""
    first = free_workers(w, 0).value
    count = w.free_count - 1
    w.free_count = count
    last = free_workers(w, count).value
    at = 0
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and free_workers(w, below + 1).value < free_workers(w, below).value:
            below += 1
        if free_workers(w, below).value >= last:
            break
        free_workers(w, at).value = free_workers(w, below).value
        at = below
    free_workers(w, at).value = last
    return first  # type: ignore[no-any-return]


@inlined
def add_task(w: Any, kind: int, number: int, item: int, tag: int, due: float) -> None:
    """What a process that begins now will do first."""
    at = take_task(w)
    task = tasks(w, at)
    task.kind = kind
    task.number = number
    task.item = item
    task.tag = tag
    task.due = due


@part_of_caller
def add_resumption(w: Any, family: int, activity: int, arrangement: int) -> None:
    """An activity was held: its arrangement goes on."""
    at = take_resumption(w)
    task = resumptions(w, at)
    task.number = family
    task.item = activity
    task.tag = arrangement


@inlined
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
    log_kind(w, at).value = kind
    log_family(w, at).value = family
    log_subject(w, at).value = subject
    log_detail(w, at).value = detail
    log_worker(w, at).value = worker
    log_time(w, at).value = time
    log_enabled(w, at).value = enabled
    log_started(w, at).value = started
    log_due(w, at).value = due
    log_hours(w, at).value = hours


@inlined
def write(w: Any, kind: int, family: int, subject: int, detail: int, worker: int, enabled: float, due: float) -> None:
    """Write an event that happens now."""
    write_row(w, kind, w.now, family, subject, detail, worker, enabled, nan, due, nan)
