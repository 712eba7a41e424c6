"""What days of drift rest on, where pressed teams close more plans and nobody has measured how far."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.measures.ledger.ledger_lines import ALL_DRIFT
from fssim.report.wording.words import in_list, within_sentence
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.scenario import Scenario


def closing_notes(scenario: Scenario, measures: Sequence[str]) -> list[str]:
    """That drift may move with closing alone: nothing where it is not measured, or no closing of a plan rests on an
    assumption."""
    if not any(f"_{ALL_DRIFT}_" in name for name in measures):
        return []
    stages = find_assumed_closing(scenario)
    if not stages:
        return []
    return [
        "What days of drift rest on: in this model teams that are pressed close more plans, and teams with room keep "
        f"more open, whose days are then drift ({in_list(stages)}). How far is assumed: more social workers may show "
        "more drift for that alone, and show less if closing does not depend on pressure. Look beside it at visits in "
        "time, days unallocated and who comes back."
    ]


def find_assumed_closing(scenario: Scenario) -> list[str]:
    """The stages, in words, that have a decision with an outcome that responds to pressure by an assumed share."""
    if all(role.pressure is None or role.pressure.thresholds is None for role in scenario.roles.values()):
        return []
    pathway = scenario.pathway
    assumed = {
        name
        for name, outcomes in pathway.decisions.items()
        if any(
            one.exit is not None and one.exit.grade is Grade.assumed and one.exit.value > 0.0
            for one in outcomes.values()
        )
    }
    return [
        within_sentence(stage.title)
        for stage in pathway.stages.values()
        if any({made.ready, made.not_ready} & assumed for made in stage.decisions.values())
    ]
