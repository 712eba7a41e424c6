"""Pieces of work: an occurrence of an activity, and each participant's part in it."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Protocol

Urgency = tuple[int, float, float, int, int, int]


class AnyWorker(Protocol):
    """Whoever a part is for."""

    number: int


class Occurrence:
    """One time that an activity is to be done. It is held when every required part is done."""

    __slots__ = ("activity", "alive", "due", "enabled", "family", "on_held", "parts", "required_left")

    def __init__(
        self, family: int, activity: int, enabled: float, due: float, on_held: Callable[[Occurrence], None]
    ) -> None:
        self.family = family
        self.activity = activity
        self.enabled = enabled
        self.due = due
        self.on_held = on_held
        self.parts: list[Part] = []
        self.required_left = 0
        self.alive = True

    def waiting_parts(self) -> list[Part]:
        """The parts nobody has started."""
        return [part for part in self.parts if part.waiting]


class Part:
    """What one participant does for an occurrence. `worker` is set where it is for one person only."""

    __slots__ = ("copy", "hours", "occurrence", "participant", "priority", "required", "started", "waiting", "worker")

    def __init__(
        self, occurrence: Occurrence, participant: int, copy: int, priority: int, required: bool, hours: float
    ) -> None:
        self.occurrence = occurrence
        self.participant = participant
        self.copy = copy
        self.priority = priority
        self.required = required
        self.hours = hours
        self.worker: AnyWorker | None = None
        self.started = 0.0
        self.waiting = True
        occurrence.parts.append(self)
        occurrence.required_left += required

    def urgency(self) -> Urgency:
        """Priority class, then earliest due, then first come, then the order of the scenario."""
        occurrence = self.occurrence
        return (
            self.priority,
            occurrence.due,
            occurrence.enabled,
            occurrence.family,
            self.participant,
            self.copy,
        )


class WorkQueue:
    """Waiting parts, most urgent first, and of equal ones the first put in.

    A part that was cancelled, or given to somebody else, is passed over.
    """

    __slots__ = ("_added", "_heap", "_owner")

    def __init__(self, owner: AnyWorker | None) -> None:
        self._owner = owner
        self._heap: list[tuple[Urgency, int, Part]] = []
        self._added = 0

    def add(self, part: Part) -> None:
        self._added += 1
        heappush(self._heap, (part.urgency(), self._added, part))

    def most_urgent(self) -> tuple[Urgency, Part] | None:
        """The urgency of the first part still waiting here, and the part; left in the queue."""
        heap = self._heap
        while heap:
            urgency, _, part = heap[0]
            if part.waiting and part.occurrence.alive and part.worker is self._owner:
                return urgency, part
            heappop(heap)
        return None

    def remove_most_urgent(self) -> None:
        heappop(self._heap)
