"""Published plan durations, from the targets kept beside a scenario's sources."""

from __future__ import annotations

from dataclasses import dataclass

from fssim.runs.folder.provenance import published_figures, said_of
from fssim.scenario.schema.scenario import Scenario

PLAN = "child_protection"  # the plan that the published bands are of
TARGETS = ("cpp_ended_le3m", "cpp_ended_3_6m", "cpp_ended_6_12m", "cpp_ended_1_2y", "cpp_ended_2yplus")


@dataclass(frozen=True, slots=True)
class PublishedBands:
    """The percentage of plans that ended in each band, shortest first, and where and when."""

    percent: tuple[float, ...]
    title: str


def published_bands(scenario: Scenario) -> PublishedBands | None:
    """The published bands for the scenario's headline plan, or None if it has none."""
    if scenario.headline.statutory_plan != PLAN:
        return None
    rows = {row["id"]: row for row in published_figures(scenario)}
    if not all(name in rows for name in TARGETS):
        return None
    where = said_of(rows[TARGETS[0]])
    return PublishedBands(
        tuple(float(rows[name]["value"]) for name in TARGETS), f"Published: {where}" if where else "Published"
    )
