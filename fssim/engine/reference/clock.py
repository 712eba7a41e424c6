"""Time, and the one stated order of what happens at the same instant."""

from __future__ import annotations

from enum import IntEnum
from heapq import heappush

import simpy


class Order(IntEnum):
    """What comes first at one instant."""

    MONTH_ENDS = 0
    WORKER_STOPS = 1
    WORKER_HOURS = 2
    WORKER_STARTS = 3
    WORKER_LEAVES = 4
    WORKER_OFFERED = 5
    TEAM_SWITCHES = 6
    TRAINING_SEATS = 7
    WORK_DONE = 8
    APPOINTMENT = 9
    ACTIVITY_OPENS = 10
    ALLOCATION_DUE = 11
    HAZARD = 12
    RE_REFERRAL = 13
    ARRIVAL = 14
    WORKER_FREE = 15


class Clock(simpy.Environment):
    """A SimPy environment in working days whose moments come in a stated order."""

    def moment_at(self, time: float, order: Order, number: int) -> simpy.Event:
        """As `moment`, at a time to come that is not rounded."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        heappush(self._queue, (time, (order << 56) + (number << 24), next(self._eid), event))  # type: ignore[misc]
        return event

    def moment(self, time: float, order: Order, number: int, item: int = 0) -> simpy.Event:
        """An event at a time (now, if that is past), after those at the same time of a lower order, number or item.

        The delay is rounded to a float before it is added to the present, as SimPy does.
        """
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        delay = time - self.now
        self.schedule(event, (order << 56) + (number << 24) + item, delay if delay > 0.0 else 0.0)  # type: ignore[arg-type]
        return event
