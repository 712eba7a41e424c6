"""A file that a command is told to write: looked at before the work begins, and changed only once it is done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fssim import OutputError
from fssim.cli.internals import PartialFile, explained, frame_csv

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
        partial = PartialFile(path)
    except OSError as error:
        raise explained(error, path, "file") from error

    def save(frame: pd.DataFrame) -> None:
        try:
            partial.write(frame_csv(frame).encode())
            partial.take_place()
        except OSError as error:
            raise explained(error, path, "file") from error

    try:
        yield save
    finally:
        partial.remove()
