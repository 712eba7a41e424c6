"""Workforce censuses are read, and what is wrong in them is told line by line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fssim.authority.returns.reading.read_csww import CswwReading, ReturnedWorker, read_csww
from fssim.scenario.findings import ScenarioError
from tests.unit.authority.returns.small_returns import CASE, child, cin, csww, worker, written


def outcomes(reading: CswwReading, kind: str = "workers") -> dict[str, int]:
    return {tally.outcome: tally.count for tally in reading.account.tallies if tally.kind == kind}


def test_workers_and_vacancies_are_read(tmp_path: Path) -> None:
    file = written(tmp_path, csww(worker(1), worker(2, role=3, cases=0, share=0.5, agency=1, left="2023-05-01")))
    (year,) = read_csww([file]).years
    assert (year.vacancies, year.agency_share, year.agency_people) == (10.0, 4.0, 4.0)
    assert year.header.last_day == date(2023, 9, 30)
    assert year.workers == [
        ReturnedWorker(False, 1.0, "5", date(2020, 9, 1), None, 16.0, 5.0),
        ReturnedWorker(True, 0.5, "3", date(2020, 9, 1), date(2023, 5, 1), 0.0, 5.0),
    ]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (csww(worker(1, began="2030-01-01")), "a start after the last day of the return, 30 September 2023"),
        (csww(worker(1, left="2019-01-01")), "an end before the start"),
        (csww(worker(1, left="2021-01-01")), "an end before the year of the return"),
        (csww(worker(1, share=7.0)), "no share of full time that can be read"),
        (csww(worker(1), worker(1)), "a place in the return already, word for word"),
    ],
)
def test_what_cannot_be_used_is_set_aside_and_told(tmp_path: Path, text: str, outcome: str) -> None:
    reading = read_csww([written(tmp_path, text)])
    assert outcomes(reading)[outcome] == 1
    assert f"the worker has {outcome}" in {wrong.rule for wrong in reading.account.irregularities}


def test_read_used_and_set_aside_add_up(tmp_path: Path) -> None:
    text = csww(worker(1), worker(2, share=7.0), worker(3).replace("</CSWWWorker>", "<CSWWWorker/></CSWWWorker>"))
    reading = read_csww([written(tmp_path, text)])
    assert sum(outcomes(reading).values()) == len(re.findall("<CSWWWorker[ />]", text)) == 4


def test_the_other_return_is_refused_by_its_name(tmp_path: Path) -> None:
    message = "is a children in need census (CIN); give a children's social work workforce census (CSWW) here"
    with pytest.raises(ScenarioError, match=re.escape(message)):
        read_csww([written(tmp_path, cin(child(CASE)))])


def test_nothing_that_is_kept_tells_who_a_worker_is(tmp_path: Path) -> None:
    reading = read_csww([written(tmp_path, csww(worker(1234)))])
    kept = repr(reading) + repr([year.workers for year in reading.years])
    for who in ("SW0000001234", "1980", "A university"):
        assert who not in kept
