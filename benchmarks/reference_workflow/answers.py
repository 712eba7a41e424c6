"""What every engine tells of a replication, and how it is counted alike for all of them."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from time import process_time
from typing import TypeVar

from benchmarks.reference_workflow.service import SESSIONS

Prepared = TypeVar("Prepared")
Ran = TypeVar("Ran")


@dataclass(frozen=True)
class Answers:
    """One replication: what happened, and means in working days over the families it concerns."""

    families: int
    visits: int
    sessions: int
    slot_wait: float
    specialist_wait: float  # all of a family's waits for sessions, over families that had any
    time_to_closing: float  # from arrival

    @property
    def events(self) -> int:
        """Advances of time and starts of a service: a family arrives; an interval or a gap is over; a visit or a
        session starts, and is over."""
        gaps = self.sessions - self.sessions // SESSIONS
        return self.families + 3 * self.visits + 2 * self.sessions + gaps


@dataclass
class Histories:
    """What families tell as they go, in working days, from which the answers are worked out."""

    visits: int = 0
    sessions: int = 0
    slot_waits: list[float] = field(default_factory=list)
    specialist_waits: list[float] = field(default_factory=list)
    times_to_closing: list[float] = field(default_factory=list)

    def answers(self) -> Answers:
        """The answers, once every family has closed."""
        return Answers(
            len(self.times_to_closing),
            self.visits,
            self.sessions,
            fmean(self.slot_waits),
            fmean(self.specialist_waits),
            fmean(self.times_to_closing),
        )


@dataclass(frozen=True)
class Timed:
    """A replication's answers and the CPU seconds it took."""

    answers: Answers
    seconds: float


@dataclass(frozen=True)
class Run:
    """Replications one after another in one process, and the most memory that process held."""

    replications: list[Timed]
    peak_kilobytes: int
    log_rows: int = 0  # of the last replication, from engines that write a log


def timed(
    replications: Sequence[int],
    prepare: Callable[[int], Prepared],
    simulate: Callable[[Prepared], Ran],
    tell: Callable[[Ran], Answers],
) -> Run:
    """Run replications in this process. Only `simulate` is timed."""
    done = []
    for replication in replications:
        prepared = prepare(replication)
        began = process_time()
        ran = simulate(prepared)
        seconds = process_time() - began
        done.append(Timed(tell(ran), seconds))
    return Run(done, peak_kilobytes())


def peak_kilobytes() -> int:
    """The most memory this process has held: its own, where Linux tells it, not that of the process it came from."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
