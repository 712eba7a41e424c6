"""One sweep in a folder at a time."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fssim.errors import OutputError
from fssim.runs.folder.run_folder import explained

LOCK, HOLDER = ".lock", ".lock-holder"
SECONDS_TO_LET_GO = 3.0  # that worker processes have to end, after their parent was killed, and drop its lock


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder while the body runs. Raises `OutputError`, naming the process, if another one holds it, or if the
    folder cannot be written to.

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
    except OSError as error:
        raise explained(error, folder) from error
    try:
        with suppress(OSError):  # it only tells others who we are
            (folder / HOLDER).write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        return f" ({(folder / HOLDER).read_text(encoding='utf-8')})"
    except OSError:
        return ""
