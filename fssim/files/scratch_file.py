"""Scratch files: what is worked out whole and then read a little at a time, without being held in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BytesIO
from typing import TYPE_CHECKING, Any, cast

from fssim.errors import OutputError
from fssim.files.atomic_write import say_why
from fssim.files.cache import writable_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.generic]

IN_MEMORY = 1 << 20  # bytes: what takes less is in no file


@contextmanager
def scratch_file(size: float) -> Iterator[BufferedIOBase]:
    """A file for about so many bytes, to write and to read, that nobody else sees and that is gone however this ends.

    It is in the user's cache folder, as the folder for temporary files is itself in memory on many computers. Raises
    `OutputError` if it cannot be written.
    """
    if size <= IN_MEMORY:
        yield BytesIO()
        return
    folder = writable_folder("scratch") or tempfile.gettempdir()
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            yield cast(BufferedIOBase, file)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot keep {size / 1e6:,.0f} MB here for a while: {say_why(error)}; make room, or name "
            "another folder in the environment variable FSSIM_CACHE"
        ) from error


class ColumnFile:
    """Columns of so many numbers of one kind in a file, written and read in parts."""

    def __init__(self, file: BufferedIOBase, rows: int, kind: type[np.generic]) -> None:
        self._file, self._rows, self._kind = file, rows, kind

    def write(self, column: int, first: int, numbers: Column) -> None:
        """Write numbers to a column, from the row `first` on."""
        self._seek(column, first)
        self._file.write(numbers.astype(self._kind, order="C", copy=False).data)

    def read(self, column: int, first: int, count: int) -> NDArray[Any]:
        """So many numbers of a column, from the row `first` on."""
        import numpy

        numbers = numpy.empty(count, self._kind)
        self._seek(column, first)
        self._file.readinto(numbers.data)
        return numbers

    def _seek(self, column: int, row: int) -> None:
        import numpy

        self._file.seek((column * self._rows + row) * numpy.dtype(self._kind).itemsize)
