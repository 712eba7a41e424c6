"""The report as people meet it: in a browser, enlarged, in print, with a keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.report.browser import Opened, browser, needs_browser

__all__ = ["browser"]
pytestmark = [pytest.mark.slow, needs_browser]


@pytest.mark.parametrize("which", ["compared", "alone", "hostile"])
def test_accessible_whole_and_asking_for_nothing(browser: Any, which: str, request: pytest.FixtureRequest) -> None:
    file: Path = request.getfixturevalue(which) / "report.html"
    opened = Opened(browser, file)
    if which == "alone":  # tables that are folded are like those that are not, and axe takes its time over cells
        opened.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert opened.accessibility() == []
    assert [url for url in opened.asked if not url.startswith("data:")] == [file.as_uri()]
    assert opened.complaints == []
    opened.settle()
    broken = "[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length"
    assert opened.page.evaluate(broken) == 0
    opened.context.close()


def test_enlarged_four_times_it_needs_no_scrolling_sideways(browser: Any, compared: Path) -> None:
    opened = Opened(browser, compared / "report.html", width=320, height=256)
    opened.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert not opened.wider_than_the_window()
    opened.context.close()


def test_by_keyboard_the_answer_is_first_and_folded_tables_open(browser: Any, compared: Path) -> None:
    opened = Opened(browser, compared / "report.html")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.getAttribute('href')") == "#answer"
    opened.page.focus("summary")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("details[open]").count() == 1
    opened.context.close()


def test_print_has_what_is_folded_on_the_screen_and_cuts_nothing_off(browser: Any, compared: Path) -> None:
    opened = Opened(browser, compared / "report.html", width=703, height=1000)  # A4 less its margins
    opened.page.emulate_media(media="print")
    ((first, *_),) = opened.geometry("height", "details table")
    assert first > 50
    (ends,) = opened.geometry("right", "table, img")
    assert max(ends) <= opened.page.evaluate("innerWidth")
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    opened.context.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900)])
def test_the_answer_and_its_picture_stand_on_the_first_screen(
    browser: Any, compared: Path, width: int, height: int
) -> None:
    for file in ("report.html", "brief.html"):
        opened = Opened(browser, compared / file, width=width, height=height)
        for bottoms in opened.geometry("bottom", "#answer .said", "#answer figure"):
            assert bottoms[0] <= height
        opened.context.close()


def pages(opened: Opened) -> int:
    """How many sheets of A4 a page prints on."""
    return len(re.findall(rb"/Type\s*/Page\b", opened.page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("which", ["compared", "alone", "hostile"])
def test_a_brief_is_one_sheet_of_paper_and_accessible(browser: Any, which: str, request: pytest.FixtureRequest) -> None:
    opened = Opened(browser, request.getfixturevalue(which) / "brief.html")
    assert pages(opened) == 1
    assert opened.accessibility() == []
    assert opened.complaints == []
    opened.context.close()


def test_a_brief_of_many_and_long_words_is_still_one_sheet(browser: Any, long: Path) -> None:
    opened = Opened(browser, long / "brief.html")
    assert pages(opened) == 1
    opened.page.emulate_media(media="print")
    (heights,) = opened.geometry("height", "img")
    assert heights[0] > 100
    opened.context.close()


@pytest.mark.parametrize("which", ["compared", "alone", "long"])
def test_the_report_prints_on_eight_sheets_at_most_before_its_annex(
    browser: Any, which: str, request: pytest.FixtureRequest
) -> None:
    opened = Opened(browser, request.getfixturevalue(which) / "report.html")
    whole = pages(opened)
    opened.page.add_style_tag(
        content="@media print { .annex, .annexed, details, footer { display: none !important; } }"
    )
    evidence = pages(opened)
    assert 3 <= evidence <= 8
    assert whole > evidence
    opened.page.add_style_tag(content="@media print { nav ~ *, footer { display: none !important; } }")
    assert pages(opened) == 1
    opened.context.close()


def test_in_print_the_annex_comes_last_with_every_folded_table(browser: Any, compared: Path) -> None:
    opened = Opened(browser, compared / "report.html", width=703, height=1000)
    opened.page.emulate_media(media="print")
    (annex,), folded, evidence = opened.geometry(
        "top", ".annex", "details table", "main > section > h2, figure:not(.annexed)"
    )
    assert len(folded) >= 8
    assert min(folded) > annex > max(evidence)
    opened.context.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("looks", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_pictures_keep_their_paper_in_the_dark_and_in_forced_colours(
    browser: Any, compared: Path, width: int, looks: dict[str, str]
) -> None:
    opened = Opened(browser, compared / "report.html", width=width, **looks)
    assert opened.accessibility() == []
    grounds = "[...document.images].map(each => getComputedStyle(each).backgroundColor)"
    assert set(opened.page.evaluate(grounds)) == {"rgb(255, 255, 255)"}
    assert not opened.wider_than_the_window()
    opened.context.close()
