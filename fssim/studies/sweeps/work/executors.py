"""Who does the work: this process, worker processes, or a Dask cluster. All are `concurrent.futures.Executor`s."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

from fssim.errors import OutputError, WorkerLost
from fssim.runs.process_pool import count_processes, start_workers
from fssim.studies.sweeps.work.work_units import identify_version

AHEAD = 2  # pieces of work that wait for each worker, so that none is idle between two
SECONDS_TO_CONNECT = 20
SECONDS_BETWEEN_LOOKS = 10.0  # at whether there is anybody left to do the work
LOGGERS = ("distributed", "distributed.client", "tornado.application")  # which Dask sets apart from one another
RESUME = "what is finished is kept: give the same command again"

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Workers:
    """What does the work, and how many pieces of it to have under way at most."""

    executor: Executor
    most_under_way: Callable[[], int]

    def do_each(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """What a function makes of each task, in their order, with little under way at a time."""
        left = iter(tasks)
        begun: deque[Future[Result]] = deque()
        while True:
            under_way = [future for future in begun if not future.done()]
            room = max(0, self.most_under_way() - len(under_way))  # none, once a worker of a cluster is lost
            begun.extend(self.executor.submit(function, task) for task in islice(left, room))
            if not begun:
                return
            wait_for_one(begun)
            while begun and begun[0].done():
                yield begun.popleft().result()


def wait_for_one(under_way: Collection[Future[Result]]) -> set[Future[Result]]:
    """Those that are done, once one is; or none, when it is time to look whether there is anybody left to do them."""
    return wait(under_way, SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED).done


@contextmanager
def start_local_workers(jobs: int | None, pieces: int) -> Iterator[Workers]:
    """This process alone (1 job), or worker processes: as many as the computer has processors if `jobs` is None.

    Raises `WorkerLost` if one is ended from outside.
    """
    count = count_processes(jobs, pieces)
    most_under_way = AHEAD * count if count > 1 else 1
    with start_workers(jobs, pieces, f"{RESUME}, with fewer (--jobs 1) if memory is short") as executor:
        yield Workers(executor, lambda: most_under_way)


@contextmanager
def start_cluster_workers(address: str, identify: Callable[[], str] = identify_version) -> Iterator[Workers]:
    """The workers of a Dask cluster, by the address of its scheduler. Work of a worker that is lost goes to another.

    What `identify` says has to be the same on each as here. Raises `OutputError` if Dask is not installed or the
    cluster cannot be used, and `WorkerLost` if it is lost, or all its workers are and no other comes.
    """
    try:
        import_module("distributed")
    except ImportError:
        message = "--cluster needs Dask, which is not installed; install it: pip install distributed"
        raise OutputError(message) from None
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    _refuse_no_address(address)
    with _silence_loggers(), _connect(address) as client:
        try:
            _refuse_other_versions(client, address, identify)
            yield Workers(client.get_executor(pure=False), lambda: AHEAD * _count_under_way(client, address))
        except (CommClosedError, CancelledError, KilledWorker) as error:
            raise WorkerLost(f"{address}: the cluster was lost ({type(error).__name__}: {error}); {RESUME}") from error


@contextmanager
def _connect(address: str) -> Iterator[Any]:
    """A client of the scheduler at an address. Raises `OutputError` if there is none."""
    from distributed import Client

    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise OutputError(
            f"{address}: there is no Dask scheduler there: {error}; start one with `dask scheduler`, and give the "
            "address that it prints"
        ) from error
    try:
        yield client
    finally:
        client.close(timeout=SECONDS_TO_CONNECT)


@contextmanager
def _silence_loggers() -> Iterator[None]:
    """What goes wrong with a cluster is told once, in our own words, and not by Dask too, with tracebacks."""
    loggers = {logging.getLogger(name): logging.getLogger(name).level for name in LOGGERS}
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in loggers.items():
            logger.setLevel(level)


def _count_under_way(client: Any, address: str) -> int:
    """How many pieces of work the workers do at a time. Raises `WorkerLost` if there is none, and none comes."""
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
    except TimeoutError:
        raise WorkerLost(f"{address}: the cluster has lost its workers; start some; {RESUME}") from None
    return sum(client.nthreads().values())


def _refuse_no_address(address: str) -> None:
    """Raise `OutputError` for what names no scheduler, before a client waits for it in vain."""
    from distributed.comm import get_address_host_port

    try:
        get_address_host_port(address)
    except ValueError as error:
        raise OutputError(
            f"{address}: is not the address of a Dask scheduler: {error}; give the address that `dask scheduler` "
            f"prints, "
            "such as tcp://10.0.0.1:8786"
        ) from error


def _refuse_other_versions(client: Any, address: str, identify: Callable[[], str]) -> None:
    """Raise `OutputError` if there are no workers, or one has another version of fssim or none."""
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
    except TimeoutError:
        message = f"{address}: the cluster has no workers; start some with `dask worker {address}`"
        raise OutputError(message) from None
    own = identify()
    for worker, answer in client.run(identify, on_error="return").items():
        if answer != own:
            trouble = f"cannot run fssim ({answer})" if isinstance(answer, Exception) else f"runs {answer}"
            raise OutputError(f"{worker}: {trouble}, and this is {own}; install the same on every machine")
