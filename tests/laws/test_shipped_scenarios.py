"""The laws of the model, on every shipped scenario over one year."""

from __future__ import annotations

import math
from datetime import date

import pytest

from fssim.engine.simulate import simulate_tables
from fssim.measures import check_laws, measure_log
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import with_values
from tests.laws.room import waits_beside_room
from tests.laws.shipped import NAMES, log_of, shortened, tables_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", NAMES)
def test_every_law_holds(name: str) -> None:
    log = log_of(name)
    assert len(log) > 2000
    assert check_laws(log) == []


@pytest.mark.parametrize("name", NAMES)
def test_nobody_waits_while_somebody_has_room(name: str) -> None:
    assert waits_beside_room(log_of(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_log_again(name: str) -> None:
    again = simulate_tables(compile_scenario(shortened(name)), 1, 0)
    assert again.to_bytes() == log_of(name).to_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_an_override_that_restates_what_is_so_changes_nothing(name: str) -> None:
    """The number of children, an hour, a chance and a whole role, each as it was."""
    scenario = shortened(name)
    role = next(iter(scenario.roles))
    need = next(iter(scenario.needs))
    restated = with_values(
        scenario,
        {
            "demand.children.value": scenario.demand.children.value,
            f"needs.{need}.takes_up.value": scenario.needs[need].takes_up.value,
            f"needs.{need}.session_hours": scenario.needs[need].session_hours.model_dump(exclude_none=True),
            f"roles.{role}": scenario.roles[role].model_dump(exclude_none=True),
        },
    )
    log = simulate_tables(compile_scenario(restated), 1, 0)
    assert log.to_bytes() == log_of(name).to_bytes()
    assert log.tables.scenario_hash == tables_of(name).scenario_hash


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_against_itself_differs_by_nothing_in_any_measure(name: str) -> None:
    one = measure_log(log_of(name))
    other = measure_log(simulate_tables(compile_scenario(shortened(name)), 1, 0))
    assert list(one) == list(other)
    assert [k for k in one if one[k] != other[k] and not (math.isnan(one[k]) and math.isnan(other[k]))] == []
    assert sum(not math.isnan(value) for value in one.values()) > 100


def test_scenarios_that_share_their_demand_meet_the_same_families() -> None:
    """The families of `one_district` and of its vacancy, and of the district under the standard model, are the same."""
    logs = [log_of(name) for name in ("one_district", "one_district_vacancy", "one_district_standard")]
    identities = [list(log.families.identity) for log in logs]
    assert identities[0] == identities[1] == identities[2]
    assert list(logs[0].families.engagement) == list(logs[2].families.engagement)
    assert logs[0].to_bytes() != logs[1].to_bytes() != logs[2].to_bytes()


def test_shortening_keeps_what_a_scenario_is_about() -> None:
    """The mental health posts of the county are still empty for nine months from the first observed day."""
    tables = tables_of("mental_health_vacancy")
    closed = [tables.names.posts[post] for post, count in enumerate(tables.posts.closed_count) if count]
    assert closed == ["safeguarding 1: mental_health_practitioner 1"]
    days = [
        date.fromordinal(tables.day_ordinals[int(day)]) for day in (tables.closures.start[0], tables.closures.until[0])
    ]
    assert days == [date(2019, 4, 1), date(2020, 1, 2)]
