"""Work: what was done, by whom and when, how much of it in the observed years; and the hours that people worked beyond
their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fssim.engine.event_log import Event
from fssim.measures.log_view.arithmetic import Floats, Integers
from fssim.measures.log_view.people_in_post import staff_of
from fssim.measures.log_view.view import View, once_a_log


class Work:
    """One row a part of an activity, in log order: done or begun by a worker, or by nobody (-1) at the horizon."""

    def __init__(self, view: View) -> None:
        self.rows: Integers = view.rows(Event.PART_DONE, Event.HELD, Event.UNFINISHED)
        self.worker: Integers = view.worker[self.rows].astype(np.int64)
        self.started: Floats = view.started[self.rows]
        self.ended: Floats = view.time[self.rows]
        self.hours: Floats = view.hours[self.rows]


@once_a_log
def work_of(view: View) -> Work:
    """All the work of a log."""
    return Work(view)


class WorkDone:
    """One row a part of an activity that somebody did, or had begun at the horizon.

    `hours` are those inside the observed years; `busy_days` the worker's time in post that they took.
    """

    def __init__(self, view: View) -> None:
        work, staff = work_of(view), staff_of(view)
        first = view.first_observed(work.rows)
        kept = first + np.flatnonzero((work.worker[first:] >= 0) & (work.started[first:] < view.horizon))
        rows, worker = work.rows[kept], work.worker[kept]
        started, ended, hours = work.started[kept], work.ended[kept], work.hours[kept]
        took, inside = ended - started, view.in_window(started, ended)
        cut = np.flatnonzero(inside != took)
        hours[cut] *= np.divide(inside[cut], took[cut], out=np.ones(len(cut)), where=took[cut] > 0.0)
        unfinished = np.flatnonzero(view.kind[rows] == int(Event.UNFINISHED))  # whose hours so far are at full speed
        speed = staff.hours_a_day_at(worker[unfinished], started[unfinished])
        hours[unfinished] = inside[unfinished] * speed
        self.rows: Integers = rows
        self.worker: Integers = worker
        self.started: Floats = started
        self.hours: Floats = hours
        self.busy_days = view.in_window(started, np.minimum(ended, staff.end[worker]))

    def by_worker(self, amount: Floats, workers: int) -> Floats:
        """The sum of an amount over each worker's rows."""
        return np.bincount(self.worker, weights=amount, minlength=workers).astype(np.float64)


@once_a_log
def work_done_of(view: View) -> WorkDone:
    """What everybody did in a log's observed years."""
    return WorkDone(view)


class ExtraHours:
    """The extra hours a working day of each group's full-time workers, from each of its rows on; none before."""

    def __init__(self, view: View) -> None:
        self._staff = staff_of(view)
        self._full_time: Floats = np.asarray(view.tables.roles.hours_a_day)[self._staff.role]
        rows = view.rows(Event.EXTRA_HOURS)
        self._apart = view.horizon + 1.0
        key = view.detail[rows] * self._apart + view.time[rows]
        order = np.argsort(key, kind="stable")
        self._key: Floats = key[order]
        self._hours: Floats = view.hours[rows][order]
        self._group: Integers = view.detail[rows][order].astype(np.int64)
        self._of_worker = np.isin(self._staff.group, self._group)

    def of_workers(self, worker: Integers | NDArray[np.int32], time: Floats) -> Floats:
        """The extra hours a working day at which each worker begins a task at a time."""
        hours: Floats = np.zeros(len(worker))
        some = np.flatnonzero(self._of_worker[worker])
        hours[some] = self._of_some(worker[some], time[some])
        return hours

    def _of_some(self, worker: Integers | NDArray[np.int32], time: Floats) -> Floats:
        """Of workers whose group has any."""
        group = self._staff.group[worker]
        row = np.searchsorted(self._key, group * self._apart + np.where(np.isnan(time), 0.0, time), "right") - 1
        own = (row >= 0) & (self._group[np.maximum(row, 0)] == group)
        share = np.divide(
            self._staff.hours_a_day_at(worker, time),
            self._full_time[worker],
            out=np.ones(len(worker)),
            where=self._full_time[worker] > 0.0,
        )
        hours: Floats = np.where(own, self._hours[np.maximum(row, 0)], 0.0) * share
        return hours
