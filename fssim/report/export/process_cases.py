"""A family's episodes: from each referral until it is closed. They are the cases of a process, and what queues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fssim.engine.event_log import Event
from fssim.report.wording.log_in_words import Told


@dataclass(frozen=True, slots=True)
class Episode:
    """One referral of a family: its rows of the log, in order, and when it began and ended (None: still open)."""

    family: int
    number: int
    rows: tuple[int, ...]
    start: float
    end: float | None

    @property
    def name(self) -> str:
        """`214-1` is the first referral of family 214."""
        return f"{self.family}-{self.number + 1}"


def observed_episodes(told: Told) -> Iterator[Episode]:
    """Episodes that were open at some time in the observed years, whole, in order of family and time."""
    view, closed = told.view, told.log.tables.closed_stage
    rows = np.flatnonzero(view.family >= 0)
    rows = rows[np.argsort(view.family[rows], kind="stable")]
    begins = np.flatnonzero(view.kind[rows] == Event.REFERRED)
    for start, end in pairwise([*begins, len(rows)]):
        own = tuple(int(row) for row in rows[start:end])
        closings = [row for row in own if view.kind[row] == Event.ENTERED and view.subject[row] == closed]
        ended = float(view.time[closings[-1]]) if closings else None
        if ended is None or ended > view.observed_from:
            first = own[0]
            yield Episode(int(view.family[first]), int(view.detail[first]), own, float(view.time[first]), ended)
