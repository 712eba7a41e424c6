"""The hours that people worked beyond their own, as groups' rows of the log say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fssim.engine.event_log import Event
from fssim.measures.log_view.arithmetic import Floats, Integers
from fssim.measures.log_view.people_in_post import staff_of
from fssim.measures.log_view.view import View


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

    def of_workers(self, worker: Integers | NDArray[np.int32], time: Floats) -> Floats:
        """The extra hours a working day at which each worker begins a task at a time."""
        if not len(self._key):
            return np.zeros(len(worker))
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
