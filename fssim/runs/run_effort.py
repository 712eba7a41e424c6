"""What a run will take, before it begins: replications, memory and time, said if it is much and refused if too much."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fssim.errors import TooLarge
from fssim.model.size import (
    BYTES_BEFORE_ANYTHING,
    BYTES_KEPT_A_REPLICATION,
    HOURS,
    MEMORY,
    duration,
    memory,
    most_bytes,
    most_seconds,
    refuse_too_large,
    size_of,
)
from fssim.scenario.schema.scenario import Scenario

MUCH_MEMORY, MUCH_TIME = 4e9, 900.0


@dataclass(frozen=True, slots=True)
class Effort:
    """A run's replications of all scenarios, how many processes share them, and the memory and the time they take."""

    replications: int
    jobs: int
    bytes: float
    seconds: float

    def __str__(self) -> str:
        on = "one process" if self.jobs == 1 else f"{self.jobs} processes"
        return (
            f"{self.replications:,} replications, which take about {memory(self.bytes)} of memory and "
            f"{duration(self.seconds)} on {on}"
        )

    @property
    def is_much(self) -> bool:
        """Whether it is worth saying before it begins."""
        return self.bytes > MUCH_MEMORY or self.seconds > MUCH_TIME


def estimate_effort(
    scenarios: Iterable[Scenario], replications: int, jobs: int | None, engine: str, *, kept: bool = True
) -> Effort:
    """What replications of each of some scenarios take. What each gives is held in memory until the end if `kept`."""
    sizes = [size_of(scenario) for scenario in scenarios]
    runs = replications * len(sizes)
    shared = max(min(jobs or os.cpu_count() or 1, runs), 1)
    largest = max(size.bytes for size in sizes)
    held = BYTES_BEFORE_ANYTHING + shared * largest + (BYTES_KEPT_A_REPLICATION * runs if kept else 0.0)
    return Effort(runs, shared, held, replications * sum(size.seconds(engine) for size in sizes) / shared)


def refuse_too_much(effort: Effort) -> None:
    """Raise `TooLarge` for what takes more memory or time than it may."""
    if effort.bytes > most_bytes():
        raise TooLarge(
            f"these are {effort}, and the most memory here is {memory(most_bytes())}; ask for fewer replications or "
            f"processes (--jobs), or allow more with the environment variable {MEMORY}"
        )
    if effort.seconds > most_seconds():
        raise TooLarge(
            f"these are {effort}, and the most time is {duration(most_seconds())}; ask for fewer replications, or "
            f"allow more with the environment variable {HOURS}"
        )


def check_effort(
    scenarios: Sequence[Scenario], replications: int, jobs: int | None, engine: str, *, kept: bool = True
) -> Effort:
    """What it takes. Raises `TooLarge` if that is more than it may be."""
    for scenario in scenarios:
        refuse_too_large(scenario)
    effort = estimate_effort(scenarios, replications, jobs, engine, kept=kept)
    refuse_too_much(effort)
    return effort
