"""Figures that the model's own years do not come to, however demand, decisions and posts are moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

from fssim.authority.new.figures.local_figures import read_local_figures
from fssim.authority.new.figures.own_figures import COLUMN_OF
from fssim.authority.new.make_scenario import LocalScenario
from fssim.authority.new.unlike_published import FOR_CHILDREN, say_figure
from fssim.authority.returns.figures import MEANINGS

SHARE = 0.15  # of a figure, and
LEAST = 1.0  # percentage points or referrals, that are told if the model is further off


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A local figure, by its name, with its value and what the model's own years come to."""

    name: str
    value: float
    came_to: float

    def __str__(self) -> str:
        """`23.9%, and the model's own years come to 12.9%`."""
        unit = "%" if MEANINGS[self.name].unit.startswith("percent") else f" {FOR_CHILDREN}"
        amounts = [f"{say_figure(amount)}{unit}" for amount in (self.value, self.came_to)]
        return f"{amounts[0]}, and the model's own years come to {amounts[1]}"


def find_shortfalls(made: LocalScenario) -> Iterator[Shortfall]:
    """The figures that the model's own years are far from, and outside the figure's own interval if it has one."""
    described = made.described
    for name in read_local_figures().figures:
        column = COLUMN_OF.get(name, "")
        value, came_to = described.values.get(column), made.came_to.get(column)
        if value is None or came_to is None or isnan(came_to):
            continue
        figure = described.own.find(name)
        low, high = (value, value) if figure is None or isnan(figure.low) else (figure.low, figure.high)
        is_far = abs(came_to - value) > max(SHARE * abs(value), LEAST)
        if is_far and not low <= came_to <= high:
            yield Shortfall(name, value, came_to)
