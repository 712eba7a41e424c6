"""The page of a sweep as a planner meets it: sliders, tables, pictures, what is kept, and the file to send back."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import fssim
from fssim.explorer.interpolation import solve
from fssim.report.wording.words import interval, number, signed
from fssim.statistics.gaussian_process import fit_gaussian_process
from tests.docs.explored_page import PAGE, read_data
from tests.unit.explorer.conftest import swept, swept_grid
from tests.unit.explorer.weights import weigh_settings
from tests.unit.report.browser import Opened, browser, needs_browser

__all__ = ["browser", "swept"]
pytestmark = [pytest.mark.slow, needs_browser]


@pytest.fixture(scope="module")
def file(swept: fssim.SweepResults, tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("page") / "page.html"
    page.write_text(fssim.explore(swept).html(), encoding="utf-8")
    return page


def rows_of(opened: Opened, region: str) -> list[list[str]]:
    """The words of a table's body, by what the region around it is called."""
    script = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    rows: list[list[str]] = opened.page.eval_on_selector_all(f'[aria-label="{region}: table"] tbody tr', script)
    return rows


def slide(opened: Opened, lever: int, *keys: str) -> None:
    opened.page.focus(f"#lever-{lever}")
    for key in keys:
        opened.page.keyboard.press(key)


def test_the_page_is_whole_accessible_and_asks_for_nothing(browser: Any, file: Path) -> None:
    for look in ({}, {"color_scheme": "dark"}, {"forced_colors": "active"}):
        opened = Opened(browser, file, **look)
        assert opened.asked == [file.as_uri()]
        assert opened.accessibility() == []
        opened.page.uncheck("#only")
        slide(opened, 0, "ArrowRight")
        assert opened.accessibility() == []
        assert opened.complaints == []
        opened.context.close()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_nothing_is_wider_than_the_window(browser: Any, file: Path, width: int) -> None:
    opened = Opened(browser, file, width=width)
    assert not opened.wider_than_the_window()
    opened.context.close()


def test_a_simulated_settings_numbers_are_those_of_fssim(browser: Any, file: Path, swept: fssim.SweepResults) -> None:
    """The setting of point 7 (a caseload limit of 24, 2,000 children) beside the baseline."""
    opened = Opened(browser, file)
    slide(opened, 0, "End")
    slide(opened, 1, "Home")
    assert opened.page.inner_text("#value-0") == "24"
    assert opened.page.inner_text("#value-1") == "2,000"
    assert opened.page.inner_text("#kind") == "This setting was simulated."
    explored = fssim.explore(swept)
    for title, names in explored.compared.tables.items():
        compared = fssim.compare(swept.at(7), swept.at(0), names)
        for row, name in zip(rows_of(opened, title), names, strict=True):
            theirs = compared.loc[name]
            mean, baseline = swept.at(7).interval(name).mean, swept.at(0).interval(name).mean
            assert row[1:3] == [number(mean), number(baseline)], name
            words = [signed(theirs["difference"]), interval(theirs["low"], theirs["high"]), theirs["verdict"]]
            assert row[3:] == words, name
    opened.context.close()


def test_what_lies_between_is_said_to_be_interpolated_and_is_what_python_gives(
    browser: Any, file: Path, swept: fssim.SweepResults
) -> None:
    opened = Opened(browser, file)
    opened.page.uncheck("#only")
    slide(opened, 0, "Home", "ArrowRight")
    slide(opened, 1, "Home")
    assert opened.page.inner_text("#value-0") == "12.6"
    assert "was not simulated" in opened.page.inner_text("#kind")
    name = fssim.explore(swept).compared.measures[0]
    row = rows_of(opened, "The answer")[0]
    settings = fssim.explore(swept).compared.settings
    ((members, places),) = settings.group_places()
    at = [settings.levers[0].stops[1].place, 0.0]
    means = fssim.explore(swept).compared.means[members, 0, 0]
    value = float(weigh_settings(solve(places), places, at) @ means)
    assert row[1] == f"about {number(value)}"
    assert row[4] == f"missed by {number(fssim.explore(swept).left_out['typical'][name])}"
    assert row[5] == "not simulated"
    opened.page.click("#nearest")
    assert opened.page.inner_text("#kind") == "This setting was simulated."
    opened.context.close()


def test_nothing_inside_a_grid_is_outside_its_settings(browser: Any) -> None:
    """The page in the documentation, of a grid of three levers: every stop of each, on faces and edges too."""
    opened = Opened(browser, PAGE)
    opened.page.uncheck("#only")
    script = """() => {
      const levers = [...document.querySelectorAll("#levers input[type=range]")], kinds = {}
      const go = (at) => {
        if (at === levers.length) {
          const kind = document.getElementById("kind").textContent
          kinds[kind] = (kinds[kind] ?? 0) + 1
          return
        }
        for (let stop = 0; stop <= Number(levers[at].max); stop++) {
          levers[at].value = stop
          levers[at].dispatchEvent(new Event("input"))
          go(at + 1)
        }
      }
      go(0)
      return kinds
    }"""
    kinds = opened.page.evaluate(script)
    simulated = kinds.pop("This setting was simulated.")
    (kind,) = kinds
    assert "emulated from, or interpolated between, settings that were" in kind
    assert (simulated, kinds[kind]) == (3 * 2 * 4, 3 * 3 * 10 - 3 * 2 * 4)
    assert opened.complaints == []
    opened.context.close()


def test_what_is_emulated_is_what_python_gives(browser: Any) -> None:
    """The page in the documentation, at stops between its simulated ones, against a Gaussian process through the means
    that the page holds."""
    data = read_data(PAGE.read_text(encoding="utf-8"))
    means = np.frombuffer(b64decode(data["means"]), "<f4").reshape(-1, len(data["measures"]), 3)[:, :, 0]
    levers, settings = data["levers"], data["settings"]
    places = np.array(
        [[lever["stops"][at]["place"] for lever, at in zip(levers, own, strict=True)] for own in settings]
    )
    between = [next(at for at, stop in enumerate(lever["stops"]) if not stop["simulated"]) for lever in levers[1:]]
    stops = [0, *between]
    at = np.array([[lever["stops"][stop]["place"] for lever, stop in zip(levers, stops, strict=True)]])
    opened = Opened(browser, PAGE)
    opened.page.uncheck("#only")
    for lever, stop in enumerate(stops):
        slide(opened, lever, "Home", *["ArrowRight"] * stop)
    rows = rows_of(opened, "The answer")
    assert {"(emulated)", "(interpolated)"} >= {row[4].split()[-1] for row in rows}
    emulated = 0
    for row, measure in zip(rows, data["tables"][0]["measures"], strict=True):
        if data["measures"][measure]["emulator"] is not None:
            own = means[: len(settings), measure].astype(float)
            process = fit_gaussian_process(places, own, data["about"]["seed"])
            value = float(process.predict(at)[0][0])
            assert process.is_good_enough
            assert row[1] == f"about {number(value)}"
            assert row[4] == f"missed by {number(data['measures'][measure]['typical'])} (emulated)"
            emulated += 1
    assert emulated > 2
    assert f"good enough for {data['emulated']['good']} of the" in opened.page.inner_text("#missed")
    assert opened.complaints == []
    opened.context.close()


def test_settings_are_kept_and_compared(browser: Any, file: Path) -> None:
    opened = Opened(browser, file)
    page = opened.page
    slide(opened, 0, "Home")
    page.fill("#name", "<b>Fewer</b>")
    page.keyboard.press("Enter")
    slide(opened, 0, "End")
    page.click("text=Compare with it")
    assert "in '<b>Fewer</b>'" in page.inner_text("#headline")
    assert page.input_value("#other") == "0"
    page.focus('[aria-label="Show <b>Fewer</b>"]')
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "Show <b>Fewer</b>"  # though it is made again
    assert page.inner_text("#value-0") == "12"
    assert "the setting that it is compared with" in page.inner_text("#headline")
    page.click('[aria-label="Remove <b>Fewer</b>"]')
    assert page.inner_text("#kept") == ""
    assert page.input_value("#other") == "baseline"
    opened.context.close()


def test_a_cell_of_the_grid_and_a_mark_of_the_frontier_choose_a_setting(
    browser: Any, file: Path, swept: fssim.SweepResults
) -> None:
    opened = Opened(browser, file)
    page = opened.page
    means = fssim.explore(swept).frame[fssim.explore(swept).compared.measures[0]]
    cells = page.locator("#grid-table td button").all_inner_texts()
    down = [cells[column * 3 + row] for row in range(3) for column in range(3)]
    assert down == [number(mean) for mean in means]
    page.locator("#grid-table td button").nth(5).focus()
    page.keyboard.press("Enter")
    assert (page.inner_text("#value-0"), page.inner_text("#value-1")) == ("24", "4,000")
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    page.locator("#frontier-table button").first.click()
    best = page.locator("#frontier-table tbody tr").first.locator("td, th").all_inner_texts()
    assert page.inner_text("#value-0") == best[0]
    page.fill("#budget", "1")
    assert page.inner_text("#best") == "None of these settings costs 1 GBP a year or less."
    assert page.locator("#frontier-picture .mark").count() == 9
    page.check("#hold-0")
    assert page.locator("#frontier-picture .mark").count() == 3
    assert page.evaluate("document.activeElement.id") == "hold-0"
    opened.context.close()


def test_the_file_is_a_scenario_that_says_the_setting(browser: Any, file: Path, swept: fssim.SweepResults) -> None:
    opened = Opened(browser, file)
    slide(opened, 0, "End")
    slide(opened, 1, "Home")
    with opened.page.expect_download() as downloading:
        opened.page.click("#download")
    assert downloading.value.suggested_filename == "setting.yaml"
    sent = swept.folder.parent / "setting.yaml"
    downloading.value.save_as(sent)
    assert sent.read_text(encoding="utf-8") == opened.page.input_value("#yaml")
    assert re.search(r"fssim run setting\.yaml", opened.page.inner_text("#how-to-run"))
    scenario = fssim.load(sent)
    changes = fssim.describe_changes(swept.at(7).scenario, scenario)
    assert all("title" in change or "question" in change or "compare" in change for change in changes), changes
    results = fssim.run(scenario, replications=2, seed=swept.sweep.plan.seed, jobs=1)
    for name in fssim.explore(swept).compared.measures:
        here, there = results.values(name), swept.at(7).values(name)[:2]
        assert here == pytest.approx(there, nan_ok=True), name
    opened.context.close()


def test_a_setting_outside_what_was_simulated_is_not_shown(browser: Any, tmp_path: Path) -> None:
    rows = ", ".join(
        f"{{limit: {limit}, children: {children}}}" for limit, children in ((12, 2000), (18, 6000), (24, 2000))
    )
    levers = "{limit: {path: roles.social_worker.caseload_limit.value}, children: {path: demand.children.value}}"
    listed = swept_grid(tmp_path, design=f"{{kind: list, rows: [{rows}]}}", levers=levers, replications="2")
    page = tmp_path / "page.html"
    page.write_text(fssim.explore(listed).html(), encoding="utf-8")
    opened = Opened(browser, page)
    slide(opened, 0, "Home")
    slide(opened, 1, "End")
    assert "lies outside those that were" in opened.page.inner_text("#kind")
    assert {(row[1], row[4], row[5]) for row in rows_of(opened, "The answer")} == {("-", "-", "nothing known")}
    assert "outside" in opened.page.inner_text("#grid-table")
    opened.page.click("#nearest")
    assert opened.page.inner_text("#kind") == "This setting was simulated."
    assert opened.complaints == []
    opened.context.close()


def test_what_is_emulated_is_shown_anywhere_within_what_was_spread_evenly(browser: Any, tmp_path: Path) -> None:
    """A corner of two levers and an uncertainty, where there is no setting; and which are best for their cost is not
    said, as settings met different futures."""
    levers = """
      wage: {path: roles.social_worker.cost.value, range: {low: 50000, high: 60000}}
      paid: {path: roles.team_manager.cost.value, range: {low: 60000, high: 80000}}"""
    uncertain = "{children: {path: demand.children.value, range: {low: 2000, high: 4000}}}"
    design = "{kind: latin hypercube, points: 20}"
    spread = swept_grid(
        tmp_path, design=design, levers=levers, uncertainties=uncertain, replications="2", weekly="",
        measures="[cost_staff_gbp_a_year, visits_in_time_percent]",
    )  # fmt: skip
    page = tmp_path / "page.html"
    page.write_text(fssim.explore(spread).html(), encoding="utf-8")
    opened = Opened(browser, page)
    for lever in range(3):
        slide(opened, lever, "End")
    assert "does not lie between others" in opened.page.inner_text("#kind")
    corner = {name: float(spread.frame[f"{part}_{name}"].max()) for part, name in (
        ("lever", "wage"), ("lever", "paid"), ("uncertainty", "children"),
    )}  # fmt: skip
    told = fssim.emulate(spread, "cost_staff_gbp_a_year").predict([corner])["mean"][0]
    shown = {row[0]: row[1] for row in rows_of(opened, "The answer")}
    assert shown["Staff cost (GBP a year)"] == f"about {number(float(told))}"
    assert "Which are the best for their cost is not said" in opened.page.inner_text("#frontier")
    assert opened.complaints == []
    opened.context.close()


def test_it_prints_what_is_shown(browser: Any, file: Path) -> None:
    opened = Opened(browser, file)
    opened.page.emulate_media(media="print")
    assert not opened.page.locator("#lever-0").is_visible()
    assert opened.page.locator("#value-0").is_visible()
    assert opened.page.locator("#ledger-picture svg").is_visible()
    assert not opened.page.locator("#yaml").is_visible()
    opened.context.close()
