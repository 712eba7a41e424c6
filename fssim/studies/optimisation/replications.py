"""The replications of an optimisation: done by processes, and kept in its folder, so that none is done twice.

The search depends on nothing but the seed and what replications gave. One that was stopped is begun again, finds here
what was done, and comes to the same answer as if it had not been.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from pickle import dumps
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.arrays import Floats
from fssim.errors import QuestionError
from fssim.files.atomic_write import cannot_go_on, file_of_sweep
from fssim.files.checksum_names import is_as_named, name_by_checksum
from fssim.measures.catalogue import describe
from fssim.measures.declaration import NEITHER, MeasureDescription
from fssim.runs.folder.parquet import describe_table, read_metadata_in
from fssim.studies.optimisation.evolve import Staffing
from fssim.studies.optimisation.plan_file import Optimisation, value_on_axis
from fssim.studies.optimisation.race import AS_IT_IS
from fssim.studies.sweeps.plan.sweep import SweepPoint, generate_points, list_changes
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.work.work_units import (
    UnitResult,
    WorkUnit,
    do_work,
    identify_version,
    split_into_spans,
)

if TYPE_CHECKING:
    import pyarrow as pa


FOLDER = "replications"
SECONDS_A_FILE = 10.0  # after which what is done is kept, whatever is still to do
OF, FAILURES = "optimisation", "failures"
LEVERS = "levers"
Key = tuple[Staffing, int]
KEYS = {
    LEVERS: MeasureDescription(
        "The levers, each by the number of its value from 0, or its share of its range", "", NEITHER
    ),
    "replication": MeasureDescription("Replication, from 0", "", NEITHER),
}


@dataclass
class StoredReplications:
    """Gives replications of staffings, and keeps them: a data file for each batch, or about ten seconds of it, named
    after its checksum.

    `on_done` is called with how many more are there. `failures` are the staffings that cannot be simulated, and why.
    """

    folder: Path
    question: Optimisation
    engine: str
    fingerprint: str
    executor: Executor
    on_done: Callable[[int], None]
    failures: dict[Staffing, str] = field(default_factory=dict)
    _rows: dict[Key, Sequence[float]] = field(default_factory=dict)
    _files: int = 0

    def __post_init__(self) -> None:
        sweep = self.question.sweep
        self._base = dumps(sweep.base)
        self._futures: list[Mapping[str, Value]] = []
        if sweep.uncertainties:
            names = [one.name for one in sweep.uncertainties]
            self._futures = [{name: point.values[name] for name in names} for point in generate_points(sweep)]
        for file in sorted(self.folder.glob("batch-*.parquet")):
            self._read(file)

    def simulate(self, asked: Mapping[Staffing, range]) -> dict[Staffing, Floats]:
        """The measures of ranges of replications of staffings: a row a replication. A staffing that cannot be
        simulated has none (nan)."""
        missing = {
            staffing: [number for number in numbers if (staffing, number) not in self._rows]
            for staffing, numbers in asked.items()
        }
        self.on_done(sum(map(len, asked.values())) - sum(map(len, missing.values())))
        self._do([(staffing, numbers) for staffing, numbers in missing.items() if numbers])
        return {
            staffing: np.array([self._rows[staffing, number] for number in numbers], dtype=np.float64)
            for staffing, numbers in asked.items()
        }

    def values(self, staffing: Staffing) -> dict[str, Value]:
        """The values of the levers, by name; none of the base."""
        levers = self.question.sweep.levers
        return {lever.name: value_on_axis(lever, place) for lever, place in zip(levers, staffing, strict=False)}

    def futures(self, numbers: range) -> list[Mapping[str, Value]]:
        """The values of the uncertainties in some replications; none, if nothing is uncertain."""
        return self._futures[numbers.start : numbers.stop]

    def _do(self, missing: Sequence[tuple[Staffing, list[int]]]) -> None:
        spans = [(staffing, span) for staffing, numbers in missing for span in self._split(numbers)]
        done: dict[Key, Sequence[float]] = {}
        units = [self._unit(staffing, *span) for staffing, span in spans]
        width = len(self.question.measures)
        kept = monotonic()
        for (staffing, (first, until)), work in zip(spans, self.executor.map(do_work, units), strict=True):
            self._note_failure(staffing, work)
            rows = (
                np.asarray(work.rows).reshape(-1, width)
                if not work.failure
                else np.full((until - first, width), np.nan)
            )
            done |= {(staffing, first + place): row.tolist() for place, row in enumerate(rows)}
            if monotonic() - kept >= SECONDS_A_FILE:
                self._keep(done)
                done, kept = {}, monotonic()
            self.on_done(until - first)
        if done:
            self._keep(done)

    def _split(self, numbers: list[int]) -> Iterable[tuple[int, int]]:
        """The spans that one process does at once: a replication each, where every one has its own future."""
        if self._futures:
            return [(number, number + 1) for number in numbers]
        return split_into_spans(numbers[0], numbers[-1] + 1)

    def _unit(self, staffing: Staffing, first: int, until: int) -> WorkUnit:
        sweep = self.question.sweep
        future = self._futures[first] if self._futures else {}
        changes = list_changes(sweep, SweepPoint(1, {**self.values(staffing), **future}))
        return WorkUnit(
            self._base, tuple(changes.items()), self.engine, sweep.plan.seed, first, until, self.question.measures,
            identify_version(), chosen=True,
        )  # fmt: skip

    def _note_failure(self, staffing: Staffing, work: UnitResult) -> None:
        if not work.failure:
            return
        if staffing == AS_IT_IS:
            raise QuestionError(f"the base cannot be simulated: {work.failure}")
        self.failures.setdefault(staffing, work.failure)

    def _keep(self, done: Mapping[Key, Sequence[float]]) -> None:
        import pyarrow.parquet as pq

        self._rows |= done
        content = io.BytesIO()
        pq.write_table(self._table(done), content)
        data = content.getvalue()
        with file_of_sweep(self.folder / name_by_checksum(f"batch-{self._files:05d}", ".parquet", data)) as file:
            file.write(data)
        self._files += 1

    def _table(self, done: Mapping[Key, Sequence[float]]) -> pa.Table:
        import pyarrow as pa

        measures = self.question.measures
        columns: dict[str, Any] = {
            LEVERS: pa.array([json.dumps(staffing) for staffing, _ in done], pa.string()),
            "replication": pa.array([number for _, number in done], pa.int64()),
        }
        for place, name in enumerate(measures):
            columns[name] = pa.array([row[place] for row in done.values()], pa.float64(), from_pandas=True)
        failed = {json.dumps(staffing): why for staffing, why in self.failures.items()}
        metadata = {OF: self.fingerprint, FAILURES: json.dumps(failed)}
        base = self.question.sweep.base
        return describe_table(pa.table(columns), metadata, lambda name: KEYS.get(name) or describe(name, base))

    def _read(self, file: Path) -> None:
        """Take what a data file has. One that is damaged is removed: what was in it is done again."""
        import pyarrow.parquet as pq

        try:
            data = file.read_bytes()
            if not is_as_named(file, data):
                file.unlink()
                return
        except OSError as error:
            raise cannot_go_on(error, file) from error
        metadata = read_metadata_in(io.BytesIO(data))
        if metadata.get(OF) != self.fingerprint:
            return
        table = pq.read_table(io.BytesIO(data)).to_pydict()
        keys = [tuple(json.loads(text)) for text in table[LEVERS]]
        rows = zip(*(table[name] for name in self.question.measures), strict=True)
        for staffing, number, row in zip(keys, table["replication"], rows, strict=True):
            self._rows[staffing, number] = [np.nan if value is None else value for value in row]
        self.failures |= {tuple(json.loads(text)): why for text, why in json.loads(metadata[FAILURES]).items()}
        self._files = max(self._files, int(file.stem.split("-")[1]) + 1)
