"""The page of a run with several leads: what cannot be told comes first, then leads, lateness and payers."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.model.compile.compile_scenario import hash_scenario
from fssim.report.document.report_parts import Section
from fssim.report.document.sections import leads_section
from fssim.report.document.sections.leads_section import FRONTIERS, WHOSE, build_leads, has_several_leads
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.runner import run
from tests.laws.shipped import shortened


@pytest.fixture(scope="module")
def stored() -> StoredRun:
    return StoredRun([run(shortened("families_first"), 2, jobs=1)], {"fssim": "test"})


@pytest.fixture(scope="module")
def section(stored: StoredRun) -> Section:
    return build_leads(stored)


def test_only_scenarios_with_several_leads_have_the_section(stored: StoredRun) -> None:
    assert has_several_leads(stored)
    other = StoredRun([run(shortened("one_district_standard"), 1, jobs=1)], {"fssim": "test"})
    assert not has_several_leads(other)


def test_what_cannot_be_told_is_said_first(section: Section) -> None:
    (first,) = section.paragraphs
    assert first.startswith("How many are enough cannot be told from one run: the numbers of posts of ")
    assert "lead child protection practitioner and family help practitioner are assumed" in first
    assert "The ratio is the question." in first


def test_each_of_the_planner_s_questions_is_answered(section: Section) -> None:
    starts = [bullet.partition(":")[0] for bullet in section.bullets]
    assert starts[:2] == ["How many", "Which kind"]
    assert "Which must be" in starts
    assert starts[-1] == "Who pays"
    (pays,) = [bullet for bullet in section.bullets if bullet.startswith("Who pays")]
    assert "police £300,000" in pays


def test_leads_and_payers_add_up(stored: StoredRun, section: Section) -> None:
    result = stored.results[0]
    leads = [name for name in result.frame.columns if name.startswith("children_held_by_")]
    assert sum(result.interval(name).mean for name in leads) == pytest.approx(100.0)
    paid = [name for name in result.frame.columns if name.startswith("cost_staff_paid_by_")]
    assert sum(result.interval(name).mean for name in paid) == pytest.approx(
        result.interval("cost_staff_gbp_a_year").mean
    )
    assert [table.tab for table in section.tables] == ["Leads", "Who pays"]


def test_points_tried_beforehand_are_shown_of_that_very_scenario_alone(
    stored: StoredRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / FRONTIERS
    folder.mkdir()
    whose = hash_scenario(stored.results[0].scenario)
    (folder / "mine.csv").write_text(f"{WHOSE},Leads,In time (%)\n{whose},21,80\n{whose},35,90\n", encoding="utf-8")
    (folder / "other.csv").write_text(f"{WHOSE},Leads,In time (%)\nanother,21,1\n", encoding="utf-8")
    monkeypatch.setattr(leads_section, "shipped_folder", lambda: tmp_path)
    *_, frontier = build_leads(stored).tables
    assert [column.heading for column in frontier.columns] == ["Leads", "In time (%)"]
    assert frontier.rows == [["21", "80"], ["35", "90"]]
