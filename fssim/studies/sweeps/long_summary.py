"""`summary_long.parquet`: a row a point and measure, with its unit; what varies keeps its type."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from fssim.measures.catalogue import describe
from fssim.measures.declaration import NEITHER, MeasureDescription
from fssim.runs.folder.parquet import describe_table
from fssim.studies.sweeps.plan.sweep import SweepPoint
from fssim.studies.sweeps.work.data_files import KEYS, describe_factor, find_column_type
from fssim.studies.sweeps.work.sweep_manifest import SweepManifest

if TYPE_CHECKING:
    import numpy as np
    import pyarrow.parquet as pq
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NUMBERS = ("mean", "low", "high")
OF_DIFFERENCE = ("difference", "difference_low", "difference_high")
ABOUT = {
    "replications": "Replications that it is from",
    "measure": "Name of the measure",
    "label": "What the measure is",
    "unit": "Unit of the numbers",
    "mean": "Mean over the replications",
    "low": "Lower end of its 95% interval",
    "high": "Upper end of its 95% interval",
    "difference": "Paired difference from the baseline",
    "difference_low": "Lower end of its 95% interval",
    "difference_high": "Upper end of its 95% interval",
}


class LongSummary:
    """The file as it is written, some points at a time; whole when it is left. Equal points give equal bytes.

    Where points have nothing to show there is still a table, with no rows.
    """

    def __init__(self, content: BinaryIO, manifest: SweepManifest) -> None:
        self._content, self._manifest = content, manifest
        self._numbers = NUMBERS if manifest.sweep.baseline is None else (*NUMBERS, *OF_DIFFERENCE)
        self._points: list[tuple[SweepPoint, int, Floats]] = []
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> LongSummary:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._writer is None:
            self.write()
        if self._writer is not None:
            self._writer.close()

    def add(self, point: SweepPoint, replications: int, cells: Floats) -> None:
        """Add a point: a row of `cells` for each measure, with its numbers in order."""
        self._points.append((point, replications, cells))

    def write(self) -> None:
        """Write the points that were added since the last time."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._points and self._writer is not None:
            return
        measures, factors = self._manifest.measures, self._manifest.sweep.factors
        about = [describe(name, self._manifest.sweep.base) for name in measures]
        count, times = len(self._points), len(measures)
        numbers = np.concatenate([np.zeros((0, len(self._numbers))), *(cells for *_, cells in self._points)])
        columns = {"point": pa.array(np.repeat(np.array([one.number for one, *_ in self._points], np.int64), times))}
        for factor in factors:
            values = [point.values.get(factor.name) for point, *_ in self._points for _ in measures]
            columns[factor.column] = pa.array(values, find_column_type(factor))
        columns["replications"] = pa.array(np.repeat(np.array([own for _, own, _ in self._points], np.int64), times))
        columns["measure"] = pa.array([*measures] * count, pa.string())
        columns["label"] = pa.array([one.label for one in about] * count, pa.string())
        columns["unit"] = pa.array([one.unit for one in about] * count, pa.string())
        for place, name in enumerate(self._numbers):
            columns[name] = pa.array(np.ascontiguousarray(numbers[:, place]), pa.float64(), from_pandas=True)
        metadata = {"seed": self._manifest.sweep.plan.seed, "engine": self._manifest.engine}
        table = describe_table(pa.table(columns), metadata, self._describe)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._content, table.schema, write_page_checksum=True)
        self._writer.write_table(table)
        self._points.clear()

    def _describe(self, column: str) -> MeasureDescription | None:
        if column in ABOUT:
            return MeasureDescription(ABOUT[column], "", NEITHER)
        return KEYS.get(column) or describe_factor(self._manifest.sweep, column)
