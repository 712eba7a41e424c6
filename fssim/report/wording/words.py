"""Numbers as people say them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from fssim.statistics.verdict import EVERY_TIME

NOT_KNOWN = "-"


def number(value: float) -> str:
    """About three figures, which is as many as a mean over replications can bear: 1.23m, 1,234, 12.3, 1.23, 0.012.
    From a million millions on, with a power of ten: 1e+15."""
    if math.isnan(value):
        return NOT_KNOWN
    size = abs(value)
    if size < 0.00005:
        return "0"
    if size >= 1e12:
        return f"{value:.2g}"
    if size >= 999_999.5:
        return f"{number(value / 1e6)}m"
    decimals = 0 if size >= 99.95 else 1 if size >= 9.995 else 2 if size >= 0.0995 else 3 if size >= 0.00995 else 4
    return f"{value:,.{decimals}f}"


def with_unit(value: float, unit: str) -> str:
    """A number and what it is of: 12%, 12% a year, 12 weeks."""
    return f"{number(value)}{'' if unit.startswith('%') else ' '}{unit}".rstrip()


def unit_said(value: float, unit: str) -> str:
    """A number whose unit has just been said of another: 12%, but of 12 weeks only 12."""
    return with_unit(value, "%") if unit.startswith("%") else number(value)


def difference_with_unit(value: float, unit: str) -> str:
    """A difference and what it is of. Percentages differ by points, as a tenth of 20% is not 10%."""
    return with_unit(value, f"points{unit.removeprefix('%')}" if unit.startswith("%") else unit)


def signed(value: float) -> str:
    """A difference, with its sign; zero has none."""
    text = number(value)
    return f"+{text}" if value > 0.0 and text != "0" else text


def interval(low: float, high: float, written: Callable[[float], str] = signed) -> str:
    """From one number to another; that it is the same each time; or that there is no interval."""
    if math.isnan(low):
        return NOT_KNOWN
    return EVERY_TIME if low == high else f"{written(low)} to {written(high)}"


def in_list(parts: list[str], comma: str = ", ") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = parts
    return f"{comma.join(most)} and {last}" if most else last


def spoken(name: str) -> str:
    """A name from a scenario, as people say it: `mental_health` is mental health."""
    return plain(name).replace("_", " ").strip().lower()


def within_sentence(title: str) -> str:
    """A title as it stands inside a sentence: `Team manager` is team manager, and `IRO` stays as it is."""
    text = plain(title).strip()
    return text if text[1:2].isupper() else uncapitalised(text)


def capitalised(text: str) -> str:
    """With a capital at the start, and the rest as it is."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """With a small letter at the start, and the rest as it is."""
    return text[:1].lower() + text[1:]


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Text from a scenario on one line, without characters that steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
