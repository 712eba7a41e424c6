"""The lesson as a trainer and a learner meet it: in a browser, by keyboard, on a phone, on a projector, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.lessons.small_lesson import small_lesson
from tests.unit.report.browser import Opened, browser, expect, needs_browser

__all__ = ["browser"]
pytestmark = [pytest.mark.slow, needs_browser]
STEPS = ("predict", "run", "reveal", "manage", "family", "discuss", "handouts", "notes")
Opening = Callable[..., Opened]
SEALED = ("run", "reveal", "manage", "family")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("lesson") / "lesson.html"
    file.write_text(small_lesson().html(), encoding="utf-8")
    return file


@pytest.fixture
def open_lesson(browser: Any, page: Path) -> Iterator[Opening]:
    """What opens the lesson, as wide and in such colours as is said; all that is open is closed in the end."""
    still_open: list[Opened] = []

    def opening(width: int = 1280, height: int = 800, **context: Any) -> Opened:
        still_open.append(Opened(browser, page, width, height, **context))
        return still_open[-1]

    yield opening
    for opened in still_open:
        opened.context.close()


def go(opened: Opened, step: str) -> None:
    """Turn to a step, which the page does some time after the click."""
    opened.page.click(f'.steps a[href="#{step}"]')
    expect(opened.page.locator(f'.steps a[href="#{step}"][aria-current]')).to_have_count(1)
    opened.settle()


def lock(opened: Opened) -> None:
    opened.page.click("#predict .lock")


def shown(opened: Opened, selector: str) -> bool:
    return bool(opened.page.locator(selector).first.is_visible())


def curves(opened: Opened, chart: str) -> dict[str, int]:
    """How many weeks each line of a chart has."""
    script = """chart => Object.fromEntries([...document.querySelectorAll(`#${chart} .curve`)].map(curve =>
        [curve.classList[1], curve.points.length]))"""
    return dict(opened.page.evaluate(script, chart))


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(320, 640, "light"), (1440, 900, "dark"), (1920, 1080, "light")]
)
def test_every_step_is_accessible_fits_and_asks_for_nothing(
    open_lesson: Opening, page: Path, width: int, height: int, scheme: str
) -> None:
    opened = open_lesson(width, height, color_scheme=scheme)
    for step in SEALED:
        go(opened, step)
        assert shown(opened, f"#{step} .seal")
        assert not shown(opened, f"#{step} .under-seal")
    go(opened, "predict")
    assert opened.accessibility() == []
    opened.page.click("#by-numbers summary")
    lock(opened)
    for step in STEPS:
        go(opened, step)
        assert [name for name in STEPS if shown(opened, f"#{name}")] == [step]
        assert opened.accessibility() == []
        assert not opened.wider_than_the_window()
    assert opened.asked == [page.as_uri()]
    assert opened.complaints == []


def test_letters_are_of_24_pixels_on_a_projector(open_lesson: Opening) -> None:
    opened = open_lesson(1920, 1080)
    lock(opened)
    go(opened, "run")
    sizes = "[...document.querySelectorAll('#run p, #scene-0')].map(one => parseFloat(getComputedStyle(one).fontSize))"
    *words, canvas = opened.page.evaluate(sizes.replace("#run p, #scene-0", "#run > .under-seal > p, #scene-0"))
    assert min(words) >= 24.0
    assert 0.75 * canvas >= 24.0  # what is written on it is three quarters of its own size
    (bottom,) = opened.page.evaluate("[document.getElementById('scene-0').getBoundingClientRect().bottom]")
    assert bottom <= 1080.0


def test_a_line_is_drawn_by_dragging_or_by_keyboard_and_locks(open_lesson: Opening) -> None:
    opened = open_lesson()
    values = "[...document.querySelectorAll('#points input')].map(input => input.value)"
    before = opened.page.evaluate(values)
    box = opened.page.locator("#predict-chart").bounding_box()
    opened.page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.4 * box["height"], steps=20)
    opened.page.mouse.up()
    dragged = opened.page.evaluate(values)
    assert dragged != before
    opened.page.focus("#by-numbers summary")
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("ArrowUp")
    typed = opened.page.evaluate(values)
    assert [int(typed[0]), *typed[1:]] == [int(dragged[0]) + 1, *dragged[1:]]
    opened.page.fill("#guess-0", "12, 30\n7;9 many")
    assert opened.page.text_content("#read-0") == "4 guesses. Not a number, and left out: many."
    lock(opened)
    opened.page.focus("#point-1")
    opened.page.keyboard.press("ArrowUp")
    opened.page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.1 * box["height"])
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.1 * box["height"], steps=5)
    opened.page.mouse.up()
    opened.page.focus("#guess-0")
    opened.page.keyboard.type("99")
    assert opened.page.evaluate(values) == typed
    assert opened.page.input_value("#guess-0") == "12, 30\n7;9 many"
    assert "Locked" in opened.page.text_content("#locked")
    assert opened.complaints == []


def test_what_is_revealed_is_the_answer_beside_the_guesses(open_lesson: Opening) -> None:
    made = small_lesson()
    name = next(name for name in made.measures if name.startswith("wait") and name.endswith("mean_working_days"))
    answer = made.played[0].results.frame[name].mean()
    number = 1 + made.measures.index(name)
    opened = open_lesson()
    opened.page.fill(f"#guess-{number}", f"{answer:.4f} {2 * answer:.4f} {3 * answer:.4f}")
    lock(opened)
    go(opened, "reveal")
    told = opened.page.text_content(f"#judged-{number}")
    shown_answer = float(re.search(r"The answer is ([\d.]+)", told)[1])
    assert shown_answer == pytest.approx(answer, abs=0.06)
    assert "3 guesses" in told
    assert told.endswith("Within a fifth of the answer: 1.")
    assert opened.page.locator(f"#histogram-{number} .guessed").count() == 3
    assert opened.page.text_content("#judged-0").startswith("Nobody guessed.")
    assert opened.page.text_content("#line-judged") == "Nobody drew a line."
    assert set(curves(opened, "reveal-chart")) == {"usual", "nothing"}
    opened.page.reload()  # and nothing was kept
    assert opened.page.input_value(f"#guess-{number}") == ""
    assert opened.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_every_combination_of_decisions_shows_what_it_came_to(open_lesson: Opening) -> None:
    made = small_lesson()
    opened = open_lesson()
    lock(opened)
    go(opened, "manage")
    weeks = len(made.played[0].line.days)
    for place, one in enumerate(made.combinations):
        for number, option in enumerate(one.chosen):
            assert 0 < curves(opened, "manage-chart")["yours"] < weeks
            assert not shown(opened, "#outcome")
            opened.page.focus(f"#option-{number}-0")
            for _ in range(option):
                opened.page.keyboard.press("ArrowDown")
            opened.page.keyboard.press("Enter")
        assert curves(opened, "manage-chart")["yours"] == weeks
        for row, name in enumerate(made.measures):
            told = opened.page.text_content(f'[data-you="{row}"]').replace(",", "")
            mean = made.played[place].results.frame[name].mean()
            assert float(told) == pytest.approx(mean, rel=0.006)
            verdict = made.outcomes[place][name].verdict if place else "nothing done"
            assert opened.page.text_content(f'[data-verdict="{row}"]') == verdict
        opened.page.click("#again")
    assert opened.complaints == []


def test_all_combinations_are_listed_best_first(open_lesson: Opening) -> None:
    made = small_lesson()
    opened = open_lesson()
    lock(opened)
    go(opened, "manage")
    for _ in range(2):
        opened.page.click(".decision.next button")
    opened.page.click("#outcome summary")
    opened.page.select_option("#order", "0")
    cells = opened.page.eval_on_selector_all(
        "#all tr", "rows => rows.map(row => [...row.cells].map(c => c.textContent))"
    )
    assert len(cells) == len(made.combinations)
    best = [float(row[2].replace(",", "")) for row in cells]
    assert best == sorted(best)
    assert opened.page.locator("#all tr.whole").count() == 1


def test_the_film_stops_and_asks_and_goes_on(open_lesson: Opening) -> None:
    made = small_lesson()
    opened = open_lesson()
    opened.stop_the_clock()
    lock(opened)
    opened.page.click('.steps a[href="#run"]')
    expect(opened.page.locator("#run")).to_be_visible()
    opened.page.select_option("#speed", "8")
    opened.page.click("#play")
    opened.wait(2_500)  # at eight weeks a second it is nine weeks to the first
    assert opened.page.text_content("#play") == "Play"
    assert opened.page.text_content("#prompt") == made.film.pauses[0][1]
    assert "June 2019" in opened.page.text_content("#date")
    opened.page.click("#play")
    opened.wait(6_000)
    assert opened.page.text_content("#prompt") == made.film.pauses[1][1]
    assert "February 2020" in opened.page.text_content("#date")
    opened.page.click("#play")
    assert opened.page.text_content("#play") == "Pause"
    opened.page.click('.steps a[href="#discuss"]')  # and it stops when nobody looks
    expect(opened.page.locator("#play")).to_have_text("Play")


def test_lives_are_told_day_by_day_and_why_they_differ_when_it_is_asked(open_lesson: Opening) -> None:
    opened = open_lesson()
    lock(opened)
    go(opened, "family")
    rows = opened.page.locator(".in-step tbody tr")
    assert [rows.nth(n).is_visible() for n in range(3)] == [True, False, False]
    assert not shown(opened, "#why")
    assert not shown(opened, "#timeline-again")
    opened.page.click("#next-day")
    assert [rows.nth(n).is_visible() for n in range(3)] == [True, True, False]
    opened.page.click("#all-days")
    assert all(rows.nth(n).is_visible() for n in range(rows.count()))
    assert shown(opened, "#timeline-again")
    opened.page.click("#show-why")
    assert shown(opened, "#why .whys")


@pytest.mark.parametrize("what", ["all", "sheet-predict", "sheet-life-1", "sheet-timeline"])
def test_handouts_print_without_the_answer(open_lesson: Opening, what: str) -> None:
    opened = open_lesson()
    opened.page.evaluate("print = () => {}")
    lock(opened)
    go(opened, "handouts")
    opened.page.click(f'[data-print="{what}"]')
    opened.page.emulate_media(media="print")
    opened.settle()
    printed = [sheet for sheet in ("sheet-predict", "sheet-life-1", "sheet-life-2", "sheet-timeline")
               if shown(opened, f"#{sheet}")]  # fmt: skip
    assert printed == ([what] if what != "all" else printed)
    assert len(printed) == (4 if what == "all" else 1)
    assert not any(shown(opened, f"#{step}") for step in STEPS if step != "handouts")
    assert "The answer is" not in opened.page.inner_text("body")
    assert set(curves(opened, "sheet-chart")) == {"usual"}


def test_notes_print_by_themselves(open_lesson: Opening) -> None:
    opened = open_lesson()
    opened.page.evaluate("print = () => {}")
    go(opened, "notes")
    opened.page.click('[data-print="notes"]')
    opened.page.emulate_media(media="print")
    opened.settle()
    assert shown(opened, "#notes table")
    assert not shown(opened, "#handouts")


def test_forced_colours_leave_what_is_chosen_visible(open_lesson: Opening) -> None:
    opened = open_lesson(forced_colors="active")
    lock(opened)
    go(opened, "manage")
    assert opened.accessibility() == []
    width = "getComputedStyle(document.querySelector('.steps a[aria-current]')).borderTopWidth"
    assert opened.page.evaluate(width) == "3px"
