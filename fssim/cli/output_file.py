"""Files that a command is told to write: looked at before the work begins, and changed only once it is done."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click


class OutputFile(click.Path):
    """The name of a file to write, with one of some endings."""

    def __init__(self, *endings: str) -> None:
        super().__init__(dir_okay=False, path_type=Path)
        self._endings: Sequence[str] = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(str(super().convert(value, param, ctx)))
        if path.suffix.lower() not in self._endings:
            self.fail(f"'{value}' does not end in {' or '.join(self._endings)}.", param, ctx)
        folder = path.parent
        if not os.path.isdir(folder):
            self.fail(f"the folder '{folder}' is not there: make it, or choose another.", param, ctx)
        if not os.access(folder, os.W_OK):
            self.fail(f"the folder '{folder}' cannot be written to: choose another.", param, ctx)
        return path


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files, all or none: each is whole before any replaces what was there. Raises `OutputError`."""
    from fssim.errors import OutputError

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
