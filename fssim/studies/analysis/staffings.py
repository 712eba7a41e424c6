"""The staffings of a sweep: its points, by the values of its levers; and replications beyond the sweep's own."""

from __future__ import annotations

import io
import math
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.engine.simulate import ENGINES
from fssim.errors import CannotSimulate, OutputError, QuestionError
from fssim.files.atomic_write import cannot_write, clear_partial, whole_file
from fssim.files.checksum_names import is_as_named, name_by_checksum
from fssim.runs.replicate import ReplicationOutcome, Task, replicate
from fssim.studies.sweeps.failed_points import find_failed_points, say_failed_points
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import BASELINE, SweepPoint, build_scenario, generate_points
from fssim.studies.sweeps.plan.sweep_file import DesignKind, Value
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.studies.sweeps.work.work_units import identify_version

if TYPE_CHECKING:
    import pandas as pd

EVERY_COMBINATION = (DesignKind.grid, DesignKind.crossed)  # designs in which all staffings meet the same
FURTHER = "further"
ELSEWHERE = "copy the sweep's folder elsewhere: further replications are kept in it"
FINGERPRINT = b"fssim"


def group_staffings(swept: SweepResults) -> dict[int, list[SweepPoint]]:
    """The points of each set of values of the levers, by the number of its first point.

    A staffing of which nothing could be simulated is left out, and so is a future. Where uncertainties vary too, each
    staffing must have met the same ones. Raises `QuestionError` if not, if the sweep has no levers, or if nothing of it
    could be simulated.
    """
    groups = _group_by_levers(swept)
    if not _met_the_same(swept, groups):
        failed = find_failed_points(swept)
        why, remedy = "met different uncertainties", "sweep them on a grid, or crossed with futures"
        if failed:
            why = "could not all be simulated in the same futures"
            remedy = f"sweep them without what cannot be simulated. {say_failed_points(swept, failed)}"
        raise QuestionError(f"{swept.folder}: its staffings {why}, so they cannot be compared; {remedy}")
    return groups


def group_settings(swept: SweepResults) -> tuple[tuple[Factor, ...], dict[int, list[SweepPoint]]]:
    """What a setting is of, and the points of each by the number of its first: the levers, where all of them met the
    same uncertainties; or everything that varies, each point by itself, where points are spread over all of it.

    Raises `QuestionError` as `group_staffings` does.
    """
    groups = _group_by_levers(swept)
    if swept.sweep.plan.design.kind in EVERY_COMBINATION or _met_the_same(swept, groups):
        return swept.sweep.levers, group_staffings(swept)
    points = sorted((point for members in groups.values() for point in members), key=lambda point: point.number)
    return swept.sweep.factors, {point.number: [point] for point in points}


def refuse_without_levers(swept: SweepResults) -> None:
    """Raise `QuestionError` if a sweep has no levers."""
    if not swept.sweep.levers:
        raise QuestionError(f"{swept.folder}: the sweep has no levers, and so no staffings to choose between")


def _group_by_levers(swept: SweepResults) -> dict[int, list[SweepPoint]]:
    refuse_without_levers(swept)
    levers = [factor.name for factor in swept.sweep.levers]
    failed = find_failed_points(swept)
    groups: dict[tuple[Value, ...], list[SweepPoint]] = {}
    for point in generate_points(swept.sweep):
        if point.number != BASELINE and point.number not in failed:
            groups.setdefault(tuple(point.values[name] for name in levers), []).append(point)
    if not groups:
        raise QuestionError(
            f"{swept.folder}: there are no staffings to choose between. {say_failed_points(swept, failed)}"
        )
    return {members[0].number: members for members in groups.values()}


def _met_the_same(swept: SweepResults, groups: Mapping[int, Sequence[SweepPoint]]) -> bool:
    unknown = [factor.name for factor in swept.sweep.uncertainties]
    met = {frozenset(tuple(point.values[name] for name in unknown) for point in own) for own in groups.values()}
    return len(met) == 1


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
        clear_partial(self.folder)
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
        goal = self.done + len(wanted)
        done = self._name_what_fails(wanted, self._executor.map(replicate, tasks))
        for number, of_point in groupby(done, lambda one: one[0]):
            rows: dict[int, dict[str, float]] = {}
            for _, replication, outcome in of_point:
                rows[replication] = outcome.row
                self.done += 1
                on_progress(self.done, goal)
            self._keep(number, rows)

    def _name_what_fails(
        self, wanted: Iterable[tuple[int, int]], outcomes: Iterator[ReplicationOutcome]
    ) -> Iterator[tuple[int, int, ReplicationOutcome]]:
        """What comes of each point and replication. Raises `QuestionError`, which names them, if one cannot be
        simulated, though the replications of the sweep could."""
        for number, replication in wanted:
            try:
                outcome = next(outcomes)
            except CannotSimulate as error:
                values = ", ".join(f"{name} {value}" for name, value in self._points[number].values.items())
                raise QuestionError(
                    f"{self._swept.folder}: point {number} ({values}) cannot be simulated in replication "
                    f"{replication}: {error}; sweep without it, into another folder"
                ) from error
            yield number, replication, outcome

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

    def _files(self, number: int) -> list[Path]:
        """What was kept of a point: one file, or two if the earlier could not be removed."""
        return sorted(self.folder.glob(f"point-{number:06}-*.parquet"))

    def _read(self, number: int) -> pd.DataFrame:
        """The most that is kept of a point; what is damaged is done again."""
        kept = [frame for file in self._files(number) if (frame := self._read_file(file)) is not None]
        return max(kept, key=len) if kept else self._in_sweep(number)

    def _read_file(self, file: Path) -> pd.DataFrame | None:
        """What a file holds; None if it is damaged, or of another sweep."""
        import pyarrow.parquet as pq

        try:
            data = file.read_bytes()
        except OSError:
            return None
        if not is_as_named(file, data):
            return None
        table = pq.read_table(io.BytesIO(data))
        if (table.schema.metadata or {}).get(FINGERPRINT) != self._swept.manifest.fingerprint.encode():
            return None
        frame: pd.DataFrame = table.to_pandas().set_index("replication")
        return frame

    def _in_sweep(self, number: int) -> pd.DataFrame:
        """What a point has more than the fewest replications, in the sweep itself."""
        import pandas as pd

        if self._swept.sweep.plan.precision is None:
            return pd.DataFrame(columns=list(self._swept.measures), dtype="float64")
        return self._swept.at(number).frame.iloc[self._first :]

    def _keep(self, number: int, rows: Mapping[int, Mapping[str, float]]) -> None:
        """Add rows to what is kept of a point, in a file that takes the place of the one before."""
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        new = pd.DataFrame(list(rows.values()), index=list(rows)).reindex(columns=list(self._swept.measures))
        frame = pd.concat([part for part in (self.frame(number), new) if len(part)]).rename_axis("replication")
        self._frames[number] = frame
        table = pa.Table.from_pandas(frame.reset_index(), preserve_index=False)
        table = table.replace_schema_metadata({FINGERPRINT: self._swept.manifest.fingerprint.encode()})
        content = io.BytesIO()
        pq.write_table(table, content)
        data = content.getvalue()
        try:
            self.folder.mkdir(exist_ok=True)
            earlier = self._files(number)
            file = self.folder / name_by_checksum(f"point-{number:06}", ".parquet", data)
            with whole_file(file) as whole:
                whole.write(data)
            for other in earlier:
                if other != file:
                    other.unlink()
        except OSError as error:
            raise cannot_write(error, self.folder, ELSEWHERE) from error
