"""A number that gives way to another, so that probabilities still sum to 1: what `takes_from` of a file means."""

from __future__ import annotations

DIGITS = 10  # after the point: without the rounding of binary fractions


def give_way(before: float, value: float, own: float) -> float:
    """What is left of a number that was `before` and falls by as much as another rises: from its `own` to `value`."""
    return round(before - (value - own), DIGITS)
