"""Running a sweep into a folder: looked at before hours are spent on it, then whatever is not there yet is done."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.errors import OutputError
from fssim.files.atomic_write import cannot_go_on, clear_partial, explained
from fssim.measures.catalogue import measure_names, refuse_unknown
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.size import check_effort
from fssim.runs.folder.run_folder import refuse_file_as_folder
from fssim.runs.runner import Progress
from fssim.studies.sweeps.estimate_sweep import estimate_disk_bytes, list_kept_measures
from fssim.studies.sweeps.plan.sweep import Sweep, count_points, load_sweep
from fssim.studies.sweeps.sweep_results import MADE_LAST, SweepResults
from fssim.studies.sweeps.sweep_summary import write_sweep_summary
from fssim.studies.sweeps.tried_points import try_points
from fssim.studies.sweeps.work.data_files import PARTS_FOLDER, Parts
from fssim.studies.sweeps.work.executors import start_cluster_workers, start_local_workers
from fssim.studies.sweeps.work.missing_points import MissingPoints, PointDone
from fssim.studies.sweeps.work.sweep_manifest import (
    SweepManifest,
    build_sweep_manifest,
    lock_folder,
    read_sweep_manifest,
    refuse_another_sweep,
    write_sweep_manifest,
)
from fssim.studies.sweeps.work.work_units import count_blocks, split_into_spans
from fssim.whole_numbers import whole_number

Notes = Callable[[str], None]


def sweep(
    what: Sweep | str | Path,
    out: str | Path,
    jobs: int | None = None,
    cluster: str | None = None,
    *,
    measures: Collection[str] | None = None,
    engine: str = ENGINES[0],
    on_progress: Progress | None = None,
    on_point: PointDone | None = None,
    on_note: Notes | None = None,
) -> SweepResults:
    """Run a sweep, or what is missing of it, into a folder, and return what is there at the end.

    Finished blocks of points land in the folder as they are done, so that a sweep that was stopped, however it was,
    goes on where it was; its files are then the same, byte for byte, as if it had not been. A point that fails is
    recorded in the results' `failures`, and the rest go on. From a script, on Windows and macOS, call it under
    `if __name__ == "__main__":`, as worker processes import the script.

    Parameters
    ----------
    what
        What `load_sweep` returned, the path of a sweep file, or the name of a sweep that comes with fssim.
    out
        The folder, which is made if it is not there.
    jobs
        The number of processes: as many as the computer has processors, if left out; 1 starts none. Results do not
        depend on it.
    cluster
        The address of the scheduler of a Dask cluster that does the work instead. Results do not depend on it.
    measures
        The names of the measures to work out and keep, in place of those that the sweep's file names: those, or all if
        it names none, if left out.
    engine
        What simulates, `compiled` or `simpy`.
    on_progress
        Called with the numbers of replications done and to do (where a precision decides, as many as the points so far
        let expect).
    on_point
        Called with each point that is done, its number and the values of what varies, and with its measures by name, of
        one replication after another; not with points that were there before, nor with those that fail.
    on_note
        Called with what is worth telling before the work begins.

    Returns
    -------
    SweepResults
        What is in the folder: the measures of each point and replication, in its `frame`.

    Raises
    ------
    ScenarioError
        If the file is not right, or no point of it can be simulated.
    UnknownMeasure
        If one of the measures is none of the sweep's scenario.
    ArgumentError
        If `jobs` is no whole number from 1, or there is no such engine.
    EngineUnusable
        If the libraries of the compiled engine are there and do not work.
    TooLarge
        If it takes more memory or time than it may, on this computer.
    OutputError
        If the folder cannot be written to, holds another sweep, or another process is writing there.
    WorkerLost
        If a process or the cluster is lost: what is finished is kept then.
    """
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    asked = what if isinstance(what, Sweep) else load_sweep(what)
    if measures:
        asked = _keep_finished(asked, measures)
    folder, note = Path(out), on_note or (lambda text: None)
    refuse_file_as_folder(folder)
    if cluster is None:
        pieces = count_points(asked) * asked.plan.most_replications
        effort = check_effort([asked.base], pieces, jobs, engine, kept=False)
        if effort.is_much:
            note(f"To simulate: {effort}.")
    prepare_engine(engine)
    trouble = try_points(asked)
    if trouble:
        note(trouble)
    manifest = build_sweep_manifest(asked, engine, list_kept_measures(asked))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, folder) from error
    with lock_folder(folder):
        parts = _begin(folder, manifest)
        missing = {block for block in range(count_blocks(asked)) if not parts.finished(block)}
        for file in parts.damaged:
            note(f"{file}: was damaged, and is done again")
        for file in parts.foreign():
            note(f"{file}: is none of the sweep's own files (a file-sharing program's copy?); it is left alone")
        if missing:
            for name in MADE_LAST:
                (folder / name).unlink(missing_ok=True)
            _refuse_full(folder, manifest, len(missing))
            pieces = count_points(asked) * len(split_into_spans(0, asked.plan.most_replications))
            with start_cluster_workers(cluster) if cluster is not None else start_local_workers(jobs, pieces) as who:
                MissingPoints(parts, missing, who, on_progress or (lambda done, total: None), on_point).do_all()
        results = SweepResults(folder, manifest)
        write_sweep_summary(results)
    return results


def _keep_finished(sweep: Sweep, measures: Collection[str]) -> Sweep:
    """A sweep that keeps these measures, and no others but those that a precision is of."""
    refuse_unknown(measures, measure_names(compile_scenario(sweep.base)))
    return replace(sweep, plan=sweep.plan.model_copy(update={"measures": tuple(dict.fromkeys(measures))}))


def _begin(folder: Path, manifest: SweepManifest) -> Parts:
    """The folder's data files, once it is known to hold this sweep or nothing, and says which."""
    earlier = read_sweep_manifest(folder)
    if earlier is not None:
        refuse_another_sweep(folder, earlier, manifest)
    elif not any((folder / PARTS_FOLDER).glob("part-*")):
        others = [name for name in MADE_LAST if (folder / name).exists()]
        if others:
            raise OutputError(
                f"{folder}: has {others[0]} of something else; move it away, or choose another folder with --out"
            )
    try:
        (folder / PARTS_FOLDER).mkdir(exist_ok=True)
        clear_partial(folder)
        clear_partial(folder / PARTS_FOLDER)
    except OSError as error:
        raise cannot_go_on(error, folder / PARTS_FOLDER) from error
    write_sweep_manifest(folder, manifest)
    return Parts(folder / PARTS_FOLDER, manifest)


def _refuse_full(folder: Path, manifest: SweepManifest, blocks_missing: int) -> None:
    """Raise `OutputError` if the disk has no room for the least that is missing, and for the summary of all of it."""
    share = blocks_missing / count_blocks(manifest.sweep)
    rows = count_points(manifest.sweep) * manifest.sweep.plan.fewest_replications * share
    needed = estimate_disk_bytes(manifest.sweep, manifest.measures, rows, blocks_missing)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OutputError(
            f"{folder}: {free / 1e6:,.0f} MB free, and this sweep may need {needed / 1e6:,.0f} MB; make room, or "
            "choose another folder with --out"
        )
