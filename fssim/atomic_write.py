"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fssim.errors import OutputError
from fssim.runs.folder.run_folder import FULL

PARTIAL = ".partial-"


@contextmanager
def landing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` once the body has ended and all of it is on the disk.

    If the body raises, or the machine stops, `path` is what it was. Raises `OutputError` if it cannot be written.
    """
    partial = path.with_name(PARTIAL + path.name)
    try:
        try:
            with partial.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
            _settle(path.parent)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise cannot_write(error, path) from error


def cannot_write(error: OSError, place: Path) -> OutputError:
    """What went wrong with writing a file of a sweep, and what to do about it."""
    reason = os.strerror(error.errno) if error.errno else error
    remedy = "make room" if error.errno in FULL else "put that right"
    return OutputError(
        f"{place}: cannot write results here: {reason}; {remedy} and give the same command again: what is finished is "
        "kept, and only the rest is done"
    )


def clear_partial(folder: Path) -> None:
    """Remove what a run that was ended had begun to write."""
    for partial in folder.glob(f"{PARTIAL}*"):
        partial.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the folder itself on the disk, so that a file's name outlives a power cut. (Windows needs no telling.)"""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
