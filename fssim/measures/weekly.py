"""How full the service is at the end of each week, from the first simulated day on, warm-up included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.measures.arithmetic import Floats, Integers
from fssim.measures.durations import plans_of
from fssim.measures.view import View

DAYS_A_WEEK = 7
SERIES = ("families open", "children on statutory plans", "families nobody holds")


@dataclass(frozen=True, slots=True)
class Weekly:
    """Numbers at the end of each whole week since the start: a row a series, as in `SERIES`, and a column a week.

    `warm_up_weeks` of the weeks are before the observed years.
    """

    warm_up_weeks: int
    numbers: Integers


def weekly(view: View) -> Weekly:
    """The weekly numbers of one replication."""
    first, observed, last = view.dates(np.array([0.0, view.observed_from, view.horizon]))
    week_ends = np.arange(first + DAYS_A_WEEK, last + 1, DAYS_A_WEEK)
    times = np.searchsorted(view.day_ordinals, week_ends).astype(np.float64)
    spells, plans, unallocated = view.spells, plans_of(view), view.holdings.unallocated()
    children = view.children[plans.family]
    numbers = [
        _open_at(times, spells.start, spells.end, np.ones(len(spells), np.int64)),
        _open_at(times, plans.start, plans.end, children.astype(np.int64)),
        _open_at(times, unallocated.start, unallocated.end, np.ones(len(unallocated.start), np.int64)),
    ]
    return Weekly(int(observed - first) // DAYS_A_WEEK, np.stack(numbers))


def _open_at(times: Floats, start: Floats, end: Floats, counted: Integers) -> Integers:
    """How many have started before each time and not ended before it, each counted so many times."""

    def so_far(moments: Floats) -> Integers:
        places = np.searchsorted(times, moments, side="right")  # the first week's end after each
        return np.cumsum(np.bincount(places, weights=counted, minlength=len(times) + 1)[: len(times)].astype(np.int64))

    return so_far(start) - so_far(end)
