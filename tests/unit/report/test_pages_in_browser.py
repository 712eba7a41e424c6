"""The story and the animation as people meet them: in a browser, with a keyboard, enlarged, and with hostile titles."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fssim.measures.log_view.spells import spells_of
from fssim.report.animation.film import animation
from fssim.report.animation.places import columns_of
from fssim.report.story.pick import story
from fssim.report.wording.log_in_words import WordedLog
from tests.unit.report.browser import Opened, browser, needs_browser
from tests.unit.report.logs import Logs, as_log_of, vacancy

__all__ = ["browser"]
pytestmark = [pytest.mark.slow, needs_browser]
HOSTILE = '</title></script><script>alert("x")</script><img src=x onerror=alert(1)>{{ 7*7 }}'


def renamed(logs: Logs) -> Logs:
    """The same logs, of scenarios that call themselves, and a stage, something nasty."""
    nasty = []
    for log in logs:
        scenario = log.scenario
        stages = {
            name: stage.model_copy(update={"title": f"{HOSTILE} {name}"})
            for name, stage in scenario.pathway.stages.items()
        }
        pathway = scenario.pathway.model_copy(update={"stages": stages})
        changed = {"title": HOSTILE, "question": HOSTILE, "pathway": pathway}
        nasty.append(as_log_of(scenario.model_copy(update=changed), log))
    return nasty


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    texts = {
        "story": story(vacancy(), pick="vacancy").html(),
        "motion": animation(vacancy(), district=1).html(),
        "hostile-story": story(renamed(vacancy()), pick="typical").html(),
        "hostile-motion": animation(renamed(vacancy())).html(),
    }
    files = {name: folder / f"{name}.html" for name in texts}
    for name, text in texts.items():
        files[name].write_text(text, encoding="utf-8")
        assert len(text) < 5e6
    return files


@pytest.mark.parametrize("name", ["story", "motion", "hostile-story", "hostile-motion"])
def test_a_page_is_whole_accessible_and_asks_for_nothing(browser: Any, pages: dict[str, Path], name: str) -> None:
    opened = Opened(browser, pages[name])
    assert opened.asked == [pages[name].as_uri()]
    assert opened.accessibility() == []
    if name.startswith("hostile"):
        assert HOSTILE in opened.page.inner_text("main")
        assert opened.page.locator("img").count() == 0
    assert opened.complaints == []
    opened.context.close()


@pytest.mark.parametrize("name", ["story", "motion"])
def test_a_page_enlarged_four_times_needs_no_scrolling_sideways(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    opened = Opened(browser, pages[name], width=320, height=256)
    assert not opened.wider_than_the_window()
    opened.context.close()


def shown(opened: Opened) -> str:
    return str(opened.page.inner_text("#date"))


def test_the_clock_goes_by_keyboard(browser: Any, pages: dict[str, Path]) -> None:
    opened = Opened(browser, pages["motion"])
    page = opened.page
    assert shown(opened) == "1 April 2019"
    page.focus("#week")
    page.keyboard.press("ArrowRight")
    assert shown(opened) == "8 April 2019"
    assert page.get_attribute("#week", "aria-valuetext") == "8 April 2019"
    page.keyboard.press("End")
    assert shown(opened) == "29 March 2021"
    page.keyboard.press("Home")
    page.focus("#forward")
    page.keyboard.press("Enter")
    assert shown(opened) == "8 April 2019"
    page.focus("#back")
    page.keyboard.press("Space")
    assert shown(opened) == "1 April 2019"
    opened.context.close()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_it_plays_and_pauses(browser: Any, pages: dict[str, Path], motion: str) -> None:
    opened = Opened(browser, pages["motion"], reduced_motion=motion)
    opened.stop_the_clock()
    page = opened.page
    opened.wait(500)
    assert shown(opened) == "1 April 2019"  # nothing moves before it is asked to
    page.select_option("#speed", "8")
    page.click("#play")
    assert page.inner_text("#play") == "Pause"
    opened.wait(1000)
    assert 6 <= int(page.input_value("#week")) <= 9
    page.click("#play")
    held = shown(opened)
    opened.wait(500)
    assert shown(opened) == held
    assert held in page.inner_text("#said")
    opened.context.close()


@pytest.mark.parametrize(("motion", "pictures"), [("no-preference", 3), ("reduce", 1)])
def test_dots_glide_from_week_to_week_unless_motion_is_unwelcome(
    browser: Any, pages: dict[str, Path], motion: str, pictures: int
) -> None:
    opened = Opened(browser, pages["motion"], reduced_motion=motion)
    opened.stop_the_clock()
    opened.page.select_option("#speed", "1")
    opened.page.click("#play")
    opened.wait(200)
    assert opened.page.input_value("#week") == "1"
    seen = set()
    for _ in range(3):
        opened.wait(200)
        seen.add(opened.page.evaluate("document.getElementById('scene-0').toDataURL()"))
    assert opened.page.input_value("#week") == "1"
    assert len(seen) == pictures
    opened.context.close()


def test_the_counts_are_those_of_the_ledger(browser: Any, pages: dict[str, Path]) -> None:
    opened = Opened(browser, pages["motion"])
    opened.page.focus("#week")
    for _ in range(3):
        opened.page.keyboard.press("ArrowRight")
    rows = [line.split("\t") for line in opened.page.inner_text("#counts").splitlines() if line.strip()]
    counts = {row[0]: [int(cell) for cell in row[1:] if cell] for row in rows}
    for place, worded in enumerate(animation(vacancy()).worded):
        spells, day = spells_of(worded.view), worded.view.observed_from
        time = next(t for t in range(int(day), int(day) + 40) if worded.day(t).isoformat() == "2019-04-23")
        assert counts["All open"][place] == ((spells.start <= time) & (time < spells.end)).sum()
        stage = worded.log.tables.names.stages.index("child_in_need_plan")
        here = (spells.stage == stage) & (spells.start <= time) & (time < spells.end)
        assert counts["Child in need plan"][place] == here.sum()
    assert opened.page.inner_text("#posts-0") == "Nobody is in post for mental health."
    assert opened.page.inner_text("#posts-1") == ""
    opened.context.close()


def test_the_answer_is_hidden_by_a_tick_and_the_full_log_is_a_click_away(browser: Any, pages: dict[str, Path]) -> None:
    opened = Opened(browser, pages["story"])
    page = opened.page
    words = ("are alike, event by event", "families who needed the post while it was empty")
    text = page.inner_text("main") + page.inner_text("header")
    assert all(word in text for word in words)
    assert page.locator("[id^=parting]").first.is_visible()
    page.check("#hide")
    text = page.inner_text("main") + page.inner_text("header")
    assert not any(word in text for word in words)
    assert "Which differences come of the vacancy" in text
    assert page.locator("[id^=parting]").count() == 4
    assert not any(word.is_visible() for word in page.locator("[id^=parting]").all())
    details = page.locator("details").first
    assert not details.locator("tbody").is_visible()
    details.locator("summary").click()
    assert details.locator("tbody tr").first.is_visible()
    assert opened.accessibility() == []
    page.emulate_media(media="print")
    assert not page.locator("details").first.is_visible()
    assert not page.locator("#hide").is_visible()
    opened.context.close()


def test_what_has_dates_is_a_notch_in_the_slider_and_a_button_that_goes_there(
    browser: Any, pages: dict[str, Path]
) -> None:
    opened = Opened(browser, pages["motion"])
    page = opened.page
    page.focus("#week")
    page.keyboard.press("End")
    (button,) = page.locator("#dated button").all()
    assert "is kept empty (1 April 2019 to 31 December 2019)" in button.inner_text()
    button.click()
    assert shown(opened) == "1 April 2019"
    for edge in ("left", "right"):
        (notch, *_), (spell, *_) = opened.geometry(edge, "#notches span", "#trend .spell")
        assert spell == pytest.approx(notch, abs=2.0)
    opened.context.close()


def test_the_trend_is_of_those_held_up_and_its_mark_goes_with_the_week(browser: Any, pages: dict[str, Path]) -> None:
    opened = Opened(browser, pages["motion"])
    page = opened.page
    seen = []
    for _ in range(3):
        at = page.evaluate("Number(document.querySelector('#trend .now').getAttribute('x1'))")
        points = page.locator("#trend polyline").first.get_attribute("points").split()
        week = int(page.input_value("#week"))
        assert float(points[week].split(",")[0]) == pytest.approx(at)
        seen.append(at)
        page.keyboard.press("Tab")
        page.focus("#week")
        page.keyboard.press("ArrowRight")
    assert seen == sorted(set(seen))
    most = int(page.inner_text("#most"))
    heights = [float(point.split(",")[1]) for line in page.locator("#trend polyline").all()
               for point in line.get_attribute("points").split()]  # fmt: skip
    weeks, counts = {}, []
    columns_shown = len(columns_of(WordedLog(vacancy()[0])))
    for place, scenario in enumerate(animation(vacancy(), district=1).data()["scenarios"]):
        columns = {name: np.frombuffer(b64decode(scenario[name]), "<u2") for name in ("place", "first", "last")}
        held = columns["place"] // 4 % columns_shown > 0
        weeks[place] = [
            int((held & (columns["first"] <= week) & (week < columns["last"])).sum())
            for week in range(len(points))
        ]  # fmt: skip
        counts += weeks[place]
    assert max(counts) == most
    assert heights.index(min(heights)) == counts.index(most)
    opened.context.close()


@pytest.mark.parametrize("looks", [{"color_scheme": "dark"}, {"forced_colors": "active", "color_scheme": "dark"}])
def test_keys_keep_their_colours_in_the_dark_and_in_forced_colours(
    browser: Any, pages: dict[str, Path], looks: dict[str, str]
) -> None:
    opened = Opened(browser, pages["motion"], **looks)
    looks_of = "(what) => getComputedStyle(document.querySelector(what))"
    assert opened.page.evaluate(f"({looks_of})('.dot.moving').backgroundColor") == "rgb(0, 114, 178)"
    assert opened.page.evaluate(f"({looks_of})('.dot.held').backgroundColor") == "rgb(230, 159, 0)"
    assert opened.page.evaluate(f"({looks_of})('#trend .trend-1').stroke") == "rgb(213, 94, 0)"
    assert opened.page.evaluate(f"({looks_of})('.key').backgroundColor") == "rgb(255, 255, 255)"
    assert opened.accessibility() == []
    opened.context.close()


def test_letters_grow_with_the_projector(browser: Any, pages: dict[str, Path]) -> None:
    sizes = []
    for width in (390, 1280, 1920, 3840):
        opened = Opened(browser, pages["motion"], width=width, height=1000)
        sizes.append(float(opened.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")))
        opened.context.close()
    assert sizes[0] == 16.0
    assert sizes == sorted(sizes)
    assert sizes[-1] > 1.5 * sizes[0]


WRITTEN = """
  window.written = []
  const fill = CanvasRenderingContext2D.prototype.fillText
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const { a, b, c, d, e, f } = this.getTransform(), long = this.measureText(text).width
    const at = (along, up) => [a * (x + along) + c * (y - up) + e, b * (x + along) + d * (y - up) + f]
    const corners = [at(0, 0), at(long, 9)], [xs, ys] = [0, 1].map(way => corners.map(corner => corner[way]))
    written.push({ text, left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) })
    fill.call(this, text, x, y)
  }
"""
OVERLAPPING = """() => {
  const lines = written.filter(({ text }) => !/[0-9]/.test(text)).map(line => JSON.stringify(line))
  const once = [...new Set(lines)].map(line => JSON.parse(line))  // both scenarios are set out alike
  const beside = (one, other) => one.right <= other.left || other.right <= one.left
  const apart = (one, other) => beside(one, other) || one.bottom <= other.top || other.bottom <= one.top
  const pairs = once.flatMap((one, at) => once.slice(at + 1).map(other => [one, other]))
  const both = pairs.filter(pair => !apart(...pair)).map(pair => pair.map(({ text }) => text))
  return { count: once.length, both, outside: once.filter(({ top, left }) => top < 0 || left < 0) }
}"""


def test_headings_do_not_run_into_one_another(browser: Any, pages: dict[str, Path]) -> None:
    opened = Opened(browser, pages["motion"])
    opened.page.add_init_script(WRITTEN)
    for width in (1920, 1440, 1265, 1024, 600, 390):
        opened.page.set_viewport_size({"width": width, "height": 900})
        opened.page.reload()
        opened.settle()
        written = opened.page.evaluate(OVERLAPPING)
        assert written["count"] >= 10, width
        assert (written["both"], written["outside"]) == ([], []), width
    opened.context.close()
