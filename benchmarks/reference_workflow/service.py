"""The workflow's numbers, read from its scenario, and the size it is run at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import Scenario, load
from fssim.scenario.override import with_values
from fssim.scenario.schema.workforce import establishments_of

SCENARIO = Path(__file__).parents[1] / "reference_workflow.yaml"
SEED = 1
VISITS = SESSIONS = 6
POOLS = ("first", "second", "third")
UNLIMITED = 1_000_000  # slots
SMALL = {  # about a tenth of the families, and people to match
    "demand.children.value": 1000,
    "teams.team.posts.caseworker.posts.value": 9,
    "teams.team.posts.visitor.posts.value": 4,
    "teams.team.posts.first_specialist.posts.value": 1,
    "teams.team.posts.second_specialist.posts.value": 1,
    "teams.team.posts.third_specialist.posts.value": 1,
}


@dataclass(frozen=True)
class Service:
    """The people of the workflow, and the tables its families are drawn from."""

    tables: Tables
    holders: int
    slots: int
    visitors: int
    specialists: tuple[int, ...]

    def without_a_limit_on_slots(self) -> Service:
        """The same workflow with a slot for every family."""
        return replace(self, slots=UNLIMITED)


def reference_service(small: bool = False) -> Service:
    """The workflow as its scenario says it, or about a tenth of it."""
    scenario = load(SCENARIO)
    if small:
        scenario = with_values(scenario, SMALL)
    limit = scenario.roles["caseworker"].caseload_limit
    assert limit is not None
    holders = _posts(scenario, "caseworker")
    return Service(
        compile_scenario(scenario),
        holders=holders,
        slots=holders * int(limit.value),
        visitors=_posts(scenario, "visitor"),
        specialists=tuple(_posts(scenario, f"{pool}_specialist") for pool in POOLS),
    )


def _posts(scenario: Scenario, role: str) -> int:
    return sum(each.count for each in establishments_of(scenario.teams["team"].posts[role]))
