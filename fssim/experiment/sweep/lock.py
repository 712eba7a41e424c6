"""One sweep in a folder at a time."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fssim.experiment.errors import OutputError

LOCK, HOLDER = ".lock", ".lock-holder"
SECONDS_TO_LET_GO = 3.0  # that worker processes have to end, after their parent was killed, and drop its lock


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder while the body runs. Raises `OutputError`, naming the process, if another one holds it.

    The operating system keeps the lock and drops it when the process ends, however it ends, so that no lock outlives
    its holder. On folders shared over a network that holds as far as the file system locks files.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=SECONDS_TO_LET_GO)
    except Timeout:
        raise OutputError(
            f"{folder}: another sweep is writing here{_holder(folder)}; wait until it has ended, or choose another "
            "folder with --out"
        ) from None
    try:
        (folder / HOLDER).write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        return f" ({(folder / HOLDER).read_text(encoding='utf-8')})"
    except OSError:
        return ""
