"""A scenario that starts from who was open on the last day of the returns."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import fssim
from fssim.authority.new.figures.own_figures import OwnFigures, Population
from fssim.authority.new.opening_files import format_caseload, format_counted, format_from_today
from fssim.authority.returns.figures import DayCount, Figure, OpeningCaseload, OpeningCount, estimate_families

DAY = date(2024, 3, 31)
COUNTS = (
    OpeningCount("assessment", 0, 4, 20, 90),  # linked by dates, as those of several families have the same
    OpeningCount("assessment", 4, None, 12, 22),
    OpeningCount("section_47_enquiry", 0, None, 6, 11),
    OpeningCount("child_protection_plan", 0, None, 10, 18),
    OpeningCount("open_without_plan", 0, None, 9, 15),
)
A_FAMILY = Figure("children_a_family", 1.8, 400, 1.7, 1.9, (date(2023, 4, 1), DAY), "a census")


@pytest.fixture
def own() -> OwnFigures:
    by_month = (DayCount(DAY, "assessment", 32, 112), DayCount(DAY, "open_without_plan", 9, 15))
    caseload = OpeningCaseload(DAY, COUNTS, ("referral",), by_month, ("pre_proceedings",))
    figures = {"children_a_family": A_FAMILY}
    return OwnFigures("Here", Population(20_000, "given", 2024), figures, {}, "Here", caseload)


def test_stages_of_the_model_are_counted_and_families_are_no_fewer_than_they_can_be(own: OwnFigures) -> None:
    rows = list(csv.DictReader(StringIO(format_caseload(own, fssim.load("standard")).removeprefix("\ufeff"))))
    assert [tuple(row.values()) for row in rows] == [
        ("assessment", "0", "50", "90", "here_caseload", "published"),
        ("assessment", "4", "12", "22", "here_caseload", "published"),
        ("child_protection_plan", "0", "10", "18", "here_caseload", "published"),
        ("pre_proceedings", "0", "0", "0", "here_caseload", "published"),
    ]
    counted = format_counted(own, fssim.load("standard")).removeprefix("\ufeff").splitlines()
    assert counted == ["day,stage,families,children", "2024-03-31,assessment,62,112"]
    assert format_counted(replace(own, caseload=None), fssim.load("standard")) == ""
    assert format_caseload(replace(own, caseload=None), fssim.load("standard")) == ""


def test_what_it_cannot_start_with_is_said(own: OwnFigures) -> None:
    text = format_from_today(own, fssim.load("standard"), "scenario.yaml")
    assert "title: 'Here: from 31 March 2024'" in text
    words = " ".join(text.split())
    assert "Not among them, as they go on beside a stage that is counted: section 47 enquiry (11 children)." in words
    assert "as they are no stage of their own in the model: assessed, open without a plan (15 children)." in words
    assert "Not among them, as they were too few to show: referred, nothing decided yet." in words
    assert "in no return of that year, and are counted by the plan that they are on: pre-proceedings." in words


def test_it_is_a_scenario(own: OwnFigures, tmp_path: Path) -> None:
    standard = fssim.load("standard")
    sources = "id,quantity,source_title\nhere_caseload,Families open,a census\n"
    (tmp_path / "sources.csv").write_text(sources, encoding="utf-8")
    here = "extends: standard\ntitle: Here\nquestion: How?\nsources: [sources.csv]\n"
    (tmp_path / "scenario.yaml").write_text(here, encoding="utf-8")
    (tmp_path / "caseload.csv").write_text(format_caseload(own, standard), encoding="utf-8")
    (tmp_path / "from_today.yaml").write_text(format_from_today(own, standard, "scenario.yaml"), encoding="utf-8")
    opening = fssim.load(tmp_path / "from_today.yaml").opening
    assert opening is not None
    families = {stage: sum(count.families.value for count in bands.values()) for stage, bands in opening.stages.items()}
    assert families == {"assessment": 62.0, "child_protection_plan": 10.0, "pre_proceedings": 0.0}


def test_posts_of_those_who_hold_families_are_vacant_as_all_social_workers_posts_were(
    own: OwnFigures, tmp_path: Path
) -> None:
    """The standard county has 183 posts of social workers who hold families: of these 18.03%, to the nearest post."""
    standard, day = fssim.load("standard"), date(2023, 9, 30)
    vacancy = Figure("vacancy", 18.03, 90, 15.0, 21.0, (day, day), "social work workforce census 2023")
    own = replace(own, figures={**own.figures, "vacancy": vacancy})
    text = format_from_today(own, standard, "scenario.yaml")
    words = yaml.safe_load(text)["notes"]
    assert (
        "On the first day 33 of 183 posts of 'Social worker' are vacant, whether an agency worker is in them or not, "
        "as 18.0% of all social workers' posts" in words
    )
    assert "were on 30 September 2023: the workforce return is of that day, and does not count them by role" in words
    sources = "id,quantity,source_title\nhere_caseload,Families open,a census\nhere_vacancy,Vacant,a census\n"
    (tmp_path / "sources.csv").write_text(sources, encoding="utf-8")
    here = "extends: standard\ntitle: Here\nquestion: How?\nsources: [sources.csv]\n"
    (tmp_path / "scenario.yaml").write_text(here, encoding="utf-8")
    (tmp_path / "caseload.csv").write_text(format_caseload(own, standard), encoding="utf-8")
    (tmp_path / "from_today.yaml").write_text(text, encoding="utf-8")
    opening = fssim.load(tmp_path / "from_today.yaml").opening
    assert opening is not None
    (posts,) = opening.vacant_posts.values()
    assert (posts.value, posts.source, posts.confidence) == (33.0, "here_vacancy", "medium")
    assert "does not count vacancies by role" in posts.note


def test_families_are_added_where_most_children_are_for_each_and_only_if_all_are_too_few() -> None:
    assert estimate_families([(20, 90), (12, 22)], 1.8) == [50, 12]
    assert estimate_families([(7, 9), (3, 8)], 1.8) == [7, 3]  # 10 in all are more than 17 children come to
    assert estimate_families([], 1.8) == []


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), max_size=9), st.floats(1.0, 4.0))
def test_families_are_as_many_in_all_however_finely_they_are_counted(bands: list[tuple[int, int]], of: float) -> None:
    counts = [(families, families + more) for families, more in bands]
    together = (sum(families for families, _ in counts), sum(children for _, children in counts))
    estimated = estimate_families(counts, of)
    assert [sum(estimated)] == estimate_families([together], of)
    assert all(one <= number <= children for number, (one, children) in zip(estimated, counts, strict=True))
