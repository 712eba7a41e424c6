"""Weekly numbers, against a diary written by hand."""

from __future__ import annotations

import numpy as np

from fssim.engine.log import Event, EventLog
from fssim.measures.durations import plans_of
from fssim.measures.view import View
from fssim.measures.weekly import weekly


def test_numbers_at_the_end_of_each_week_are_those_counted_one_by_one(simulated: EventLog) -> None:
    view = View(simulated)
    found = weekly(view)
    first = view.day_ordinals[0]
    spells, plans, unallocated = view.spells, plans_of(view), view.holdings.unallocated()
    for week in range(0, found.numbers.shape[1], 7):
        at = float(np.searchsorted(view.day_ordinals, first + 7 * (week + 1)))
        families = int(spells.open_at(at).sum())
        children = int(view.children[plans.family[plans.open_at(at)]].sum())
        waiting = int(((unallocated.start < at) & (unallocated.end >= at)).sum())
        assert found.numbers[:, week].tolist() == [families, children, waiting]


def test_the_first_week_starts_empty_and_the_warm_up_is_counted(simulated: EventLog) -> None:
    view = View(simulated)
    found = weekly(view)
    first, observed, last = view.dates(np.array([0.0, view.observed_from, view.horizon]))
    assert found.warm_up_weeks == (observed - first) // 7
    assert found.numbers.shape[1] == (last - first) // 7
    referred = view.time[view.rows(Event.REFERRED)]
    assert found.numbers[0, 0] <= np.count_nonzero(referred < np.searchsorted(view.day_ordinals, first + 7))
