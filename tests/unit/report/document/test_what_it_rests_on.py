"""Evidence, costs and flows: what a report says of its own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.report.document.report_parts import Section
from fssim.report.document.sections.evidence_section import (
    build_evidence,
    count_grades,
    list_differing,
)
from fssim.report.document.sections.measures_section import build_costs
from fssim.report.document.sections.plans_section import build_flows
from fssim.report.wording.dated_changes import change_sentences
from fssim.report.wording.effects_in_force import list_effects_in_force, list_unmeasured, say_what_is_in_force
from fssim.runs.folder.provenance import list_parameters, write_provenance
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario import load, with_values
from fssim.scenario.schema.parameter import Grade
from fssim.studies.analysis.differences.change_groups import EFFECTS
from fssim.studies.validation.validation_file import GOALS, read_stored

SCENARIOS = Path(__file__).parents[4] / "scenarios"


def results_in(file: str, **row: float) -> Results:
    return Results(file, load(SCENARIOS / f"{file}.yaml"), "simpy", 1, {0: row, 1: row})


def test_every_number_is_counted_once_by_its_grade() -> None:
    scenario = load(SCENARIOS / "standard.yaml")
    assert count_grades(scenario).total() == len(list(list_parameters(scenario))) > 200


def effects_in(name: str) -> dict[str, bool]:
    return {effect.with_numbers: effect.on_families for effect in list_unmeasured([load(SCENARIOS / f"{name}.yaml")])}


def test_effects_nobody_has_measured_are_named_when_they_are_in_force() -> None:
    assert list_unmeasured([load(SCENARIOS / f"{name}.yaml") for name in ("family_safeguarding", "standard")]) == []
    assert any("takes up" in effect and "(reported)" in effect for effect in effects_in("reported_benefits_on"))
    run = StoredRun([results_in("reported_benefits_on"), results_in("standard")], {})
    bullets = build_evidence(run).bullets
    assert len(bullets) == 6
    title = run.results[0].scenario.title
    assert all(bullet.startswith(f"In force, though nobody has measured it: in '{title}', ") for bullet in bullets)


def test_what_rules_for_agency_workers_keep_away_is_an_effect_and_none_on_families() -> None:
    effects = effects_in("families_first")
    assert list(effects.values()) == [False, False]
    assert all("agency rules" in effect and "(assumed)" in effect for effect in effects)
    scenario = load(SCENARIOS / "families_first.yaml")
    assert say_what_is_in_force([scenario]) == [
        "In force, though nobody has measured it: what rules for agency workers keep away (assumed). Other effects "
        "that are only reported or assumed are at none.",
        "In force, with evidence behind it: how often 'Care proceedings issued' is decided (controlled).",
    ]


@pytest.mark.parametrize("name", ["reported_benefits_on", "families_first_phased", "double_recording"])
def test_what_is_in_force_is_an_effect_where_a_difference_is_taken_to_its_parts_too(name: str) -> None:
    scenario = load(SCENARIOS / f"{name}.yaml")
    paths = {id(parameter): path for path, parameter in list_parameters(scenario)}
    effects = list_effects_in_force(scenario)
    assert effects
    assert all(set(paths[id(effect.parameter)]) & set(EFFECTS) for effect in effects)


def test_an_effect_on_one_decision_that_is_assumed_is_in_force_like_any_other() -> None:
    place = "working_models.families_first.effects.decisions.screening_decision.section_47.value"
    more = with_values(load(SCENARIOS / "families_first.yaml"), {place: 1.2})
    (effect,) = [effect for effect in list_unmeasured([more]) if effect.on_families]
    assert "section 47 in decision table screening decision" in effect.with_numbers
    section = build_evidence(StoredRun([Results("more", more, "simpy", 1, {0: {}})], {}))
    assert not any("is at none in every scenario" in paragraph for paragraph in section.paragraphs)


def test_recording_takes_longer_at_first_only_where_teams_change_over() -> None:
    assert any("recording at first" in effect for effect in effects_in("pandemic_launch"))
    assert not effects_in("family_safeguarding")


def test_a_way_of_working_that_no_team_has_is_not_in_force() -> None:
    full = load(SCENARIOS / "family_safeguarding.yaml")
    on = with_values(full, {"working_models.family_safeguarding.effects.entry_to_care.value": 0.8})
    assert [effect.kind for effect in list_unmeasured([on])] == ["entry to care"]
    as_before = {name: team.model_copy(update={"working_model": "standard"}) for name, team in on.teams.items()}
    assert list_unmeasured([on.model_copy(update={"teams": as_before})]) == []


def test_numbers_that_differ_are_told_with_both_values() -> None:
    full, empty = (load(SCENARIOS / f"{name}.yaml") for name in ("family_safeguarding", "mental_health_vacancy"))
    ((name, parameter, theirs),) = list_differing(empty, [full])
    assert (name, parameter.value, theirs) == ("share of vacancy mental_health", 1.0, [None])


def test_a_changed_number_is_the_changer_s_own_in_the_report_whatever_its_old_source_was(tmp_path: Path) -> None:
    standard = load(SCENARIOS / "standard.yaml")
    own = with_values(standard, {"demand.referral_rate.value": 600, "demand.children.value": 90000})
    was, now = count_grades(standard), count_grades(own)
    assert (now[Grade.published], now[Grade.assumed]) == (was[Grade.published] - 2, was[Grade.assumed] + 2)
    sides = [Results(name, scenario, "simpy", 1, {0: {}}) for name, scenario in (("own", own), ("standard", standard))]
    counted, sure, differing, _ = build_evidence(StoredRun(sides, {})).tables
    total = now.total()
    assert counted.rows[-1] == ["Of these", "your number, no source given (assumed, or fitted)", 2.0, 200 / total, 0, 0]
    assert [(row[-4], row[-3], row[-1]) for row in differing.rows] == [
        ("assumed", "low", "your number, no source given")
    ] * 2
    (high, of_high), (low, of_low) = ((row[2], row[4]) for row in sure.rows if row[0] in ("High", "Low"))
    assert isinstance(high, float)
    assert isinstance(low, float)
    assert (of_high, of_low) == (high + 2, low - 2)
    assert sure.rows[-1][0] == "Of these"
    write_provenance(tmp_path, [own])
    assert 'your_number,Numbers without a source,"your number, no source given"' in (
        tmp_path / "sources.csv"
    ).read_text(encoding="utf-8-sig")
    alone = build_evidence(StoredRun(sides[1:], {})).tables[0]
    assert alone.rows[-1][0] != "Of these"


@pytest.mark.parametrize(
    ("pounds", "ending"),
    [
        (99.0, "Guidebook cost band 1 (under 100 pounds)."),
        (700.0, "Guidebook cost band 3 (from 500 to under 1,000 pounds)."),
        (2000.0, "Guidebook cost band 4 (from 1,000 to 2,000 pounds)."),
        (2001.0, "Guidebook cost band 5 (over 2,000 pounds)."),
    ],
)
def test_the_band_that_a_modelled_cost_would_fall_in(pounds: float, ending: str) -> None:
    section = build_costs(StoredRun([results_in("standard", cost_specialists_gbp_per_family=pounds)], {}))
    assert section.bullets[0].endswith(ending)
    assert any("not a Guidebook rating" in bullet for bullet in section.bullets)
    assert any("It leaves out" in bullet for bullet in section.bullets)


def test_an_interval_that_reaches_down_to_nothing_begins_in_the_lowest_band() -> None:
    rows = {place: {"cost_specialists_gbp_per_family": pounds} for place, pounds in enumerate((300.0, 1100.0))}
    results = Results("standard", load(SCENARIOS / "standard.yaml"), "simpy", 1, rows)
    assert results.interval("cost_specialists_gbp_per_family").low == 0.0
    bullet = build_costs(StoredRun([results], {})).bullets[0]
    assert "bands 1 (under 100 pounds) or 2 (from 100 to under 500 pounds) or 3 (" in bullet
    assert bullet.endswith("or 5 (over 2,000 pounds).")


def test_no_specialists_have_no_band() -> None:
    section = build_costs(StoredRun([results_in("standard", cost_specialists_gbp_per_family=0.0)], {}))
    assert "has no specialist posts" in section.bullets[0]


def test_published_figures_stand_beside_the_model_s() -> None:
    run = StoredRun([results_in("standard", referrals_per_10000_children=440.0)], {})
    (row,) = build_flows(run).tables[0].rows
    assert row[2] == 440.0
    assert row[-2:] == [437.0, "Cambridgeshire, 2019"]


def test_published_figures_of_ones_own_come_before_inherited_ones(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "targets.csv").write_text(
        "id,measure,value,unit,tolerance,geography,year,statistics_id\nreferral_rate,,500,per 10000,9,Here,2024,\n"
    )
    scenario = load(SCENARIOS / "standard.yaml")
    scenario = scenario.model_copy(update={"sources": (*scenario.sources, str(own / "sources.csv"))})
    row = {"referrals_per_10000_children": 440.0}
    results = Results("here", scenario, "simpy", 1, {0: row, 1: row})
    assert build_flows(StoredRun([results], {})).tables[0].rows[0][-2:] == [500.0, "Here, 2024"]
    write_provenance(tmp_path, [scenario])
    assert "Here,2024" in (tmp_path / "targets.csv").read_text()


def test_no_rating_is_claimed(parts: list[Section]) -> None:
    rests_on = next(section for section in parts if section.name == "evidence")
    assert any(paragraph.startswith("No rating is claimed.") for paragraph in rests_on.paragraphs)
    assert not any("pilot evaluation" in paragraph for paragraph in rests_on.paragraphs)  # none of its numbers are here


def test_what_happens_part_of_the_way_through_is_told_in_words() -> None:
    sentences = change_sentences(load(SCENARIOS / "pandemic_launch.yaml"))
    assert "Referrals are multiplied by 0.82 (1 April 2020 to 30 June 2020)." in sentences
    assert (
        "The working model of safeguarding teams 1, 2, 3 becomes family safeguarding on 3 February 2020." in sentences
    )


def test_what_becomes_of_families_while_posts_are_empty_is_told() -> None:
    (waits,) = change_sentences(load(SCENARIOS / "one_district_vacancy.yaml"))
    assert waits.endswith(" Where no such post is filled, families wait for it to be filled.")
    (refers,) = change_sentences(load(SCENARIOS / "mental_health_vacancy.yaml"))
    assert refers.endswith(" families are referred to the external service, and wait there.")
    assert not any(
        "Where no" in sentence for sentence in change_sentences(load(SCENARIOS / "social_worker_vacancy.yaml"))
    )


def test_costs_are_told_by_financial_year_with_what_is_not_given() -> None:
    section = build_costs(
        StoredRun([results_in("standard", cost_staff_2019_20_gbp=1e6, cost_set_up_2019_20_gbp=0.0)], {})
    )
    by_year = next(table for table in section.tables if table.tab == "Costs by year")
    assert [(row[0], row[1], row[2]) for row in by_year.rows] == [("Staff cost in 2019-20", "GBP", 1e6)]
    paragraph = section.paragraphs[1]
    assert "No scenario gives a cost of recruitment" in paragraph
    assert "No scenario gives a cost of setting up" in paragraph
    assert "observed" not in paragraph  # every year is whole


def test_costs_of_hiring_and_setting_up_are_told_and_years_in_part() -> None:
    one_off = {"unit": "GBP", "source": "your_number", "grade": "assumed"}
    scenario = with_values(
        load(SCENARIOS / "standard.yaml"),
        {
            "clock.observed_from": "2019-10-01",
            "set_up_costs.programme": {"cost": {"value": 120000, **one_off}, "date": "2019-11-01"},
            "roles.social_worker.recruitment_cost": {"value": 5000, **one_off, "unit": "GBP a hire"},
        },
    )
    section = build_costs(StoredRun([Results("own", scenario, "simpy", 1, {0: {}})], {}))
    paragraph = section.paragraphs[1]
    assert "Of 2019-20 only 1 October 2019 to 31 March 2020 is observed" in paragraph
    assert "Of 2022-23 only 1 April 2022 to 30 September 2022 is observed" in paragraph
    assert "(Social worker 5,000 pounds; nothing for any other role)" in paragraph
    assert "Setting up 'Standard model of social work' costs 120,000 pounds" in paragraph


def test_posts_and_agency_workers_that_are_there_for_a_time_are_told() -> None:
    def of(value: float, unit: str) -> dict[str, object]:
        return {"value": value, "unit": unit, "source": "your_number", "grade": "assumed"}

    groups = [
        {"posts": of(9, "posts"), "full_time_share": of(1, "share")},
        {"posts": of(1, "posts"), "full_time_share": of(0.6, "share"), "start": "2019-09-02"},
        {"agency_workers": of(2, "people"), "full_time_share": of(1, "share"), "until": "2020-06-01", "numbers": [3]},
    ]
    scenario = with_values(load(SCENARIOS / "standard.yaml"), {"teams.safeguarding.posts.social_worker": groups})
    assert change_sentences(scenario) == [
        "1 social worker post at 60% of full time in each safeguarding team is there from 2 September 2019.",
        "2 agency social workers in safeguarding team 3 are there until 31 May 2020.",
    ]


def test_a_post_of_which_a_part_is_empty_is_told() -> None:
    scenario = load(SCENARIOS / "social_worker_vacancy.yaml")
    assert change_sentences(scenario)[0] == (
        "45.75 of 183 social worker posts (25%) are kept empty (1 April 2019 to 31 March 2020): 45 have nobody in "
        "them, and 1 is 25% filled."
    )


def test_what_the_standard_model_was_held_to_is_told() -> None:
    table = build_evidence(StoredRun([results_in("standard")], {})).tables[-1]
    assert table.title == "What the standard model predicts of other authorities"
    verdicts = {row[0]: row[-1] for row in table.rows}
    goals = read_stored(GOALS)
    assert verdicts == {row.goal: "met" if row.met else "missed" for row in goals.itertuples()}
    assert "not what would happen" in table.note
