"""A tab of a browser with the app in it, and what it has asked for and complained of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.app.serving import served
from tests.unit.report.browser import SETTLED, accessibility

PATIENCE = 120_000  # milliseconds
WIDTHS = (1440, 390, 320)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def link(folder: Path) -> Iterator[str]:
    """The app, answering."""
    with served(folder) as address:
        yield address


class Tab:
    """A tab that has opened the link."""

    def __init__(self, browser: Any, link: str, context: Any = None, **options: Any) -> None:
        self.address = link.split("/?")[0]
        self.context = context or browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message) or dialog.dismiss())
        self.page.goto(link)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

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

    def refuse_faults(self, name: str = "") -> None:
        """Raise `AssertionError` unless the page is accessible, fits every width, and asks for nothing elsewhere."""
        self.page.evaluate(SETTLED)
        assert self.accessibility() == [], name or self.path
        size = self.page.viewport_size
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.evaluate(SETTLED)
            wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, f"{name or self.path} is wider than {width} pixels"
        self.page.set_viewport_size(size)
        elsewhere = [url for url in self.asked if not url.startswith((self.address, "data:"))]
        assert elsewhere == []

    def accessibility(self) -> list[str]:
        return accessibility(self.page)

    def close(self) -> None:
        self.context.close()


FOCUSED = """(() => {
  const at = document.activeElement
  return [at.innerText, at.id, at.name, ...[...(at.labels ?? [])].map(label => label.innerText)].join(" ")
})()"""
