"""A measure that is asked for is the same number, to the last bit, as when all are worked out."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fssim
from fssim.errors import UnknownMeasure
from fssim.measures import measure_log
from fssim.measures.catalogue import INDICATORS, measure_names
from tests.exploring import examples
from tests.laws.generated import scenario_mappings
from tests.laws.shipped import NAMES, log_of, shortened
from tests.laws.test_generated_scenarios import SEEDS
from tests.laws.test_generated_scenarios import log_of as generated_log


def bits(measured: Mapping[str, float], names: list[str]) -> bytes:
    return array("d", (measured[name] for name in names)).tobytes()


@pytest.mark.slow
@settings(max_examples=examples(30))
@given(scenario_mappings(), SEEDS, st.data())
def test_of_generated_scenarios(mapping: dict[str, Any], seed: int, data: st.DataObject) -> None:
    log = generated_log(mapping, seed)
    every = measure_log(log)
    assert list(every) == measure_names(log.tables)
    chosen = data.draw(st.lists(st.sampled_from(list(every)), unique=True, max_size=8))
    some = measure_log(log, chosen)
    assert list(some) == [name for name in every if name in chosen]
    assert bits(some, chosen) == bits(every, chosen)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_of_shipped_scenarios_each_kind_by_itself(name: str) -> None:
    log = log_of(name)
    every = measure_log(log)
    for indicator in INDICATORS:
        names = [
            measure_name
            for measure_name in every
            if any(one.pattern.fullmatch(measure_name) for one in indicator.measures)
        ]
        assert bits(measure_log(log, names), names) == bits(every, names)
    assert measure_log(log, []) == {}


def test_in_the_order_asked_for_and_no_other_name() -> None:
    log, names = log_of("one_district"), ["visits_in_time_percent", "cost_staff_gbp_a_year"]
    row = fssim.measure(log, names)
    assert list(row.index) == names
    assert row.tolist() == fssim.measure(log)[names].tolist()
    with pytest.raises(UnknownMeasure, match="no measure 'visit_in_time_percent'; did you mean 'visits_in_time_perc"):
        fssim.measure(log, ["visit_in_time_percent"])


def test_a_run_of_some_has_those_alone() -> None:
    scenario, names = shortened("one_district"), ["unallocated_days_per_family", "referrals_per_10000_children"]
    some, every = (fssim.run(scenario, 2, jobs=1, measures=which) for which in (names, None))
    assert sorted(some.measures) == sorted(names)
    assert [some.values(name) for name in names] == [every.values(name) for name in names]
    assert not some.weekly
    with pytest.raises(UnknownMeasure, match="no measure 'referrals'"):
        fssim.run(scenario, 2, jobs=1, measures=["referrals"])
