"""Files that are there whole or not at all, whatever happens while they are written; and what a failure is told as."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from fssim.errors import OutputError

PARTIAL = ".partial-"
FULL = {errno.ENOSPC, errno.EDQUOT}
ANOTHER_FILE = "choose another file with --out"
FOR_ALL, FOR_THE_USER = 0o666, 0o600  # who may read and write a file, less the umask


class PartialFile:
    """A file beside `path` to write to, whose place it takes once it is told to. Everything here may raise `OSError`.

    A link stays one: what it leads to is replaced. A device or a pipe is refused, as a file in its place would end it.
    What can be made again (`is_cache`) is for the user alone, and is not waited for until it is on the disk.
    """

    def __init__(self, path: Path, is_cache: bool = False) -> None:
        if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
            raise OSError("it is a device or a pipe, and no file")
        self._path, self._is_cache = path if is_cache else Path(os.path.realpath(path)), is_cache
        self._partial = self._path.with_name(f"{PARTIAL}{token_hex(8)}")
        permissions = FOR_THE_USER if is_cache else FOR_ALL
        self.content: BinaryIO = open(  # noqa: SIM115 - closed when it takes its place, or is removed
            self._partial, "xb", opener=lambda name, flags: os.open(name, flags, permissions)
        )

    def write(self, content: bytes) -> None:
        """Write all that the file is to hold, and have it on the disk."""
        self.content.write(content)
        self.finish()

    def finish(self) -> None:
        """Have what was written on the disk."""
        self.content.flush()
        if not self._is_cache:
            os.fsync(self.content.fileno())
        self.content.close()

    def take_place(self) -> None:
        """Replace what is at `path`."""
        self._partial.replace(self._path)
        if not self._is_cache:
            _settle(self._path.parent)

    def remove(self) -> None:
        """Leave nothing behind, unless the file has taken its place."""
        with suppress(OSError):
            self.content.close()
        with suppress(OSError):
            self._partial.unlink()


@contextmanager
def whole_file(path: Path, is_cache: bool = False) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` once the body has ended and all of it is on the disk.

    If the body raises, or the machine stops, `path` is what it was. Raises `OSError` if it cannot be written. For
    `is_cache` see `PartialFile`.
    """
    partial = PartialFile(path, is_cache)
    try:
        yield partial.content
        partial.finish()
        partial.take_place()
    finally:
        partial.remove()


@contextmanager
def partial_folder(parent: Path) -> Iterator[Path]:
    """A folder in `parent` to write into, from which what is whole is moved to its place; it is gone at the end.

    Raises `OSError` if it cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=parent, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def file_of_sweep(path: Path) -> Iterator[BinaryIO]:
    """As `whole_file`, for a sweep, which can be gone on with. Raises `OutputError`."""
    try:
        with whole_file(path) as content:
            yield content
    except OSError as error:
        raise cannot_go_on(error, path) from error


def write_files(contents: Mapping[Path, bytes], otherwise: str = ANOTHER_FILE) -> None:
    """Write files, all or none: each is whole before any replaces what was there.

    Raises `OutputError`, which says what else to do: `otherwise`.
    """
    partial: dict[Path, PartialFile] = {}
    try:
        for path, content in contents.items():
            partial[path] = PartialFile(path)
            partial[path].write(content)
        for path in contents:
            partial[path].take_place()
    except OSError as error:
        raise not_written(error, path, otherwise) from error
    finally:
        for file in partial.values():
            file.remove()


def not_written(error: OSError, file: Path, otherwise: str = ANOTHER_FILE) -> OutputError:
    """Why a file could not be written, and what to do: make room if that helps, or `otherwise`."""
    return OutputError(f"{file}: cannot be written: {say_why(error)}; {_say_room(error)}{otherwise}")


def explained(error: OSError, place: Path | str, kind: str = "folder") -> OutputError:
    """What went wrong with writing to a file or folder, for somebody who did not write the program.

    `kind` is what to choose another of.
    """
    return cannot_write(error, place, f"choose another {kind} with --out")


def cannot_write(error: OSError, place: Path | str, otherwise: str) -> OutputError:
    """What went wrong with writing to a file or folder, and what to do: make room if that helps, or `otherwise`."""
    return OutputError(f"{place}: cannot write results here: {say_why(error)}; {_say_room(error)}{otherwise}")


def cannot_go_on(error: OSError, place: Path) -> OutputError:
    """What went wrong with writing a file of a sweep, and what to do about it."""
    remedy = "make room" if error.errno in FULL else "put that right"
    return OutputError(
        f"{place}: cannot write results here: {say_why(error)}; {remedy} and give the same command again: what is "
        "finished is kept, and only the rest is done"
    )


def cannot_read(error: OSError, file: Path) -> OutputError:
    """Why a file that was written before could not be read."""
    return OutputError(f"{file}: cannot be read: {say_why(error)}")


def say_why(error: OSError) -> str:
    """What the system says went wrong."""
    return os.strerror(error.errno) if error.errno else str(error)


def _say_room(error: OSError) -> str:
    return "make room, or " if error.errno in FULL else ""


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
