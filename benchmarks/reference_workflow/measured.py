"""Running each engine in a fresh process, and holding their answers against one another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.reference_workflow.engines import COMPILED, LOGGED, Engine, Rules

ROOT = Path(__file__).parents[2]
ROUNDS = 3
RELATIVE = 1e-9  # by which means may differ: they are sums of the same numbers in another order


@dataclass(frozen=True)
class Measured:
    """What one engine did: its answers by replication, and the median replication's speed in CPU time."""

    engine: Engine
    version: str
    ready_seconds: float
    answers: list[dict[str, Any]]
    events: list[int]
    seconds: list[float]
    peak_megabytes: float
    log_rows: int

    def with_more(self, more: Measured) -> Measured:
        """The same engine, with the times of another round."""
        return replace(self, events=self.events + more.events, seconds=self.seconds + more.seconds)

    @property
    def events_a_second(self) -> float:
        """Of the median replication."""
        return median(events / seconds for events, seconds in zip(self.events, self.seconds, strict=True))

    @property
    def quickest_seconds(self) -> float:
        """Of the median replication, each taken in the round that disturbed it least."""
        return median(min(self.seconds[number :: len(self.answers)]) for number in range(len(self.answers)))

    @property
    def replications_a_second(self) -> float:
        """Of the median replication."""
        return 1.0 / median(self.seconds)


def python(*words: str) -> str:
    """What a module prints, run in a fresh process."""
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(ROOT), *([before] if before else [])])
    ran = subprocess.run([sys.executable, "-m", *words], stdout=subprocess.PIPE, text=True, check=False,
                         env={**os.environ, "PYTHONPATH": path})  # fmt: skip
    if ran.returncode:
        raise SystemExit(f"{' '.join(words)} failed; what it said is above")
    return ran.stdout


def measure_in_rounds(engines: Sequence[Engine], replications: int | None, small: bool) -> list[Measured]:
    """Run every engine once, and the quick ones, in turn, again and again unless the workflow is small.

    What else the computer does comes and goes: so it disturbs none of them more than the others.
    """
    measured = [measure(engine, replications, small) for engine in engines]
    for _ in range(0 if small else ROUNDS - 1):
        measured = [
            each.with_more(measure(each.engine, replications, small)) if each.engine.is_quick else each
            for each in measured
        ]
    return measured


def measure(engine: Engine, replications: int | None, small: bool) -> Measured:
    """Run one engine."""
    print(f"{engine.name} ...", file=sys.stderr)
    count = str(replications or engine.replications)
    told = json.loads(python("benchmarks.reference_workflow.worker", engine.name, count, "small" if small else "whole"))
    return Measured(
        engine,
        engine.version(),
        told["ready"],
        [timed["answers"] for timed in told["replications"]],
        told["events"],
        [timed["seconds"] for timed in told["replications"]],
        told["peak_kilobytes"] / 1024.0,
        told["log_rows"],
    )


def disagreements(measured: Sequence[Measured]) -> Iterator[str]:
    """Every answer in which an engine differs from the first with the same rules, replication by replication."""
    for rules in Rules:
        alike = [each for each in measured if each.engine.rules is rules]
        for other in alike[1:]:
            for number, (answers, its) in enumerate(zip(alike[0].answers, other.answers, strict=False)):
                for name, answer in answers.items():
                    if not isclose(answer, its[name], rel_tol=RELATIVE, abs_tol=RELATIVE):
                        yield (
                            f"replication {number}: {name} is {its[name]:.12g} on {other.engine.name}, "
                            f"{answer:.12g} on {alike[0].engine.name}"
                        )


def compare_logs(measured: Sequence[Measured], small: bool) -> list[str] | None:
    """Where the log that C++ writes is not the compiled engine's, bit for bit; None unless both were run."""
    logs = [len(each.answers) for each in measured if each.engine.name in (COMPILED, LOGGED)]
    if len(logs) < 2:
        return None
    told = python("benchmarks.reference_workflow.log_by_hand", str(min(logs)), "small" if small else "whole")
    return list(json.loads(told))


def unchecked(measured: Sequence[Measured]) -> list[str]:
    """Engines whose answers there was nothing to hold against."""
    rules = [each.engine.rules for each in measured]
    return [each.engine.name for each in measured if rules.count(each.engine.rules) == 1]
