"""A measure is declared once: what it is called, its unit and its definition all come of the declaration."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.engine.event_log import EventLog
from fssim.measures import measure_log
from fssim.measures.catalogue import DECLARED, describe
from fssim.measures.declaration import MeasureDescription
from fssim.measures.followed_families import FOLLOWED_MEASURES
from fssim.measures.indicators import care
from fssim.measures.indicators.cost import PAYER_COST
from fssim.measures.indicators.pressure import EXTRA_HOURS, HIGH_PRESSURE, PRESSURE
from fssim.measures.indicators.staffing import CO_HELD, CO_HOLDER_WAIT, LEADS
from fssim.measures.published import measures_of_targets
from fssim.runs.replicate import list_measures
from fssim.scenario import load

STANDARD = Path(__file__).parents[3] / "scenarios" / "standard.yaml"


def test_every_measure_is_declared_with_a_unit_and_words_of_its_own(simulated: EventLog) -> None:
    names = list(measure_log(simulated))
    described = [describe(name) for name in names]
    unknown = [name for name, d in zip(names, described, strict=True) if d.label == name.replace("_", " ")]
    assert unknown == []
    assert [name for name, d in zip(names, described, strict=True) if not d.unit] == []
    assert len({(d.label, d.unit) for d in described}) == len(names)


def test_every_declaration_is_of_some_measure(simulated: EventLog) -> None:
    names = list(measure_log(simulated))
    of_nothing = [declared.name for declared in DECLARED if not any(declared.pattern.fullmatch(name) for name in names)]
    of_leads = (LEADS, CO_HELD, CO_HOLDER_WAIT)  # of which this service has one for each family
    of_pressure = (PRESSURE, HIGH_PRESSURE, EXTRA_HOURS)  # which it does not respond to
    of_care = (*care.TOTALS, *care.IN_YEARS)  # of which it has no prices: see test_care.py
    expected = (*of_leads, *of_pressure, PAYER_COST, *of_care, *FOLLOWED_MEASURES)
    assert of_nothing == [declared.name for declared in expected]


def test_names_units_and_what_varies_are_declared_alike() -> None:
    assert len({declared.name for declared in DECLARED}) == len(DECLARED)
    for declared in DECLARED:
        parts = {part: f"*{part}*" for part in declared.varies}
        assert declared.named(**{part: part for part in parts}) == declared.name.replace("{", "").replace("}", "")
        assert set(declared.label.format(**parts).split("*")) >= set(parts), declared.name
        assert declared.unit, declared.name


@pytest.mark.parametrize(
    ("name", "description"),
    [
        (
            "wait_mental_health_internal_mean_working_days",
            MeasureDescription("Mental health, internal: mean wait", "working days", "worse", 0.0),
        ),
        (
            "ledger_stage_child_in_need_plan_waiting_post_vacant_days_per_family",
            MeasureDescription(
                "Days in child in need plan: last need waiting: post vacant", "working days a family", "worse", 0.0
            ),
        ),
        (
            "ledger_in_plans_work_done_percent",  # fewer after longer waits elsewhere are no better
            MeasureDescription("Days in plans: work done, review to come", "%", "neither", 0.0, 100.0),
        ),
        (
            "ledger_in_plans_drift_percent",
            MeasureDescription("Days in plans: drift (all but moving and court)", "%", "worse", 0.0, 100.0),
        ),
        ("ledger_moving_percent", MeasureDescription("Days: moving", "%", "neither", 0.0, 100.0)),
        ("timely_review_percent", MeasureDescription("In time: review", "%", "better", 0.0, 100.0)),
        (
            "conferences_per_section_47_percent",
            MeasureDescription("Initial conferences per section 47 enquiry", "%", "neither", 0.0),
        ),
        (
            "vacancy_case_holders_uncovered_percent",
            MeasureDescription("Posts with nobody in them: case-holding workers", "%", "worse", 0.0, 100.0),
        ),
        ("cost_staff_gbp_a_year", MeasureDescription("Staff cost", "GBP a year", "neither", 0.0)),
        ("cost_social_worker_gbp_a_year", MeasureDescription("Cost: social worker", "GBP a year", "neither", 0.0)),
        (
            "cost_set_up_2019_20_part_gbp",
            MeasureDescription("Cost of setting up in 2019-20, the part observed", "GBP", "neither", 0.0),
        ),
        ("something_new_percent", MeasureDescription("something new percent", "", "neither")),
    ],
)
def test_what_a_measure_is_called(name: str, description: MeasureDescription) -> None:
    assert describe(name) == description


@pytest.mark.parametrize(
    ("name", "label"),
    [
        (
            "ledger_stage_pre_proceedings_drift_days_per_family",
            "Days in pre-proceedings (PLO): drift (all but moving and court)",
        ),
        ("help_wait_stage_child_in_need_plan_mean_working_days", "Wait for help, stage child in need plan: mean"),
        ("timely_pre_proceedings_meeting_percent", "In time: pre-proceedings (PLO) meeting"),
        ("timely_supervision_percent", "In time: supervision"),
        ("cost_mental_health_practitioner_gbp_a_year", "Cost: mental health practitioner"),
        ("cost_conference_chair_gbp_a_year", "Cost: conference chair"),
    ],
)
def test_stages_and_activities_are_called_by_their_titles(name: str, label: str) -> None:
    assert describe(name, load(STANDARD)).label == label


def test_every_target_is_a_measure_of_the_standard_model() -> None:
    scenario = load(STANDARD)
    measures = measures_of_targets(scenario)
    assert len(set(measures.values())) == len(measures) == 25
    assert set(measures.values()) <= set(list_measures([scenario]))
    assert measures["turnover"] == "turnover_case_holders_percent_a_year"
