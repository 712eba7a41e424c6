"""A story of a post of which a part is empty: whoever needed it then was short of its hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fssim.engine.event_log import Event
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.report.story.why.exposure import needing, short_of_staff
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


@pytest.mark.slow
def test_a_family_with_a_worker_beside_the_holder_needs_that_post_as_long_as_it_has_one_or_waits() -> None:
    """During an enquiry beside an assessment as well as on a plan."""
    scenarios = (load(SCENARIOS / f"{name}.yaml") for name in ("families_first_lead_vacancy", "families_first"))
    here, there = (worded_log_of(scenario) for scenario in scenarios)
    exposed = {needed.family for needed in needing(here, there)}
    ((first, last),) = ((spans[0][0], spans[-1][1]) for spans in short_of_staff(here, there).values())
    log, since, wanted = here.log, dict[int, float](), set[int]()
    for kind, family, time in zip(*(log.columns[name].tolist() for name in ("kind", "family", "time")), strict=True):
        if kind == Event.CO_HOLDER_AWAITED:
            since.setdefault(family, time)
        if kind == Event.CO_HOLDER_ENDED and since.pop(family) < last and time > first:
            wanted.add(family)
    wanted |= {family for family, begun in since.items() if begun < last}
    assert wanted == exposed
    assert len(wanted) > 1000  # on a plan meanwhile: hardly more than half of them
