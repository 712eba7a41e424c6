"""The page of a run with several leads: what cannot be told comes first, then leads, lateness and payers."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from fssim import simulate
from fssim.cli.commands.run_scenario import show
from fssim.measures.catalogue import declaration_of
from fssim.model.scenario_hash import hash_scenario
from fssim.report.answer import answer_of
from fssim.report.charts.panels import Panels
from fssim.report.document import points_beforehand
from fssim.report.document.points_beforehand import FRONTIERS, WHOSE
from fssim.report.document.report_parts import Picture, Section
from fssim.report.document.sections.answer_section import build_answer
from fssim.report.document.sections.leads_picture import NOT_OF_THESE_NUMBERS, draw_leads
from fssim.report.document.sections.leads_section import build_leads
from fssim.report.wording.leads_in_words import has_several_leads
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.runner import run
from fssim.scenario import load
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.schema.demand import RISKS
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


def test_page_one_says_which_leads_must_be_of_one_role(stored: StoredRun, section: Section) -> None:
    (who,) = [aside for aside in build_answer(stored).asides if aside.title == "Who leads"]
    kind, must_be = who.sentences
    assert kind.startswith("Which kind: ")
    assert must_be == (
        "Which must be: the allocated worker is always a social worker in assessment, pre-proceedings (PLO), care "
        "proceedings, child in care and child in need plan and child protection plan of families at high risk, as the "
        "scenario has it."
    )
    assert [bullet for bullet in section.bullets if bullet.startswith("Which")] == [kind, must_be]


def test_what_must_be_so_is_so_of_every_family_in_the_log() -> None:
    """Counted event by event: who is allocated to a family when it leaves each stage."""
    log = simulate(shortened("families_first"), seed=5)
    events = log.to_frame()
    stage: dict[int, str] = {}
    holder: dict[int, int] = {}
    held: Counter[tuple[str, str, str]] = Counter()
    for row in events[events["event"].isin(["entered", "allocated", "unallocated"])].itertuples():
        family = int(row.family)
        if row.event == "allocated":
            holder[family] = int(row.worker)
        elif row.event == "unallocated":
            holder.pop(family, None)
        else:
            if family in holder:
                role = log.tables.names.roles[log.workers.role[holder[family]]]
                held[stage[family], role, RISKS[log.families.risk[family]]] += 1
            stage[family] = str(row.subject)
            if row.subject in ("closed", "referral"):
                holder.pop(family, None)
    alone = {stage for stage, _, _ in held} - {"family_help", "disabled_child_support"}
    for where, role, risk in held:
        if where in alone and (risk == "high" or where not in ("child_in_need_plan", "child_protection_plan")):
            assert role == "social_worker", (where, role, risk)
    shared = [(where, "family_help_practitioner", risk) for where in alone for risk in ("low", "medium")]
    assert sum(held[one] > 0 for one in shared) == 4


def test_nobody_waits_for_a_lead_whose_number_of_children_nothing_limits(section: Section) -> None:
    (how_many,) = [bullet for bullet in section.bullets if bullet.startswith("How many")]
    assert "Nothing limits how many children each has, so that no family waits to be given one" in how_many


def test_page_one_says_who_pays_and_what_the_other_does_not_have(stored: StoredRun) -> None:
    (cost,) = [aside for aside in build_answer(stored).asides if aside.title == "What it would cost"]
    (pays,) = [sentence for sentence in cost.sentences if sentence.startswith("Who pays")]
    assert "police 300,000 pounds" in pays
    first, *others = stored.results
    lacking = [
        f"'{other.scenario.title}' has no targeted early help, so that what it costs is part of the difference."
        for other in others
        if "targeted_early_help" not in other.scenario.demand.streams
    ]
    assert first.scenario.demand.streams
    assert [sentence for sentence in cost.sentences if " has no " in sentence] == lacking


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


CORE_GROUPS = "timely_core_group_percent"


@pytest.fixture
def points(stored: StoredRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Points of the scenario in a file, of its numbers as they are or (parameter False) as they are not, and another
    scenario's."""
    folder = tmp_path / FRONTIERS
    folder.mkdir()
    scenario = stored.results[0].scenario
    header = f"{','.join(WHOSE)},Leads,Odds,Chaired by,{CORE_GROUPS}"
    whose = f'"{scenario.title}",{hash_scenario(scenario) if request.param else "another"}'
    rows = ["35,0.5,a chair,90", "21,1,a chair,70", "21,0.5,a chair,80", "21,0.5,the lead,40"]
    (folder / "mine.csv").write_text("\n".join([header, *(f"{whose},{row}" for row in rows), ""]), encoding="utf-8")
    (folder / "other.csv").write_text(f"{header}\nAnother,x,21,1,a chair,1\n", encoding="utf-8")
    monkeypatch.setattr(points_beforehand, "shipped_folder", lambda: tmp_path)
    return folder


@pytest.mark.parametrize(("points", "same"), [(True, True), (False, False)], indirect=["points"])
def test_points_tried_beforehand_are_shown_of_the_scenario_of_that_title(
    stored: StoredRun, points: Path, same: bool
) -> None:
    (frontier,) = [table for table in build_leads(stored).tables if table.tab == "How many"]
    assert [column.heading for column in frontier.columns] == ["Leads", "Odds", "Chaired by", "In time: core group (%)"]
    assert frontier.rows[0] == ["35", "0.5", "a chair", "90"]
    assert len(frontier.rows) == 4
    picture = draw_leads(stored.results)
    assert picture is not None
    assert (NOT_OF_THESE_NUMBERS in frontier.note, NOT_OF_THESE_NUMBERS in picture.note) == (not same, not same)


@pytest.mark.parametrize("points", [True], indirect=True)
def test_the_picture_of_page_one_is_of_how_many_are_enough(stored: StoredRun, points: Path) -> None:
    (picture,) = build_answer(stored).pictures
    assert picture.title == "In time with 35 and 21 leads: core group 90% and 80%"
    assert picture.note.endswith(
        "lines reach from the lowest to the highest that came of trying other values of what is not known: odds."
    )
    drawn = draw_panels_of(picture)
    assert drawn.rows[1:] == ["35 posts", "21 posts", "21 posts, chaired by the lead"]
    (panel,) = drawn.panels
    assert panel.values[0] == stored.results[0].interval(CORE_GROUPS)
    assert [(value.mean, value.low, value.high) for value in panel.values[2:3]] == [(80.0, 70.0, 80.0)]
    picture.draw(268.0)


def draw_panels_of(picture: Picture) -> Panels:
    """What a picture is to draw."""
    assert isinstance(picture.draw, partial)
    (panels,) = picture.draw.args
    assert isinstance(panels, Panels)
    return panels


def test_without_points_the_picture_is_of_the_weeks(stored: StoredRun) -> None:
    assert draw_leads(stored.results) is not None
    other = replace(stored.results[0], scenario=shortened("families_first_lead_vacancy"))
    assert draw_leads([other]) is None


def test_the_shipped_points_are_of_a_shipped_scenario() -> None:
    (first,) = (load(name) for name in ("families_first",))
    titles = {first.title}
    for file in (shipped_folder() / FRONTIERS).glob("*.csv"):
        header, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
        assert tuple(header[:2]) == WHOSE
        assert {row[0] for row in rows} <= titles
        assert all(len(row) == len(header) for row in rows)
        assert {"timely_core_group_percent", "visits_in_time_percent"} < {
            column for column in header if declaration_of(column) is not None
        }
