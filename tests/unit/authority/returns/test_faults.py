"""What is no return, or a broken one, is refused in a sentence, and never with a traceback."""

from __future__ import annotations

import contextlib
import gzip
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fssim.authority.returns.counting.caseload import take_caseload
from fssim.authority.returns.counting.figures_of_cin import make_cin_figures
from fssim.authority.returns.counting.figures_of_csww import make_csww_figures
from fssim.authority.returns.figures import SMALL_CELL
from fssim.authority.returns.reading import read_records
from fssim.authority.returns.reading.read_cin import read_cin
from fssim.authority.returns.reading.read_csww import read_csww
from fssim.errors import Error
from fssim.scenario.findings import ScenarioError
from tests.unit.authority.returns.small_returns import CASE, NO_FURTHER_ACTION, child, cin, csww, worker, written

KINDS = {
    "child": "children",
    "cindetails": "cases",
    "assessments": "assessments",
    "section47": "section 47 enquiries",
    "cinplandates": "child in need plans",
    "childprotectionplans": "child protection plans",
    "preproceedingsandfgdm": "pre-proceedings",
    "cswwworker": "workers",
    "lalevelvacancies": "counts of vacancies",
}
GOOD = cin(child(CASE, NO_FURTHER_ACTION), child(NO_FURTHER_ACTION, name="B"))
WORKFORCE = csww(worker(1), worker(2, left="2023-04-01"))
BOMB = '<!DOCTYPE Message [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
ODD_ENCODING = '<?xml version="1.0" encoding="EBCDIC-9"?>\n'
NOT_UTF_8 = GOOD.replace("A1", "Zoë").encode("latin-1")
OUTSIDE = '<!DOCTYPE Message SYSTEM "http://example.org/a.dtd">\n'


def make_zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("return.xml", GOOD)


def make_workbook(file: Path) -> None:
    openpyxl.Workbook().save(file)


def make_large(file: Path) -> None:
    with open(file, "wb") as content:
        content.truncate(2_000_000_000)  # takes no room on the disk


MAKERS: dict[str, Callable[[Path], object]] = {
    "is empty": Path.touch,
    "there is no such file": lambda file: None,
    "is a folder": Path.mkdir,
    "is a pipe or a device": getattr(os, "mkfifo", lambda file: pytest.skip("there are no pipes here")),
    "is a zip file; take the XML file out of it": make_zip,
    "is a gzip file": lambda file: file.write_bytes(gzip.compress(GOOD.encode())),
    "is 2,000 MB; a return may have 500 MB at most": make_large,
    "is a Word or Excel file; give the return's XML as it was sent": make_workbook,
    "is a PDF file; give the return's XML as it was sent": lambda file: file.write_bytes(b"%PDF-1.7"),
    "is a web page; give the return's XML": lambda file: file.write_text("<!DOCTYPE html><html></html>"),
    "has 1 case, and none was referred in the year": lambda file: file.write_text(
        cin(child(NO_FURTHER_ACTION), year=2031)
    ),
    "is not XML": lambda file: file.write_text("child,referral\nA1,2023-05-02\n"),
    "ends in the middle": lambda file: file.write_text(GOOD[: len(GOOD) // 2]),
    "is not XML that can be read": lambda file: file.write_text(GOOD.replace("</Child>", "</Chld>", 1)),
    "begins with <html>": lambda file: file.write_text("<html><body/></html>"),
    "declares a document type or entities": lambda file: file.write_text(BOMB + GOOD.replace(">6<", ">&b;<")),
    "declares a document type": lambda file: file.write_text(OUTSIDE + GOOD),
    "is a children's social work workforce census": lambda file: file.write_text(WORKFORCE),
    "names an encoding that is not known": lambda file: file.write_text(ODD_ENCODING + GOOD),
    "is not XML that can be read (not well-formed": lambda file: file.write_bytes(NOT_UTF_8),
    "fields 12 deep": lambda file: file.write_text(GOOD.replace("<Assessments>", "<Assessments>" * 20, 1)),
    "has no <Child> in it; give a children in need census (CIN) here": lambda file: file.write_text(
        WORKFORCE.replace("CSWW<", "<")
    ),
    "has no header with a year": lambda file: file.write_text("<Message></Message>"),
}  # fmt: skip


@pytest.mark.parametrize("message", MAKERS)
def test_what_is_no_return_is_refused_in_a_sentence(tmp_path: Path, message: str) -> None:
    file = tmp_path / "return.xml"
    MAKERS[message](file)
    with pytest.raises(ScenarioError) as refused:
        read_cin([file])
    assert message in str(refused.value)
    assert str(refused.value).startswith(str(file))


def test_a_record_or_a_tag_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_records, "MOST_FIELDS", 100)
    with pytest.raises(ScenarioError, match="a record of more than 100 fields"):
        read_cin([written(tmp_path, cin(child(*[CASE] * 4)))])
    monkeypatch.setattr(read_records, "LONGEST_TAG", 1_000)
    monkeypatch.setattr(read_records, "A_PIECE", 1_000)
    with pytest.raises(ScenarioError, match="a tag or comment of more than 1,000 bytes"):
        read_cin([written(tmp_path, GOOD.replace("<Children>", f"<!-- {'long ' * 1_000} --><Children>"))])


def test_a_field_without_end_takes_little_memory(tmp_path: Path) -> None:
    reading = read_cin([written(tmp_path, GOOD.replace(">6<", f">{'6' * 1_000_000}<"))])
    assert {wrong.rule for wrong in reading.account.irregularities} == {"there is no such source of a referral"}


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A return with a few pieces taken out, doubled, or overwritten."""
    data = bytearray(draw(st.sampled_from([GOOD, WORKFORCE])).encode())
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(data)))
        piece = data[start : start + draw(st.integers(0, 60))]
        instead = draw(
            st.sampled_from([b"", bytes(piece) * 2, b"&", b"<", b"\x00", b"2099-99-99", b"<Child>", b"9" * 30])
        )
        data[start : start + len(piece)] = instead
    return bytes(data)


@given(mutated())
@settings(max_examples=int(os.environ.get("FSSIM_MUTATED_RETURNS", "60")), deadline=None)
def test_a_mutated_return_is_refused_or_all_of_it_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """And no other error is raised: what was read is counted another way, over the whole of its XML."""
    file = tmp_path_factory.getbasetemp() / "mutated.xml"
    file.write_bytes(data)
    for read in (read_cin, read_csww):
        with contextlib.suppress(Error):
            account = read([file]).account
            there = Counter(KINDS.get(element.tag.lower()) for element in ElementTree.fromstring(data).iter())
            for kind in {tally.kind for tally in account.tallies}:
                assert account.count_read(file, kind) == there[kind]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_reference_date_of_a_year_that_no_return_is_of_gives_way_to_the_headers_year(
    tmp_path: Path, day: str
) -> None:
    reading = read_cin([written(tmp_path, cin(child(CASE), year=2024, reference_date=day))])
    assert [header.last_day for header in reading.returns] == [date(2024, 3, 31)]


ODD_TEXTS = (
    "",
    "1e309",
    "-1",
    "\u0663",
    "2024-02-30",
    "9999-12-31",
    "0001-01-01",
    "2099-12-31",
    "X" * 50_000,
    "&",
    "\u202e",
)


@st.composite
def rearranged(draw: st.DrawFn) -> bytes:
    """A return with parts of its tree in other places, or named, filled and marked otherwise."""
    root = ElementTree.fromstring(draw(st.sampled_from([GOOD, WORKFORCE])))
    for _ in range(draw(st.integers(1, 6))):
        parts = list(root.iter())
        part, other = (parts[draw(st.integers(0, len(parts) - 1))] for _ in range(2))
        change = draw(st.integers(0, 7))
        if change == 0:
            part.text = draw(st.sampled_from(ODD_TEXTS))
        elif change == 1:
            part.set("a", draw(st.sampled_from(ODD_TEXTS)))
        elif change == 2:
            part.tag = f"{{http://example.org/}}{part.tag.rpartition('}')[2]}"
        elif change == 3:
            part.tag = other.tag
        elif change == 4:
            other.insert(0, deepcopy(part))  # within itself, too
        elif change == 5:
            part[:] = reversed(list(part))
        elif change == 6:
            part.clear()
        else:
            part.text, other.text = other.text, part.text
    return ElementTree.tostring(root, draw(st.sampled_from(["utf-8", "utf-16", "iso-8859-1"])))


@given(rearranged())
@settings(max_examples=int(os.environ.get("FSSIM_MUTATED_RETURNS", "60")), deadline=None)
def test_a_rearranged_return_is_refused_or_figures_are_made_of_it(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "rearranged.xml"
    file.write_bytes(data)
    with contextlib.suppress(Error):
        reading = read_cin([file])
        assert all(figure.count >= 0 for figure in make_cin_figures(reading, 20_000).values())
        assert all(count.children >= SMALL_CELL for count in take_caseload(reading).by_month)
    with contextlib.suppress(Error):
        assert make_csww_figures(read_csww([file]))
