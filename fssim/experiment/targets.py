"""The model beside the published statistics it is calibrated to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fssim.experiment.results import Results
from fssim.measures.targets import measure_of_target
from fssim.scenario.problems import Problem, ScenarioError
from fssim.scenario.scenario import Scenario

TARGETS_FILE = "targets.csv"


@dataclass(frozen=True, slots=True)
class Target:
    """One published figure, the model's own, and whether the two are within the tolerance."""

    title: str
    unit: str
    value: float
    tolerance: float
    model: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        return abs(self.model - self.value) <= self.tolerance


def targets_file(scenario: Scenario) -> Path:
    """The targets kept beside a scenario's sources. Raises `ScenarioError` if there are none."""
    for source in scenario.sources:
        file = Path(source).parent / TARGETS_FILE
        if file.is_file():
            return file
    message = (
        f"no {TARGETS_FILE} beside the scenario's sources; put one there, with id, measure, value, unit, tolerance"
    )
    raise ScenarioError([Problem(scenario.title, 0, "sources", message)])


def against_targets(results: Results) -> Iterator[Target]:
    """Each target with the model's mean over the replications and its 95% interval, in the order of the file."""
    with targets_file(results.scenario).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found = results.interval(measure_of_target(row["id"]))
            yield Target(
                row["measure"],
                row["unit"],
                float(row["value"]),
                float(row["tolerance"]),
                found.mean,
                found.low,
                found.high,
            )
