"""The folder a run is written to: checked before the work begins, and changed only once all of it is done."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from fssim.atomic_write import explained, partial_folder
from fssim.errors import OutputError
from fssim.runs.folder.run_manifest import MANIFEST, compute_checksums, write_sealed
from fssim.scenario.findings import visible


@contextmanager
def output_folder(path: Path, bytes_needed: int, names: Sequence[str] = ()) -> Iterator[Path]:
    """A folder to write into, whose files are moved to `path` when the body ends without an exception.

    Until then `path` holds what it held. If the body raises, what it wrote is removed, and so are the folders made for
    it. Files that an earlier run left in `path`, by its manifest, are replaced; others are left alone.

    Raises `OutputError`, before the body starts, if `path` cannot be written to, has not `bytes_needed` to spare, or
    holds a file by one of the `names` to be written that no earlier run left; and afterwards if the files cannot be
    moved.
    """
    _refuse_files(path, names)
    made: list[Path] = []
    with ExitStack() as at_the_end:
        at_the_end.callback(lambda: _remove(made))
        try:
            made = _make(path)
            partial = at_the_end.enter_context(partial_folder(path))
        except OSError as error:
            raise explained(error, path) from error
        free = shutil.disk_usage(path).free
        if free < bytes_needed:
            raise OutputError(
                f"{path}: {free / 1e6:.0f} MB free, and this run may need {bytes_needed / 1e6:.0f} MB; make room, or "
                "choose another folder with --out"
            )
        yield partial
        try:
            if (partial / MANIFEST).exists():
                write_sealed(
                    partial, _read_contents(partial / MANIFEST), compute_checksums(partial)
                )  # with what was written after it
            _move(partial, path)
        except OSError as error:
            raise explained(error, path) from error
        made = []


@contextmanager
def add_to_run(path: Path, names: Sequence[str]) -> Iterator[Path]:
    """A folder to write files of these names into, which are moved to a run's folder when the body ends.

    They replace what is there by those names, and the run's manifest lists them. If the body raises, nothing changes.
    Raises `OutputError` if a file of such a name is there that the manifest does not list, or on trouble with writing.
    """
    _refuse_files(path, names)
    try:
        with partial_folder(path) as partial:
            yield partial
            manifest = _read_contents(path / MANIFEST)
            write_sealed(partial, manifest, {**manifest["files"], **compute_checksums(partial)})
            for name in (*names, MANIFEST):
                (partial / name).replace(path / name)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        raise OutputError(
            f"{path}: cannot write {', '.join(names)} here: {reason}; make room or the folder writable, or copy it "
            "elsewhere"
        ) from error


def refuse_file_as_folder(path: Path) -> None:
    """Raise `OutputError` for a file where a folder should be."""
    for folder in (path, *path.parents):
        if os.path.isfile(folder):
            raise OutputError(f"{folder}: is a file, not a folder; choose another folder with --out")


def refuse_another_run(path: Path, name: str, title: str) -> None:
    """Raise `OutputError` for a folder that holds the results of a scenario of another name or title."""
    try:
        earlier = _read_contents(path / MANIFEST)["scenarios"][0]
        theirs = str(earlier["name"]), str(earlier["scenario"]["title"])
    except (OSError, ValueError, LookupError, TypeError):
        return  # no run's
    if theirs != (name, title):
        raise OutputError(
            f"{path}: holds the results of another scenario, '{visible(theirs[1])}' ({visible(theirs[0])}); choose "
            "another folder with --out, or replace them with --overwrite"
        )


def _refuse_files(path: Path, names: Sequence[str]) -> None:
    """Raise `OutputError` for a file where a folder should be, and for files that are somebody's own."""
    refuse_file_as_folder(path)
    own = set(_files_of(path / MANIFEST))
    others = [name for name in names if name not in own and os.path.lexists(path / name)]
    if others:
        are, them = ("is", "it") if len(others) == 1 else ("are", "them")
        raise OutputError(
            f"{path}: {', '.join(others)} {are} there already, and no run's manifest lists {them}; move {them} away, "
            "or choose another folder with --out"
        )


def _make(path: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there before, innermost first."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    return missing


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):  # not made after all, or somebody else has put something into it
            folder.rmdir()


def _move(partial: Path, path: Path) -> None:
    """Put the new files in place of an earlier run's. The manifest goes first and comes last: it says all is there."""
    earlier = _files_of(path / MANIFEST)
    (path / MANIFEST).unlink(missing_ok=True)
    for name in earlier:
        (path / name).unlink(missing_ok=True)
    for file in sorted(partial.iterdir(), key=lambda file: (file.name == MANIFEST, file.name)):
        file.replace(path / file.name)


def _read_contents(manifest: Path) -> dict[str, Any]:
    if not manifest.is_file():
        raise FileNotFoundError(manifest)  # or a pipe, which would never end
    contents: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    return contents


def _files_of(manifest: Path) -> list[str]:
    """The files a manifest says its run wrote beside it, none if it is no manifest."""
    try:
        return [name for name in (*_read_contents(manifest)["files"], MANIFEST) if Path(name).name == name]
    except (OSError, ValueError, LookupError, TypeError):
        return []
