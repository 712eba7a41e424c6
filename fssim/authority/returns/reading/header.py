"""Which return a file is: the collection, the authority and the year that its header names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NoReturn

from fssim.authority.returns.reading.account import Account
from fssim.authority.returns.reading.read_records import Element, Records
from fssim.authority.returns.reading.values import read_day
from fssim.dates import write_date
from fssim.scenario.findings import Code, Problem, ScenarioError, show_path

FIRST_YEAR, LAST_YEAR = 2009, 2050
COLLECTIONS = {
    "CIN": "a children in need census (CIN)",
    "CSWW": "a children's social work workforce census (CSWW)",
    "903": "a return of children looked after (SSDA903)",
    "SSDA903": "a return of children looked after (SSDA903)",
}


@dataclass(frozen=True, slots=True)
class ReturnHeader:
    """One return: its file, the authority's number (empty if not given), and the first and last day of its year."""

    file: Path
    authority: str
    first_day: date
    last_day: date

    @property
    def year(self) -> int:
        return self.last_day.year


def read_header(
    file: Path,
    collection: str,
    year_ends: tuple[int, int],
    kinds: Sequence[str],
    dates: Sequence[str],
    account: Account,
) -> ReturnHeader:
    """What the header of a file says, with what is wrong with it noted.

    The year is the twelve months to the reference date. Without one it ends on the day `year_ends` (month and day) of
    the header's year; and without that, on the first such day that is not before any of the `dates` of its records.
    If the two are of different years, it is the one with the most of these dates.
    Raises `ScenarioError` if it is another return, or of no year that there is.
    """
    records = iter(Records(file, ("header", *kinds)))
    first = next(records, None)
    header = first if first is not None and first.name == "header" else None
    details = header.get("collectiondetails") if header else None
    _refuse_another_return(file, details, collection)
    last_days = _read_last_days(file, details, year_ends, account)
    if len(last_days) != 1:
        begun = [] if first is None else [first]
        days = [day for record in itertools.chain(begun, records) for day in _list_days(record, dates)]
        last_day = _choose_last_day(last_days, days, file, details, year_ends, account)
    else:
        last_day = last_days[0]
    if not FIRST_YEAR <= last_day.year <= LAST_YEAR:
        line = details.line if details else 1
        _refuse(file, line, f"is of {last_day.year} by its header; a return is of {FIRST_YEAR} to {LAST_YEAR}")
    _note_other_years(file, details, last_day, year_ends, account)
    source = header.get("source") if header else None
    authority = source.get("lea") if source else None
    return ReturnHeader(file, authority.text.strip()[:3] if authority else "", _begin_of_year(last_day), last_day)


def refuse_same_year(headers: Iterable[ReturnHeader], account: Account) -> list[ReturnHeader]:
    """The returns in order of their years, each noted that is not of the first one's authority.

    Raises `ScenarioError` if two are of the same year.
    """
    in_order = sorted(headers, key=lambda header: header.last_day)
    for header, later in itertools.pairwise(in_order):
        if header.last_day == later.last_day:
            year = f"the year to {write_date(later.last_day)}"
            _refuse(later.file, 0, f"is of {year}, as {show_path(header.file)} is; give one return of each year")
        if header.authority != later.authority:
            numbers = [number or "not given" for number in (later.authority, header.authority)]
            rule = f"the authority is {numbers[0]}, and in another year's return {numbers[1]}"
            account.note(later.file, 1, rule, "taken as of the same authority")
    return in_order


def refuse_nothing_read(file: Path, collection: str, element: str, count: int) -> None:
    """Raise `ScenarioError` if a file has none of the elements that the return is made of."""
    if not count:
        _refuse(file, 0, f"has no <{element}> in it; give {COLLECTIONS[collection]} here")


def _refuse_another_return(file: Path, details: Element | None, collection: str) -> None:
    named = details.get("collection") if details else None
    name = named.text.strip().upper() if named else ""
    if named and name and name != collection:
        other = COLLECTIONS.get(name, "another return")
        _refuse(file, named.line, f"is {other}; give {COLLECTIONS[collection]} here")


def _read_last_days(file: Path, details: Element | None, year_ends: tuple[int, int], account: Account) -> list[date]:
    """The last day by the reference date, and by the year if that is another."""
    given = details.get("referencedate") if details else None
    reference = read_day(given.text) if given else None
    if given and reference is None:
        account.note(file, given.line, "the reference date is no date", "the header's year is gone by")
    year = _read_year(details)
    by_year = [date(year, *year_ends)] if year else []
    if reference is None:
        return by_year
    return [reference] if year in (None, reference.year) else [reference, *by_year]


def _read_year(details: Element | None) -> int | None:
    given = details.get("year") if details else None
    parts = re.fullmatch(r"(?:\d{4}\s*[-/]\s*)?(\d{4})", given.text.strip(), re.ASCII) if given else None
    return int(parts[1]) or None if parts else None


def _choose_last_day(
    last_days: Sequence[date],
    days: Sequence[date],
    file: Path,
    details: Element | None,
    year_ends: tuple[int, int],
    account: Account,
) -> date:
    """The last day, where the header gives two or none: that of the year with the most of the dates of its records."""
    line = details.line if details else 1
    if last_days:
        counts = [
            sum(_begin_of_year(last) <= day <= last for day in days) if FIRST_YEAR <= last.year <= LAST_YEAR else -1
            for last in last_days
        ]
        chosen = last_days[counts.index(max(counts))]
        years = " and ".join(write_date(last) for last in last_days)
        rule = f"the header gives two last days, {years}"
        account.note(file, line, rule, f"{write_date(chosen)} is gone by, which fits the dates in it best")
        return chosen
    likely = [day for day in days if FIRST_YEAR <= day.year <= LAST_YEAR]
    if not likely:
        _refuse(file, line, "has no header with a year, and no date by which to tell it; export the return again")
    latest = max(likely)
    chosen = date(latest.year + (latest > date(latest.year, *year_ends)), *year_ends)
    account.note(file, line, "the header gives no year", f"taken as the year to {write_date(chosen)}, by its dates")
    return chosen


def _list_days(element: Element, names: Sequence[str]) -> Iterable[date]:
    for inner in element.fields:
        if inner.name in names and (day := read_day(inner.text)):
            yield day
        yield from _list_days(inner, names)


def _note_other_years(
    file: Path, details: Element | None, last_day: date, year_ends: tuple[int, int], account: Account
) -> None:
    line = details.line if details else 1
    if (last_day.month, last_day.day) != year_ends:
        usual = write_date(date(last_day.year, *year_ends)).rpartition(" ")[0]
        account.note(
            file,
            line,
            f"the reference date is {write_date(last_day)}, and not {usual}",
            "taken as the twelve months to that day",
        )
    named = {int(text) for text in re.findall(r"(?<!\d)20[0-4]\d(?!\d)", file.name)}
    if named and last_day.year not in named:
        rule = f"the file's name has {' and '.join(map(str, sorted(named)))}, and its header is of {last_day.year}"
        account.note(file, line, rule, "the header is gone by; see whether it is the return that you mean")


def _begin_of_year(last_day: date) -> date:
    """The first of the twelve months that end on a day."""
    leap_day = (last_day.month, last_day.day) == (2, 29)
    return date(last_day.year - 1, last_day.month, 28 if leap_day else last_day.day) + timedelta(days=1)


def _refuse(file: Path, line: int, message: str) -> NoReturn:
    raise ScenarioError([Problem(file, line, (), message, Code.wrong_return)])
