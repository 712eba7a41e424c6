"""Workers are kept from one batch of tasks to the next, and answer in the order they were asked."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from fssim.measures.indicators.weekly import SERIES, Weekly
from fssim.runs import replicate
from fssim.runs.process_pool import start_workers
from fssim.runs.replicate import ReplicationOutcome, Task
from fssim.scenario import load

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"


def who(task: Task) -> ReplicationOutcome:
    nothing = Weekly(0, np.zeros((len(SERIES), 0), np.int64))
    return ReplicationOutcome({"process": float(os.getpid()), "replication": float(task.replication)}, (), nothing)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_workers_do_every_batch_in_order(jobs: int) -> None:
    batches = [[Task(b"", "simpy", 1, number) for number in numbers] for numbers in (range(6), range(6, 10))]
    with start_workers(jobs, 6) as executor:
        rows = [[outcome.row for outcome in executor.map(who, batch)] for batch in batches]
    assert [[row["replication"] for row in batch] for batch in rows] == [[*range(6)], [*range(6, 10)]]
    processes = {row["process"] for batch in rows for row in batch}
    assert len(processes) <= jobs
    assert (os.getpid() in processes) == (jobs == 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_task_raises_is_raised(jobs: int) -> None:
    task = Task(pickle.dumps(load(SMALL)), "abacus", 1, 0)
    replicate.compile_pickled.cache_clear()
    with pytest.raises(ValueError, match="engine 'abacus'"), start_workers(jobs, 2) as executor:
        list(executor.map(replicate.replicate, [task, task]))
