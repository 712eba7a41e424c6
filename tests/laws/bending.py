"""Shipped scenarios in which families are given out by work, and holders do everything that they may about pressure."""

from __future__ import annotations

from typing import Any

from fssim.scenario import Scenario, with_values
from fssim.scenario.schema.parameter import YOUR_NUMBER
from tests.laws import building as b

ROLE = "social_worker"
RESPONSES: dict[str, Any] = {
    "thresholds": b.curve("odds multiplier", {20: 0.5, 60: 1.0, 120: 4.0}),
    "proportionate_work": b.curve("multiplier", {30: 1.1, 120: 0.4}),
    "extra_hours": b.curve("hours a week", {30: 0.0, 120: 9.0}),
    "neighbours": b.number(50.0, "percent"),
    "leaving": b.curve("multiplier", {20: 0.5, 120: 6.0}),
    "agency_cover": b.curve("multiplier", {20: 0.2, 100: 1.2}),
}
BY_WORK = {
    "limit": b.number(110.0, "percent"),
    "new_starters": b.curve("percent", {0: 50.0, 26: 90.0, 52: 100.0}),
}


def bent(base: Scenario) -> Scenario:
    """A shipped scenario with all of it: every way to closure is an exit, and every holder's activity is elastic."""
    changed: dict[str, Any] = {
        f"roles.{ROLE}.pressure.{name}": sourced(response) for name, response in RESPONSES.items()
    }
    changed[f"roles.{ROLE}.workload"] = sourced(BY_WORK)
    changed["pathway.stages.referral.decisions.screening.pressure_stage"] = "assessment"
    for table, outcomes in base.pathway.decisions.items():
        closing = [name for name, outcome in outcomes.items() if outcome.to == base.pathway.closed]
        changed |= {f"pathway.decisions.{table}.{name}.exit": sourced(b.number(1.0, "share")) for name in closing}
    for name, activity in base.pathway.activities.items():
        if "holder" in activity.participants:
            changed[f"pathway.activities.{name}.elastic"] = sourced(b.number(0.6, "share"))
    return with_values(base, changed)


def unmoved(base: Scenario) -> Scenario:
    """A shipped scenario whose holders take every family on, and in which nothing answers to pressure."""
    nothing: dict[str, Any] = {}
    for role, about in base.roles.items():
        nothing |= {
            f"roles.{role}.{part}": None for part in ("pressure", "workload") if getattr(about, part) is not None
        }
    for table, outcomes in base.pathway.decisions.items():
        exits = (name for name, outcome in outcomes.items() if outcome.exit is not None)
        nothing |= {f"pathway.decisions.{table}.{name}.exit": None for name in exits}
    elastic = (name for name, activity in base.pathway.activities.items() if activity.elastic is not None)
    nothing |= {f"pathway.activities.{name}.elastic": None for name in elastic}
    assert nothing
    return with_values(base, nothing)


def with_more_for_larger_families(base: Scenario) -> Scenario:
    """A scenario whose holders' activities take a tenth more hours for each further child."""
    more = sourced(b.number(0.1, "share"))
    holders = (name for name, activity in base.pathway.activities.items() if "holder" in activity.participants)
    return with_values(base, {f"pathway.activities.{n}.participants.holder.further_child": more for n in holders})


def sourced(part: Any) -> Any:
    """A part of a scenario made for tests, as one that cites nothing."""
    if isinstance(part, dict):
        return {name: YOUR_NUMBER if name == "source" else sourced(inner) for name, inner in part.items()}
    return part
