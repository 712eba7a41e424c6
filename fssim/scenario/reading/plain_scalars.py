"""What an unquoted YAML value means, refusing those that YAML 1.1 and YAML 1.2 read differently."""

from __future__ import annotations

import re
from datetime import date

Scalar = str | int | float | bool | date | None

LONGEST_NUMBER = 40

_WORDS: dict[str, Scalar] = {"~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_YES_OR_NO = re.compile(r"yes|no|on|off|y|n", re.IGNORECASE)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_AND_TIME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt]|[ \t]+)\d{1,2}:\d{2}.*")
_EXPONENT = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+")
_BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
_OTHER_BASE = re.compile(r"[-+]?0(x[0-9a-fA-F_]+|b[01_]+|o[0-7_]+)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_UNDERSCORES = re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?")


def plain_value(text: str, number_needed: bool = False) -> Scalar:
    """The value of an unquoted scalar: text, a number, true or false, a date, or None for `null`.

    Raises `ValueError`, saying what it would be read as and what to write instead (text is no choice where a number is
    needed), where readers of YAML disagree.
    """
    if text == "":
        raise ValueError("is empty; give a value, or write null to remove what is inherited")
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > LONGEST_NUMBER:
        return text
    if _DATE.fullmatch(text):
        return _date(text)
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return _decimal(text)
    surprise = _surprise(text, number_needed)
    if surprise:
        raise ValueError(f"{text} {surprise}")
    return text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not a valid date; give one that is, such as 2019-04-01") from None


def _decimal(text: str) -> float:
    lowered = text.lower()
    return float(lowered.replace(".inf", "inf").replace(".nan", "nan"))


def _surprise(text: str, number_needed: bool) -> str:
    or_quote = "" if number_needed else ", or quote it if it is text"
    if _YES_OR_NO.fullmatch(text):
        truth = "true" if text.lower() in {"yes", "on", "y"} else "false"
        right = "give a number" if number_needed else f"write {truth}{or_quote}"
        return f"is read as {truth} by YAML 1.1 and as text by YAML 1.2; {right}"
    if _BASE_60.fullmatch(text):
        return (
            f"is read as {_in_base_60(text)} by YAML 1.1 (base 60) and as text by YAML 1.2; "
            f"write a number without a colon{or_quote}"
        )
    if _OTHER_BASE.fullmatch(text):
        number = int(text.replace("_", ""), 0)
        return f"is read as the number {number} or as text; write {number}{or_quote}"
    if _LEADING_ZERO.fullmatch(text):
        return _leading_zero(text.replace("_", "")) + or_quote
    if _EXPONENT.fullmatch(text):
        decimal = f"{float(text):.15g}"
        write = decimal if decimal.lstrip("-").replace(".", "").isdecimal() else "the number without an exponent"
        versions = f"is read as text by YAML 1.1 and as the number {decimal} by YAML 1.2"
        return f"{versions}; write {write}{or_quote}"
    if "_" in text and _UNDERSCORES.fullmatch(text):
        digits = text.replace("_", "")
        right = f"write {digits}{'' if number_needed else ', or quote it'}"
        return f"is read as the number {digits} by YAML 1.1 and as text by YAML 1.2; {right}"
    if _DATE_AND_TIME.fullmatch(text):
        return f"is read as a date and time; give the date alone{or_quote}"
    if text == "=":
        return "is a special value in YAML 1.1; quote it"
    return ""


def _in_base_60(text: str) -> str:
    total = 0.0
    for part in text.lstrip("+-").replace("_", "").split(":"):
        total = total * 60 + float(part)
    return f"the number {-total if text.startswith('-') else total:g}"


def _leading_zero(text: str) -> str:
    decimal = int(text)
    try:
        first = f"{int(text, 8)} by YAML 1.1 (octal)"
    except ValueError:
        first = "text by YAML 1.1"
    return f"is read as {first} and as {decimal} by YAML 1.2; write {decimal}"
