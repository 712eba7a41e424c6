"""The compiled engine writes the SimPy engine's log: for every shipped scenario and for generated ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import with_values
from tests.engines.same import assert_engines_agree
from tests.exploring import examples
from tests.laws import building as b
from tests.laws.generated import scenario_mappings
from tests.laws.shipped import NAMES, shipped, tables_of

pytestmark = pytest.mark.slow


VARIANTS = "families_first_"  # whose engine differs in nothing from that of `families_first`: once is enough


@pytest.mark.parametrize(
    ("name", "seed"), [(name, seed) for name in NAMES for seed in (1, 2, 3)[: 1 if name.startswith(VARIANTS) else 3]]
)
def test_for_shipped_scenarios_cut_down(name: str, seed: int) -> None:
    assert len(assert_engines_agree(tables_of(name), seed, replication=seed * 7)) > 1000


@pytest.mark.parametrize("name", ["standard", "family_safeguarding"])
def test_for_a_county_in_its_first_year(name: str) -> None:
    scenario = with_values(shipped(name), {"clock.warm_up_years": 0, "clock.observed_years": 1})
    assert len(assert_engines_agree(compile_scenario(scenario), 5, 3)) > 50_000


def test_for_a_district_with_its_warm_up() -> None:
    assert len(assert_engines_agree(compile_scenario(shipped("one_district")), 1)) > 50_000


@settings(max_examples=examples(300))
@given(scenario_mappings(), st.integers(0, 2**64 - 1), st.integers(0, 10_000))
def test_for_generated_scenarios(mapping: dict[str, Any], seed: int, replication: int) -> None:
    assert_engines_agree(compile_scenario(b.scenario_of(mapping)), seed, replication)
