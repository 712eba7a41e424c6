"""A pool ends even if a worker was half way through handing over a result when it, or the body, came to an end."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from fssim.errors import WorkerLost
from fssim.runs import process_pool as pool
from tests.waiting import eventually

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="results are handed over whole or not at all there")
SECONDS_TO_END = 60


def half_a_result(sent: Path, then_end: bool) -> None:
    """Have this worker hand over its result's length and half of it, say so, and then end or do nothing more."""

    def send(connection: Connection, data: bytes) -> None:
        os.write(connection.fileno(), len(data).to_bytes(4) + bytes(data)[: len(data) // 2])
        sent.touch()
        if then_end:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(SECONDS_TO_END)

    Connection._send_bytes = send  # type: ignore[attr-defined]


def worker_is_lost(sent: Path) -> None:
    with pytest.raises(WorkerLost, match="ended from outside"), pool.process_pool(2) as workers:
        workers.submit(half_a_result, sent, True).result()


def body_fails(sent: Path) -> None:
    with suppress(ZeroDivisionError), pool.process_pool(2) as workers:
        workers.submit(half_a_result, sent, False)
        assert eventually(sent.exists)
        _ = 1 / 0


def told(what: Callable[[Path], None], method: str, sent: Path) -> None:
    pool._context = lambda: multiprocessing.get_context(method)  # type: ignore[assignment]
    what(sent)


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("what", [worker_is_lost, body_fails])
def test_it_ends(what: Callable[[Path], None], method: str, tmp_path: Path) -> None:
    """In a process of its own, which a pool that never ends does not keep."""
    process = multiprocessing.get_context("spawn").Process(target=told, args=(what, method, tmp_path / "sent"))
    process.start()
    process.join(SECONDS_TO_END)
    hung = process.is_alive()
    process.kill()
    process.join()
    assert not hung
    assert process.exitcode == 0
    assert (tmp_path / "sent").exists()


@pytest.mark.parametrize("trouble", [errno.EROFS, errno.ENOSPC, errno.EAGAIN])
def test_what_the_system_refuses_is_told(monkeypatch: pytest.MonkeyPatch, trouble: int) -> None:
    """As a full or read-only /dev/shm does, where the locks of worker processes are."""

    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(trouble, os.strerror(trouble))

    monkeypatch.setattr(pool, "ProcessPoolExecutor", refuse)
    with pytest.raises(WorkerLost) as found, pool.process_pool(2):
        pass
    assert str(found.value).startswith(f"no worker process can be started: {os.strerror(trouble)}")
    assert str(found.value).endswith("or do without them (--jobs 1)")


def test_a_computer_may_have_more_processors_than_windows_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the executor itself raises an error if it is asked for more."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(pool, "_watched", lambda executor: nullcontext())  # which would start them
    with pool.process_pool(64) as workers:
        assert isinstance(workers, ProcessPoolExecutor)
