"""The data files of a sweep: one for each block of points, named after its number and what is in it.

A name that carries the checksum of the file lands with it, in one step: a file that is damaged, or was cut short, is
not what its name says. What goes by any other name, such as the copies that file-sharing programs make, is not the
sweep's own, and is left alone.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.errors import OutputError
from fssim.files.atomic_write import file_of_sweep
from fssim.measures.catalogue import describe
from fssim.measures.declaration import NEITHER, MeasureDescription
from fssim.measures.indicators.weekly import describe_series
from fssim.runs.folder.parquet import describe_table, read_metadata_in
from fssim.studies.sweeps.plan.factors import Factor, FieldKind
from fssim.studies.sweeps.plan.sweep import Sweep
from fssim.studies.sweeps.work.sweep_manifest import SweepManifest
from fssim.studies.sweeps.work.work_units import Block

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PARTS_FOLDER = "replications"
SWEEP, FAILURES, TOO_WIDE = "sweep", "failures", "too_wide"  # what a file says beside its columns
KEYS = {
    "point": MeasureDescription("Point of the sweep, from 1; 0 is the baseline", "", NEITHER),
    "replication": MeasureDescription("Replication, from 0", "", NEITHER),
}
CHECKSUM_DIGITS = 16
OWN_NAME = re.compile(rf"part-[0-9]{{5,}}-[0-9a-f]{{{CHECKSUM_DIGITS}}}\.parquet")


@dataclass(frozen=True)
class Parts:
    """The data files in a sweep's folder. `damaged` are those that were found so and removed."""

    folder: Path
    manifest: SweepManifest
    damaged: list[Path] = field(default_factory=list)

    def write(self, block: Block) -> None:
        """Write a block of which everything is done. Raises `OutputError` if it cannot be written."""
        import pyarrow.parquet as pq

        content = io.BytesIO()
        pq.write_table(self._table(block), content)
        data = content.getvalue()
        name = f"part-{block.number:05d}-{_compute_checksum(data)}.parquet"
        with file_of_sweep(self.folder / name) as file:
            file.write(data)

    def finished(self, number: int) -> bool:
        """Whether a block's file is there, whole. One that is damaged is removed: what was in it can be done again.

        Raises `OutputError` for a whole file of another sweep, which is somebody's.
        """
        for file in self._by_number.get(number, []):
            data = file.read_bytes()
            if not _is_whole(file, data):
                file.unlink()
                self.damaged.append(file)
            elif self._of_another_sweep(data):
                raise OutputError(f"{file}: is of another sweep; move it away, or choose another folder with --out")
            else:
                return True
        return False

    @cached_property
    def _by_number(self) -> dict[int, list[Path]]:
        files: dict[int, list[Path]] = defaultdict(list)
        for file in _find_own(self.folder):
            files[_read_number(file)].append(file)
        return files

    def foreign(self) -> list[Path]:
        """What is among the data files and is none, or a second one of the same points: it is left alone."""
        used = set(list_part_files(self.folder.parent))
        return sorted(file for file in self.folder.iterdir() if file not in used and not file.name.startswith("."))

    def _of_another_sweep(self, data: bytes) -> bool:
        return read_metadata_in(io.BytesIO(data)).get(SWEEP) != self.manifest.fingerprint

    def _table(self, block: Block) -> pa.Table:
        """One row a replication: the point, its levers and uncertainties, its measures, and a list of each weekly
        number, week after week from the start of the warm-up."""
        import pyarrow as pa

        results = [(run, *run.rows()) for run in block.runs]
        whole = [(run.point, run.asked) for run, _, failure in results if not failure]
        failures = [(run.point.number, failure) for run, _, failure in results if failure]
        measured = np.concatenate([np.zeros(0), *(np.asarray(rows) for _, rows, _ in results)])
        measured = measured.reshape(-1, len(self.manifest.measures))
        columns: dict[str, Any] = {
            "point": pa.array([point.number for point, count in whole for _ in range(count)], pa.int64()),
            "replication": pa.array([number for _, count in whole for number in range(count)], pa.int64()),
        }
        for factor in self.manifest.sweep.factors:
            values = [point.values.get(factor.name) for point, count in whole for _ in range(count)]
            columns[factor.column] = pa.array(values, find_column_type(factor))
        for at, name in enumerate(self.manifest.measures):
            columns[name] = pa.array(np.ascontiguousarray(measured[:, at]), pa.float64(), from_pandas=True)
        plan = self.manifest.sweep.plan
        by_week = [numbers for run, _, failure in results if not failure for numbers in run.weekly()]
        for at, name in enumerate(plan.weekly):
            columns[name] = pa.array([numbers.numbers[at] for numbers in by_week], pa.list_(pa.float32()))
        metadata: dict[str, object] = {
            SWEEP: self.manifest.fingerprint,
            FAILURES: json.dumps(failures),
            "seed": plan.seed,
        }
        metadata["engine"] = self.manifest.engine
        if plan.precision is not None:
            metadata[TOO_WIDE] = json.dumps([run.point.number for run in block.runs if run.too_wide])
        return describe_table(pa.table(columns), metadata, self._about)

    def _about(self, column: str) -> MeasureDescription:
        """A column for people to read."""
        factor = describe_factor(self.manifest.sweep, column)
        if factor is not None:
            return factor
        if column in self.manifest.sweep.plan.weekly:
            return describe_series(column)
        return KEYS.get(column) or describe(column, self.manifest.sweep.base)


def describe_factor(sweep: Sweep, column: str) -> MeasureDescription | None:
    """The column of a factor for people to read, with its unit; None for another column."""
    factor = next((varied for varied in sweep.factors if varied.column == column), None)
    return MeasureDescription(factor.label or factor.name.replace("_", " "), factor.unit, NEITHER) if factor else None


def list_part_files(folder: Path, number: int | None = None) -> list[Path]:
    """The data files of a sweep's folder, in order of their points; or the one with a number, if it is there."""
    by_number: dict[int, Path] = {}
    for file in _find_own(folder / PARTS_FOLDER):
        by_number.setdefault(_read_number(file), file)
    return [file for own, file in sorted(by_number.items()) if number in (None, own)]


def _find_own(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("part-*.parquet") if OWN_NAME.fullmatch(file.name))


def _read_number(file: Path) -> int:
    return int(file.name.split("-")[1])


def read_part(file: Path) -> io.BytesIO:
    """What is in one data file, to be read. Raises `OutputError` if it is not what its name says, or cannot be read."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise OutputError(f"{file}: cannot be read: {os.strerror(error.errno or 0)}") from error
    if not _is_whole(file, data):
        raise OutputError(f"{file}: is damaged; run the sweep into this folder again: only what is missing is done")
    return io.BytesIO(data)


def read_failures(file: Path) -> Iterator[tuple[int, str]]:
    """The points that failed in one data file, and why."""
    for number, reason in json.loads(read_metadata_in(read_part(file)).get(FAILURES, "[]")):
        yield int(number), str(reason)


def read_too_wide(file: Path) -> list[int]:
    """The points in one data file that got as many replications as allowed before their precision was reached."""
    return [int(number) for number in json.loads(read_metadata_in(read_part(file)).get(TOO_WIDE, "[]"))]


def count_replications(file: Path) -> int:
    """How many replications one data file has."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(read_part(file)).num_rows)


def frame_of(table: pa.Table) -> pd.DataFrame:
    """A table as pandas has it: whole numbers stay whole, and yes and no what they are, where the baseline has none."""
    import pandas as pd
    import pyarrow as pa

    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return unmasked(table.to_pandas(types_mapper=nullable.get))


def unmasked(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame whose whole numbers, and yes and no, are NumPy's in the columns that miss none."""
    import pandas as pd

    of_numpy = {str(pd.Int64Dtype()): "int64", str(pd.BooleanDtype()): "bool"}
    masked = {name: str(column.dtype) for name, column in frame.items() if str(column.dtype) in of_numpy}
    return frame.astype({name: of_numpy[kind] for name, kind in masked.items() if not frame[str(name)].hasnans})


def _is_whole(file: Path, data: bytes) -> bool:
    return file.stem.rpartition("-")[2] == _compute_checksum(data)


def _compute_checksum(data: bytes) -> str:
    return sha256(data).hexdigest()[:CHECKSUM_DIGITS]


def find_column_type(factor: Factor) -> pa.DataType:
    """The type of a factor's column in data files."""
    import pyarrow as pa

    types = {
        FieldKind.number: pa.float64(),
        FieldKind.whole: pa.int64(),
        FieldKind.date: pa.date32(),
        FieldKind.text: pa.string(),
        FieldKind.truth: pa.bool_(),
    }
    return types[factor.kind]
