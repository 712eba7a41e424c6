"""Who was in post, as columns, and what each worker's time came to in the observed years."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fssim.measures.log_view.arithmetic import Booleans, Floats, Integers
from fssim.measures.log_view.view import View


class Hours:
    """Spells of one worker's hours staying the same, in order of worker and time, and the share of the post filled."""

    def __init__(self, view: View) -> None:
        workers = view.log.workers
        changes = workers.changes
        everyone = np.arange(len(workers))
        worker = np.concatenate([everyone, np.asarray(changes.worker, np.int64)])
        start = np.concatenate([np.asarray(workers.start), np.asarray(changes.time)])
        order = np.lexsort((start, worker))  # which keeps a change at somebody's start after that start
        self.worker: Integers = worker[order]
        self.start: Floats = start[order]
        self.share: Floats = np.concatenate([np.ones(len(everyone)), np.asarray(changes.share)])[order]
        self.end: Floats = np.minimum(np.asarray(workers.end), view.horizon)[self.worker]
        lasts = self.worker[:-1] == self.worker[1:]
        self.end[:-1][lasts] = self.start[1:][lasts]
        self._apart = view.horizon + 1.0
        self.change = len(changes) > 0

    def share_at(self, worker: Integers | NDArray[np.int32], time: Floats) -> Floats:
        """The share of their post that each worker fills at a time at which they are in it."""
        moments = np.where(np.isnan(time), 0.0, time)
        rows = (
            np.searchsorted(
                self.worker * self._apart + self.start, worker.astype(np.int64) * self._apart + moments, "right"
            )
            - 1
        )
        shares: Floats = self.share[np.maximum(rows, 0)]
        return shares


class Staff:
    """One row a worker. `days` is time in post in the observed years; `full_time` the share of full time, and
    `hours_a_day` productive hours, of the whole of their post: `hours` says how much of it they fill."""

    def __init__(self, view: View) -> None:
        workers = view.log.workers
        roles = view.tables.roles
        self.role: Integers = np.asarray(workers.role)
        self.group: Integers = np.asarray(workers.group)
        self.post: Integers = np.asarray(workers.post)
        self.start: Floats = np.asarray(workers.start)
        self.end: Floats = np.minimum(np.asarray(workers.end), view.horizon)
        self.leaves: Booleans = np.asarray(workers.end) < view.horizon
        self.agency: Booleans = np.asarray(workers.agency).astype(bool)
        self.hours_a_day: Floats = np.asarray(workers.hours_a_day)
        self.full_time: Floats = np.asarray(view.tables.posts.full_time_share)[self.post]
        self.days = view.in_window(self.start, self.end)
        self.hours = Hours(view)
        filled = view.in_window(self.hours.start, self.hours.end) * self.hours.share
        self.filled_days: Floats = np.bincount(self.hours.worker, filled, len(self.start)).astype(np.float64)
        self.full_time_days: Floats = self.filled_days * self.full_time
        self.at_work_hours: Floats = self.full_time_days * np.asarray(roles.at_work_hours_a_day)[self.role]
        self.productive_hours: Floats = self.filled_days * self.hours_a_day
        self.holds: Booleans = np.isin(self.role, view.holder_roles)

    def hours_a_day_at(self, worker: Integers | NDArray[np.int32], time: Floats) -> Floats:
        """The productive hours a day of each worker at a time at which they are in post."""
        hours: Floats = self.hours_a_day[worker]
        return hours * self.hours.share_at(worker, time) if self.hours.change else hours

    def __len__(self) -> int:
        return len(self.role)
