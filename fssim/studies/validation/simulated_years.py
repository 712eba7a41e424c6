"""Many scenarios simulated, each year of each counted as the published statistics are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fssim.arrays import Floats
from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.runs.process_pool import start_workers
from fssim.runs.replicate import DoEach, count_each
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.validation.years_as_published import count_as_published


@dataclass(frozen=True, slots=True)
class YearsAsked:
    """A scenario to simulate: so many replications, numbered from `first`."""

    scenario: Scenario
    replications: int
    first: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedYears:
    """The statistics of a scenario: `numbers` by replication, year and statistic."""

    statistics: tuple[str, ...]
    numbers: NDArray[np.float64]

    def of(self, statistic: str) -> Floats:
        """One statistic, by replication and year."""
        return self.numbers[:, :, self.statistics.index(statistic)]

    def by_replication(self, statistic: str) -> Floats:
        """One statistic, over the years of each replication; nan where no year has any."""
        numbers = self.of(statistic)
        counted = np.count_nonzero(~np.isnan(numbers), axis=1)
        means: Floats = np.nansum(numbers, axis=1) / np.where(counted, counted, np.nan)
        return means

    def mean(self, statistic: str) -> float:
        """One statistic over all years and replications; nan if none has any."""
        numbers = self.of(statistic)
        return float(np.nanmean(numbers)) if np.isfinite(numbers).any() else float("nan")


Simulating = Callable[[Sequence[YearsAsked]], list[SimulatedYears]]


@contextmanager
def start_simulating(seed: int, jobs: int | None, on_done: Callable[[], None]) -> Iterator[Simulating]:
    """Something that simulates batches, on `jobs` processes that live as long as the body.

    `on_done` is called after each replication. Raises `WorkerLost` if a process is ended from outside.
    """
    prepare_engine(ENGINES[0])
    with start_workers(jobs) as executor:
        yield simulate_by(executor.map, seed, on_done)


def simulate_by(do_each: DoEach, seed: int, on_done: Callable[[], None]) -> Simulating:
    """Something that simulates batches, of which `do_each` does the tasks. `on_done` is called after each."""

    def batch(asked: Sequence[YearsAsked]) -> list[SimulatedYears]:
        numbered = [
            (wanted.scenario, replication)
            for wanted in asked
            for replication in range(wanted.first, wanted.first + wanted.replications)
        ]
        years = count_each(do_each, count_as_published, numbered, seed, on_done)
        ends = np.cumsum([wanted.replications for wanted in asked])
        return [_gather(years[end - wanted.replications : end]) for wanted, end in zip(asked, ends, strict=True)]

    return batch


def _gather(replications: Sequence[Sequence[dict[str, float]]]) -> SimulatedYears:
    statistics = tuple(replications[0][0])
    numbers = [[[year[name] for name in statistics] for year in years] for years in replications]
    return SimulatedYears(statistics, np.array(numbers, np.float64))
