"""The app as a planner meets it in a browser: each path, with the keyboard alone, without JavaScript, in two tabs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.browser.app_tab import Tab, folder, link
from tests.unit.lessons.small_lesson import small_lesson
from tests.unit.report.browser import Heard, browser, expect, needs_browser

__all__ = ["browser", "folder", "link"]
pytestmark = [pytest.mark.slow, needs_browser]
HOSTILE = '</title></script><script>alert("x")</script><img src=x onerror=alert(1)>'


def ask(tab: Tab, first: str = "one_district_vacancy", second: str = "one_district", question: str = "") -> None:
    """Ask for a comparison of a few replications, and wait until its page is there."""
    tab.go("/compare")
    tab.page.select_option("#first", first)
    tab.page.select_option("#second", second)
    tab.page.check("#replications-10")
    tab.page.fill("#question", question)
    tab.follow("text=Run the comparison")


def ask_for_long(tab: Tab) -> None:
    """Ask for so much that it is under way, a county's many replications, until it is cancelled."""
    tab.go("/compare")
    tab.page.select_option("#first", "standard")
    tab.page.select_option("#second", "family_safeguarding")
    tab.page.check("#replications-100")
    tab.follow("text=Run the comparison")


@pytest.fixture(scope="module")
def finished(browser: Any, link: str) -> str:
    """The path of a finished run, whose question is hostile."""
    tab = Tab(browser, link)
    ask(tab, question=HOSTILE)
    tab.reach("#answer")
    path = tab.path
    tab.close()
    return path


def test_a_comparison_with_the_keyboard_alone(browser: Any, link: str) -> None:
    tab = Tab(browser, link)
    tab.refuse_faults()
    tab.tab_to("Compare two services")
    tab.press("Enter")
    tab.page.wait_for_url("**/compare")
    tab.refuse_faults()
    tab.tab_to("The service to look at")
    tab.choose("One district, with its")
    tab.tab_to("The service to compare it with")
    tab.choose("One district, with a full")
    tab.tab_to("The usual")
    tab.press("ArrowUp")
    tab.tab_to("What is your question?")
    tab.page.keyboard.type("What does an empty post do?")
    tab.tab_to("Run the comparison")
    tab.press("Enter")
    tab.reach("#answer")
    assert "What does an empty post do?" in tab.page.inner_text("main")
    assert "over 10 replications" in tab.page.inner_text("#answer")
    tab.refuse_faults()
    tab.tab_to("What was decided?")
    tab.page.keyboard.type("Refill it by June")
    tab.tab_to("Keep these notes")
    tab.press("Enter")
    tab.reach("text=Your notes are kept with this run.")
    tab.refuse_faults()
    assert tab.complaints == []
    tab.close()


def test_what_is_wrong_is_told_first_and_leads_to_the_field(browser: Any, link: str) -> None:
    tab = Tab(browser, link)
    tab.go("/compare")
    tab.page.select_option("#second", "")
    tab.page.fill("#question", "Why?")
    tab.follow("text=Run the comparison")
    assert tab.page.title().startswith("Error: ")
    expect(tab.page.locator("#error-summary")).to_be_focused()
    tab.refuse_faults()
    tab.page.click("#error-summary a")
    expect(tab.page.locator("#second")).to_be_focused()
    assert tab.page.input_value("#question") == "Why?"
    tab.close()


def test_without_javascript_a_run_is_followed_to_its_end(browser: Any, link: str) -> None:
    tab = Tab(browser, link, java_script_enabled=False)
    ask_for_long(tab)
    tab.page.click("text=Stop that")
    expect(tab.page.locator("text=Load this page again")).to_have_count(1)
    tab.page.click("text=Cancel")
    tab.page.wait_for_selector("text=You cancelled it.")
    ask(tab)
    tab.page.wait_for_selector("#answer")
    tab.page.click('nav a[href$="/stories"]')
    tab.page.click("text=The family that was delayed most")
    tab.page.click("text=Tell the story")
    tab.page.wait_for_selector("article", state="attached")
    tab.page.click("nav.back a")
    tab.page.wait_for_url("**/stories")
    tab.close()


def test_two_tabs_wait_for_each_other_and_a_closed_one_is_found_again(browser: Any, link: str) -> None:
    first = Tab(browser, link)
    second = Tab(browser, link, first.context)
    ask_for_long(first)
    ask(second, second="one_district_standard")
    first.page.wait_for_selector("text=/ of 200 replications done/")
    expect(first.page.locator("#progress h2")).to_contain_text("The answer so far, after ")
    assert first.accessibility() == []
    expect(second.page.locator("#progress")).to_contain_text("It waits: one other comes first.")
    assert second.accessibility() == []
    path = second.path
    second.page.close()
    first.page.click("text=Cancel")
    first.reach("text=You cancelled it.")
    first.refuse_faults("stopped")
    third = Tab(browser, link, first.context)
    third.follow("text=Earlier work")
    assert third.page.locator(f"tr:has(a[href='{path}'])").inner_text().split("\t")[-2] in (
        "Running",
        "Waiting",
        "Finished",
    )
    third.refuse_faults()
    third.page.click(f"a[href='{path}']")
    third.page.wait_for_selector("#answer")
    third.close()


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_every_page_is_accessible_in_every_look(browser: Any, link: str, finished: str, look: dict[str, Any]) -> None:
    tab = Tab(browser, link, **look)
    for path in (
        "/", "/compare", "/teach", "/work", "/compare-runs", finished, f"{finished}/report/measures",
        f"{finished}/report/over-time", f"{finished}/stories", f"{finished}/print", f"{finished}/made/animation",
        f"{finished}/delete", "/no-such-page",
    ):  # fmt: skip
        tab.go(path)
        tab.refuse_faults(path)
    tab.close()


def test_work_is_deleted_once_that_is_confirmed(browser: Any, link: str, finished: str, folder: Path) -> None:
    shutil.copytree(folder / finished.rsplit("/", 1)[1], folder / "to_delete")
    tab = Tab(browser, link)
    row = "tr:has(a[href='/work/to_delete'])"
    tab.go("/work")
    tab.page.click(f"{row} >> text=Delete")
    tab.page.click("text=Keep it")
    tab.page.click(f"{row} >> text=Delete")
    tab.page.click("text=Delete it")
    tab.reach("text=It was deleted.")
    assert tab.page.locator(row).count() == 0
    assert not (folder / "to_delete").exists()
    tab.refuse_faults("deleted")
    tab.close()


def test_whoever_is_not_let_in_is_told_so_on_a_page(browser: Any, link: str) -> None:
    tab = Tab(browser, link)
    tab.context.clear_cookies()
    tab.go("/work")
    assert "open the address that it printed" in tab.page.inner_text("main")
    assert tab.page.evaluate("getComputedStyle(document.querySelector('header')).borderBottomWidth") == "3px"
    tab.refuse_faults("not let in")
    tab.page.goto(link)
    tab.page.wait_for_selector("text=Try a change")
    tab.close()


def test_a_lesson_of_a_run_is_played_and_reaches_nothing_of_the_app(
    browser: Any, link: str, finished: str, folder: Path
) -> None:
    file = folder / finished.rsplit("/", 1)[1] / "lesson.html"
    file.write_text(small_lesson().html(), encoding="utf-8")
    tab = Tab(browser, link)
    tab.go(finished)
    tab.follow("text=A lesson for a class")
    tab.refuse_faults("a lesson")
    with tab.page.expect_popup() as opening:
        tab.page.click("text=Open the lesson in a tab of its own")
    lesson = opening.value
    lesson.wait_for_url("**/made/lesson/frame")
    heard = Heard(lesson)
    lesson.reload()
    lesson.click('.steps a[href="#reveal"]')
    lesson.wait_for_selector("#reveal .seal")
    lesson.click('.steps a[href="#predict"]')
    lesson.click("#predict .lock")
    for step in ("run", "reveal", "manage", "family", "discuss", "notes"):
        lesson.click(f'.steps a[href="#{step}"]')
        lesson.wait_for_selector(f"#{step}")
    assert lesson.locator("#reveal .curve").count() > 0
    assert heard.complaints == []
    assert [url.split("#")[0] for url in heard.asked] == [f"{tab.address}{finished}/made/lesson/frame"]
    assert lesson.evaluate("origin") == "null"
    with pytest.raises(Exception, match="sandboxed"):
        lesson.evaluate("document.cookie")
    with tab.page.expect_download() as download:
        tab.page.click("text=Download it")
    assert Path(download.value.path()).read_bytes() == file.read_bytes()
    tab.close()


def test_a_hostile_question_is_text(browser: Any, link: str, finished: str) -> None:
    tab = Tab(browser, link)
    tab.go(finished)
    assert HOSTILE in tab.page.inner_text("main")
    assert tab.page.locator("main img[src=x]").count() == 0
    assert tab.complaints == []
    tab.close()


def test_the_film_of_a_run_plays_and_reaches_nothing_of_the_app(
    browser: Any, link: str, finished: str, folder: Path
) -> None:
    tab = Tab(browser, link)
    tab.go(f"{finished}/made/animation")
    tab.page.click("text=Make it")
    tab.reach("iframe")
    tab.refuse_faults("the film")
    film = tab.page.frames[1]
    film.wait_for_selector("#play")
    began = film.inner_text("#date")
    film.focus("#week")
    expect(tab.page.locator("iframe")).to_be_focused()
    tab.press("ArrowRight")
    expect(film.locator("#date")).not_to_have_text(began)
    assert film.evaluate("self.origin") == "null"
    assert film.evaluate("(() => { try { return document.cookie } catch { return 'refused' } })()") in ("", "refused")
    reached = """async (address) => {
      try { return (await fetch(address, {mode: "no-cors"})).status } catch { return "refused" }
    }"""
    assert film.evaluate(reached, f"{tab.address}/work") == "refused"
    assert film.evaluate("(() => { try { return parent.document.title } catch { return 'refused' } })()") == "refused"
    tab.close()
    manifest = json.loads((folder / finished.rsplit("/", 1)[1] / "manifest.json").read_text(encoding="utf-8"))
    assert "animation.html" in manifest["files"]


def test_page_one_prints_on_one_sheet(browser: Any, link: str, finished: str, tmp_path: Path) -> None:
    tab = Tab(browser, link)
    tab.go(f"{finished}/print")
    assert pages_of(tab.page.pdf(format="A4", prefer_css_page_size=True)) == 1
    tab.follow("nav.back a")
    tab.page.emulate_media(media="print")
    assert not tab.page.locator("text=Print and keep").is_visible()
    assert not tab.page.locator("text=Keep these notes").is_visible()
    tab.close()


def pages_of(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/")


def test_another_sites_page_cannot_ask_for_anything(browser: Any, link: str, finished: str, tmp_path: Path) -> None:
    """A page of somebody else's, in the browser that has the app's cookie."""
    tab = Tab(browser, link)
    address = tab.address
    page = tmp_path / "elsewhere.html"
    page.write_text(
        f'<form method="post" action="{address}{finished}/notes"><input name="decision" value="Close the service">'
        f'<button>Win a prize</button></form><img src="{address}/"><iframe src="{address}{finished}"></iframe>'
    )
    tab.page.goto(page.as_uri())
    assert all("fssim" not in frame.title() for frame in tab.page.frames[1:])
    tab.follow("button")
    assert "was not done" in tab.page.inner_text("body")
    tab.go(finished)
    assert tab.page.input_value("#note-decision") == ""
    tab.close()


def test_a_page_says_when_nothing_answers_any_more(browser: Any, link: str) -> None:
    tab = Tab(browser, link)
    tab.page.route("**/events*", lambda route: route.abort())
    ask_for_long(tab)
    tab.page.wait_for_selector("text=fssim does not answer any more.")
    assert tab.page.locator(".lost").count() == 1
    tab.page.click("text=Cancel")
    tab.page.wait_for_selector("text=You cancelled it.")
    tab.page.close()
