"""Worker processes that stop when they should: on Ctrl-C, on a failure, if one is lost, and if their parent is gone."""

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

from fssim.errors import WorkerLost

SECONDS_BETWEEN_LOOKS = 1.0  # at whether a worker is lost
SHARED_MEMORY = "/dev/shm"
MOST_ON_WINDOWS = 61  # worker processes that a pool can wait for at once there


@contextmanager
def process_pool(jobs: int, remedy: str = "try again with fewer (--jobs 1)") -> Iterator[ProcessPoolExecutor]:
    """`jobs` worker processes, or as many as there can be. If the body is left by an exception they are ended at once,
    whatever they are doing.

    Raises `WorkerLost`, with what to do about it, if one of them is ended from outside, or if none can be started.
    """
    with _starting():
        executor = ProcessPoolExecutor(_at_most(jobs), mp_context=_context(), initializer=_become_worker)
    try:
        with _watched(executor):
            yield executor
    except BaseException as error:
        _end_workers(executor)
        if isinstance(error, BrokenProcessPool):
            raise WorkerLost(
                f"a worker process was ended from outside, as happens when memory runs out; {remedy}"
            ) from error
        raise
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _starting() -> Iterator[None]:
    """Raises `WorkerLost` if the system refuses, in the body, what workers need."""
    try:
        yield
    except (OSError, ImportError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        where = f" ({SHARED_MEMORY} is where they share memory)" if os.path.isdir(SHARED_MEMORY) else ""
        raise WorkerLost(
            f"no worker process can be started: {reason}{where}; make room or make it writable, or do without them "
            "(--jobs 1)"
        ) from error


@contextmanager
def _watched(executor: ProcessPoolExecutor) -> Iterator[None]:
    """Look now and then whether a worker is lost, and end the others if so.

    The pool sees that by itself, except while it waits for the rest of a result that the worker was handing over.
    """
    with _starting(), _ctrl_c_heeded_after():
        executor.submit(os.getpid)  # workers that are forked are so now, before there is another thread
    over = threading.Event()

    def look() -> None:
        while not over.wait(SECONDS_BETWEEN_LOOKS):
            if wait([worker.sentinel for worker in _workers_of(executor)], timeout=0):
                _end_workers(executor)
                return

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@contextmanager
def _ctrl_c_heeded_after() -> Iterator[None]:
    """Ctrl-C in the body is heeded once it has ended: what Python does before and after a fork swallows exceptions, and
    a worker that is not one yet would take it for its own."""
    former = signal.getsignal(signal.SIGINT)
    if former is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
    if heard:
        signal.raise_signal(signal.SIGINT)


def _workers_of(executor: ProcessPoolExecutor) -> list[multiprocessing.process.BaseProcess]:
    return list((executor._processes or {}).values())


def _end_workers(executor: ProcessPoolExecutor) -> None:
    """End the workers at once. If one was handing over a result, the thread that waits for the rest of it learns that
    none will come as soon as nobody could write it any more: not this process either, which keeps a way to, unused."""
    for worker in _workers_of(executor):
        worker.kill()
    if executor._result_queue is not None:  # it is let go when the pool breaks
        executor._result_queue._writer.close()  # type: ignore[attr-defined]


def _at_most(jobs: int) -> int:
    return min(jobs, MOST_ON_WINDOWS) if sys.platform.startswith("win") else jobs


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
