"""A sweep on a real Dask cluster: a scheduler and two worker processes, on this computer alone."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import fssim
from fssim.errors import OutputError, WorkerLost
from fssim.studies.sweeps.work import executors
from fssim.studies.sweeps.work.work_units import identify_version
from tests.cli.conftest import environment
from tests.sweeping import files, write_sweep
from tests.waiting import SECONDS, eventually

pytestmark = pytest.mark.slow

BIG = {"replications": "25", "uncertainties": "{children: {path: demand.children.value, values: [1000, 1500, 2000]}}"}
HERE = ("--host", "127.0.0.1")
Cluster = tuple[str, list[subprocess.Popen[bytes]]]


def part_of_cluster(name: str, *words: object) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", f"distributed.cli.dask_{name}", *map(str, words), *HERE]
    return subprocess.Popen(line, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """The address of a scheduler, its two workers, and itself, which have all the time that they need to begin."""
    monkeypatch.setattr(executors, "SECONDS_TO_CONNECT", SECONDS)
    file = tmp_path / "scheduler.json"
    scheduler = part_of_cluster("scheduler", "--port", 0, "--no-dashboard", "--scheduler-file", file)
    alone = ("--nthreads", 1, "--no-nanny", "--no-dashboard", "--scheduler-file", file)
    workers = [part_of_cluster("worker", *alone, "--local-directory", tmp_path) for _ in range(2)]
    written: list[str] = []
    try:
        assert eventually(lambda: written.extend(address_in(file)) or written or scheduler.poll() is not None)
        assert scheduler.poll() is None
        yield written[0], [*workers, scheduler]
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait(SECONDS)


def address_in(file: Path) -> list[str]:
    """The address that a scheduler has written, once it has written all of it."""
    with suppress(OSError, ValueError):
        return [json.loads(file.read_text())["address"]]
    return []


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the sweep as one process writes them."""
    place = tmp_path_factory.mktemp("alone")
    assert len(fssim.sweep(write_sweep(place, **BIG), place / "out", jobs=1).frame) == 150
    return files(place / "out")


def test_a_worker_is_lost_half_way(tmp_path: Path, cluster: Cluster, alone: dict[str, bytes]) -> None:
    address, (worker, *_) = cluster
    file = write_sweep(tmp_path, **BIG)
    seen: list[int] = []

    def kill_one(done: int, total: int) -> None:
        seen.append(done)
        if done >= total / 2 and worker.poll() is None:
            worker.kill()

    shared = fssim.sweep(file, tmp_path / "shared", cluster=address, on_progress=kill_one)
    assert worker.poll() is not None
    assert files(tmp_path / "shared") == alone
    assert len(shared.frame) == 150
    assert seen[-1] == 150


@pytest.mark.parametrize(
    ("lost", "message"),
    [
        (slice(0, 2), "the cluster has lost its workers; start some; what is finished is kept: give the same command"),
        (slice(2, 3), r"the cluster was lost \(.*\); what is finished is kept: give the same command again"),
    ],
    ids=["all workers", "the scheduler"],
)
def test_the_cluster_is_lost(
    tmp_path: Path,
    cluster: Cluster,
    alone: dict[str, bytes],
    lost: slice,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, processes = cluster
    monkeypatch.setattr(executors, "SECONDS_BETWEEN_LOOKS", 1.0)

    def kill(done: int, total: int) -> None:
        for process in processes[lost] if done else ():
            process.kill()
            monkeypatch.setattr(executors, "SECONDS_TO_CONNECT", 3)

    file = write_sweep(tmp_path, **BIG)
    with pytest.raises(WorkerLost, match=message):
        fssim.sweep(file, tmp_path / "out", cluster=address, on_progress=kill)
    fssim.sweep(file, tmp_path / "out", jobs=1)
    assert files(tmp_path / "out") == alone


def test_no_scheduler_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(OutputError, match=r"tcp://127\.0\.0\.1:9: there is no Dask scheduler there"):
        fssim.sweep(write_sweep(tmp_path), tmp_path / "out", cluster="tcp://127.0.0.1:9")


@pytest.mark.parametrize("address", ["foo", "tcp://foo", "zzz://foo:1"])
def test_no_address(tmp_path: Path, address: str) -> None:
    with pytest.raises(OutputError, match=f"{address}: is not the address of a Dask scheduler: .* such as tcp://10"):
        fssim.sweep(write_sweep(tmp_path), tmp_path / "out", cluster=address)


def test_dask_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(OutputError, match="pip install distributed"):
        fssim.sweep(write_sweep(tmp_path), tmp_path / "out", cluster="tcp://127.0.0.1:9")


def test_the_version_of_a_worker_is_asked_for() -> None:
    class Client:
        def wait_for_workers(self, count: int, timeout: float) -> None:
            assert count == 1

        def run(self, function: object, on_error: str) -> dict[str, object]:
            return {"tcp://a:1": "fssim 0.0.9 (old)"}

    with pytest.raises(
        OutputError, match=r"tcp://a:1: runs fssim 0\.0\.9 \(old\), and this is fssim .* install the same"
    ):
        executors._refuse_other_versions(Client(), "tcp://a:0", identify_version)
    assert importlib.import_module("distributed")
