"""What the page says: the answer that measures give, every combination, and handouts without the answer."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fssim.dates import write_date
from fssim.errors import ArgumentTypeError, QuestionError
from fssim.lessons.lesson import find_gap, lesson
from fssim.lessons.page.lesson_page import dates_in_step, page_data, questions_of
from fssim.lessons.page.trainer_notes import (
    FOR_GOOD,
    NEAR,
    PROGRAMMES,
    answers_in_words,
    decisions_in_words,
    price_in_words,
    waiting_list_in_words,
)
from fssim.measures.catalogue import describe
from fssim.report.wording.words import number
from fssim.runs.compare import compare
from fssim.scenario import load
from tests.unit.lessons.small_lesson import SMALL, small_lesson, write_lesson


@pytest.fixture(scope="module")
def page() -> str:
    return small_lesson().html()


def test_the_answers_are_what_measures_say() -> None:
    made = small_lesson()
    line, *others = questions_of(made)
    assert line["answer"] == made.played[0].line.on(date(2020, 2, 2)).mean
    assert "2 February 2020" in line["words"]
    assert [one["name"] for one in others] == [m for m in made.measures if not describe(m).unit.startswith("GBP")]
    for one in others:
        assert one["answer"] == pytest.approx(made.played[0].results.frame[one["name"]].mean())
        assert one["usual"] == number(made.compared[0].results.frame[one["name"]].mean())
        assert one["answered"].startswith(number(one["answer"]))


def test_the_data_have_every_combination_and_its_measures() -> None:
    made = small_lesson()
    data = page_data(made)
    assert data["options"] == [2, 2]
    assert len(data["combinations"]) == 4
    for played, shown in zip(made.played, data["combinations"], strict=True):
        assert shown["mean"] == [round(10 * week.mean) for week in played.line.weeks]
        assert [one["value"] for one in shown["measures"]] == pytest.approx(
            [played.results.frame[name].mean() for name in made.measures], nan_ok=True
        )
    first, last = data["gap"]
    days = [date.fromisoformat(day) for day in data["days"]]
    assert days[first - 1] < date(2019, 6, 3) <= days[first]
    assert days[last] <= date(2020, 2, 2) < days[last + 1]
    assert data["points"][0] == first - 1
    assert data["points"][-1] == len(days) - 1
    assert data["most"] >= 1.5 * max(week.mean for week in made.played[0].line.weeks)  # gives nothing away


def test_handouts_do_not_have_the_answer(page: str) -> None:
    made = small_lesson()
    handouts = page[page.index('<section id="handouts"') : page.index('<section id="notes"')]
    handouts = re.sub('src="data:[^"]*"', "", handouts)
    for question in questions_of(made):
        assert question["answered"] not in handouts
        assert question["answered"].split(" (")[0] not in handouts
    for why in made.story.whys:
        assert all(d.sentence not in handouts for _, some in why.differences for d in some)
        assert why.parting not in handouts
    assert handouts.count('class="sheet"') == 2 + len(made.story.lives)
    assert "parting" not in made.story.svg(answer=False).decode()


def test_the_page_asks_for_nothing_and_has_one_of_each_id(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)
    assert set(re.findall(r"http://[^\"' ]*", page)) == {"http://www.w3.org/2000/svg"}  # a name, and no address
    assert "https://" not in page
    assert "localStorage" not in page
    assert "sessionStorage" not in page
    assert "&gt;" not in page[page.index("<style>") : page.index("</style>")]
    assert len(page) < 5e6


def test_programmes_take_as_long_as_they_say() -> None:
    for minutes, programme in PROGRAMMES.items():
        assert sum(programme.values()) == minutes
    assert len({tuple(programme) for programme in PROGRAMMES.values()}) == 1


def test_what_is_said_of_the_line_is_so() -> None:
    made = small_lesson()
    line, usual = made.played[0].line, made.compared[0].line
    longest, as_it_ends, back = waiting_list_in_words(made)
    most = max(week.mean for week in line.weeks)
    week = [one.mean for one in line.weeks].index(most)
    assert f"in the week to {write_date(line.days[week])}: {number(most)} (" in longest
    at_end = [one for one, day in zip(line.weeks, line.days, strict=True) if day <= date(2020, 2, 2)][-1]
    assert f"on 2 February 2020, {number(at_end.mean)} (" in as_it_ends
    apart = [
        here.mean - there.mean
        for here, there, day in zip(line.weeks, usual.weeks, line.days, strict=True)
        if day > date(2020, 2, 2)
    ]
    near = "".join("n" if one < NEAR else "-" for one in apart)
    if "n" * FOR_GOOD in near:
        assert f": {near.index('n' * FOR_GOOD) + 1} weeks after it ended" in back
    else:
        assert "never comes within a family" in back


def test_what_is_said_of_answers_and_decisions_is_so() -> None:
    made = small_lesson()
    rows = compare(made.played[0].results, made.compared[0].results, made.measures)
    for sentence, (name, row) in zip(answers_in_words(made), rows.iterrows(), strict=True):
        assert sentence.startswith(describe(str(name), made.scenario).label)
        assert sentence.endswith(f"; {row.verdict}).")
        assert number(row.value) in sentence
    shown = [name for name in made.measures if describe(name).more_is in ("worse", "better")]
    for sentence, name in zip(decisions_in_words(made), shown, strict=True):
        means = [played.results.frame[name].mean() for played in made.played]
        best = max(means) if describe(name).more_is == "better" else min(means)
        assert f", {number(best)}" in sentence


def test_a_price_is_the_difference_in_staff_cost_of_that_option_alone() -> None:
    made = small_lesson()
    cost = "cost_staff_gbp_a_year"
    more = [played.results.frame[cost].mean() for played in made.played]
    assert price_in_words(made, 0, 0) == ""
    assert f"£{number(more[1] - more[0])} more a year" in price_in_words(made, 1, 1)


def test_days_in_step_have_what_each_life_tells() -> None:
    made = small_lesson()
    lives = [chapters for _, chapters, _ in made.story.chapters()]
    rows = dates_in_step(lives)
    assert [row["day"] for row in rows] == sorted({row["day"] for row in rows})
    for place, chapters in enumerate(lives):
        shown = [text for row in rows for text in row["lives"][place]]
        assert sorted(shown) == sorted(
            [f"{chapter.title}." for chapter in chapters] + [e.text for chapter in chapters for e in chapter.entries]
        )
    assert all(row["alike"] == (row["lives"][0] == row["lives"][1]) for row in rows)


def test_whatever_files_say_is_text(tmp_path: Path) -> None:
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    scenario, plan = write_lesson(tmp_path)
    scenario.write_text(scenario.read_text("utf-8").replace("An empty post", f"'{nasty}'"), "utf-8")
    plan.write_text(plan.read_text("utf-8").replace("They go outside", f"'{nasty}'"), "utf-8")
    page = lesson(
        load(scenario), [load(tmp_path / "full.yaml")], plan=plan, replications=2, replays=0, jobs=1
    ).html()  # fmt: skip
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;/script&gt;" in page


def test_a_lesson_needs_a_comparison_and_something_that_begins() -> None:
    full = load(SMALL)
    with pytest.raises(QuestionError, match="nothing to compare with"):
        lesson(full, [])
    with pytest.raises(ArgumentTypeError, match="a Scenario is needed"):
        lesson("standard.yaml", [full])  # type: ignore[arg-type]
    with pytest.raises(QuestionError, match="begins on a date"):
        find_gap(full, full)
