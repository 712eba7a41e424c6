"""Jobs in their processes: one after another, watched, cancelled, killed, and gone on with."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from fssim.app.work.job_queue import CANCELLED, LOST, Job, JobQueue, end_process
from fssim.app.work.work_folder import WorkFolder
from fssim.app.work.work_pages import tell_progress
from fssim.runs.folder.stored_run import read_run
from tests.unit.app.small_service import FILES, asking
from tests.waiting import SECONDS

pytestmark = pytest.mark.slow
MANY = 3_000  # replications, that nobody waits for


@asynccontextmanager
async def at_work(path: Path) -> AsyncIterator[tuple[WorkFolder, JobQueue]]:
    work = WorkFolder(path)
    work.open()
    queue = JobQueue(work)
    working = asyncio.create_task(queue.run())
    try:
        yield work, queue
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        work.close()


async def until(job: Job, reached: Callable[[Job], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        async for _ in job.changes():
            if reached(job):
                return
    raise AssertionError(f"it is over: {job.state}, {job.sentence}")


def is_at_work(job: Job) -> bool:
    return job.done > 0


def do(path: Path, test: Callable[[WorkFolder, JobQueue], Awaitable[None]]) -> None:
    async def main() -> None:
        async with at_work(path) as (work, queue):
            await test(work, queue)

    asyncio.run(main())


def processes_of(parent: int) -> set[int]:
    """The processes that a process has started, and those that they have."""
    try:
        children = {int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()}
    except OSError:  # it has just ended
        return set()
    return children.union(*(processes_of(child) for child in children))


def is_there(process: int) -> bool:
    """Whether a process is there, and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_an_answer_sharpens_and_ends_as_a_run_that_everything_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(work: WorkFolder, queue: JobQueue) -> None:
        piece = work.ask(asking(replications=8), FILES)
        job = queue.add(piece)
        seen: dict[str, dict[str, Any]] = {}
        change = job.change

        def see_and_change(**values: Any) -> None:  # two may come before anybody who watches looks
            if values.get("look"):
                seen[values["look"]["heading"]] = values["look"]
            change(**values)

        monkeypatch.setattr(job, "change", see_and_change)
        await until(job, lambda job: job.is_over)
        assert job.state == "finished", job.sentence
        so_far = [f"The answer so far, after {count} replications" for count in (2, 4)]
        assert list(seen) == [*so_far, "The answer, after 8 replications"]
        last = seen["The answer, after 8 replications"]
        assert last["sentences"]
        assert last["rows"]
        finished = work.find(piece.name)
        assert finished is not None
        assert finished.is_finished
        run = read_run(piece.folder)
        assert [len(side.rows) for side in run.results] == [8, 8]
        assert [side.name for side in run.results] == ["vacancy", "full"]

    do(tmp_path, test)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked at in /proc")
def test_cancelling_frees_the_processors(tmp_path: Path) -> None:
    async def test(work: WorkFolder, queue: JobQueue) -> None:
        others = processes_of(os.getpid())  # of tests before this one
        job = queue.add(work.ask(asking(replications=MANY), FILES))
        await until(job, is_at_work)
        at_it = set(processes_of(os.getpid())) - set(others)
        assert len(at_it) > 1
        await queue.cancel(job)
        async with asyncio.timeout(SECONDS):
            while any(map(is_there, at_it)):
                await asyncio.sleep(0.01)
        assert job.state == "stopped"
        assert job.sentence == CANCELLED
        stopped = work.find(job.piece.name)
        assert stopped is not None
        assert stopped.stopped == CANCELLED
        assert not list(work.path.rglob(".partial-*"))

    do(tmp_path, test)


def test_of_two_one_waits_and_can_be_cancelled_before_it_begins(tmp_path: Path) -> None:
    async def test(work: WorkFolder, queue: JobQueue) -> None:
        first = queue.add(work.ask(asking("First", MANY), FILES))
        second = queue.add(work.ask(asking("Second"), FILES))
        third = queue.add(work.ask(asking("Third", 2), FILES))
        await until(first, is_at_work)
        assert (second.state, third.state) == ("waiting", "waiting")
        assert (queue.before(second), queue.before(third)) == (1, 2)
        await queue.cancel(second)
        assert second.state == "stopped"
        await queue.cancel(first)
        await until(third, lambda job: job.is_over)
        assert third.state == "finished", third.sentence
        assert second.done == 0

    do(tmp_path, test)


def test_a_worker_that_is_killed_is_told_of_and_the_next_job_is_done(tmp_path: Path) -> None:
    async def test(work: WorkFolder, queue: JobQueue) -> None:
        first = queue.add(work.ask(asking("First", MANY), FILES))
        second = queue.add(work.ask(asking("Second", 2), FILES))
        await until(first, is_at_work)
        assert queue.worker is not None
        os.kill(queue.worker, signal.SIGKILL)
        await until(second, lambda job: job.is_over)
        assert (first.state, first.sentence) == ("stopped", LOST)
        assert second.state == "finished", second.sentence

    do(tmp_path, test)


def test_what_cannot_be_run_stops_with_a_sentence(tmp_path: Path) -> None:
    async def test(work: WorkFolder, queue: JobQueue) -> None:
        job = queue.add(
            work.ask(
                asking(), FILES | {"vacancy.yaml": b"extends: one_district\ntitle: x\nclock: {observed_years: -1}\n"}
            )
        )
        await until(job, lambda job: job.is_over)
        assert job.state == "stopped"
        assert "clock.observed_years" in job.sentence
        assert job.sentence.startswith("vacancy.yaml:")
        assert "Traceback" not in job.sentence

    do(tmp_path, test)


def test_the_same_is_not_done_twice_at_once(tmp_path: Path) -> None:
    async def test(work: WorkFolder, queue: JobQueue) -> None:
        piece = work.ask(asking(replications=2), FILES)
        assert queue.add(piece) is queue.add(piece)

    do(tmp_path, test)


def test_an_app_that_is_gone_leaves_no_process_and_its_work_is_gone_on_with(tmp_path: Path) -> None:
    names: list[str] = []

    async def ask(work: WorkFolder, queue: JobQueue) -> None:
        job = queue.add(work.ask(asking(replications=2), FILES))
        names.append(job.piece.name)

    async def find_again(work: WorkFolder, queue: JobQueue) -> None:
        await asyncio.sleep(0)
        piece = work.find(names[0])
        assert piece is not None
        job = queue.find(piece)
        assert job is not None
        await until(job, lambda job: job.is_over)
        assert job.state == "finished", job.sentence

    do(tmp_path, ask)
    do(tmp_path, find_again)


def test_a_process_that_has_just_ended_is_left_to_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Popen's own methods take note of the end, and asyncio then warns of an unknown child."""

    def refuse(process: object) -> None:
        raise AssertionError("it was looked at in place of the event loop")

    async def main() -> None:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
        monkeypatch.setattr(subprocess.Popen, "poll", refuse)
        end_process(process)
        assert await process.wait() == -signal.SIGKILL
        end_process(process)

    asyncio.run(main())
    assert not caplog.records


def test_whoever_watches_is_not_told_that_a_job_is_over_when_the_app_ends(tmp_path: Path) -> None:
    """The page would turn to an address at which nothing answers."""

    async def hear(**values: Any) -> list[str]:
        job = Job(WorkFolder(tmp_path).ask(asking()), "run", {})
        job.change(**values)
        job.end_watching()
        return [part async for part in tell_progress(job, lambda job: job.state)]

    assert asyncio.run(hear(state="running")) == ['data: "running"\n\n']
    assert asyncio.run(hear(state="finished"))[-1].startswith("event: over")
