"""A sweep that gave a known function of what varies, through its own design, factors and frames."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
Values = Mapping[str, Any]


class Made(SweepResults):
    """A sweep that gave, at each point and replication, known numbers of some measures."""

    function: Callable[[Values, int], Mapping[str, float]]

    def frames(self, measures: Iterable[str] | None = None) -> Iterator[pd.DataFrame]:
        columns = {factor.name: factor.column for factor in self.sweep.factors}
        rows = [
            {
                "point": point.number,
                "replication": replication,
                **{columns[name]: value for name, value in point.values.items()},
                **self.function(point.values, replication),
            }
            for point in generate_points(self.sweep)
            for replication in range(self.sweep.plan.replications or 0)
        ]
        yield pd.DataFrame(rows)  # all measures, whichever are wanted

    @property
    def finished(self) -> bool:
        return True

    @property
    def failures(self) -> pd.DataFrame:
        return pd.DataFrame({"point": [], "reason": []})


def make_sweep(
    function: Callable[[Values, int], Mapping[str, float]], measures: Sequence[str], **plan: Any
) -> SweepResults:
    """A sweep over the small scenario that gave what a function says."""
    contents = {"title": "t", "question": "q", "base": "b", **plan}
    sweep = build_sweep(SweepPlan.model_validate(contents), fssim.load(SMALL))
    swept = Made(Path("nowhere"), build_sweep_manifest(sweep, "simpy", tuple(measures)))
    object.__setattr__(swept, "function", function)
    return swept


def made(function: Function, design: dict[str, Any], replications: int = 1) -> SweepResults:
    """A sweep of one answer over three uncertainties, which the function has as angles from -pi to pi."""

    def answer(values: Values, replication: int) -> dict[str, float]:
        angles = [(float(value) - LOW) / (HIGH - LOW) * 2 * math.pi - math.pi for value in values.values()]
        return {"answer": function(*angles, replication)}

    varied = {
        name: {"path": path, "range": {"low": LOW, "high": HIGH}}
        for name, path in zip(("first", "second", "third"), PATHS, strict=True)
    }
    return make_sweep(answer, ["answer"], design=design, replications=replications, uncertainties=varied)


POSTS = {"path": "teams.safeguarding.posts.social_worker.posts.value", "values": [3, 5, 6]}


def cross(
    function: Callable[[int, float, float, int], Mapping[str, float]], measures: Sequence[str], points: int, times: int
) -> SweepResults:
    """A sweep of 3, 5 and 6 posts in the same futures, which the function has as two numbers from 0 to 1."""

    def numbers(values: Values, replication: int) -> Mapping[str, float]:
        shares = [(values[name] - LOW) / (HIGH - LOW) for name in ("first", "second")]
        return function(values["posts"], *shares, replication)

    varied = {
        name: {"path": path, "range": {"low": LOW, "high": HIGH}}
        for name, path in zip(("first", "second"), PATHS, strict=False)
    }
    return make_sweep(
        numbers, measures, design={"kind": "crossed", "points": points}, replications=times, levers={"posts": POSTS},
        uncertainties=varied,
    )  # fmt: skip
