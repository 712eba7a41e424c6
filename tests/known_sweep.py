"""A sweep that gave a known function of what varies, through its own design, factors and frames."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

import fssim
from fssim.studies.sweeps.plan.sweep import build_sweep, generate_points
from fssim.studies.sweeps.plan.sweep_file import SweepPlan
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.studies.sweeps.work.sweep_manifest import build_sweep_manifest

SMALL = Path(__file__).parent / "unit" / "scenario" / "small.yaml"
PATHS = ("roles.social_worker.cost.value", "roles.team_manager.cost.value", "roles.conference_chair.cost.value")
LOW, HIGH = 50_000.0, 60_000.0
Function = Callable[[float, float, float, int], float]


class Made(SweepResults):
    """A sweep that gave a known function of its three factors (as angles from -pi to pi) and of the replication."""

    function: Function

    def frames(self) -> Iterator[pd.DataFrame]:
        rows = []
        for point in generate_points(self.sweep):
            angles = [(float(value) - LOW) / (HIGH - LOW) * 2 * math.pi - math.pi for value in point.values.values()]
            for replication in range(self.sweep.plan.replications):
                rows.append((point.number, replication, self.function(*angles, replication)))
        yield pd.DataFrame(rows, columns=["point", "replication", "answer"])

    @property
    def finished(self) -> bool:
        return True


def made(function: Function, design: dict[str, Any], replications: int = 1) -> SweepResults:
    names = ("first", "second", "third")
    varied = {
        name: {"path": path, "range": {"low": LOW, "high": HIGH}} for name, path in zip(names, PATHS, strict=True)
    }
    plan = {"title": "t", "question": "q", "base": "b", "design": design, "replications": replications}
    sweep = build_sweep(SweepPlan.model_validate({**plan, "uncertainties": varied}), fssim.load(SMALL))
    swept = Made(Path("nowhere"), build_sweep_manifest(sweep, "simpy", ("answer",)))
    object.__setattr__(swept, "function", function)
    return swept
