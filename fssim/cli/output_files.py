"""Files that a command is told to write: looked at before the work begins, and changed only once it is done."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fssim import OutputError
from fssim.cli.internals import explained, frame_csv

if TYPE_CHECKING:
    import pandas as pd

Save = Callable[["pd.DataFrame"], None]


@contextmanager
def csv_file(path: Path | None) -> Iterator[Save]:
    """What writes a DataFrame to a CSV file, which is checked for room and rights now and replaced whole at the end.

    Raises `OutputError` if it cannot be written to, before the body starts.
    """
    if path is None:
        yield lambda frame: None
        return
    if os.path.isdir(path):
        raise OutputError(f"{path}: is a folder; name a file to write, such as {path / 'answer.csv'}")
    try:
        handle, partial = tempfile.mkstemp(prefix=".partial-", suffix=".csv", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(str(explained(error, path)).replace("another folder", "another file")) from error

    def save(frame: pd.DataFrame) -> None:
        try:
            Path(partial).write_text(frame_csv(frame), encoding="utf-8", newline="")
            os.chmod(partial, 0o666 & ~_umask())
            os.replace(partial, path)
        except OSError as error:
            raise OutputError(str(explained(error, path)).replace("another folder", "another file")) from error

    try:
        yield save
    finally:
        with suppress(OSError):
            os.unlink(partial)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files, all or none: each is whole before any replaces what was there. Raises `OutputError`."""
    partial: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            handle, name = tempfile.mkstemp(prefix=".partial-", dir=path.parent)
            partial[path] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, 0o666 & ~_umask())
        for path, whole in partial.items():
            whole.replace(path)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        raise OutputError(f"{path}: cannot be written: {reason}; choose another file with --out") from error
    finally:
        for whole in partial.values():
            with suppress(OSError):
                whole.unlink()


def _umask() -> int:
    """The permissions that new files are not given."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
