"""Who was in post, as columns, and what each worker's time came to in the observed years."""

from __future__ import annotations

import numpy as np

from fssim.measures.arithmetic import Booleans, Floats, Integers
from fssim.measures.view import View


class Staff:
    """One row a worker. `days` is time in post in the observed years; `full_time` the share of full time."""

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
        self.full_time_days: Floats = self.days * self.full_time
        self.at_work_hours: Floats = self.full_time_days * np.asarray(roles.at_work_hours_a_day)[self.role]
        self.productive_hours: Floats = self.days * self.hours_a_day
        self.holds: Booleans = np.isin(self.role, view.holder_roles)

    def __len__(self) -> int:
        return len(self.role)
