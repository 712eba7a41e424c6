"""Who holds each family, and the time that nobody does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.log_view.arithmetic import Floats, Integers
from fssim.measures.log_view.view import View


@dataclass(frozen=True, slots=True)
class Holdings:
    """One row a spell of a family being held by one worker, or (worker -1) waiting for somebody to hold it."""

    family: Integers
    worker: Integers
    start: Floats
    end: Floats

    def held(self) -> Holdings:
        """Only those with a holder."""
        return self._where(self.worker >= 0)

    def unallocated(self) -> Holdings:
        """Only those without."""
        return self._where(self.worker < 0)

    def _where(self, kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Holdings:
        return Holdings(self.family[kept], self.worker[kept], self.start[kept], self.end[kept])


def holdings_of(view: View) -> Holdings:
    """From allocations, and from families entering stages in which nobody holds them (screening, closed)."""
    holder = np.asarray(view.tables.stages.holder)
    entered = view.rows(Event.ENTERED)
    unheld = entered[holder[view.subject[entered]] < 0]
    rows = view.by_family(np.sort(np.concatenate([view.rows(Event.UNALLOCATED, Event.ALLOCATED), unheld])))
    family = view.family[rows].astype(np.int64)
    start = view.time[rows]
    end = np.full(len(rows), view.horizon)
    goes_on = family[1:] == family[:-1]
    end[:-1][goes_on] = start[1:][goes_on]
    kind = view.kind[rows]
    worker = np.where(kind == Event.ALLOCATED, view.worker[rows], -1).astype(np.int64)
    kept = (kind != Event.ENTERED) & (end > start)
    return Holdings(family[kept], worker[kept], start[kept], end[kept])
