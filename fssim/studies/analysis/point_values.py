"""A measure at every point of a sweep's design, replication by replication, if the points are those that were run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from fssim.errors import QuestionError
from fssim.studies.sweeps.plan.sweep import BASELINE, count_points
from fssim.studies.sweeps.sweep_results import SweepResults, refuse_unfinished
from fssim.studies.sweeps.work.sweep_manifest import build_sweep_manifest


def refuse_other_points(swept: SweepResults) -> None:
    """Raise `QuestionError` if not every point of a sweep is done, or its points cannot be made again."""
    refuse_unfinished(swept)
    now = build_sweep_manifest(swept.sweep, swept.engine, swept.measures).identity["points"]
    if now != swept.manifest.identity["points"]:
        raise QuestionError(
            f"{swept.folder}: the design's points come out differently here than when the sweep was run, as with "
            "another version of SALib or SciPy; ask where it was run, or run the sweep again into another folder"
        )


def read_point_values(swept: SweepResults, measures: Sequence[str]) -> dict[str, Any]:
    """Each measure at every point of the design: a NumPy array, a row a point and a column a replication that every
    point has; nan where there is none."""
    plan = swept.sweep.plan
    count = count_points(swept.sweep) - (swept.sweep.baseline is not None)
    fewest = plan.fewest_replications
    values = {measure: numpy.full((count, fewest), numpy.nan) for measure in measures}
    for frame in swept.frames():
        own = frame[(frame["point"] != BASELINE) & (frame["replication"] < fewest)]
        where = own["point"].to_numpy() - 1, own["replication"].to_numpy()
        for measure in measures:
            values[measure][where] = own[measure].to_numpy()
    return values
