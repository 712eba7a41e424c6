"""The staffings of a sweep: its points, by the values of its levers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fssim.errors import QuestionError
from fssim.sweeps.plan.sweep import BASELINE, Point, points
from fssim.sweeps.plan.sweep_file import Value
from fssim.sweeps.sweep_results import SweepResults

if TYPE_CHECKING:
    import pandas as pd


def staffings(swept: SweepResults) -> dict[int, list[Point]]:
    """The points of each set of values of the levers, by the number of its first point.

    Where uncertainties vary too, each staffing must have met the same ones. Raises `QuestionError` if not, or if the
    sweep has no levers.
    """
    levers = [factor.name for factor in swept.sweep.levers]
    if not levers:
        raise QuestionError(f"{swept.folder}: the sweep has no levers, and so no staffings to choose between")
    failed = set(swept.failures["point"])
    groups: dict[tuple[Value, ...], list[Point]] = {}
    for point in points(swept.sweep):
        if point.number != BASELINE and point.number not in failed:
            groups.setdefault(tuple(point.values[name] for name in levers), []).append(point)
    met = {
        frozenset(tuple(value for name, value in point.values.items() if name not in levers) for point in members)
        for members in groups.values()
    }
    if len(met) > 1:
        raise QuestionError(
            f"{swept.folder}: its staffings met different uncertainties (or some points failed), so they cannot be "
            "compared; sweep them on a grid"
        )
    return {members[0].number: members for members in groups.values()}


def values_of(
    swept: SweepResults, systems: Mapping[int, Sequence[Point]], measures: Sequence[str]
) -> dict[str, dict[int, list[float]]]:
    """Each measure of each staffing, replication by replication: the mean over the uncertainties that it met, in the
    replications that all its points have."""
    import pandas as pd

    columns = ["point", "replication", *dict.fromkeys(measures)]
    whole = pd.concat([frame[columns] for frame in swept.frames()])
    system_of = {point.number: system for system, members in systems.items() for point in members}
    whole = whole.assign(system=whole["point"].map(system_of)).dropna(subset=["system"])
    groups = whole.groupby(["system", "replication"])
    members = {system: len(points) for system, points in systems.items()}
    in_all = groups.size() == groups.size().index.get_level_values("system").map(members)
    means = groups[list(dict.fromkeys(measures))].agg(_mean)[in_all]
    return {measure: {system: list(means[measure].loc[system]) for system in systems} for measure in measures}


def _mean(values: pd.Series[float]) -> float:
    return math.fsum(values) / len(values)
