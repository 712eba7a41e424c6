"""How many examples a property is tried with: as many as it says, or many times that when exploring."""

from __future__ import annotations

from hypothesis import settings

TIMES_AS_MANY = 10


def examples(number: int) -> int:
    """So many of a fixed run; `HYPOTHESIS_PROFILE=exploring` tries ten times as many."""
    return number * TIMES_AS_MANY if settings.get_current_profile_name() == "exploring" else number
