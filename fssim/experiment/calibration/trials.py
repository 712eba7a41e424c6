"""Replications of one point after another, by the same workers and with the same luck."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from fssim.engine.simulate import ENGINES, prepare
from fssim.experiment.errors import WorkerLost
from fssim.experiment.pool import process_pool
from fssim.experiment.replicate import Outcome, Task, replicate
from fssim.experiment.results import Results, frame_of
from fssim.scenario.problems import Problem, ScenarioError
from fssim.scenario.scenario import Scenario

Replications = Callable[[Scenario, int], Results]


@contextmanager
def replications(seed: int, jobs: int, on_done: Callable[[int], None]) -> Iterator[Replications]:
    """Something to run (scenario, replications) with, on `jobs` processes that live as long as the body.

    Every scenario meets the same families and the same luck: seed `seed`, replications numbered from 0. `on_done` is
    called with the number of replications each call has done. Raises `ScenarioError` if a distribution gives quantities
    that cannot be, and `WorkerLost` if a process is ended from outside.
    """
    engine = ENGINES[0]
    prepare(engine)

    def run(run_tasks: Callable[[Sequence[Task]], list[Outcome]], scenario: Scenario, count: int) -> Results:
        pickled = pickle.dumps(scenario)
        try:
            outcomes = run_tasks([Task(pickled, engine, seed, replication) for replication in range(count)])
        except ValueError as error:  # a distribution that gives quantities that cannot be
            raise ScenarioError([Problem(scenario.title, 0, "", str(error))]) from error
        on_done(count)
        return Results(scenario.title, scenario, engine, seed, frame_of(outcome.row for outcome in outcomes))

    if jobs == 1:
        yield lambda scenario, count: run(lambda tasks: [replicate(task) for task in tasks], scenario, count)
        return
    try:
        with process_pool(jobs) as pool:
            yield lambda scenario, count: run(lambda tasks: list(pool.map(replicate, tasks)), scenario, count)
    except BrokenProcessPool as error:
        raise WorkerLost(
            "a worker process was ended from outside, as happens when memory runs out; try again with fewer (--jobs 1)"
        ) from error
