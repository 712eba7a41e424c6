"""How much of a sweep is done, in replications, and how much there is to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """`done` replications of `points`, of which so many are `finished` with so many `replications` between them.

    Points that a precision decides about are expected to take as many as those finished did, and `at_most` each before
    there are any.
    """

    points: int
    at_most: int
    finished: int
    replications: int
    done: int

    def finish(self, replications: int) -> None:
        """Count a point that gets no more replications."""
        self.finished += 1
        self.replications += replications

    @property
    def total(self) -> int:
        """How many replications there will be, as far as can be told."""
        each = self.replications / self.finished if self.finished else self.at_most
        return max(self.done, round(self.points * each))
