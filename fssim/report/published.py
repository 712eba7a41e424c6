"""Published plan durations, from the targets kept beside a scenario's sources."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from fssim.scenario.scenario import Scenario

TARGETS_FILE = "targets.csv"
PLAN = "child_protection"  # the plan that the published bands are of
TARGETS = ("cpp_ended_le3m", "cpp_ended_3_6m", "cpp_ended_6_12m", "cpp_ended_1_2y", "cpp_ended_2yplus")


@dataclass(frozen=True, slots=True)
class PublishedBands:
    """The percentage of plans that ended in each band, shortest first, and where and when."""

    percent: tuple[float, ...]
    title: str


def published_bands(scenario: Scenario) -> PublishedBands | None:
    """The published bands for the scenario's headline plan, or None if its sources have none. Its own sources come
    before those it inherits, which are named first."""
    if scenario.headline.statutory_plan != PLAN:
        return None
    for folder in dict.fromkeys(Path(source).parent for source in reversed(scenario.sources)):
        rows = _targets(folder / TARGETS_FILE)
        if all(name in rows for name in TARGETS):
            first = rows[TARGETS[0]]
            title = f"Published: {first['geography']}, {first['year']}"
            return PublishedBands(tuple(float(rows[name]["value"]) for name in TARGETS), title)
    return None


def _targets(file: Path) -> dict[str, dict[str, str]]:
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}
