"""A pool ends even if a worker was half way through handing over a result when it, or the body, came to an end."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from fssim.errors import WorkerLost
from fssim.runs import process_pool as pool
from tests.waiting import SECONDS, eventually

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="results are handed over whole or not at all there")


def half_a_result(sent: Path, then_end: bool) -> None:
    """Have this worker hand over its result's length and half of it, say so, and then end or do nothing more."""

    def send(connection: Connection, data: bytes) -> None:
        os.write(connection.fileno(), len(data).to_bytes(4) + bytes(data)[: len(data) // 2])
        sent.touch()
        if then_end:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(2 * SECONDS)

    Connection._send_bytes = send  # type: ignore[attr-defined]


def worker_is_lost(sent: Path) -> None:
    with pytest.raises(WorkerLost, match="ended from outside"), pool.start_process_pool(2) as workers:
        workers.submit(half_a_result, sent, True).result()


def body_fails(sent: Path) -> None:
    with suppress(ZeroDivisionError), pool.start_process_pool(2) as workers:
        workers.submit(half_a_result, sent, False)
        assert eventually(sent.exists)
        _ = 1 / 0


def run_with_method(what: Callable[[Path], None], method: str, sent: Path) -> None:
    pool._context = lambda: multiprocessing.get_context(method)  # type: ignore[assignment]
    what(sent)


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("what", [worker_is_lost, body_fails])
def test_it_ends(what: Callable[[Path], None], method: str, tmp_path: Path) -> None:
    """In a process of its own, which a pool that never ends does not keep."""
    arguments = (what, method, tmp_path / "sent")
    process = multiprocessing.get_context("spawn").Process(target=run_with_method, args=arguments)
    process.start()
    process.join(SECONDS)
    hung = process.is_alive()
    process.kill()
    process.join()
    assert not hung
    assert process.exitcode == 0
    assert (tmp_path / "sent").exists()


@pytest.mark.parametrize("trouble", [errno.EROFS, errno.ENOSPC, errno.EAGAIN])
def test_what_the_system_refuses_is_told(monkeypatch: pytest.MonkeyPatch, trouble: int) -> None:
    """As where there may be no more processes, or no more files are open."""

    class Refusing:
        """Starts one worker and no second one."""

        Process = staticmethod(multiprocessing.get_context("fork").Process)
        pipes = iter([multiprocessing.Pipe()])

        def Pipe(self) -> tuple[Connection, Connection]:
            for pipe in self.pipes:
                return pipe
            raise OSError(trouble, os.strerror(trouble))

    monkeypatch.setattr(pool, "_context", Refusing)
    before = multiprocessing.active_children()
    with pytest.raises(WorkerLost) as caught, pool.start_process_pool(2):
        pass
    assert str(caught.value).startswith(f"no worker process can be started: {os.strerror(trouble)}")
    assert str(caught.value).endswith("or do without them (--jobs 1)")
    assert eventually(lambda: multiprocessing.active_children() == before)


def test_there_may_be_more_than_sixty_one() -> None:
    """Which is the most that Python's own pool can have on Windows."""
    with pool.start_process_pool(64) as workers:
        assert len(multiprocessing.active_children()) >= 64
        assert list(workers.map(abs, range(-200, 0))) == list(range(200, 0, -1))


class Stubborn(Exception):
    """Is pickled, and not unpickled."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one)


def fail(how: str) -> object:
    if how == "stubborn":
        raise Stubborn("one", "other")
    if how == "not pickled":
        return lambda: None
    raise ZeroDivisionError(how)


def test_whatever_a_task_raises_is_raised_and_the_next_is_done() -> None:
    with pool.start_process_pool(1) as workers:
        futures = [workers.submit(fail, how) for how in ("usual", "stubborn", "not pickled")]
        unpickled, done = workers.submit(lambda: None), workers.submit(abs, -1)
        with pytest.raises(ZeroDivisionError, match="usual") as usual:
            futures[0].result()
        assert "in fail" in usual.value.__notes__[0]
        for future in (*futures[1:], unpickled):
            assert future.exception() is not None
        assert done.result() == 1


def end_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_nothing_more_is_done_once_a_worker_is_lost() -> None:
    def submit_many() -> None:
        with pool.start_process_pool(2) as workers:
            lost, others = workers.submit(end_this_process), [workers.submit(abs, -1) for _ in range(50)]
            assert isinstance(lost.exception(), BrokenExecutor)
            assert all(other.exception() is not None or other.result() == 1 for other in others)
            assert isinstance(workers.submit(abs, -1).exception(), BrokenExecutor)
            lost.result()

    with pytest.raises(WorkerLost):
        submit_many()


def comes(file: Path) -> bool:
    return eventually(file.exists)


def test_what_waits_is_cancelled_when_the_body_ends(tmp_path: Path) -> None:
    """While what was begun goes on, which ends here only once the others are cancelled."""
    with pool.start_process_pool(1) as workers:
        begun, *waiting = [workers.submit(comes, tmp_path / "cancelled") for _ in range(5)]
        waiting[-1].add_done_callback(lambda future: (tmp_path / "cancelled").touch())
        assert eventually(begun.running)
    assert begun.result()
    assert all(future.cancelled() for future in waiting)
