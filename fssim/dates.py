"""A date as people write it."""

from __future__ import annotations

from datetime import date


def write_date(day: date) -> str:
    """A date in full: `1 April 2019`."""
    return f"{day.day} {day:%B %Y}"
