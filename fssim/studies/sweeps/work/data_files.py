"""The data files of a sweep: one for each block of points, named after its number and the checksum of what is in it.

What goes by any other name than one with a checksum, such as the copies that file-sharing programs make, is not the
sweep's own, and is left alone.
"""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.errors import OutputError
from fssim.files.atomic_write import cannot_read, file_of_sweep
from fssim.files.checksum_names import CHECKSUM_DIGITS, is_as_named, name_by_checksum
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
        with file_of_sweep(self.folder / name_by_checksum(f"part-{block.number:05d}", ".parquet", data)) as file:
            file.write(data)

    def finished(self, number: int) -> bool:
        """Whether a block's file is there, whole. One that is damaged is removed: what was in it can be done again.

        Raises `OutputError` for a whole file of another sweep, which is somebody's.
        """
        for file in self._by_number.get(number, []):
            data = _read(file)
            if not is_as_named(file, data):
                file.unlink()
                self.damaged.append(file)
            else:
                _refuse_another_sweeps(file, data, self.manifest)
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


def read_part(file: Path, manifest: SweepManifest) -> io.BytesIO:
    """What is in one data file of a sweep, to be read.

    Raises `OutputError` if it is not what its name says, is another sweep's, or cannot be read.
    """
    data = _read(file)
    if not is_as_named(file, data):
        raise OutputError(f"{file}: is damaged; run the sweep into this folder again: only what is missing is done")
    _refuse_another_sweeps(file, data, manifest)
    return io.BytesIO(data)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise cannot_read(error, file) from error


def _refuse_another_sweeps(file: Path, data: bytes, manifest: SweepManifest) -> None:
    if read_metadata_in(io.BytesIO(data)).get(SWEEP) != manifest.fingerprint:
        raise OutputError(
            f"{file}: is of another sweep; move it away and run the sweep into this folder again: only what is missing "
            "is done"
        )


def read_failures(file: Path, manifest: SweepManifest) -> Iterator[tuple[int, str]]:
    """The points that failed in one data file, and why."""
    for number, reason in json.loads(read_metadata_in(read_part(file, manifest)).get(FAILURES, "[]")):
        yield int(number), str(reason)


def read_too_wide(file: Path, manifest: SweepManifest) -> list[int]:
    """The points in one data file that got as many replications as allowed before their precision was reached."""
    return [int(number) for number in json.loads(read_metadata_in(read_part(file, manifest)).get(TOO_WIDE, "[]"))]


def count_replications(file: Path, manifest: SweepManifest) -> int:
    """How many replications one data file has."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(read_part(file, manifest)).num_rows)


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
