"""The form in a browser: a change said as it is typed, run, saved and uploaded; without scripts; by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.app_tab import Tab, folder, link
from tests.unit.app.small_service import TEXT
from tests.unit.report.browser import browser, expect, needs_browser

__all__ = ["browser", "folder", "link"]
pytestmark = [pytest.mark.slow, needs_browser]
FORM = "/change/form?base=one_district"
POSTS = '[name="teams.safeguarding.posts.social_worker.0.posts"]'
UNTIL = '[name="vacancies.vacancy_1.until"]'
OPEN_ALL = "for (const details of document.querySelectorAll('details')) details.open = true"


def upload(tab: Tab, tmp_path: Path, text: str) -> None:
    """Start from a file of one's own."""
    (tmp_path / "mine.yaml").write_text(text)
    tab.go("/change")
    tab.page.set_input_files("#file", tmp_path / "mine.yaml")
    tab.follow("text=Upload and continue")


def open_posts(tab: Tab) -> None:
    tab.page.click("#posts > summary")
    tab.page.click("#posts summary:has-text('Safeguarding')")


def test_every_state_of_the_form_is_accessible_and_fits(browser: Any, link: str) -> None:
    tab = Tab(browser, link)
    tab.go("/change")
    tab.refuse_faults("choosing")
    tab.follow("text=Upload and continue")
    tab.refuse_faults("no file")
    for base in ("one_district", "pandemic_launch"):
        tab.go(f"/change/form?base={base}")
        tab.page.evaluate(OPEN_ALL)
        tab.refuse_faults(base)
    tab.go(FORM)
    tab.page.click("#vacancies > summary")
    tab.follow("text=Add a vacancy")
    expect(tab.page.locator('[name="vacancies.vacancy_1.role"]')).to_be_focused()
    tab.refuse_faults("one more vacancy")
    tab.follow("#run button:has-text('See what changes')")
    tab.refuse_faults("mistakes")
    assert tab.page.inner_text(".error-summary").count("\n") >= 2
    tab.page.click(".error-summary a >> nth=0")
    expect(tab.page.locator('[name^="vacancies.vacancy_1."]:focus')).to_have_count(1)
    tab.close()


@pytest.mark.parametrize("scheme", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_it_can_be_read_in_the_dark_and_in_forced_colours(browser: Any, link: str, scheme: dict[str, str]) -> None:
    tab = Tab(browser, link, **scheme)
    tab.go(FORM)
    tab.page.evaluate(OPEN_ALL)
    assert tab.accessibility() == []
    tab.go("/sweep?base=one_district")
    assert tab.accessibility() == []
    tab.close()


def test_what_changes_is_said_as_it_is_typed(browser: Any, link: str) -> None:
    tab = Tab(browser, link)
    tab.go(FORM)
    assert "Nothing so far." in tab.page.inner_text("#changes")
    open_posts(tab)
    tab.page.fill(POSTS, "11")
    tab.press("Tab")
    tab.page.wait_for_selector("#changes >> text=10 posts (calibrated) to 11 posts")
    assert tab.path == FORM
    tab.page.fill(POSTS, "eleven")
    tab.press("Tab")
    tab.page.wait_for_selector("#changes >> text=once every answer can be used")
    assert tab.complaints == []
    tab.close()


def test_without_scripts_a_vacancy_is_added_run_and_taken_away(browser: Any, link: str, tmp_path: Path) -> None:
    tab = Tab(browser, link, java_script_enabled=False)
    upload(tab, tmp_path, TEXT.format(base="one_district", name="the district"))
    assert "A year, the district" in tab.page.inner_text("main")
    tab.page.click("#vacancies > summary")
    tab.follow("text=Add a vacancy")
    tab.page.select_option('[name="vacancies.vacancy_1.role"]', "mental_health_practitioner")
    tab.page.fill(UNTIL, "1 January 2020")
    tab.follow("text=Add a vacancy")
    assert tab.page.input_value(UNTIL) == "1 January 2020"
    tab.follow("button:has-text('Remove') >> visible=true >> nth=1")
    assert tab.page.locator('[name="vacancies.vacancy_2.until"]').count() == 0
    assert "that is 1 of 1 post" in tab.page.inner_text("#changes")
    tab.page.check("#replications-10")
    tab.page.fill("#expectation", "Families wait longer")
    tab.page.click("#run button:has-text('Run both')")
    tab.reach("#answer")
    assert "changed" in tab.page.inner_text("h1")
    assert tab.page.input_value("#note-expectation") == "Families wait longer"
    tab.follow("text=Try a change of this service")
    assert "A year, the district, changed" in tab.page.inner_text("main")
    assert tab.page.locator(UNTIL).count() == 1
    tab.close()


def test_a_saved_file_is_the_service_again(browser: Any, link: str, tmp_path: Path) -> None:
    tab = Tab(browser, link)
    tab.go(FORM)
    open_posts(tab)
    tab.page.fill(POSTS, "12")
    tab.page.fill('[name="title"]', "Twelve")
    with tab.page.expect_download() as download:
        tab.page.click("text=Save as a file (YAML)")
    assert download.value.suggested_filename == "twelve.yaml"
    upload(tab, tmp_path, Path(download.value.path()).read_text())
    assert tab.page.input_value(POSTS) == "12"
    assert "Nothing so far." in tab.page.inner_text("#changes")
    tab.close()


def test_two_tabs_change_two_services(browser: Any, link: str) -> None:
    one = Tab(browser, link)
    two = Tab(browser, link, one.context)
    for tab, posts in ((one, "11"), (two, "7")):
        tab.go(FORM)
        open_posts(tab)
        tab.page.fill(POSTS, posts)
    for tab, posts in ((two, "7"), (one, "11")):
        tab.follow("#run button:has-text('See what changes')")
        assert tab.page.input_value(POSTS) == posts
        assert f"to {posts} posts" in tab.page.inner_text("#changes")
    one.close()


def test_with_the_keyboard_alone_a_change_is_made(browser: Any, link: str) -> None:
    tab = Tab(browser, link)
    tab.go(FORM)
    tab.tab_to("Posts")
    tab.press("Enter")
    tab.tab_to("Safeguarding team")
    tab.press("Enter")
    tab.tab_to("teams.safeguarding.posts.social_worker.0.posts")
    tab.press("Control+A")
    tab.page.keyboard.type("11")
    tab.press("Enter")
    tab.page.wait_for_selector("#changes >> text=to 11 posts")
    assert tab.path == "/change/form"
    tab.close()


def test_many_values_are_tried_and_asked(browser: Any, link: str, tmp_path: Path) -> None:
    tab = Tab(browser, link)
    upload(tab, tmp_path, TEXT.format(base="one_district", name="the district"))
    tab.follow("text=Try many values at once")
    tab.follow("text=See how long it takes")
    tab.refuse_faults("mistakes of a sweep")
    tab.page.select_option("#first", "teams.safeguarding.posts.social_worker.0.posts")
    tab.page.fill("#first-values", "9, 11")
    tab.page.select_option("#second", "services.adult_mental_health.wait")
    tab.page.fill("#second-values", "30, 90")
    tab.page.select_option("#measure", "visits_in_time_percent")
    tab.page.fill("#budget", "£9,000,000")
    tab.page.check("#replications-10")
    tab.follow("text=See how long it takes")
    assert "4 settings, each run 10 times" in tab.page.inner_text(".changes")
    tab.refuse_faults("how long a sweep takes")
    tab.page.click("text=Start it")
    tab.reach("#best")
    assert "is the best of the settings within £9,000,000 a year" in tab.page.inner_text("main")
    assert tab.page.locator("figure img").count() == 3
    tab.refuse_faults("a sweep's answer")
    tab.go("/work")
    tab.follow("a:has-text('A year, the district: Posts')")
    assert tab.page.locator("#settings").count() == 1
    tab.close()
