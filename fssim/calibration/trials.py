"""Replications of one point after another, by the same workers and with the same luck."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fssim.engine.simulate import ENGINES, prepare
from fssim.runs.replicate import Task
from fssim.runs.results import Results
from fssim.runs.worker_processes import workers
from fssim.scenario.findings import Problem, ScenarioError
from fssim.scenario.schema.scenario import Scenario

Replications = Callable[[Scenario, int], Results]


@contextmanager
def replications(seed: int, jobs: int | None, at_most: int, on_done: Callable[[int], None]) -> Iterator[Replications]:
    """Something to run (scenario, replications) with, on `jobs` processes that live as long as the body.

    Every scenario meets the same families and the same luck: seed `seed`, replications numbered from 0, and no more of
    them at once than `at_most`. `on_done` is called with the number of replications each call has done. Raises
    `ScenarioError` if a distribution gives quantities that cannot be, and `WorkerLost` if a process is ended from
    outside.
    """
    engine = ENGINES[0]
    prepare(engine)
    with workers(jobs, at_most) as outcomes_of:

        def run(scenario: Scenario, count: int) -> Results:
            pickled = pickle.dumps(scenario)
            try:
                outcomes = list(outcomes_of(Task(pickled, engine, seed, replication) for replication in range(count)))
            except ValueError as error:  # a distribution that gives quantities that cannot be
                raise ScenarioError([Problem(scenario.title, 0, "", str(error))]) from error
            on_done(count)
            return Results(
                scenario.title, scenario, engine, seed, {number: each.row for number, each in enumerate(outcomes)}
            )

        yield run
