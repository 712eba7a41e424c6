"""A tab of a browser with the app in it, and what it has asked for and complained of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.app.serving import served
from tests.unit.report.browser import SETTLED, Heard, accessibility

WIDTHS = (1440, 390, 320)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def link(folder: Path) -> Iterator[str]:
    """The app, answering."""
    with served(folder) as address:
        yield address


class Tab(Heard):
    """A tab that has opened the link."""

    def __init__(self, browser: Any, link: str, context: Any = None, **options: Any) -> None:
        self.address = link.split("/?")[0]
        self.context = context or browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        self.page = self.context.new_page()
        super().__init__(self.page)
        self.page.goto(link)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def follow(self, selector: str) -> None:
        """Click on what leads to another page, and wait until the whole of it is there."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def reach(self, selector: str) -> None:
        """Wait until something stands on the page, if need be on one that comes by itself, and the whole of it is
        there."""
        self.page.wait_for_selector(selector)
        self.page.wait_for_load_state()

    @property
    def path(self) -> str:
        return str(self.page.url).removeprefix(self.address)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, text: str) -> None:
        """Go on with the keyboard until what has the focus says this."""
        for _ in range(80):
            self.press("Tab")
            if text in str(self.page.evaluate(FOCUSED)):
                return
        raise AssertionError(f"the keyboard does not reach '{text}'")

    def choose(self, text: str) -> None:
        """Go through a list that has the focus with the keyboard, until what is chosen says this."""
        self.press("Home")
        for _ in range(80):
            if text in str(self.page.evaluate(CHOSEN)):
                return
            self.press("ArrowDown")
        raise AssertionError(f"the list does not offer '{text}'")

    def refuse_faults(self, name: str = "") -> None:
        """Raise `AssertionError` unless the page is accessible, fits every width, and asks for nothing elsewhere."""
        self.page.evaluate(SETTLED)
        assert self.accessibility() == [], name or self.path
        size = self.page.viewport_size
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.evaluate(SETTLED, width)
            wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, f"{name or self.path} is wider than {width} pixels"
        self.page.set_viewport_size(size)
        elsewhere = [url for url in self.asked if not url.startswith((self.address, "data:"))]
        assert elsewhere == []

    def accessibility(self) -> list[str]:
        return accessibility(self.page)

    def close(self) -> None:
        self.context.close()


CHOSEN = "document.activeElement.selectedOptions[0].text"
FOCUSED = """(() => {
  const at = document.activeElement
  return [at.innerText, at.id, at.name, ...[...(at.labels ?? [])].map(label => label.innerText)].join(" ")
})()"""
