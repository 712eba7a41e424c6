"""The stages as teams work them, which is not always as the pathway has them; and which roles hold families there."""

from __future__ import annotations

from fssim.scenario.schema.pathway import Stage
from fssim.scenario.schema.scenario import Scenario


def list_stages_as_worked(scenario: Scenario) -> dict[tuple[str, str], Stage]:
    """The main stages as each working model that any team has, or comes to have, works them."""
    models = {team.working_model for team in scenario.teams.values()}
    models |= {switch.working_model for switch in scenario.roll_out.values()}
    return {
        (model, name): scenario.working_models[model].stage_as_worked(name, stage)
        for model in sorted(models)
        for name, stage in scenario.pathway.stages.items()
    }


def list_holders(stage: Stage) -> list[str]:
    """The roles that may hold a family in a stage: of several, each some families; none, if nobody is allocated."""
    return [stage.holder, *stage.other_holders] if stage.holder is not None else []


def find_stages_held(scenario: Scenario, role: str) -> tuple[str, ...]:
    """The main and side stages in which a role holds families, in any way of working, in the pathway's order."""
    held = {name for (_, name), stage in list_stages_as_worked(scenario).items() if role in list_holders(stage)}
    return tuple(name for name in scenario.pathway.stages if name in held)
