"""Frames a second of an animation of the whole county, beside another: `python benchmarks/animation.py`.

Both scenarios' open families are on the screen at once, more than 2,000 dots, in headless Chromium without a graphics
card, which draws everything on the processor. Frames are those that the browser gives the page in four seconds.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import fssim

SCENARIOS = Path(__file__).parents[1] / "scenarios"
FRAMES = """() => new Promise((done) => {
  let frames = 0;
  const began = performance.now();
  const count = (now) => {
    frames += 1;
    if (now - began > 4000) done(frames * 1000 / (now - began)); else requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
})"""
DOTS = """() => [...document.querySelectorAll("#counts tr:first-child td")]
  .reduce((sum, cell) => sum + Number(cell.textContent.replaceAll(",", "")), 0)"""


def main() -> None:
    """Print the size of the page, the dots shown and the frames a second at each speed."""
    from playwright.sync_api import sync_playwright

    names = ("mental_health_vacancy", "family_safeguarding")
    scenarios = [fssim.load(SCENARIOS / f"{name}.yaml") for name in names]
    page_text = fssim.animation([fssim.simulate(scenario) for scenario in scenarios]).html()
    print(f"{len(page_text) / 1e6:.2f} MB")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "motion.html"
        file.write_text(page_text, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(file.as_uri())
        for speed in ("2", "8"):
            page.select_option("#speed", speed)
            page.click("#play")
            frames = page.evaluate(FRAMES)
            page.click("#play")
            print(f"{speed} weeks a second: {page.evaluate(DOTS):,.0f} dots, {frames:.0f} frames a second")
        browser.close()


if __name__ == "__main__":
    main()
