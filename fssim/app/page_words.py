"""What the app's pages say of numbers, money, dates and files: once here, as somebody reads it who sees no terminal."""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from pathlib import Path

from fssim.dates import write_date
from fssim.errors import Error
from fssim.scenario.differences import SINGULAR

POUND = "£"
IN_POUNDS = "GBP"
IN_ITSELF = ("", "share", "multiplier")  # units of numbers that say what they are by themselves
PER_CENT = "percent"
_ISO_DATE = re.compile(r"(?<![\w-])([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})(?![\w-])")
_POUNDS = re.compile(rf"([0-9][0-9,.]*m?) {IN_POUNDS}\b")
_UNIT_OF_POUNDS = re.compile(rf"\b{IN_POUNDS}\b")
_TEN_THOUSAND = re.compile(r"\b10000\b")
_ONE = re.compile(rf"(?<![0-9.,])1 ({'|'.join(sorted(SINGULAR, key=len, reverse=True))})\b")
_TWICE = re.compile(r"\b([a-z]+) \1 ([0-9]+)\b")  # `vacancy vacancy 1`: its kind, and the name that a form gave it
_OPTION = re.compile(r" \(--[a-z-]+(?: [0-9N]+)?\)")  # of a command, in sentences that a command says too
_ENVIRONMENT = re.compile(r",? or allow more with the environment variable [A-Z_]+")


def write_day_and_time(when: datetime) -> str:
    """When something was done: `1 April 2019, 09:30`."""
    return f"{write_date(when)}, {when:%H:%M}"


def split_unit(unit: str) -> tuple[str, str]:
    """What stands before and after a number in a unit: `£` and `a session`."""
    if unit in IN_ITSELF:
        return "", ""
    if unit == PER_CENT:
        return "", "%"
    before = POUND if unit.startswith(IN_POUNDS) else ""
    return before, _TEN_THOUSAND.sub("10,000", unit.removeprefix(IN_POUNDS).strip())


def write_form_amount(number: str, unit: str) -> str:
    """A number with its unit: `£40 a session`, `1 team`, `4 teams`."""
    before, after = split_unit(unit)
    if number == "1":
        after = SINGULAR.get(after, after)
    return f"{before}{number}{'' if after == '%' else ' '}{after}".rstrip()


def write_pounds(text: str) -> str:
    """A text in which amounts of money, and what is counted in money, have the sign of the pound."""
    return _UNIT_OF_POUNDS.sub(POUND, _POUNDS.sub(rf"{POUND}\1", text))


def reword(sentence: str) -> str:
    """A sentence that a command says too, with names, dates and money as people write them, and a capital."""
    text = _TWICE.sub(r"\1 \2", sentence.replace("_", " "))
    text = _ISO_DATE.sub(lambda day: write_date(date(*map(int, day.groups()))), text)
    text = _ONE.sub(lambda one: f"1 {SINGULAR[one[1]]}", _TEN_THOUSAND.sub("10,000", write_pounds(text)))
    return f"{text[:1].upper()}{text[1:]}"


def without_options(sentence: str) -> str:
    """A sentence without the options of a command, and the variables of its environment."""
    return _ENVIRONMENT.sub("", _OPTION.sub("", sentence))


def explain_error(error: Error, folder: Path) -> str:
    """What an error says that a command says too, as a sentence without options of a command, and without the path of
    the folder that it is about."""
    text = without_options(str(error)).replace(f"{folder}{os.sep}", "")
    capital = text[:1] if "." in text.split(" ")[0] else text[:1].upper()  # and not of a file's name
    return f"{capital}{text[1:]}".rstrip(".") + "."
