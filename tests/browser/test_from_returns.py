"""A model of one's own authority in a browser: what is asked, what is wrong, what of it is theirs, the months ahead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.app_tab import Tab, folder, link
from tests.unit.app.small_model import MONTHS, make_model, write_census
from tests.unit.report.browser import browser, needs_browser

__all__ = ["browser", "folder", "link"]
pytestmark = [pytest.mark.slow, needs_browser]


def test_from_what_is_wrong_to_the_months_ahead(browser: Any, link: str, folder: Path, tmp_path: Path) -> None:
    census = write_census(tmp_path / "cin_2020.xml")
    (tmp_path / "staff.xml").write_text("name,role", encoding="utf-8")
    model = make_model(folder, census)
    tab = Tab(browser, link)
    tab.tab_to("Make a model of your authority")
    tab.press("Enter")
    tab.reach("#cin")
    tab.refuse_faults()
    tab.page.fill("#name", "Place")
    tab.page.fill("#children", "14,741")
    tab.page.set_input_files("#cin", [census])
    tab.page.set_input_files("#csww", [tmp_path / "staff.xml"])
    tab.page.select_option("#published", "Barnet")
    tab.follow("text=Make the model")
    assert "staff.xml:1: is not XML" in tab.page.inner_text("#error-summary")
    assert tab.page.input_value("#children") == "14,741"
    assert tab.page.input_value("#published") == "Barnet"
    tab.refuse_faults("errors")
    tab.go(f"/work/{model.name}")
    tab.refuse_faults("model")
    tab.follow(f"text={MONTHS} months ahead")
    assert tab.page.locator("section#answer").count() == 1
    tab.refuse_faults("forecast")
    tab.follow("nav.back a")
    tab.follow("text=The months ahead")
    tab.refuse_faults("months")
    tab.page.fill("#months", "240")  # which are under way until they are cancelled
    tab.follow("text=Show the months ahead")
    tab.refuse_faults("progress")
    tab.go(f"/work/{model.name}")
    tab.refuse_faults("being made")
    tab.follow("text=240 months ahead: see how far it is")
    tab.page.click("text=Cancel")
    tab.reach("text=You cancelled it.")
    tab.refuse_faults("cancelled")
    assert not (model.folder / "forecast-240.html").exists()
    tab.close()
