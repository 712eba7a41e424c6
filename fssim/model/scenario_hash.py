"""What a scenario that is simulated is known by."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from fssim.scenario.schema.care_costs import CARE_COSTS
from fssim.scenario.schema.scenario import Scenario

TEXTS_AND_PATHS = {"title", "question", "notes", "compare_with", "sources", "authority"}


def hash_scenario(scenario: Scenario) -> str:
    """A name for what a scenario simulates: the SHA-256 of its JSON without its texts and paths, and without the prices
    of care, which shape no log."""
    left_out: dict[str, Any] = dict.fromkeys(
        TEXTS_AND_PATHS | {CARE_COSTS} | ({"opening"} if scenario.opening is None else set()), True
    )
    return sha256(scenario.model_dump_json(exclude=left_out | _find_unsaid(scenario)).encode()).hexdigest()


def _find_unsaid(scenario: Scenario) -> dict[str, Any]:
    """What came to be said in scenarios later on, where it is not said: names from before still hold."""
    unsaid: dict[str, Any] = {}
    if not scenario.demand.streams:
        unsaid["demand"] = {"streams"}
    if scenario.opening is not None and not scenario.opening.vacant_posts:
        unsaid["opening"] = {"vacant_posts"}
    for name, role in scenario.roles.items():
        of_role: dict[str, Any] = {} if role.payer is not None else {"payer": True}
        if role.turnover is not None and role.turnover.agency_rules is None:
            of_role["turnover"] = {"agency_rules"}
        unsaid.setdefault("roles", {})[name] = of_role
    for name, stage in scenario.pathway.stages.items():
        of_stage = {field for field in ("other_holders", "co_holder") if not getattr(stage, field)}
        unsaid.setdefault("pathway", {}).setdefault("stages", {})[name] = of_stage
    for name, model in scenario.working_models.items():
        of_model: dict[str, Any] = {} if model.stages else {"stages": True}
        if not model.effects.decisions:
            of_model["effects"] = {"decisions"}
        unsaid.setdefault("working_models", {})[name] = of_model
    return unsaid
