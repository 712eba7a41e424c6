"""What is in time, quarter by quarter, as page one draws it while teams change over, and as its table has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.report.document.sections.answer_section import build_answer
from fssim.report.document.sections.in_time_over_time import (
    draw_in_time,
    list_what_is_in_time,
    measure_in_time,
    name_quarters,
    say_whose_caseload,
    tabulate_in_time,
)
from fssim.report.document.sections.over_time_section import build_over_time
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.runs.runner import run_all
from fssim.scenario import load, with_values

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
REVIEWS = "timely_review_percent"


@pytest.fixture(scope="module")
def results() -> list[Results]:
    """A service whose only team changes over in July, beside the same that does not."""
    goes_on = with_values(
        load(SMALL),
        {"training": None, "vacancies": None, "teams.safeguarding.working_model": "standard",
         "headline.measures": [REVIEWS], "demand.referral_rate.value": 2000,
         "teams.safeguarding.posts.social_worker.posts.value": 1},
    )  # fmt: skip
    wave = {"team": "safeguarding", "numbers": [1], "working_model": "family_safeguarding", "start": "2019-07-01"}
    changes = with_values(goes_on, {"roll_out": {"all": wave}, "title": "Changing"})
    return list(run_all({"changes": changes, "goes on": goes_on}, 3, 1, 1))


def test_the_headline_says_what_is_told(results: list[Results]) -> None:
    assert list_what_is_in_time(results[0].scenario) == {REVIEWS: ["review"]}


def test_quarters_come_to_the_year(results: list[Results]) -> None:
    """Of as many reviews, nearly, in each: within five points, and far from all or none."""
    (by_scenario,) = measure_in_time(results).values()
    for result, points in zip(results, by_scenario, strict=True):
        whole = result.interval(REVIEWS).mean
        assert 20.0 < whole < 90.0
        assert len(points) == 4
        assert sum(point.mean for point in points) / 4 == pytest.approx(whole, abs=5.0)


def test_page_one_draws_it_while_teams_change_over(results: list[Results]) -> None:
    (picture,) = build_answer(StoredRun(results, {"fssim": "test"})).pictures
    assert picture.title.startswith("Review in time, in the quarters from April 2019 and January 2020: ")
    assert picture.note.endswith("Dotted upright lines: teams change over.")
    picture.draw(268.0)
    assert draw_in_time(results[1:]) is None


def test_quarters_stand_in_a_table(results: list[Results]) -> None:
    assert name_quarters(results) == ["April 2019", "July 2019, teams change over", "October 2019", "January 2020"]
    table = tabulate_in_time(results)
    assert table is not None
    headings = ["Quarter from", "Review: % in time", "Children allocated per full-time worker in post"]
    assert [column.heading for column in table.columns] == [*headings, "Families unallocated"]
    (by_scenario,) = measure_in_time(results).values()
    assert [row[1] for row in table.rows] == [point.mean for point in by_scenario[0]]
    tabs = [of_section.tab for of_section in build_over_time(StoredRun(results, {"fssim": "test"})).tables]
    assert {"Quarter by quarter", "In time"} < set(tabs)
    assert tabulate_in_time(results[1:]) is None


def test_the_table_says_whom_caseloads_leave_out(results: list[Results]) -> None:
    assert say_whose_caseload(results[0].scenario) == ""
    assert say_whose_caseload(load("families_first_phased")) == (
        " Children allocated to family help practitioners and family support workers are not counted in caseloads, nor "
        "are those workers."
    )
