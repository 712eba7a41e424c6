"""The page as a file: what it holds, in what order, and what it can never do."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from fssim.measures.headline import line_measure
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.report.document.report_parts import Section
from fssim.report.document.sections.plans_section import build_ledger
from fssim.runs.folder.stored_run import StoredRun
from tests.unit.report.document.conftest import FORMULA, HOSTILE, TEAM

IN_ORDER = [
    "answer", "pay-back", "measures", "ledger", "plans", "waits", "over-time", "who-waits", "costs", "flows",
    "evidence", "how-run",
]  # fmt: skip


class Page(HTMLParser):
    """The tags of a page with their attributes, and its words."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("which", ["compared", "alone", "hostile"])
def test_a_page_of_its_own_that_asks_for_nothing(which: str, request: pytest.FixtureRequest) -> None:
    file = request.getfixturevalue(which) / "report.html"
    page = Page(file)
    assert file.stat().st_size < 3_000_000
    assert not {tag for tag, _ in page.tags} & {"script", "link", "iframe", "object", "embed", "form"}
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "srcset"):
                assert (value or "").startswith("data:image/svg+xml;base64,"), tag
            if name == "href":
                assert (value or "").startswith("#")
    assert "url(" not in file.read_text(encoding="utf-8")
    policy = next(
        element["content"] for element in page.all("meta") if element.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@pytest.mark.parametrize("which", ["compared", "alone"])
def test_sections_come_in_the_order_they_are_read_in(which: str, request: pytest.FixtureRequest) -> None:
    page = Page(request.getfixturevalue(which) / "report.html")
    in_order = [name for name in IN_ORDER if name != "pay-back" or which == "compared"]  # which has prices of care
    assert [element["id"] for element in page.all("section")] == in_order
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_every_picture_has_words_and_its_numbers_in_a_table(parts: list[Section], compared: Path) -> None:
    for section in parts:
        for picture in section.pictures:
            assert len(picture.in_words) > 40
            assert picture.title in picture.in_words
            assert any(table.on_page for table in section.tables)
    assert all(len(element["alt"] or "") > 40 for element in Page(compared / "report.html").all("img"))
    assert len(Page(compared / "report.html").all("img")) == 10


def test_the_first_screen_answers_the_question(parts: list[Section]) -> None:
    answer = parts[0]
    touched, first, second = answer.paragraphs
    assert touched.startswith("Of families first referred for mental health help while the only mental health")
    assert "for the same families in 'Full team' (95% interval of the difference " in touched
    assert " in 'Full team' (95% interval of the difference " in first
    assert " in 'No campaign' (95% interval of the difference " in second
    (table,) = answer.tables
    labels = [str(row[0]) for row in table.rows]
    assert any(label.startswith("Mental health: first referral to start") for label in labels)
    assert "Families waiting for mental health help, while posts are empty, families" in labels
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_one_replication_says_that_it_cannot_tell(alone: Path) -> None:
    words = Page(alone / "report.html").words
    assert "cannot tell effect from chance" in words
    assert "95% interval" not in words


def test_what_an_author_wrote_is_shown_and_never_run(hostile: Path) -> None:
    text = (hostile / "report.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<b>need</b>" not in text.lower()
    assert "<img src=x" not in text.lower()
    page = Page(hostile / "report.html")
    assert re.search(rf" posts? \(100%\) in {re.escape(TEAM)} (is|are) kept empty", page.words)
    assert HOSTILE in page.words
    assert FORMULA in page.words
    assert "{{ 7*7 }}" in page.words


def test_pictures_hold_words_and_shapes_and_nothing_that_runs(hostile: Path) -> None:
    page = Page(hostile / "report.html")
    uris = [element[name] or "" for _, element in page.tags for name in ("src", "srcset") if name in element]
    assert len(uris) > 8
    words = ""
    for uri in uris:
        picture = ElementTree.fromstring(base64.b64decode(uri.partition(",")[2]))
        for element in picture.iter():
            kind = element.tag.rpartition("}")[2]
            assert kind not in ("script", "a", "image", "foreignObject")
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                assert not name.endswith("href") or value.startswith("#")
            words += element.text or ""
    assert "<script>" in words
    assert "=HYPERLINK(" in words


def test_no_cell_is_missing_and_every_row_fits(parts: list[Section]) -> None:
    for section in parts:
        for table in section.tables:
            assert table.rows, table.tab
            assert {len(row) for row in table.rows} == {len(table.columns)}, table.tab


def test_empty_posts_are_told_with_their_weeks(parts: list[Section]) -> None:
    over_time = next(section for section in parts if section.name == "over-time")
    assert over_time.bullets[0] == (
        "1 of 1 mental health practitioner post (100%) is kept empty (1 April 2019 to 30 June 2019). Where no "
        "such post is filled, families are referred to the external service, and wait there."
    )
    table = next(table for table in over_time.tables if table.tab == "While empty")
    assert table.title == "Weeks while posts are kept empty: 1 April 2019 to 30 June 2019"


def test_the_ledger_says_which_lines_make_the_difference(results_of: Any) -> None:
    less = line_measure(Line.WAITING_PRACTITIONER_LIST)
    full = results_of(30.0, "Full", **{less: [19.0, 20.0, 21.0]})
    results = [results_of(30.0, "Empty"), full, results_of(30.0, "Same")]
    section = build_ledger(StoredRun(results, {}))
    assert section.bullets == [
        "What differs most from 'Full', in working days a family, with 95% intervals that hold all at once: "
        "+10.0 last need on a practitioner's list (+10.0 to +10.0)."
    ]
    in_pairs = section.tables[1]
    row = next(row for row in in_pairs.rows if row[0] == "Last need on a practitioner's list" and row[2] == "Full")
    assert row[3:6] == pytest.approx([30.0, 20.0, 10.0])
    assert row[-1] == "more, worse"
    assert len(in_pairs.rows) == 2 * (1 + len(DRIFT))  # none in court
