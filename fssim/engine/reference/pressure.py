"""The pressure that a group is under, and what it does about it. A response that a role has not changes nothing."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from fssim.engine.event_log import Event
from fssim.model.pressure_tables import on_curve

if TYPE_CHECKING:
    from fssim.engine.reference.group import Group
    from fssim.engine.reference.world import World


class Pressure:
    """The work that a group holds or that waits for it, and the hours of its people in post; in millionths of an hour
    a working day."""

    def __init__(self, world: World, group: Group) -> None:
        self.world = world
        self.group = group
        self.workload = 0
        self.carries = 0
        self.responses = world.responses[group.role]
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
        return 1.0 if curve < 0 else on_curve(self.world.tables.curves, self.world.tables.places, curve, self.now)

    def extra_hours_today(self) -> float:
        """The hours that a full-time worker works beyond their own: looked at when the first of a day picks up work."""
        curve, now = self.responses.extra_hours, self.world.clock.now
        if curve >= 0 and now >= self._looks_again:
            self._looks_again = int(now) + 1.0
            hours = self._on(curve)
            if hours != self.extra_hours:
                self.extra_hours = hours
                self.world.write(Event.EXTRA_HOURS, subject=self.group.role, detail=self.group.number, hours=hours)
        return self.extra_hours
