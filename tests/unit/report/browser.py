"""A browser to look at pages with: the system's Chromium. Tests that need one are skipped only where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",  # a page below each address bar that nobody sees
]
PATIENCE = 120_000  # milliseconds, on however busy a machine
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SETTLED = """async width => {
  while (width && innerWidth !== width) await new Promise(requestAnimationFrame)
  await document.fonts.ready
  await Promise.all([...document.images].map(image => image.decode().catch(() => null)))
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
}"""
VIOLATIONS = """async options => (await axe.run(options)).violations.map(
  rule => [rule.id, rule.nodes.map(node => node.target)])"""
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, with nobody watching."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, timeout=PATIENCE)
        yield chromium
        chromium.close()


def expect(what: Any) -> Any:
    """Playwright's assertions, which wait for what comes some time after a click or a key."""
    from playwright import sync_api

    sync_api.expect.set_options(timeout=PATIENCE)
    return sync_api.expect(what)


def accessibility(page: Any) -> list[str]:
    """What axe reports against WCAG 2.2 AA and good practice; what it passes is not listed, which takes it as long."""
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    violations = page.evaluate(VIOLATIONS, {"runOnly": RULES, "resultTypes": ["violations"]})
    return [f"{rule}: {targets}" for rule, targets in violations]


class Heard:
    """What a page asks for and complains of from now on."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.asked: list[str] = []
        self._complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("console", lambda message: self._complaints.append(message.text))
        page.on("dialog", lambda dialog: self._complaints.append(dialog.message) or dialog.dismiss())

    @property
    def complaints(self) -> list[str]:
        """All up to now: what the page said before it answers has been heard when it has answered."""
        self._page.evaluate("0")
        return self._complaints


class Opened(Heard):
    """A page that is open, with what it has asked for and complained of."""

    def __init__(self, browser: Any, file: Path, width: int = 1280, height: int = 800, **context: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, **context)
        self.page = self.context.new_page()
        super().__init__(self.page)
        self.page.goto(file.as_uri())

    def stop_the_clock(self) -> None:
        """From now on, time passes on the page only when `wait` lets it."""
        self.page.clock.install(time=0)
        self.page.reload()
        self.page.clock.pause_at(60_000)

    def wait(self, milliseconds: int) -> None:
        """Let time pass on the page, however long that takes here."""
        self.page.clock.run_for(milliseconds)

    def settle(self) -> None:
        """Wait until letters and pictures are there and the page has been laid out with them."""
        self.page.evaluate(SETTLED)

    def geometry(self, part: str, *selectors: str) -> list[list[float]]:
        """One part (`top`, `height`) of the box of all that each selector names, in pixels, from one settled layout."""
        self.settle()
        script = """([part, selectors]) => selectors.map(selector =>
            [...document.querySelectorAll(selector)].map(element => element.getBoundingClientRect()[part]))"""
        return list(self.page.evaluate(script, [part, selectors]))

    def wider_than_the_window(self) -> bool:
        self.settle()
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def accessibility(self) -> list[str]:
        return accessibility(self.page)
