"""The model beside the published statistics it is calibrated to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fssim.experiment.results import Results
from fssim.experiment.targets_file import Published, read_targets
from fssim.scenario.problems import Problem, ScenarioError
from fssim.scenario.scenario import Scenario

TARGETS_FILE = "targets.csv"


@dataclass(frozen=True, slots=True)
class Target:
    """One published figure, the model's own with its 95% interval, and whether the two are within the tolerance."""

    id: str
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


def published_targets(scenario: Scenario) -> list[Published]:
    """The figures beside a scenario's sources. Raises `ScenarioError` if there are none, or any cannot be used."""
    return read_targets(targets_file(scenario))


def against_targets(results: Results, figures: Sequence[Published]) -> list[Target]:
    """Each figure with the model's mean over the replications and its 95% interval, in the order of the file."""
    found = []
    for each in figures:
        model = results.interval(each.measure)
        found.append(
            Target(each.id, each.title, each.unit, each.value, each.tolerance, model.mean, model.low, model.high)
        )
    return found
