"""Work done by people: parts of activities, and the share of each that fell in the observed years."""

from __future__ import annotations

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.log_view.arithmetic import Floats, Integers
from fssim.measures.log_view.people_in_post import Staff
from fssim.measures.log_view.view import View


class WorkDone:
    """One row a part of an activity that somebody did, or had begun at the horizon.

    `hours` are those inside the observed years; `busy_days` the worker's time in post that they took.
    """

    def __init__(self, view: View, staff: Staff) -> None:
        work = view.observed(view.rows(Event.PART_DONE, Event.HELD, Event.UNFINISHED))
        rows = work[(view.worker[work] >= 0) & (view.started[work] < view.horizon)]
        self.rows = rows
        self.worker: Integers = view.worker[rows].astype(np.int64)
        started, ended = view.started[rows], view.time[rows]
        took = ended - started
        observed = view.in_window(started, ended)
        finished = view.kind[rows] != Event.UNFINISHED
        share = np.divide(observed, took, out=np.ones(len(rows)), where=took > 0.0)
        so_far = observed * staff.hours_a_day_at(self.worker, started)  # at full speed, for what was not finished
        self.hours: Floats = np.where(finished, view.hours[rows] * share, so_far)
        self.busy_days = view.in_window(started, np.minimum(ended, staff.end[self.worker]))

    def by_worker(self, amount: Floats, workers: int) -> Floats:
        """The sum of an amount over each worker's rows."""
        return np.bincount(self.worker, weights=amount, minlength=workers).astype(np.float64)
