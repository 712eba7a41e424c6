"""The pressure that a group is under, and what it does about it. A response that a role has not changes nothing."""

from __future__ import annotations

from math import inf
from typing import Any

from fssim.model.people_tables import on_curve
from fssim.model.tables import Tables


class GroupPressure:
    """The work that a group holds or that waits for it, and the hours of its people in post; in millionths of an hour
    a working day."""

    def __init__(self, tables: Tables, responses: Any) -> None:
        self._tables = tables
        self.responses = responses  # the role's row
        self.workload = 0
        self.carries = 0
        self.extra_hours = 0.0  # a working day, at full time
        self._looks_again = 0.0  # the day from which extra hours are looked at anew

    @property
    def now(self) -> float:
        """Work over hours: infinite if there is nobody."""
        return float(self.workload) / float(self.carries) if self.carries else inf

    @property
    def passes_on(self) -> bool:
        """Whether it passes families on at any pressure."""
        return bool(self.responses.neighbours_above < inf)

    def exit_odds(self) -> float:
        """What the odds of leaving are multiplied by."""
        return self._on(self.responses.thresholds)

    def share_of_hours(self, least: float) -> float:
        """What an activity's hours are multiplied by, if it can do with a share of them."""
        share = self._on(self.responses.proportionate_work)
        return share if share > least else least

    def _on(self, curve: int) -> float:
        return 1.0 if curve < 0 else on_curve(self._tables.curves, self._tables.places, curve, self.now)

    def look_at_extra_hours(self, now: float) -> bool:
        """Look at the extra hours of the day, if nobody has yet; whether they have changed."""
        curve, before = self.responses.extra_hours, self.extra_hours
        if curve >= 0 and now >= self._looks_again:
            self._looks_again = int(now) + 1.0
            self.extra_hours = self._on(curve)
        return self.extra_hours != before
