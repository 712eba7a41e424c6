"""Who does the work: this process alone, or worker processes that stop when they should.

That is on Ctrl-C, on a failure, if one is lost, and if their parent is gone.

Processes and not threads: the compiled loop lets go of Python's lock, but measuring holds it half of the time.

Each has a pipe of its own, whose other end no other process can write to: as soon as a worker is gone, in the middle of
handing over a result too, whoever reads from it is told. `concurrent.futures.ProcessPoolExecutor` has one for all of
them, and waits for the rest of that result for ever.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from fssim.errors import WorkerLost

STOP = b""  # in place of a task
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # of `mallopt` in the GNU C library
REMEDY = "try again with fewer (--jobs 1)"


def count_processes(jobs: int | None, most_tasks: int | None = None) -> int:
    """As many as asked for, or as the computer has processors, but no more than there are tasks at once."""
    count = jobs or os.cpu_count() or 1
    return count if most_tasks is None else min(count, max(most_tasks, 1))


@contextmanager
def start_workers(jobs: int | None, most_tasks: int | None = None, remedy: str = REMEDY) -> Iterator[Executor]:
    """What does one batch of tasks after another: `jobs` processes, kept in between, or this one if one is enough.

    `most_tasks` is the size of the largest batch, if it is known. `map` gives results in the order of the tasks, as
    they come to be known; in this process each task is done when its result is asked for. Raises `WorkerLost` if a
    process is ended from outside, and whatever a task raises; either way all the processes are ended at once.
    """
    count = count_processes(jobs, most_tasks)
    if count == 1:
        yield ThisProcess()
        return
    with start_process_pool(count, remedy) as pool:
        yield pool


class ThisProcess(Executor):
    """Does everything here: what is submitted at once, and what is mapped when it is asked for."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **_: Any) -> Iterator[Any]:
        return map(fn, *iterables)


@contextmanager
def start_process_pool(jobs: int, remedy: str = REMEDY) -> Iterator[Executor]:
    """`jobs` worker processes. If the body is left by an exception they are ended at once, whatever they are doing.

    Raises `WorkerLost`, with what to do about it, if one of them is ended from outside, or if none can be started.
    """
    executor = _Workers()
    try:
        with _starting():
            executor.start(jobs)
        yield executor
        executor.shutdown(cancel_futures=True)
    except BaseException as error:  # at any moment since the first worker was begun, as one left over keeps Python up
        executor.kill()
        executor.shutdown(cancel_futures=True)
        if isinstance(error, BrokenExecutor):
            raise WorkerLost(
                f"a worker process was ended from outside, as happens when memory runs out; {remedy}"
            ) from error
        raise


class _Workers(Executor):
    """Worker processes, and for each a thread that hands it one task after another.

    If one is lost all are ended, and what was not done raises `BrokenExecutor`.
    """

    def __init__(self) -> None:
        self._tasks: queue.SimpleQueue[tuple[Future[Any], Any] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_broken = False
        self._processes: list[multiprocessing.process.BaseProcess] = []
        self._pipes: list[Connection[Any, Any]] = []
        self._threads: list[threading.Thread] = []

    def start(self, jobs: int) -> None:
        """Start as many workers. Raises `OSError` if there cannot be as many."""
        context: Any = _context()
        with _ctrl_c_blocked():
            for _ in range(jobs):  # those that are forked are so now, before there is another thread
                self._start_worker(context)
            for pipe in self._pipes:
                thread = threading.Thread(target=self._serve, args=(pipe,), daemon=True)
                thread.start()
                self._threads.append(thread)

    def _start_worker(self, context: Any) -> None:
        ours, theirs = context.Pipe()
        self._pipes.append(ours)
        process = context.Process(target=_work, args=(theirs,), daemon=True)
        with theirs:  # closed here once the worker has it, so that no later one is given it too
            process.start()
        self._processes.append(process)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker do this, whichever is free first."""
        future: Future[Any] = Future()
        with self._lock:
            if self._is_broken:
                future.set_exception(BrokenExecutor())
            else:
                self._tasks.put((future, (fn, args, kwargs)))
        return future

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **_: Any) -> Iterator[Any]:
        """Have the workers do all of these, and give the results in order.

        `Executor.map` cancels what is left when it is stopped: a pool that then breaks may never end.
        """
        futures = [self.submit(fn, *arguments) for arguments in zip(*iterables, strict=True)]
        return (future.result() for future in futures)

    def kill(self) -> None:
        """End the workers at once."""
        for process in self._processes:
            process.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers once they have done what was asked for, or only what they are doing if the rest is cancelled.

        It waits for them in any case.
        """
        if cancel_futures:
            for future in self._take_waiting():
                future.cancel()
        self._stop_threads()
        for thread in self._threads:
            thread.join()
        for pipe in self._pipes:
            with suppress(OSError), pipe:
                pipe.send_bytes(STOP)
        for process in self._processes:
            process.join()

    def _serve(self, pipe: Connection[Any, Any]) -> None:
        """Hand a worker tasks, and set the futures by its answers."""
        while (task := self._tasks.get()) is not None:
            future, call = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                asked = pickle.dumps(call)
            except Exception as error:
                future.set_exception(error)
                continue
            try:
                pipe.send_bytes(asked)
                answer = pipe.recv_bytes()
            except (OSError, EOFError, MemoryError) as error:
                self._break()
                future.set_exception(error if isinstance(error, MemoryError) else BrokenExecutor())
                return
            _set(future, answer)

    def _break(self) -> None:
        """A worker is lost: none goes on, and nothing more is done."""
        with self._lock:
            self._is_broken = True
        self.kill()
        for future in self._take_waiting():
            if future.set_running_or_notify_cancel():
                future.set_exception(BrokenExecutor())
        self._stop_threads()

    def _take_waiting(self) -> list[Future[Any]]:
        """What no worker has begun, which none will now."""
        waiting = []
        with suppress(queue.Empty):
            while True:
                task = self._tasks.get_nowait()
                waiting += [task[0]] if task else []
        return waiting

    def _stop_threads(self) -> None:
        for _ in self._threads:
            self._tasks.put(None)


def _set(future: Future[Any], answer: bytes) -> None:
    """Set a future by what a worker answered: a result, or an error."""
    try:
        result, error = pickle.loads(answer)
    except Exception as trouble:
        result, error = None, trouble
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def _work(pipe: Connection[Any, Any]) -> None:
    """What a worker does: one task after another, until it is told to stop or nobody is left to tell it."""
    _become_worker()
    with suppress(EOFError, OSError):
        while (asked := pipe.recv_bytes()) != STOP:
            pipe.send_bytes(_answered(asked))


def _answered(asked: bytes) -> bytes:
    """The result of a task and no error, or the other way round; pickled."""
    try:
        function, arguments, named = pickle.loads(asked)
        return pickle.dumps((function(*arguments, **named), None))
    except BaseException as error:
        error.add_note(f"It happened in a worker process:\n{traceback.format_exc()}")
        try:
            return pickle.dumps((None, error))
        except Exception:
            return pickle.dumps((None, RuntimeError(traceback.format_exc())))


@contextmanager
def _starting() -> Iterator[None]:
    """Raises `WorkerLost` if the system refuses, in the body, what workers need."""
    try:
        yield
    except (OSError, ImportError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise WorkerLost(
            f"no worker process can be started: {reason}; make room for more, or do without them (--jobs 1)"
        ) from error


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Ctrl-C waits until the body has ended, and never reaches a process that is started in it, which stays so.

    What Python does before and after a fork swallows exceptions, and a worker that is not one yet would take it for its
    own.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _context() -> multiprocessing.context.BaseContext:
    """Forked on Linux, where a worker then starts with what its parent has imported and compiled; else the default."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


def _become_worker() -> None:
    """Leave Ctrl-C to the parent, which also gets it, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _keep_memory()


def _keep_memory() -> None:
    """Keep what is freed for the next task, where the C library can: to be given a log's memory again page by page
    takes a tenth of the time of simulating and measuring it."""
    with suppress(AttributeError, OSError, TypeError):
        for threshold in (MMAP_THRESHOLD, TRIM_THRESHOLD):
            ctypes.CDLL(None).mallopt(threshold, 2**31 - 1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
