"""The figures that a scenario is fitted to, and the published shapes that it was not: how near it comes to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from fssim.calibration.targets import Target
from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.schema.parameter import Grade, Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import estimate_skewed_mean
from fssim.validation.simulated_years import SimulatedYears
from fssim.validation.strict_table import Numbers, Row, read_table

TEXTS = ("id", "statistic", "title", "unit", "geography", "year", "source", "publisher")


def read_shapes(file: str | Path) -> list[Row]:
    """The rows of a file of published shapes. Raises `ScenarioError` with everything wrong with it."""
    return read_table(Path(file), TEXTS, {"value": Numbers(), "tolerance": Numbers(0.0)}, ("id",))


def national_rows(own: SimulatedYears, targets: Sequence[Target], shapes: Sequence[Row]) -> pd.DataFrame:
    """A row for each figure.

    Columns: `part` (target or shape), `statistic` (the target's id, or the statistic), `title`, `unit`; what is
    `published`; the `tolerance`; the `model`'s value with its 95% interval `low` to `high`; whether it is `inside`.
    """
    rows = []
    for target in targets:
        rows.append(
            {
                "part": "target", "statistic": target.id, "title": target.title, "unit": target.unit,
                "published": target.value, "tolerance": target.tolerance, "model": target.model, "low": target.low,
                "high": target.high, "inside": target.met,
            }
        )  # fmt: skip
    for row in shapes:
        model = estimate_skewed_mean(list(own.by_replication(row["statistic"])))
        value, tolerance = float(row["value"]), float(row["tolerance"])
        rows.append(
            {
                "part": "shape", "statistic": row["statistic"], "title": row["title"], "unit": row["unit"],
                "published": value, "tolerance": tolerance, "model": model.mean, "low": model.low, "high": model.high,
                "inside": abs(model.mean - value) <= tolerance,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def calibrated_values(scenario: Scenario) -> int:
    """How many numbers of a scenario are graded calibrated: of a decision's, all but one, as its outcomes come to 1."""
    graded = sum(1 for _ in _calibrated(scenario))
    tables = scenario.pathway.decisions.values()
    what_is_left = sum(
        any(outcome.probability.grade is Grade.calibrated for outcome in outcomes.values()) for outcomes in tables
    )
    return graded - what_is_left


def _calibrated(scenario: Scenario) -> Iterator[Parameter]:
    for _, part in parts_of(scenario):
        if isinstance(part, Parameter) and part.grade is Grade.calibrated:
            yield part
