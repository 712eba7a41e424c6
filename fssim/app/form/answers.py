"""What people type into a form, as values, and values as people type them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from math import isfinite

from fssim.errors import Error
from fssim.scenario.schema.demand import MONTHS

LONGEST_ANSWER = 400  # letters; the longest number a scenario may hold has fewer
MOST_TEAM_NUMBERS = 1_000
SHORTEST_MONTH = 3
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_DATE = re.compile(r"([0-9]{1,2})[ /.-]+([A-Za-z]+|[0-9]{1,2})[ /.,-]+([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SPAN = re.compile(r"([0-9]{1,5})(?: *(?:-|to) *([0-9]{1,5}))?")


class CannotRead(Error, ValueError):
    """A typed answer that is no value of its kind: what to type instead."""


def read_typed_number(text: str) -> float:
    """A number as people write it: `132,668`, `0.75`, `£ 40`. Raises `CannotRead`."""
    bare = _THOUSANDS.sub("", text.strip().removeprefix("£").strip())
    if not _NUMBER.fullmatch(bare):
        raise CannotRead(f"Enter a number, such as 10 or 0.75; this is {shown_answer(text)}")
    number = float(bare)
    if not isfinite(number):
        raise CannotRead("Enter a smaller number; this has too many digits")
    return number


def read_whole_number(text: str) -> float:
    """A whole number as people write it. Raises `CannotRead`."""
    number = read_typed_number(text)
    if not number.is_integer():
        raise CannotRead(f"Enter a whole number, such as 2; this is {shown_answer(text)}")
    return number


def read_date(text: str) -> date:
    """A date as people in Britain write it: `1 April 2019`, `1/4/2019`, or `2019-04-01`. Raises `CannotRead`."""
    bare = text.strip()
    iso, british = _ISO_DATE.fullmatch(bare), _DATE.fullmatch(bare)
    with suppress(ValueError):
        if iso:
            return date(*map(int, iso.groups()))
        if british:
            day, month, year = british.groups()
            return date(int(year), _month(month), int(day))
    raise CannotRead(f"Enter a date, such as 1 April 2019 or 1/4/2019; this is {shown_answer(text)}")


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    begun = [number for number, name in enumerate(MONTHS, 1) if name.startswith(text.lower())]
    if len(text) < SHORTEST_MONTH or not begun:
        raise ValueError(text)
    return begun[0]


def read_team_numbers(text: str) -> tuple[int, ...]:
    """Numbers of teams: `1, 2, 5` or `1 to 3`; none if there is no text. Raises `CannotRead`."""
    numbers: list[int] = []
    for part in filter(None, (part.strip() for part in re.split("[,;]", text.replace(" and ", ",")))):
        span = _SPAN.fullmatch(part)
        if span is None:
            raise CannotRead(f"Enter numbers of teams, such as 1, 2 or 1 to 3; this is {shown_answer(text)}")
        first, last = int(span[1]), int(span[2] or span[1])
        if last - first >= MOST_TEAM_NUMBERS or len(numbers) >= MOST_TEAM_NUMBERS:
            raise CannotRead(f"Enter {MOST_TEAM_NUMBERS:,} numbers of teams at most")
        numbers.extend(range(first, last + 1))
    return tuple(numbers)


def type_number(number: float) -> str:
    """A number as it stands in an input: exact, without an exponent."""
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def type_team_numbers(numbers: tuple[int, ...]) -> str:
    """Numbers of teams as they stand in an input."""
    return ", ".join(map(str, numbers))


def shown_answer(text: str) -> str:
    """A typed answer as a message repeats it."""
    bare = " ".join(text.split())
    return f"'{bare[:40]}...'" if len(bare) > 40 else f"'{bare}'" if bare else "empty"
