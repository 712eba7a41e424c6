"""The model beside the published statistics it is calibrated to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.calibration.targets_file import Published, read_targets
from fssim.runs.results import Results
from fssim.scenario.findings import Problem, ScenarioError
from fssim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

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


def targets_beside(scenario: Scenario) -> Path | None:
    """The targets kept beside a scenario's sources: its own before those it inherits, which are named first. None if
    there are none."""
    files = (Path(source).parent / TARGETS_FILE for source in reversed(scenario.sources))
    return next((file for file in files if os.path.isfile(file)), None)


def targets_file(scenario: Scenario) -> Path:
    """The targets kept beside a scenario's sources. Raises `ScenarioError` if there are none."""
    file = targets_beside(scenario)
    if file is not None:
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


def targets(results: Results) -> pd.DataFrame:
    """Results beside the published statistics kept in `targets.csv` beside their scenario's sources.

    A DataFrame with a row for each statistic, by its id: `title`, `unit`, the published `value` and the `tolerance`
    allowed it; the `model`'s mean over the replications, with its 95% interval from `low` to `high`; and whether it is
    `met`, which is that the mean is within the tolerance.

    Raises `ScenarioError` if there is no such file, or any figure in it cannot be used.
    """
    import pandas as pd

    found = against_targets(results, published_targets(results.scenario))
    return pd.DataFrame([asdict(each) | {"met": each.met} for each in found]).set_index("id")
