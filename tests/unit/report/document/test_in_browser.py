"""The report as people meet it: in a browser, enlarged, in print, with a keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.report.browser import Opened, browser, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser


@pytest.mark.parametrize("which", ["compared", "alone", "hostile"])
def test_accessible_whole_and_asking_for_nothing(browser: Any, which: str, request: pytest.FixtureRequest) -> None:
    file: Path = request.getfixturevalue(which) / "report.html"
    opened = Opened(browser, file)
    if which == "alone":  # tables that are folded are like those that are not, and axe takes its time over cells
        opened.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert opened.accessibility() == []
    assert [url for url in opened.asked if not url.startswith("data:")] == [file.as_uri()]
    assert opened.complaints == []
    broken = "[...document.images].filter(each => !each.complete || each.naturalWidth === 0).length"
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
    assert opened.page.evaluate("document.querySelector('details table').getBoundingClientRect().height") > 50
    cut = "[...document.querySelectorAll('table, img')].filter(each => each.getBoundingClientRect().right > innerWidth)"
    assert opened.page.evaluate(f"{cut}.length") == 0
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    opened.context.close()


def test_the_answer_stands_on_the_first_screen(browser: Any, compared: Path) -> None:
    opened = Opened(browser, compared / "report.html", width=1280, height=800)
    bottom = opened.page.evaluate("document.querySelector('#answer table').getBoundingClientRect().bottom")
    assert bottom <= 800
    opened.context.close()
