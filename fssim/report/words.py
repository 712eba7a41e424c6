"""Numbers as people say them."""

from __future__ import annotations

import math

NOT_KNOWN = "-"


def number(value: float) -> str:
    """About three figures, which is as many as a mean over replications can bear: 1,234, 123, 12.3, 1.23."""
    if math.isnan(value):
        return NOT_KNOWN
    size = abs(value)
    decimals = 0 if size >= 99.95 else 1 if size >= 9.995 else 2
    text = f"{value:,.{decimals}f}"
    return text.removeprefix("-") if not any(digit in text for digit in "123456789") else text


def signed(value: float) -> str:
    """A difference, with its sign; zero has none."""
    text = number(value)
    return f"+{text}" if value > 0.0 and any(digit in text for digit in "123456789") else text


def interval(low: float, high: float) -> str:
    """From one number to another, or nothing if there is no interval."""
    return NOT_KNOWN if math.isnan(low) else f"{signed(low)} to {signed(high)}"


def in_list(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
