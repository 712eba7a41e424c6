"""Sweeps to which everything happens end as if nothing had: nothing lost, nothing double, and what to do is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest

import fssim
from fssim.errors import OutputError
from fssim.runs import process_pool as pool
from fssim.studies.sweeps.work import work_units as blocks
from tests.cli.conftest import Process, environment
from tests.cli.test_stopping import heed_ctrl_c, members_of_group, nobody_left
from tests.sweeping import files, parts, write_sweep
from tests.waiting import SECONDS, eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are not what they are elsewhere"),
]
BIG = {  # three points, each a block by itself
    "replications": "51",
    "levers": "",
    "uncertainties": "{children: {path: demand.children.value, values: [1000, 1500, 2000]}}",
}
PRECISE = {
    **BIG,
    "replications": "",
    "baseline": "base.yaml",
    "precision": "{within: 6%, measures: [caseload_children_per_full_time_worker], replications_at_most: 60}",
}
DISK_BYTES = 2 * 1024 * 1024
AGAIN = "give the same command again"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a sweep of three blocks that nothing happened to."""
    place = tmp_path_factory.mktemp("whole")
    fssim.sweep(write_sweep(place, **BIG), place / "out", jobs=1)
    return files(place / "out")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_sweep(tmp_path, **BIG)
    return tmp_path / "out"


def started(out: Path, blocks_there: int) -> subprocess.Popen[str]:
    """The sweep, in a process group of its own as under a shell, once so many of its blocks have landed."""
    line = [sys.executable, "-m", "fssim", "sweep", str(out.parent / "sweep.yaml"), "--out", str(out), "--jobs", "2"]
    run = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )  # fmt: skip
    assert eventually(lambda: len(parts(out)) >= blocks_there or run.poll() is not None)
    assert run.poll() is None, run.communicate(timeout=SECONDS)
    return run


def workers_of(run: subprocess.Popen[str]) -> list[str]:
    return [pid for pid in members_of_group(run.pid) if int(pid) != run.pid]


def test_killed_again_and_again(out: Path, whole: dict[str, bytes]) -> None:
    first = started(out, 1)
    first.kill()
    first.communicate(timeout=SECONDS)
    assert nobody_left(first)
    (out / "replications" / ".partial-part-00002-0123.parquet").write_bytes(b"half of it")

    second = started(out, 1)
    workers: list[str] = []
    assert eventually(lambda: workers.extend(workers_of(second)) or workers or second.poll() is not None)
    if workers:
        os.kill(int(workers[0]), signal.SIGKILL)
    _, complaint = second.communicate(timeout=SECONDS)
    if second.returncode:  # unless it was done before it could be killed
        assert second.returncode == 2
        assert "a worker process was ended from outside" in complaint
        assert AGAIN in complaint
        assert "Traceback" not in complaint

    results = fssim.sweep(out.parent / "sweep.yaml", out, jobs=1)
    assert files(out) == whole
    assert not results.frame.duplicated(["point", "replication"]).any()
    assert len(results.frame) == 153


def test_killed_while_a_precision_decides(tmp_path: Path) -> None:
    file = write_sweep(tmp_path, **PRECISE)
    first = started(tmp_path / "out", 2)  # the baseline, and a point
    first.kill()
    first.communicate(timeout=SECONDS)
    assert nobody_left(first)
    fssim.sweep(file, tmp_path / "out", jobs=2)
    fssim.sweep(file, tmp_path / "whole", jobs=1)
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_ctrl_c_twice(out: Path) -> None:
    run = started(out, 1)
    os.killpg(run.pid, signal.SIGINT)
    time.sleep(0.02)
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGINT)
    stdout, complaint = run.communicate(timeout=SECONDS)
    assert run.returncode == 130, complaint
    assert stdout == ""
    assert complaint.splitlines()[-1] == f"Stopped. What is finished is kept in {out}: {AGAIN} to resume."
    assert "Traceback" not in complaint
    assert nobody_left(run)
    assert parts(out)
    assert not list(out.rglob(".partial-*"))


def test_the_clock_is_put_forward_and_back(out: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """By years, from one look at it to the next; and the sweep is stopped, and goes on when it is earlier again."""
    years = cycle([4e9, 0.0, 2e9, 1e9])
    monkeypatch.setattr(time, "time", lambda: next(years))
    monkeypatch.setattr(time, "time_ns", lambda: int(next(years) * 1e9))

    def stop(done: int, total: int) -> None:
        if parts(out):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fssim.sweep(out.parent / "sweep.yaml", out, jobs=1, on_progress=stop)
    kept = parts(out)
    assert kept
    for file in kept:
        os.utime(file, (5e9, 5e9))
    seen: list[int] = []
    fssim.sweep(out.parent / "sweep.yaml", out, jobs=1, on_progress=lambda done, total: seen.append(done))
    assert seen[0] == 51 * len(kept)  # of replications that are there
    assert files(out) == whole


def test_two_at_once(out: Path, process: Process) -> None:
    second = []

    def start_another(done: int, total: int) -> None:
        if done and not second:
            second.append(process("sweep", out.parent / "sweep.yaml", "--out", out, "--jobs", "1"))

    fssim.sweep(out.parent / "sweep.yaml", out, jobs=1, on_progress=start_another)
    assert second[0].returncode == 2
    assert f"{out}: another command is writing here (process {os.getpid()} on " in second[0].stderr
    assert "wait until it has ended, or choose another folder with --out" in second[0].stderr


def test_a_limit_on_the_size_of_files(out: Path, whole: dict[str, bytes]) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(len(data) for name, data in whole.items() if name.startswith("replications"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest - 1, before[1]))
    try:
        with pytest.raises(OutputError, match=f"cannot write results here: File too large; .* {AGAIN}"):
            fssim.sweep(out.parent / "sweep.yaml", out, jobs=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(out.rglob(".partial-*"))
    fssim.sweep(out.parent / "sweep.yaml", out, jobs=1)
    assert files(out) == whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of `DISK_BYTES`."""
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(place)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(small_disk: Path, out: Path, whole: dict[str, bytes]) -> None:
    filler = small_disk / "filler"

    def fill(done: int, total: int) -> None:
        if done and not filler.exists():
            with filler.open("wb", buffering=0) as file, suppress(OSError):
                for _ in range(DISK_BYTES // 1024):
                    file.write(bytes(4096))

    with pytest.raises(OutputError, match=f"No space left on device; make room and {AGAIN}"):
        fssim.sweep(out.parent / "sweep.yaml", small_disk / "out", jobs=1, on_progress=fill)
    with pytest.raises(OutputError, match="MB free, and this sweep may need"):
        fssim.sweep(out.parent / "sweep.yaml", small_disk / "out", jobs=1)
    filler.unlink()
    fssim.sweep(out.parent / "sweep.yaml", small_disk / "out", jobs=1)
    assert files(small_disk / "out") == whole


@pytest.mark.parametrize(("method", "jobs"), [("fork", 8), ("spawn", 2)])
def test_any_number_of_processes_started_in_any_way(
    out: Path, whole: dict[str, bytes], method: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import multiprocessing

    monkeypatch.setattr(pool, "_context", lambda: multiprocessing.get_context(method))
    fssim.sweep(out.parent / "sweep.yaml", out, jobs=jobs)
    assert files(out) == whole


def test_a_bounded_number_of_pieces_is_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many points there are, so that they need not fit in memory."""
    from fssim.studies.sweeps.work import executors as doing

    under_way: list[int] = []
    waiting = doing.wait
    monkeypatch.setattr(doing, "wait", lambda pieces, *how: under_way.append(len(pieces)) or waiting(pieces, *how))
    monkeypatch.setattr(blocks, "REPLICATIONS_IN_BLOCK", 2)
    file = write_sweep(tmp_path, replications="1", levers="", design="{kind: latin hypercube, points: 40}")
    fssim.sweep(file, tmp_path / "out", jobs=2)
    assert max(under_way) == 4
    assert len(parts(tmp_path / "out")) == 20


RANKED = {
    "replications": "3",
    "levers": "{posts: {path: teams.safeguarding.posts.social_worker.posts.value, values: [5, 6]}}",
    "uncertainties": "",
}
RANK = ("rank", "--measure", "caseload_children_per_full_time_worker", "--matters", "1e-9", "--most", "12")


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep whose staffings take further replications to be told apart."""
    place = tmp_path_factory.mktemp("ranked")
    fssim.sweep(write_sweep(place, **RANKED), place / "out", jobs=1)
    return place / "out"


@pytest.fixture
def read_only(ranked: Path, tmp_path: Path) -> Iterator[Path]:
    """The same where nothing can be written, by anybody."""
    place = tmp_path / "read only"
    place.mkdir()
    if subprocess.run(["mount", "--bind", str(ranked), str(place)], capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a folder")
    subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_folder_that_cannot_be_written_to(read_only: Path, process: Process, tmp_path: Path) -> None:
    for words, said in (
        (("sweep", write_sweep(tmp_path, **RANKED), "--out"), "choose another folder with --out"),
        (RANK, "copy the sweep's folder elsewhere: further replications are kept in it"),
        (("report",), "copy the sweep's folder elsewhere"),
    ):
        done = process(*words, read_only)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith(f"{read_only}")
        assert done.stderr.endswith(f"Read-only file system; {said}\n")


def test_a_full_disk_after_the_sweep(small_disk: Path, ranked: Path, process: Process) -> None:
    out = small_disk / "out"
    subprocess.run(["cp", "-r", str(ranked), str(out)], check=True)
    before = files(out)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        for _ in range(DISK_BYTES // 1024):
            file.write(bytes(4096))
    for words in (("report",), RANK):
        done = process(*words, out)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert "No space left on device; make room, or copy the sweep's folder elsewhere" in done.stderr
        assert files(out) == before
    filler.unlink()
    assert process(*RANK, out).returncode == 0


def test_a_ranking_that_is_killed_leaves_nothing_beside_its_answer(ranked: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    subprocess.run(["cp", "-r", str(ranked), str(out)], check=True)
    line = [sys.executable, "-m", "fssim", *RANK, "--most", "100000", "--out", "answer.csv", str(out)]
    run = subprocess.Popen(line, cwd=tmp_path, env=environment(), start_new_session=True, stdout=subprocess.DEVNULL)
    assert eventually(lambda: list(out.glob("further/point-*")) or run.poll() is not None)
    assert run.poll() is None
    run.kill()
    run.wait(timeout=SECONDS)
    assert nobody_left(run)
    assert [file.name for file in tmp_path.iterdir()] == ["out"]
