"""`fssim app`: it says where it is, ends in good order or in bad, and leaves nothing half done."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fssim.app.work.work_folder import WorkFolder
from tests.cli.conftest import Command
from tests.unit.app.serving import Visitor
from tests.unit.app.small_service import FILES, asking
from tests.unit.app.test_job_queue import is_there, processes_of
from tests.waiting import SECONDS, eventually

pytestmark = pytest.mark.slow
needs_proc = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked at in /proc")


def line(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "fssim", "app", "--no-browser", *arguments]


@contextmanager
def opened(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The app in a process of its own, and its link."""
    process = subprocess.Popen(line("--folder", str(folder), *arguments), stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        ready, _, _ = select.select([process.stderr], [], [], SECONDS)
        assert ready
        first = process.stderr.readline()
        link = re.search(r"https?://\S+", first)
        assert link is not None, first + process.stderr.read()
        yield process, link[0]
    finally:
        process.kill()
        process.wait()


def all_gone(processes: set[int]) -> bool:
    return eventually(lambda: not any(map(is_there, processes)))


def is_at_work(link: str, folder: Path) -> bool:
    """Whether the app's worker comes to do what waits in its folder."""
    planner = Visitor(link).enter()
    (name,) = (piece.name for piece in WorkFolder(folder).pieces())
    done = re.compile(r"[1-9]\d* of \d+ replications done")
    return eventually(lambda: done.search(planner.ask(f"/work/{name}").text))


@needs_proc
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_good_order(tmp_path: Path, end: signal.Signals) -> None:
    with opened(tmp_path) as (process, link):
        assert Visitor(link).enter().ask("/").status == 200
        workers: set[int] = set()
        assert eventually(lambda: workers.update(processes_of(process.pid)) or workers)
        process.send_signal(end)
        assert process.wait(SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read() == "Ctrl-C ends it.\n"
        assert all_gone(workers)


@needs_proc
def test_killed_in_the_middle_of_a_run_it_leaves_no_process_and_takes_the_run_up_again(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    work.open()
    piece = work.ask(asking(replications=3_000), FILES)
    work.close()
    with opened(tmp_path) as (process, link):
        assert is_at_work(link, tmp_path)
        workers = processes_of(process.pid)
        assert len(workers) > 1
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert all_gone(workers)
    kept = WorkFolder(tmp_path).find(piece.name)
    assert kept is not None
    assert not kept.is_finished
    with opened(tmp_path) as (_, link):
        assert is_at_work(link, tmp_path)
        assert len(list(piece.folder.glob(".partial-*"))) <= 1  # what it writes now, and not what it wrote then


def refusal(*arguments: str) -> str:
    done = subprocess.run(line(*arguments), capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


def test_two_do_not_share_a_folder_or_a_port(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, link):
        port = re.search(r":(\d+)/", link)
        assert port is not None
        assert "another fssim app has this folder of work open" in refusal("--folder", str(tmp_path))
        assert "choose another with --port" in refusal("--folder", str(tmp_path / "b"), "--port", port[1])


@pytest.mark.parametrize("address", ["fssim.example", "ftp://fssim.example", "https://", "https://a/b", "https://a b"])
def test_an_address_that_is_none_is_refused(command: Command, tmp_path: Path, address: str) -> None:
    refused = command("app", "--no-browser", "--folder", tmp_path, "--behind", address)
    assert refused.exit_code == 2
    assert "--behind" in refused.stderr


def test_behind_a_proxy_it_answers_under_that_address_too(tmp_path: Path) -> None:
    with opened(tmp_path, "--behind", "https://fssim.example.org", "--port", "0") as (process, link):
        assert link.startswith("https://fssim.example.org/?token=")
        assert process.stderr is not None
        own = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
        assert own is not None
        token = link.split("token=")[1]
        team = Visitor(f"{own[0]}/?token={token}", headers={"Host": "fssim.example.org"})
        team.enter()
        assert team.ask("/").status == 200
        ours = {"origin": "https://fssim.example.org"}
        assert team.ask("/teach", "POST", f"form_token={team.form_token('/teach')}".encode(), **ours).status == 422
        assert team.ask("/teach", "POST", b"", origin="https://evil.example").status == 403
