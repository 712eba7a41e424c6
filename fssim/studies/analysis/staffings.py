"""The staffings of a sweep: its points, by the values of its levers; and replications beyond the sweep's own."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.engine.simulate import ENGINES
from fssim.errors import OutputError, QuestionError
from fssim.files.atomic_write import explained, whole_file
from fssim.runs.folder.parquet import read_parquet
from fssim.runs.replicate import Task, replicate
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import BASELINE, SweepPoint, build_scenario, generate_points
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.studies.sweeps.work.work_units import identify_version

if TYPE_CHECKING:
    import pandas as pd

FURTHER = "further"
FINGERPRINT = b"fssim"


def group_staffings(swept: SweepResults) -> dict[int, list[SweepPoint]]:
    """The points of each set of values of the levers, by the number of its first point.

    Where uncertainties vary too, each staffing must have met the same ones. Raises `QuestionError` if not, or if the
    sweep has no levers.
    """
    groups = _group_by_levers(swept)
    if not _met_the_same(swept, groups):
        raise QuestionError(
            f"{swept.folder}: its staffings met different uncertainties (or some points failed), so they cannot be "
            "compared; sweep them on a grid, or crossed with futures"
        )
    return groups


def group_settings(swept: SweepResults) -> tuple[tuple[Factor, ...], dict[int, list[SweepPoint]]]:
    """What a setting is of, and the points of each by the number of its first: the levers, where all of them met the
    same uncertainties; or everything that varies, each point by itself.

    Raises `QuestionError` if the sweep has no levers.
    """
    groups = _group_by_levers(swept)
    if _met_the_same(swept, groups):
        return swept.sweep.levers, groups
    points = sorted((point for members in groups.values() for point in members), key=lambda point: point.number)
    return swept.sweep.factors, {point.number: [point] for point in points}


def _group_by_levers(swept: SweepResults) -> dict[int, list[SweepPoint]]:
    levers = [factor.name for factor in swept.sweep.levers]
    if not levers:
        raise QuestionError(f"{swept.folder}: the sweep has no levers, and so no staffings to choose between")
    failed = set(swept.failures["point"])
    groups: dict[tuple[Value, ...], list[SweepPoint]] = {}
    for point in generate_points(swept.sweep):
        if point.number != BASELINE and point.number not in failed:
            groups.setdefault(tuple(point.values[name] for name in levers), []).append(point)
    return {members[0].number: members for members in groups.values()}


def _met_the_same(swept: SweepResults, groups: Mapping[int, Sequence[SweepPoint]]) -> bool:
    unknown = [factor.name for factor in swept.sweep.uncertainties]
    met = {frozenset(tuple(point.values[name] for name in unknown) for point in own) for own in groups.values()}
    return len(met) <= 1


def read_staffing_values(
    swept: SweepResults, systems: Mapping[int, Sequence[SweepPoint]], measures: Sequence[str]
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
    means = groups[list(dict.fromkeys(measures))].agg(_take_mean)[in_all]
    return {measure: {system: list(means[measure].loc[system]) for system in systems} for measure in measures}


def _take_mean(values: pd.Series[float]) -> float:
    return math.fsum(values) / len(values)


class ExtraReplications:
    """Replications of points beyond those that every point of the sweep has, done by `executor`, kept a file a point.

    Where a precision decided, points have different numbers; what a point has more than the fewest counts as done.

    Raises `OutputError` if the sweep was run by another version of fssim, whose replications are no pairs of these.
    """

    def __init__(self, swept: SweepResults, points: Mapping[int, SweepPoint], executor: Executor) -> None:
        by, own = swept.manifest.identity["version"], identify_version()
        if by != own:
            raise OutputError(
                f"{swept.folder}: was run by {by}, and this is {own}; run the sweep again into another folder"
            )
        self.folder = swept.folder / FURTHER
        self.done = 0
        self._swept, self._points, self._executor = swept, points, executor
        self._first = swept.sweep.plan.fewest_replications
        self._frames: dict[int, pd.DataFrame] = {}
        self._scenarios: dict[int, bytes] = {}

    def upto(self, numbers: Sequence[int], replications: int, on_progress: Callable[[int, int], None]) -> None:
        """Have every replication before this one of the points by these numbers."""
        first = self._first
        wanted = [
            (number, replication)
            for number in numbers
            for replication in range(first + len(self.frame(number)), replications)
        ]
        tasks = [self._task(number, replication) for number, replication in wanted]
        rows: dict[int, dict[int, dict[str, float]]] = {}
        outcomes = self._executor.map(replicate, tasks)
        for position, ((number, replication), outcome) in enumerate(zip(wanted, outcomes, strict=True), 1):
            rows.setdefault(number, {})[replication] = outcome.row
            on_progress(self.done + position, self.done + len(wanted))
        self.done += len(wanted)
        for number, new_rows in rows.items():
            self._keep(number, new_rows)

    def frame(self, number: int) -> pd.DataFrame:
        """What there is of a point: one row a replication (its index) and one column a measure."""
        if number not in self._frames:
            self._frames[number] = self._read(number)
        return self._frames[number]

    def means(self, numbers: Sequence[int], measure: str) -> list[float]:
        """A measure's mean over points, replication by replication.

        Raises `QuestionError` if a point has no value of it in some replication.
        """
        columns = [self.frame(number)[measure] for number in numbers]
        for number, column in zip(numbers, columns, strict=True):
            if column.isna().any():
                raise QuestionError(f"point {number} has no {measure} in some replications; choose another measure")
        return [math.fsum(values) / len(values) for values in zip(*columns, strict=False)]

    def _task(self, number: int, replication: int) -> Task:
        if number not in self._scenarios:
            self._scenarios[number] = pickle.dumps(build_scenario(self._swept.sweep, self._points[number]))
        manifest = self._swept.manifest
        engine = manifest.engine if manifest.engine in ENGINES else ENGINES[0]  # both give the same
        return Task(self._scenarios[number], engine, manifest.sweep.plan.seed, replication)

    def _file(self, number: int) -> Path:
        return self.folder / f"point-{number:06}.parquet"

    def _read(self, number: int) -> pd.DataFrame:
        import pyarrow as pa

        try:
            table = read_parquet(self._file(number))
        except (OSError, pa.ArrowException):  # not there yet, or damaged and done again
            return self._in_sweep(number)
        if (table.schema.metadata or {}).get(FINGERPRINT) != self._swept.manifest.fingerprint.encode():
            return self._in_sweep(number)
        frame: pd.DataFrame = table.to_pandas().set_index("replication")
        return frame

    def _in_sweep(self, number: int) -> pd.DataFrame:
        """What a point has more than the fewest replications, in the sweep itself."""
        import pandas as pd

        if self._swept.sweep.plan.precision is None:
            return pd.DataFrame(columns=list(self._swept.measures), dtype="float64")
        return self._swept.at(number).frame.iloc[self._first :]

    def _keep(self, number: int, rows: Mapping[int, Mapping[str, float]]) -> None:
        """Add rows to a point's file, which is replaced whole."""
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        new = pd.DataFrame(list(rows.values()), index=list(rows)).reindex(columns=list(self._swept.measures))
        frame = pd.concat([part for part in (self.frame(number), new) if len(part)]).rename_axis("replication")
        self._frames[number] = frame
        table = pa.Table.from_pandas(frame.reset_index(), preserve_index=False)
        table = table.replace_schema_metadata({FINGERPRINT: self._swept.manifest.fingerprint.encode()})
        file = self._file(number)
        try:
            self.folder.mkdir(exist_ok=True)
            with whole_file(file) as content:
                pq.write_table(table, content, write_page_checksum=True)
        except OSError as error:
            raise explained(error, self.folder) from error
