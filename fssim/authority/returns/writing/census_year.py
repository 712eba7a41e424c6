"""The year that a return is of, and the document that it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import numpy as np

from fssim.dates import write_date
from fssim.engine.event_log import EventLog
from fssim.errors import ArgumentError

BEGINS = {"cin": (4, 1), "csww": (10, 1)}  # month and day on which the year of each return begins
SEX_SINCE = 2025  # the first children in need census in which `Sex` stands where `GenderCurrent` did
PRE_PROCEEDINGS_SINCE = 2026  # and the first that has pre-proceedings
AUTHORITY = "000"  # no authority's code
SOFTWARE = "fssim"
INDENT = "  "
SYNTHETIC = "Simulated by fssim: no child, family or worker in this return exists."


@dataclass(frozen=True, slots=True)
class CensusYear:
    """The year of a return, by its form: `cin` or `csww`. It ends with the reference date."""

    form: str
    year: int

    @property
    def first(self) -> date:
        return date(self.year - 1, *BEGINS[self.form])

    @property
    def reference(self) -> date:
        return date(self.year, *BEGINS[self.form]) - timedelta(days=1)

    def holds(self, day: date | None) -> bool:
        """Whether a day is in it."""
        return day is not None and self.first <= day <= self.reference

    def until(self, day: date | None) -> date | None:
        """A day, unless it comes after the reference date, when nobody knows of it yet."""
        return day if day is not None and day <= self.reference else None

    def ends_at(self, log: EventLog) -> float:
        """The time of a log at which it is over."""
        return float(np.searchsorted(np.asarray(log.tables.day_ordinals), self.reference.toordinal(), "right"))

    def begins_at(self, log: EventLog) -> float:
        """The time of a log at which it begins."""
        return float(np.searchsorted(np.asarray(log.tables.day_ordinals), self.first.toordinal()))


def find_census_year(log: EventLog, form: str, year: int) -> CensusYear:
    """The year of a return, which a log must have observed from end to end. Raises `ArgumentError`."""
    whole = _list_whole_years(log, form)
    if year not in whole:
        begin = CensusYear(form, year).first if 1 < year < date.max.year else None
        asked = f"year {year}" if begin is None else f"the year from {write_date(begin)}"
        there = f"it observes these whole: {', '.join(map(str, whole))}" if whole else "it observes no such year whole"
        raise ArgumentError(
            f"{asked} is not in this run from end to end; {there}. A return goes by the year it ends in; the clock's "
            "observed_from and observed_years say what is observed"
        )
    return CensusYear(form, year)


def _list_whole_years(log: EventLog, form: str) -> list[int]:
    first = log.scenario.clock.observed_from
    end = date.fromordinal(int(log.tables.day_ordinals[int(log.tables.horizon)]))
    years = (CensusYear(form, year) for year in range(first.year + 1, end.year + 1))
    return [year.year for year in years if year.first >= first and year.reference < end]


Written = str | int | date | None


def add(parent: ET.Element, tag: str, value: Written = None) -> ET.Element:
    """An element more, with a value unless it holds others."""
    element = ET.SubElement(parent, tag)
    if value is not None:
        element.text = str(value)
    return element


def add_if_any(parent: ET.Element, tag: str, value: Written) -> None:
    """An element more if there is a value for it."""
    if value is not None:
        add(parent, tag, value)


def write_document(year: CensusYear, bodies: Iterable[ET.Element], within: str | None) -> bytes:
    """A return: its header and what it is of, one element after another, inside one called `within` if that is given.

    The bodies are written as they come, so that no more than one is in memory.
    """
    return b"".join(_parts(year, bodies, within))


def _parts(year: CensusYear, bodies: Iterable[ET.Element], within: str | None) -> Iterator[bytes]:
    depth = 1 if within is None else 2
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<!-- {SYNTHETIC} -->\n<Message>\n".encode()
    yield _indented(_header(year), 1)
    if within is not None:
        yield f"{INDENT}<{within}>\n".encode()
    for body in bodies:
        yield _indented(body, depth)
    if within is not None:
        yield f"{INDENT}</{within}>\n".encode()
    yield b"</Message>\n"


def _indented(element: ET.Element, depth: int) -> bytes:
    ET.indent(element, INDENT, depth)
    return INDENT.encode() * depth + ET.tostring(element) + b"\n"


def _header(year: CensusYear) -> ET.Element:
    header = ET.Element("Header")
    collection = add(header, "CollectionDetails")
    add(collection, "Collection", year.form.upper())
    add(collection, "Year", year.year)
    add(collection, "ReferenceDate", year.reference)
    source = add(header, "Source")
    add(source, "SourceLevel", "L")
    add(source, "LEA", AUTHORITY)
    add(source, "SoftwareCode", SOFTWARE)
    if year.form == "cin":
        add(source, "SerialNo", "001")
    add(source, "DateTime", f"{year.reference}T00:00:00")
    return header
