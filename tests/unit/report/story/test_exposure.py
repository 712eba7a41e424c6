"""A story of a post of which a part is empty: whoever needed it then was short of its hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.report.story.why.exposure import short_of_staff
from fssim.report.wording.log_in_words import WordedLog
from fssim.scenario import load, with_values
from fssim.scenario.schema.scenario import Scenario

SCENARIOS = Path(__file__).parents[4] / "scenarios"
SHORT = {"clock.warm_up_years": 0, "clock.observed_years": 1}


def worded_log_of(scenario: Scenario) -> WordedLog:
    return WordedLog(simulate_tables(compile_scenario(scenario), 1, 0))


@pytest.mark.parametrize("share", [0.3, 0.5, 1.0])
def test_a_group_is_short_of_staff_while_a_part_of_its_post_is_empty(share: float) -> None:
    full = worded_log_of(with_values(load(SCENARIOS / "one_district.yaml"), SHORT))
    empty = load(SCENARIOS / "one_district_vacancy.yaml")
    here = worded_log_of(with_values(empty, {**SHORT, "vacancies.mental_health.share.value": share}))
    (spans,) = short_of_staff(here, full).values()
    dates = [(here.day(start), here.day(end)) for start, end in spans]
    assert dates == [(date(2019, 4, 1), date(2020, 1, 2))]  # the first working day of 2020
