"""What a decision comes to has a title in every shipped scenario, as its name is for machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.scenario import load
from fssim.scenario.findings import ScenarioError
from fssim.scenario.override import with_values
from fssim.scenario.schema.parameter import Grade

SHIPPED = sorted(Path("scenarios").glob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_outcome_of_a_shipped_scenario_has_a_title(file: Path) -> None:
    decisions = load(file).pathway.decisions
    without = [(name, way) for name, table in decisions.items() for way, outcome in table.items() if not outcome.title]
    assert not without


def test_outcomes_and_activities_are_called_as_the_trade_calls_them() -> None:
    pathway = load("scenarios/standard.yaml").pathway
    decisions, activities = pathway.decisions, pathway.activities
    assert decisions["section_47_decision"]["no_concern"].title == "Section 47 enquiry ends, concerns not substantiated"
    assert decisions["review_not_ready"]["go_on"].title == "Plan continues"
    assert decisions["review_ready"]["step_down"].title == "Step down to a child in need plan"
    assert decisions["pre_proceedings_ready"]["issue_proceedings"].title == "Care proceedings issued"
    assert activities["child_protection_liaison"].title == "Child protection multi-agency liaison"
    assert pathway.stages["pre_proceedings"].title == "Pre-proceedings (PLO)"


def test_a_title_is_optional_and_has_letters() -> None:
    scenario = load("scenarios/one_district.yaml")
    title = "pathway.decisions.review_ready.go_on.title"
    assert with_values(scenario, {title: None}).pathway.decisions["review_ready"]["go_on"].title is None
    with pytest.raises(ScenarioError, match="must have letters"):
        with_values(scenario, {title: " "})


def test_the_time_for_pre_proceedings_is_not_said_to_be_law() -> None:
    due = load("scenarios/standard.yaml").pathway.activities["pre_proceedings_decision_meeting"].first_due.period
    assert (due.value, due.unit, due.grade) == (16, "weeks", Grade.published)
