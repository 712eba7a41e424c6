"""A year of any scenario can be written as a return, whatever its stages, activities and outcomes are counted as."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fssim.authority.returns.writing.statutory_return import statutory_return
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from tests.exploring import examples
from tests.laws import building as b
from tests.laws.generated import scenario_mappings
from tests.unit.authority.returns.census_rules import QUERIES, find_broken

pytestmark = pytest.mark.slow

# As the scenario is: plans that no conference began, one assessment upon another, an enquiry that begins on the day of
# the last one's first conference, and a case closed in this year upon an assessment of the year before
ODD = {"2885", "2883", "8863Q/8896", "8890/8839", "8825Q"}
YEAR = 2026
CLOCK = {"observed_from": date(YEAR - 1, 4, 1), "warm_up_years": 1, "observed_years": 1}
STAGES = st.sampled_from(["child in need plan", "section 47 enquiry", None])
ACTIVITIES = st.sampled_from(
    ["assessment", "initial child protection conference", "review child protection conference", None]
)
OUTCOMES = st.sampled_from(["no further action", "not in need", None])


def count_as(mapping: dict[str, Any], data: st.DataObject) -> None:
    """Have a scenario count its stages, activities and outcomes as anything that statistics count."""
    pathway = mapping["pathway"]
    for name, stage in pathway["stages"].items():
        if stage.get("beside"):
            stage["counted_as"] = "section 47 enquiry"
        elif stage.get("statutory_plan"):
            stage["counted_as"] = "child protection plan"
        elif name not in (pathway["first"], pathway["closed"]) and (counted := data.draw(STAGES)):
            stage["counted_as"] = counted
    for activity in pathway["activities"].values():
        if counted := data.draw(ACTIVITIES):
            activity["counted_as"] = counted
    for table in pathway["decisions"].values():
        for outcome in table.values():
            if outcome.get("to") == pathway["closed"] and (counted := data.draw(OUTCOMES)):
                outcome["counted_as"] = counted


@settings(max_examples=examples(8))
@given(scenario_mappings(), st.integers(0, 1000), st.data())
def test_no_rule_is_broken_but_by_what_the_scenario_is(mapping: dict[str, Any], seed: int, data: st.DataObject) -> None:
    mapping.pop("opening", None)
    count_as(mapping, data)
    log = simulate_tables(compile_scenario(b.scenario_of(mapping | {"clock": CLOCK})), seed, 0)
    content = statutory_return(log, "cin", YEAR)
    assert {rule for rule, _ in find_broken(content)} <= {*ODD, *QUERIES}
