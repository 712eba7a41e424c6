"""One job after another, each in a process that can be killed; whoever watches is told how far it is."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from fssim.app.work.work_folder import RUN, PieceOfWork, WorkFolder

CANCELLED = "You cancelled it."
LOST = (
    "Its process was ended from outside, as happens when memory runs out. Try again with fewer replications, or close "
    "other programs first."
)
WORKER = "fssim.app.work.do_job"
LONGEST_LINE = 1 << 24  # bytes that a worker says at once


@dataclass(eq=False)
class Job:
    """Something to do with a piece of work: to run it, or to make something of what it gave.

    `state` is waiting, running, trying, writing, finished or stopped. `done` of `total` replications are done; `look`
    is the answer so far.
    """

    piece: PieceOfWork
    kind: str
    options: Mapping[str, Any]
    state: str = "waiting"
    done: int = 0
    total: int = 0
    began: float = 0.0
    look: dict[str, Any] = field(default_factory=dict)
    sentence: str = ""  # why it stopped
    _is_watched: bool = True
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        return self.state in ("finished", "stopped")

    @property
    def makes_result(self) -> bool:
        """Whether it is what the piece of work was asked for."""
        return self.kind == self.piece.kind

    @property
    def seconds_left(self) -> float | None:
        """About how long it still takes; None where that is not known."""
        if self.state not in ("running", "trying") or not self.done or self.total <= self.done:
            return None
        return (time.monotonic() - self.began) / self.done * (self.total - self.done)

    def change(self, **values: Any) -> None:
        """Set some of its fields, and wake whoever watches."""
        if values.get("state", self.state) != self.state:
            self.began = time.monotonic()
        for name, value in values.items():
            setattr(self, name, value)
        self._changed.set()
        self._changed = asyncio.Event()

    def end_watching(self) -> None:
        self._is_watched = False
        self.change()

    async def changes(self) -> AsyncIterator[None]:
        """Yields now, and whenever something has changed, until it is over."""
        while True:
            changed = self._changed
            yield
            if self.is_over or not self._is_watched:
                return
            await changed.wait()


class JobQueue:
    """What is to be done, in order. A worker process is kept ready, so that the next job starts at once."""

    def __init__(self, work: WorkFolder) -> None:
        self._work = work
        self._jobs: dict[tuple[str, str], Job] = {}
        self._waiting: list[Job] = []
        self._more = asyncio.Event()
        self._ready: asyncio.subprocess.Process | None = None
        self._running: tuple[Job, asyncio.subprocess.Process] | None = None

    def add(self, piece: PieceOfWork, kind: str = "", options: Mapping[str, Any] = {}) -> Job:
        """Do something with a piece of work when its turn comes; what is to be done already is not added again."""
        kind = kind or piece.kind
        known = self._jobs.get((piece.name, kind))
        if known is not None and not known.is_over:
            return known
        asked = piece.asked.options if piece.asked is not None and kind == piece.kind else {}
        job = Job(piece, kind, {**asked, **options})
        self._jobs[piece.name, kind] = job
        self._waiting.append(job)
        self._more.set()
        return job

    @property
    def worker(self) -> int | None:
        """The process that does the present job."""
        return self._running[1].pid if self._running is not None else None

    def find(self, piece: PieceOfWork, kind: str = "") -> Job | None:
        """The latest job of this kind, if there was one since the app was started."""
        return self._jobs.get((piece.name, kind or piece.kind))

    def list_under_way(self, piece: PieceOfWork) -> list[Job]:
        """What waits or is being done with a piece of work."""
        return [job for (name, _), job in self._jobs.items() if name == piece.name and not job.is_over]

    def before(self, job: Job) -> int:
        """How many jobs come before one that waits."""
        return (self._waiting.index(job) if job in self._waiting else 0) + (self._running is not None)

    async def cancel(self, job: Job) -> None:
        """Stop a job, now: its processes are gone before anybody is told that it has stopped."""
        if job in self._waiting:
            self._waiting.remove(job)
            self._stopped(job, CANCELLED)
        elif self._running is not None and self._running[0] is job:
            job.sentence = CANCELLED
            end_process(self._running[1])
            async for _ in job.changes():
                pass

    async def forget(self, piece: PieceOfWork) -> None:
        """Stop whatever is done with a piece of work that is to be deleted, and remember none of it."""
        for name, kind in [key for key in self._jobs if key[0] == piece.name]:
            await self.cancel(self._jobs[name, kind])
            del self._jobs[name, kind]

    def end_watching(self) -> None:
        """Let go of whoever watches, as the app is ending."""
        for job in self._jobs.values():
            job.end_watching()

    async def run(self) -> None:
        """Do what is there, and what is added, one after another, until cancelled."""
        for piece in self._work.waiting():
            self.add(piece)
        try:
            self._ready = await _start()
            while True:
                while not self._waiting:
                    self._more.clear()
                    await self._more.wait()
                await self._do(self._waiting.pop(0))
        finally:
            for process in (self._ready, self._running[1] if self._running else None):
                if process is not None:
                    end_process(process)
                    await process.wait()

    async def _do(self, job: Job) -> None:
        ready, self._ready = self._ready, None
        process = ready if ready is not None and ready.returncode is None else await _start()
        self._running = job, process
        job.change(state="running")
        try:
            await self._follow(job, process)
        finally:
            end_process(process)
            await process.wait()
        self._running = None
        if job.state == "finished":
            if job.makes_result and job.kind != RUN:
                self._work.finish(job.piece)
            job.change(look={})  # it is in the report by now
        else:
            self._stopped(job, job.sentence or LOST)
        self._ready = await _start()

    async def _follow(self, job: Job, process: asyncio.subprocess.Process) -> None:
        """Give a worker a job, and keep what it says of it."""
        assert process.stdin is not None
        assert process.stdout is not None
        order = {"folder": str(job.piece.folder), "kind": job.kind, "options": dict(job.options)}
        with suppress(ConnectionError):
            process.stdin.write(json.dumps(order).encode() + b"\n")
            await process.stdin.drain()
        while line := await process.stdout.readline():
            message = json.loads(line)
            if "stopped" in message:
                job.sentence = job.sentence or str(message["stopped"])
                return
            if message.get("state") == "finished":
                job.state = "finished"  # told once the process is gone
                return
            job.change(**{name: message[name] for name in ("state", "done", "total", "look") if name in message})

    def _stopped(self, job: Job, sentence: str) -> None:
        if job.makes_result and not self._work.is_finished(job.piece):
            self._work.stop(job.piece, sentence)
        else:
            self._work.clear_partial(job.piece.folder)
        job.change(state="stopped", sentence=sentence)


async def _start() -> asyncio.subprocess.Process:
    """A worker process, which imports what it needs and waits for a job."""
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", WORKER, stdin=pipe, stdout=pipe, limit=LONGEST_LINE, start_new_session=True
    )


def end_process(process: asyncio.subprocess.Process) -> None:
    """End a process, if it has not ended. Its own method looks whether it has, in place of the event loop, which then
    complains of a process that it does not know."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        elif process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
