"""What stands in the fields of a return: dates, numbers, codes, and yes or no, in all the ways they are written."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path

from fssim.authority.returns.reading.account import Account
from fssim.authority.returns.reading.read_records import Element
from fssim.dates import write_date

_YEAR_FIRST = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ].*|Z|[+-]\d\d:\d\d)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(?: .*)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,7}(?:\.\d{0,9})?", re.ASCII)
YES = {"true": True, "1": True, "yes": True, "y": True, "false": False, "0": False, "no": False, "n": False}
_DAYS_KEPT: dict[str, date | None] = {}  # what the texts of dates say; they are the same few thousand in every return
_MOST_KEPT = 50_000


def read_day(text: str) -> date | None:
    """The date that a text gives, or `None`: `2024-03-31`, with a time or without, or `31/03/2024`."""
    text = text.strip()
    if text not in _DAYS_KEPT:
        if len(_DAYS_KEPT) > _MOST_KEPT:
            _DAYS_KEPT.clear()
        _DAYS_KEPT[text] = _work_out_day(text)
    return _DAYS_KEPT[text]


def _work_out_day(text: str) -> date | None:
    parts = _YEAR_FIRST.fullmatch(text)
    if parts:
        year, month, day = map(int, parts.groups())
    elif parts := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, parts.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_returned_number(text: str) -> float | None:
    """The number that a text gives, from 0 to ten million, or `None`."""
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


class FieldReader:
    """Reads fields of a file's elements, and notes what is wrong with them.

    `last_day` is the last that the file tells of; a date before `earliest` is none that can be.
    """

    def __init__(self, file: Path, account: Account, last_day: date, earliest: date) -> None:
        self.file, self.last_day, self.earliest = file, last_day, earliest
        self._account = account

    def note(self, element: Element, rule: str, done: str) -> None:
        self._account.note(self.file, element.line, rule, done)

    def read_day(self, element: Element, name: str, what: str) -> date | None:
        """A date, or `None` if there is none that can be used."""
        inner = element.get(name)
        if inner is None or not inner.text:
            return None
        day = read_day(inner.text)
        if day is None:
            self.note(inner, f"the {what} is no date", "taken as not given")
        elif day < self.earliest:
            self.note(inner, f"the {what} is in {day.year}, before {self.earliest.year}", "taken as not given")
            return None
        return day

    def read_end(self, element: Element, name: str, what: str) -> date | None:
        """A date at which something ends, or `None` if it is still open on the last day."""
        day = self.read_day(element, name, what)
        if day is not None and day > self.last_day:
            rule = f"the {what} is after the last day of the return, {write_date(self.last_day)}"
            self.note(element.get(name) or element, rule, "taken as still open on that day")
            return None
        return day

    def read_code(self, element: Element, name: str, what: str, codes: Collection[str]) -> str | None:
        """A code of a list, or `None` if there is none, or another one."""
        inner = element.get(name)
        code = inner.text.strip().upper() if inner else ""
        if inner is None or code in codes:
            return code or None
        self.note(inner, f"there is no such {what}" if code else f"the {what} is blank", "taken as not known")
        return None

    def read_flag(self, element: Element, name: str, what: str) -> bool | None:
        """Yes or no, or `None` if neither is given."""
        inner = element.get(name)
        if inner is None:
            return None
        flag = YES.get(inner.text.strip().lower())
        if flag is None:
            self.note(inner, f"{what} is neither true nor false", "taken as not known")
        return flag

    def read_number(self, element: Element, name: str, what: str, most: float) -> float | None:
        """A number from 0 to `most`, or `None` if none is given."""
        inner = element.get(name)
        if inner is None:
            return None
        number = read_returned_number(inner.text)
        if number is None or number > most:
            self.note(inner, f"the {what} is no number from 0 to {most:g}", "taken as not given")
            return None
        return number
