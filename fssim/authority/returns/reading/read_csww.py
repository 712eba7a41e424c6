"""Social work workforce censuses, read: the posts and the workers in them, and what became of everything there.

What is read of a worker is kept in memory, and no further: no name, registration, date of birth, sex or ethnicity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fssim.authority.returns.codes import CSWW
from fssim.authority.returns.reading.account import Account
from fssim.authority.returns.reading.header import ReturnHeader, read_header, refuse_nothing_read, refuse_same_year
from fssim.authority.returns.reading.read_records import Element, Records
from fssim.authority.returns.reading.values import FieldReader
from fssim.dates import write_date

YEAR_ENDS = (9, 30)
WORKERS, VACANCIES = "workers", "counts of vacancies"
EARLIEST = date(1950, 1, 1)  # that anybody who works today can have begun
MOST_CASES = 200.0  # that one worker can hold
MOST_DAYS = 366.0
MOST_POSTS = 10_000.0


@dataclass(slots=True)
class ReturnedWorker:
    """One worker in one year's return. Shares of full time are from 0 to 1; what is not given is `None`.

    `share` is that on the last day, or when the worker `left`.
    """

    agency: bool
    share: float
    role: str | None
    began: date | None
    left: date | None
    cases: float | None
    days_lost: float | None


@dataclass(slots=True)
class WorkforceYear:
    """One year's return: its workers, and the vacancies that it counts (`None` where it does not)."""

    header: ReturnHeader
    vacancies: float | None
    agency_share: float | None
    agency_people: float | None
    workers: list[ReturnedWorker] = field(default_factory=list, repr=False)


@dataclass
class CswwReading:
    """What was read of one or several workforce censuses, by year, and what became of it all."""

    years: tuple[WorkforceYear, ...]
    account: Account = field(repr=False)


def read_csww(paths: Iterable[str | Path]) -> CswwReading:
    """Read social work workforce censuses of one or several years, of one authority.

    Parameters
    ----------
    paths
        The XML files, in any order: the layouts of 2017 to 2025.

    Returns
    -------
    CswwReading
        The years with their workers, and the account of what was read, used and set aside.

    Raises
    ------
    ScenarioError
        If a file is no such return that can be read to its end, or two are of the same year.
    """
    account = Account()
    headers = [
        read_header(
            Path(path), "CSWW", YEAR_ENDS, ("lalevelvacancies", "cswwworker"), ("rolestartdate", "roleenddate"), account
        )
        for path in paths
    ]
    in_order = refuse_same_year(headers, account)
    return CswwReading(tuple(_read_year(header, account) for header in in_order), account)


def _read_year(header: ReturnHeader, account: Account) -> WorkforceYear:
    year = WorkforceYear(header, None, None, None)
    fields = FieldReader(header.file, account, header.last_day, EARLIEST)
    names = {"lalevelvacancies": VACANCIES, "cswwworker": WORKERS}
    records = Records(header.file, names, names)
    already: set[tuple[str, ...]] = set()
    for record in records:
        if record.stray and record.fields:
            account.note(header.file, record.stray, "text stands between fields", "left out")
        if record.name == "lalevelvacancies":
            _read_vacancies(record, year, fields, account)
        else:
            _read_worker(record, year, fields, account, already)
    for name, kind in names.items():
        elsewhere = records.counts[name] - account.count_read(header.file, kind)
        account.set_aside(header.file, kind, "where none belongs", elsewhere)
    refuse_nothing_read(header.file, "CSWW", "CSWWWorker", account.count_read(header.file, WORKERS))
    return year


def _read_vacancies(record: Element, year: WorkforceYear, fields: FieldReader, account: Account) -> None:
    if year.vacancies is not None:
        fields.note(record, "vacancies are counted already", "set aside")
        account.set_aside(fields.file, VACANCIES, "in the return already", 1)
        return
    year.vacancies = fields.read_number(record, "numberofvacancies", "number of vacancies", MOST_POSTS)
    year.agency_share = fields.read_number(record, "noagencyfte", "number of full-time agency workers", MOST_POSTS)
    year.agency_people = fields.read_number(record, "noagencyheadcount", "number of agency workers", MOST_POSTS)
    account.use(fields.file, VACANCIES)


def _read_worker(
    record: Element, year: WorkforceYear, fields: FieldReader, account: Account, already: set[tuple[str, ...]]
) -> None:
    began = fields.read_day(record, "rolestartdate", "start in the role")
    left = fields.read_end(record, "roleenddate", "end in the role")
    share = _read_share(record, fields, "fte" if left else "fte30", "fte30" if left else "fte")
    written = tuple(_list_texts(record))
    why = ""
    if began and began > fields.last_day:
        why = f"a start after the last day of the return, {write_date(fields.last_day)}"
    elif began and left and left < began:
        why = "an end before the start"
    elif left and left < year.header.first_day:
        why = "an end before the year of the return"
    elif share is None:
        why = "no share of full time that can be read"
    elif written in already:
        why = "a place in the return already, word for word"
    if why or share is None:
        fields.note(record, f"the worker has {why}", "set aside")
        account.set_aside(fields.file, WORKERS, why, 1)
        return
    already.add(written)
    if left and not share:
        fields.note(
            record, "somebody who left has a share of full time of 0", "counted with the mean of others who left"
        )
    account.use(fields.file, WORKERS)
    year.workers.append(
        ReturnedWorker(
            bool(fields.read_flag(record, "agencyworker", "whether it is an agency worker")),
            share,
            fields.read_code(record, "orgrole", "role", CSWW["role"]),
            began,
            left,
            fields.read_number(record, "cases30", "number of cases", MOST_CASES),
            fields.read_number(record, "workingdayslost", "number of working days lost", MOST_DAYS),
        )
    )


def _read_share(record: Element, fields: FieldReader, *names: str) -> float | None:
    """The share of full time by the first of these fields that is given."""
    for name in names:
        share = fields.read_number(record, name, "share of full time", 1.0)
        if share is not None:
            return share
    return None


def _list_texts(record: Element) -> Iterator[str]:
    """What stands in a record, by which one is known that is there twice."""
    for inner in record.fields:
        yield f"{inner.name}: {inner.text.strip()}"
