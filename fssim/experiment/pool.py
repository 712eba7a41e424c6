"""Worker processes that stop when they should: on Ctrl-C, on a failure, and when their parent is gone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait

from fssim.experiment.errors import WorkerLost


@contextmanager
def process_pool(jobs: int, remedy: str = "try again with fewer (--jobs 1)") -> Iterator[ProcessPoolExecutor]:
    """`jobs` worker processes. If the body is left by an exception, they are ended at once, whatever they are doing.

    Raises `WorkerLost`, with what to do about it, if one of them is ended from outside.
    """
    executor = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_become_worker)
    try:
        yield executor
    except BaseException as error:
        for worker in list((executor._processes or {}).values()):
            worker.kill()
        if isinstance(error, BrokenProcessPool):
            raise WorkerLost(
                f"a worker process was ended from outside, as happens when memory runs out; {remedy}"
            ) from error
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _context() -> multiprocessing.context.BaseContext:
    """Forked on Linux, where a worker then starts with what its parent has imported and compiled; else the default."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


def _become_worker() -> None:
    """Leave Ctrl-C to the parent, which also gets it, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
