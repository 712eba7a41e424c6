"""A response whose curve is level at nothing changes nothing: the log is the same, to the last bit."""

from __future__ import annotations

from typing import Any

import pytest

from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import with_values
from tests.laws import building as b
from tests.laws.bending import sourced, unmoved
from tests.laws.shipped import shipped

LEVEL: dict[str, Any] = {
    "thresholds": b.curve("odds multiplier", {50: 1.0, 150: 1.0}),
    "proportionate_work": b.curve("multiplier", {100: 1.0}),
    "extra_hours": b.curve("hours a week", {0: 0.0, 100: 0.0}),
    "leaving": b.curve("multiplier", {80: 1.0, 120: 1.0}),
    "agency_cover": b.curve("multiplier", {100: 1.0}),
}


@pytest.mark.parametrize("name", ["one_district", "one_district_vacancy"])
def test_level_curves_give_the_log_that_there_is_without_them(name: str) -> None:
    base = unmoved(with_values(shipped(name), {"clock.warm_up_years": 0, "clock.observed_years": 1}))
    changed: dict[str, Any] = {}
    for role, about in base.roles.items():
        if about.turnover is not None:
            changed |= {f"roles.{role}.pressure.{response}": sourced(curve) for response, curve in LEVEL.items()}
    for table, outcomes in base.pathway.decisions.items():
        some = sourced(b.number(0.7, "share"))
        changed |= {f"pathway.decisions.{table}.{outcome}.exit": some for outcome in outcomes}
    for activity in base.pathway.activities:
        changed[f"pathway.activities.{activity}.elastic"] = sourced(b.number(0.0, "share"))
    logs = [simulate_tables(compile_scenario(scenario), 1, 0) for scenario in (base, with_values(base, changed))]
    assert len(logs[0]) > 5_000
    assert logs[0].to_bytes() == logs[1].to_bytes()
