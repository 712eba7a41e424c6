"""A run's folder: its data, figures, manifest and report, as they are written together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fssim.atomic_write import explained
from fssim.report.charts.figures import FIGURE_FILES, saving_figures
from fssim.report.document.save_report import REPORT_FILES, save_report
from fssim.runs.folder.run_folder import MANIFEST
from fssim.runs.folder.stored_run import (
    DATA_FILES,
    TRIED_VALUES,
    TriedValue,
    read_run,
    write_data,
    write_manifest,
    write_tried_values,
)
from fssim.runs.results import Results
from fssim.runs.run_to_precision import PreciseResults

RUN_FILES = (*DATA_FILES, *FIGURE_FILES, *REPORT_FILES, MANIFEST)  # of every run


def save_run(
    folder: Path,
    results: Sequence[Results],
    precise: PreciseResults | None = None,
    tried: Sequence[TriedValue] | None = None,
    jobs: int | None = None,
) -> None:
    """Write `RUN_FILES` into a folder, and what came of trying numbers at other values, if any were tried.

    `precise` is what the results came from, if that was a run to a precision. Raises `OutputError` if they cannot be
    written, by the name of the folder above.
    """
    try:
        with saving_figures(folder, results, jobs) as drawing:
            write_data(folder, results)
            if tried is not None:
                write_tried_values(folder / TRIED_VALUES, tried)
            write_manifest(folder, results, precise)
            save_report(folder, read_run(folder), drawing)
    except OSError as error:
        raise explained(error, folder.parent) from error
