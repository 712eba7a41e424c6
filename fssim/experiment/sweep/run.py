"""Running a sweep into a folder: whatever is not there yet, by whoever does the work."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from fssim.engine.simulate import ENGINES, prepare
from fssim.experiment.errors import OutputError
from fssim.experiment.folder import explained
from fssim.experiment.sweep.blocks import Block, blocks, number_of_blocks, spans
from fssim.experiment.sweep.check import measures_of, try_points
from fssim.experiment.sweep.executors import Workers, cluster_workers, local_workers
from fssim.experiment.sweep.landing import cannot_write, clear_partial
from fssim.experiment.sweep.load import load_sweep
from fssim.experiment.sweep.lock import locked
from fssim.experiment.sweep.manifest import Manifest, manifest_of, read_manifest, refuse_another, write_manifest
from fssim.experiment.sweep.parts import FOLDER, Parts
from fssim.experiment.sweep.points import BASELINE, changes_at, number_of_points
from fssim.experiment.sweep.results import FAILED, SUMMARY, SweepResults
from fssim.experiment.sweep.summary import write_summary
from fssim.experiment.sweep.sweep import Sweep
from fssim.experiment.sweep.work import Done, Work, do, version

Progress = Callable[[int, int], None]
Notes = Callable[[str], None]


def sweep(
    what: Sweep | str | Path,
    out: str | Path,
    jobs: int | None = None,
    cluster: str | None = None,
    *,
    engine: str = ENGINES[0],
    on_progress: Progress | None = None,
    on_note: Notes | None = None,
) -> SweepResults:
    """Run a sweep (or the one in a file), or what is missing of it, into a folder; return what is there at the end.

    Finished blocks of points land in the folder as they are done, so that a sweep that was stopped, however it was,
    goes on where it was; its files are then the same, byte for byte, as if it had not been. They do not depend on
    `jobs` either, the number of processes (as many as the computer has processors, if left out), nor on `cluster`, the
    address of the scheduler of a Dask cluster that does the work instead. A point that fails is recorded in the
    results' `failures`, and the rest go on. `on_progress` is called with the numbers of replications done and to do;
    `on_note` with what is worth telling before the work begins.

    Raises `ScenarioError` if the file is not right or no point of it can be simulated; `OutputError` if the folder
    cannot be written to, holds another sweep, or another process is writing there; and `WorkerLost` if a process or the
    cluster is lost: what is finished is kept then. From a script, on Windows and macOS, call it under
    `if __name__ == "__main__":`, as worker processes import the script.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs is {jobs}; it must be 1 or more")
    asked = what if isinstance(what, Sweep) else load_sweep(what)
    folder, note = Path(out), on_note or (lambda text: None)
    prepare(engine)
    trouble = try_points(asked)
    if trouble:
        note(trouble)
    manifest = manifest_of(asked, engine, measures_of(asked, engine))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, folder) from error
    with locked(folder):
        parts = _begun(folder, manifest)
        missing = {block for block in range(number_of_blocks(asked)) if not parts.finished(block)}
        for file in parts.damaged:
            note(f"{file}: was damaged, and is done again")
        if missing:
            for name in (SUMMARY, FAILED):
                (folder / name).unlink(missing_ok=True)
            _refuse_full(folder, manifest, len(missing))
            pieces = number_of_points(asked) * len(spans(asked.plan.replications))
            who = cluster_workers(cluster) if cluster is not None else local_workers(jobs, pieces)
            _do_missing(parts, missing, who, on_progress or (lambda done, total: None))
        results = SweepResults(folder, manifest)
        write_summary(results)
    return results


def _begun(folder: Path, manifest: Manifest) -> Parts:
    """The folder's data files, once it is known to hold this sweep or nothing, and says which."""
    earlier = read_manifest(folder)
    if earlier is not None:
        refuse_another(folder, earlier, manifest)
    elif not any((folder / FOLDER).glob("part-*")):
        others = [name for name in (SUMMARY, FAILED) if (folder / name).exists()]
        if others:
            raise OutputError(
                f"{folder}: has {others[0]} of something else; move it away, or choose another folder with --out"
            )
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        clear_partial(folder)
        clear_partial(folder / FOLDER)
    except OSError as error:
        raise cannot_write(error, folder / FOLDER) from error
    write_manifest(folder, manifest)
    return Parts(folder / FOLDER, manifest)


def _do_missing(
    parts: Parts, missing: set[int], workers: AbstractContextManager[Workers], on_progress: Progress
) -> None:
    """Do the missing blocks, with a bounded number of pieces of work under way, and write each as it is done."""
    replications = parts.manifest.sweep.plan.replications
    total = number_of_points(parts.manifest.sweep) * replications
    done = total - replications * sum(len(b.points) for b in blocks(parts.manifest.sweep) if b.number in missing)
    pieces = _pieces(parts.manifest, missing)
    under_way: dict[Future[Done], Piece] = {}
    with workers as who:
        while True:
            room = max(0, who.most_under_way() - len(under_way))  # less than none, once a worker of a cluster is lost
            for piece in islice(pieces, room):
                under_way[who.executor.submit(do, piece.work)] = piece
            on_progress(done, total)
            if not under_way:
                return
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                piece = under_way.pop(future)
                block = piece.block
                block.done[piece.position, piece.work.first] = future.result()
                done += piece.work.until - piece.work.first
                if len(block.done) == len(block.points) * len(spans(replications)):
                    parts.write(block)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some work, and where in a block its results go."""

    block: Block
    position: int
    work: Work


def _pieces(manifest: Manifest, missing: set[int]) -> Iterator[Piece]:
    """All the work of the missing blocks, in order, made as it is asked for."""
    sweep = manifest.sweep
    base, baseline = pickle.dumps(sweep.base), pickle.dumps(sweep.baseline)
    for block in blocks(sweep):
        for position, point in enumerate(block.points if block.number in missing else ()):
            whose = baseline if point.number == BASELINE else base
            changes = tuple(changes_at(sweep, point).items())
            for first, until in spans(sweep.plan.replications):
                work = Work(
                    whose, changes, manifest.engine, sweep.plan.seed, first, until, manifest.measures, version()
                )
                yield Piece(block, position, work)


def _refuse_full(folder: Path, manifest: Manifest, blocks_missing: int) -> None:
    """Raise `OutputError` if the disk has no room for what is missing: 8 bytes a value."""
    share = blocks_missing / number_of_blocks(manifest.sweep)
    rows = number_of_points(manifest.sweep) * manifest.sweep.plan.replications * share
    needed, free = rows * len(manifest.measures) * 8, shutil.disk_usage(folder).free
    if free < needed:
        raise OutputError(
            f"{folder}: {free / 1e6:,.0f} MB free, and this sweep may need {needed / 1e6:,.0f} MB; make room, or "
            "choose another folder with --out"
        )
