"""A scenario may call its stages, activities, outcomes and plans what it likes: what is measured of them stays."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import Any

import pytest

from fssim.engine.simulate import simulate_tables
from fssim.measures import measure_log
from fssim.measures.published import measures_of_targets
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.runs.runner import run
from fssim.scenario import Scenario, scenario_from
from fssim.studies.calibration.targets import targets
from tests.laws.shipped import shortened

NEW_NAMES = {
    "section_47_enquiry": "enquiry",
    "child_in_need_plan": "early plan",
    "child_protection_plan": "strong plan",
    "child_protection": "protected",
    "assessment_sign_off": "signed",
    "initial_child_protection_conference": "first meeting",
    "child_protection_visit": "home visit",
    "child_in_need_visit": "early visit",
    "visit_in_proceedings": "court visit",
    "review_conference": "later meeting",
    "no_further_action": "nothing",
    "not_in_need": "fine",
}


def renamed(values: Any) -> Any:
    """A scenario's values with the new names, wherever they stand."""
    if isinstance(values, dict):
        return {NEW_NAMES.get(key, key): value if key == "source" else renamed(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [renamed(value) for value in values]
    return NEW_NAMES.get(values, values) if isinstance(values, str) else values


@pytest.fixture(scope="module")
def scenarios() -> tuple[Scenario, Scenario]:
    """One district over a year, and the same with other names."""
    scenario = shortened("one_district")
    values = renamed(scenario.model_dump(mode="json", exclude_unset=True))
    return scenario, scenario_from(values | {"sources": list(scenario.sources)})


def test_published_figures_stay_when_what_they_are_of_is_renamed(scenarios: tuple[Scenario, Scenario]) -> None:
    """Of one log, read by the old names and by the new: luck goes by name, so another simulation would be another."""
    log = simulate_tables(compile_scenario(scenarios[0]), 1, 0)
    as_it_was, by_other_names = (measure_log(replace(log, tables=compile_scenario(either))) for either in scenarios)
    figures = [measures_of_targets(either) for either in scenarios]
    assert figures[1]["cpp_mean_weeks"] == "duration_protected_mean_weeks"
    pairs = [(as_it_was[figures[0][id]], by_other_names[figures[1][id]]) for id in figures[0]]
    assert sum(isnan(before) for before, _ in pairs) <= 5  # a year is too short to follow anybody for another
    assert [after for _, after in pairs] == pytest.approx([before for before, _ in pairs], nan_ok=True, rel=0, abs=0)
    for name in ("visits_in_time_percent", "reviews_in_time_percent", "assessment_median_working_days"):
        assert as_it_was[name] == by_other_names[name] > 0.0


def test_and_are_set_beside_the_targets_all_the_same(scenarios: tuple[Scenario, Scenario]) -> None:
    before, after = (targets(run(either, 2, jobs=1))["model"] for either in scenarios)
    assert after.notna().tolist() == before.notna().tolist()
    assert after.notna().sum() >= 20
