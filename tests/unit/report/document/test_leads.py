"""The page of a run with several leads: what cannot be told comes first, then leads, lateness and payers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fssim.cli.commands.run_scenario import show
from fssim.model.compile.compile_scenario import hash_scenario
from fssim.report.answer import answer_of
from fssim.report.document.report_parts import Section
from fssim.report.document.sections import leads_section
from fssim.report.document.sections.answer_section import build_answer
from fssim.report.document.sections.leads_section import (
    FRONTIERS,
    NOT_OF_THESE_NUMBERS,
    WHOSE,
    build_leads,
)
from fssim.report.wording.leads_in_words import has_several_leads
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.runner import run
from fssim.scenario import load
from fssim.scenario.reading.shipped_files import shipped_folder
from tests.laws.shipped import shortened


@pytest.fixture(scope="module")
def stored() -> StoredRun:
    return StoredRun([run(shortened("families_first"), 2, jobs=1)], {"fssim": "test"})


@pytest.fixture(scope="module")
def section(stored: StoredRun) -> Section:
    return build_leads(stored)


def test_only_scenarios_with_several_leads_have_the_section(stored: StoredRun) -> None:
    assert has_several_leads(stored.results[0].scenario)
    assert not has_several_leads(shortened("one_district_standard"))


def test_what_cannot_be_told_is_said_first(section: Section) -> None:
    (first,) = section.paragraphs
    assert first.startswith("How many are enough cannot be told from one run: the numbers of posts of ")
    assert "lead child protection practitioners and family help practitioners are assumed" in first
    assert "The ratio is the question." in first


def test_page_one_begins_with_what_cannot_be_told(stored: StoredRun) -> None:
    opening, *answer = build_answer(stored).paragraphs
    assert opening.startswith(
        "How many lead child protection practitioners and family help practitioners are enough, and whether children "
        "are safer, cannot be told from this run. No staffing ratio is published"
    )
    assert answer == list(answer_of(stored.results).sentences)


def test_the_terminal_says_what_cannot_be_told_before_any_number(
    stored: StoredRun, capsys: pytest.CaptureFixture[str]
) -> None:
    show(stored.results, None)
    opening, *_ = build_answer(stored).paragraphs
    printed = " ".join(capsys.readouterr().out.split())
    assert 0 < printed.index(opening) < printed.index("Visits in time")
    assert "pilot" not in printed


def test_page_one_does_not_say_that_partners_posts_are_left_out(stored: StoredRun) -> None:
    (cost,) = [aside for aside in build_answer(stored).asides if aside.title == "What it would cost"]
    assert cost.sentences[-1].endswith("other agencies' costs, but for the posts that they pay for here.")


def test_each_of_the_planner_s_questions_is_answered(section: Section) -> None:
    starts = [bullet.partition(":")[0] for bullet in section.bullets]
    assert starts[:2] == ["How many", "Which kind"]
    assert "Which must be" in starts
    assert starts[-1] == "Who pays"
    (pays,) = [bullet for bullet in section.bullets if bullet.startswith("Who pays")]
    assert "police 300,000 pounds" in pays


def test_leads_and_payers_add_up(stored: StoredRun, section: Section) -> None:
    result = stored.results[0]
    leads = [name for name in result.frame.columns if name.startswith("children_held_by_")]
    assert sum(result.interval(name).mean for name in leads) == pytest.approx(100.0)
    paid = [name for name in result.frame.columns if name.startswith("cost_staff_paid_by_")]
    assert sum(result.interval(name).mean for name in paid) == pytest.approx(
        result.interval("cost_staff_gbp_a_year").mean
    )
    assert [table.tab for table in section.tables][:2] == ["Leads", "Who pays"]


@pytest.mark.parametrize("same", [True, False])
def test_points_tried_beforehand_are_shown_of_the_scenario_of_that_title(
    stored: StoredRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, same: bool
) -> None:
    folder = tmp_path / FRONTIERS
    folder.mkdir()
    scenario = stored.results[0].scenario
    header, whose = f"{','.join(WHOSE)},Leads,In time (%)", hash_scenario(scenario) if same else "another"
    mine = f'{header}\n"{scenario.title}",{whose},21,80\n"{scenario.title}",{whose},35,90\n'
    (folder / "mine.csv").write_text(mine, encoding="utf-8")
    (folder / "other.csv").write_text(f"{header}\nAnother,{whose},21,1\n", encoding="utf-8")
    monkeypatch.setattr(leads_section, "shipped_folder", lambda: tmp_path)
    (frontier,) = [table for table in build_leads(stored).tables if table.tab == "How many"]
    assert [column.heading for column in frontier.columns] == ["Leads", "In time (%)"]
    assert frontier.rows == [["21", "80"], ["35", "90"]]
    assert (NOT_OF_THESE_NUMBERS in frontier.note) != same


def test_the_shipped_points_are_of_a_shipped_scenario() -> None:
    titles = {load(name).title for name in ("families_first",)}
    for file in (shipped_folder() / FRONTIERS).glob("*.csv"):
        header, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
        assert tuple(header[:2]) == WHOSE
        assert {row[0] for row in rows} <= titles
        assert all(len(row) == len(header) for row in rows)
