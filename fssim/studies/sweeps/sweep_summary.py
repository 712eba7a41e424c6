"""What is written once every point is done: `summary.csv`, one row a point; the same long, one row a point and measure;
and `failures.csv`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from fssim.files.atomic_write import file_of_sweep
from fssim.files.comma_separated import BYTE_ORDER_MARK, NOISE, csv_text
from fssim.measures.catalogue import describe
from fssim.measures.declaration import NEITHER, MeasureDescription
from fssim.runs.folder.parquet import describe_table
from fssim.statistics.interval import CONFIDENCE, FEWEST_FOR_SKEWNESS, STRAIGHT
from fssim.statistics.mean_difference import ROUNDING, estimate_mean_difference
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import BASELINE, Sweep, SweepPoint, count_points
from fssim.studies.sweeps.sweep_results import FAILURES_FILE, LONG_FILE, SUMMARY_FILE, SweepResults
from fssim.studies.sweeps.work.data_files import (
    KEYS,
    describe_factor,
    find_column_type,
    list_part_files,
    read_failures,
    read_too_wide,
)
from fssim.studies.sweeps.work.sweep_manifest import SweepManifest
from fssim.studies.sweeps.work.work_units import generate_blocks

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow.parquet as pq

    from fssim.arrays import Floats


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
ENDS = ("", "_low", "_high")
DIFFERENCE = "_difference"
REACHED = "precision_reached"
BYTES_A_CELL = 19  # of a number in full, with its comma
BYTES_A_LONG_CELL = 8


def write_sweep_summary(results: SweepResults) -> None:
    """Write the files, from the data files, one of them in memory at a time.

    `summary.csv` has, for each point, its levers and uncertainties, its `replications`, whether the precision that the
    sweep asks for was reached in as many as it allows (`precision_reached`), and for each measure its mean over the
    replications and the ends of its 95% confidence interval; and, if the sweep has a baseline, the same of the paired
    difference from it (the point minus the baseline), each by itself. `failures.csv` has each point that failed, and
    why.

    Raises `OutputError` if they cannot be written.
    """
    factors, measures = results.sweep.factors, list(results.measures)
    columns = ["point", *(factor.column for factor in factors)]
    precise = results.sweep.plan.precision is not None
    how_often = ["replications", REACHED] if precise else ["replications"]
    paired = results.sweep.baseline is not None
    kinds = ["", DIFFERENCE] if paired else [""]
    baseline: Floats | None = None
    with (
        file_of_sweep(results.folder / SUMMARY_FILE) as summary,
        file_of_sweep(results.folder / FAILURES_FILE) as failed,
        file_of_sweep(results.folder / LONG_FILE) as by_measure,
        LongSummary(by_measure, results.manifest) as long,
    ):
        headings = (f"{name}{kind}{end}" for name in measures for kind in kinds for end in ENDS)
        summary.write(BYTE_ORDER_MARK.encode() + _format_line([*columns, *how_often, *headings]))
        failed.write(BYTE_ORDER_MARK.encode() + _format_line([*columns, "reason"]))
        for block, file, frame in zip(
            generate_blocks(results.sweep), list_part_files(results.folder), results.frames(), strict=True
        ):
            reasons = dict(read_failures(file, results.manifest))
            too_wide = set(read_too_wide(file, results.manifest))
            values = _group_by_point(frame, measures)
            baseline = values.get(BASELINE, baseline)
            for point in (run.point for run in block.runs):
                here = _format_cells(point, factors)
                if point.number in reasons:
                    failed.write(_format_line([*here, reasons[point.number]]))
                    continue
                rows = values[point.number]
                reached = [_find_reached(point, too_wide)] if precise else []
                cells = _measure_points(measures, rows, baseline, paired)
                summary.write(_format_line([*here, len(rows), *reached, *cells.ravel().tolist()]))
                long.add(point, len(rows), cells)
            long.write()


def estimate_summary_bytes(sweep: Sweep, measures: int) -> int:
    """About how large both summaries are: for each point, mean and ends of each measure and its difference."""
    kinds = 1 if sweep.baseline is None else 2
    cells = measures * kinds * len(ENDS)
    return count_points(sweep) * ((cells + len(sweep.factors) + 2) * BYTES_A_CELL + cells * BYTES_A_LONG_CELL)


def _format_line(cells: Iterable[object]) -> bytes:
    return csv_text([cells], for_excel=False).encode()


def _format_cells(point: SweepPoint, factors: Iterable[Factor]) -> list[object]:
    """A point's number and its values."""
    return [point.number, *(point.values.get(factor.name, "") for factor in factors)]


def _find_reached(point: SweepPoint, too_wide: Collection[int]) -> str:
    """As data tools and spreadsheets read it. Nothing is asked of the baseline."""
    return "" if point.number == BASELINE else "false" if point.number in too_wide else "true"


def _group_by_point(frame: pd.DataFrame, measures: list[str]) -> dict[int, Floats]:
    """The values of each point in a frame: one row a replication, one column a measure."""
    return {
        int(str(number)): rows[measures].to_numpy(dtype="float64")
        for number, rows in frame.groupby("point", sort=False)
    }


def _measure_points(measures: list[str], values: Floats, baseline: Floats | None, paired: bool) -> Floats:
    """The cells of each measure, in a row: its mean and interval, and those of its difference from the baseline."""

    described = [describe(name) for name in measures]
    least, most = (np.array([getattr(about, end) for about in described]) for end in ("least", "most"))
    own = _estimate_means(values, skewed=True)
    cells = np.column_stack([own[:, 0], np.clip(own[:, 1], least, most), np.clip(own[:, 2], least, most)])
    if paired:
        cells = np.hstack([cells, _estimate_differences(_take_differences(values, baseline), baseline, least, most)])
    return np.where(np.abs(cells) < NOISE, 0.0, cells)


def _take_differences(values: Floats, baseline: Floats | None) -> Floats:
    """The values minus the baseline's, replication by replication; nothing where only rounding tells them apart.

    A baseline that a precision compares with has more replications than the point.
    """

    if baseline is None:
        return np.full_like(values, np.nan)
    baseline = baseline[: len(values)]
    differences = values - baseline
    size = np.fmax(1.0, np.fmax(np.abs(values), np.abs(baseline)))
    return np.where(np.abs(differences) <= ROUNDING * size, 0.0, differences)


def _estimate_differences(differences: Floats, baseline: Floats | None, least: Floats, most: Floats) -> Floats:
    """As `fssim.compare` has them for a row by itself: none where nothing differed, no narrower than differences that
    repeat allow, and no further than the measure can be."""

    intervals = _estimate_means(differences)
    ordered = np.sort(differences, axis=0)
    for column in np.flatnonzero((ordered[1:] == ordered[:-1]).any(axis=0)):
        careful = estimate_mean_difference(differences[:, column].tolist())
        apart = careful.interval()
        intervals[column, 1:] = (np.nan, np.nan) if careful.all_zero else (apart.low, apart.high)
    if baseline is not None:
        compared_with = _estimate_means(np.where(np.isnan(differences), np.nan, baseline[: len(differences)]))
        lowest, highest = least - np.fmin(compared_with[:, 2], most), most - np.fmax(compared_with[:, 1], least)
        known = ~np.isnan(intervals[:, 1])
        intervals[known, 1] = np.fmax(intervals[known, 1], lowest[known])
        intervals[known, 2] = np.fmin(intervals[known, 2], highest[known])
    return intervals


def _estimate_means(values: Floats, skewed: bool = False) -> Floats:
    """The mean of each column over its known values, and the ends of its interval: three columns, nan where there is
    none. As `interval_of` or `skewed_interval_of`, for many measures at once."""
    from scipy.special import stdtrit

    known = ~np.isnan(values)
    n = known.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=0) / n
        off = np.where(known, values - mean, 0.0)
        sd = np.sqrt((off**2).sum(axis=0) / (n - 1))
        t = np.where(n > 1, stdtrit(n - 1.0, (1.0 + CONFIDENCE) / 2.0), np.nan)
        error, bend = sd / np.sqrt(n), np.zeros(len(n))
        if skewed:
            skewness = n / ((n - 1) * (n - 2)) * (off**3).sum(axis=0) / sd**3
            bend = np.where((n >= FEWEST_FOR_SKEWNESS) & (sd > 0.0), skewness / np.sqrt(n), 0.0)
        straight = np.abs(bend) < STRAIGHT
        ends = [
            np.where(straight, end, 3.0 / bend * (np.cbrt(1.0 + bend * (end - bend / 6.0)) - 1.0)) for end in (t, -t)
        ]
    return np.column_stack([mean, *(mean - error * end for end in ends)])


class LongSummary:
    """`summary_long.parquet` as it is written, some points at a time; whole when it is left. Equal points give equal
    bytes. What varies keeps its type.

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
