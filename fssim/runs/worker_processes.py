"""Who does the replications: this process alone, or worker processes that are kept from one batch to the next.

Processes and not threads: the compiled loop lets go of Python's lock, but measuring holds it half of the time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from fssim.runs.process_pool import process_pool
from fssim.runs.replicate import Outcome, Task, replicate


@contextmanager
def workers(jobs: int | None, most_tasks: int) -> Iterator[Callable[[Iterable[Task]], Iterator[Outcome]]]:
    """Yields what does a batch of tasks and gives their outcomes in the order of the tasks, as they come to be known.

    It can be called for one batch after another. There are `jobs` processes (as many as the computer has processors, if
    left out), but no more than `most_tasks`, the size of the largest batch; 1 starts none, and then each task is done
    when its outcome is asked for. Raises `WorkerLost` if a process is ended from outside, and whatever a task raises;
    either way all the processes are ended at once.
    """
    jobs = min(jobs or os.cpu_count() or 1, most_tasks)
    if jobs == 1:
        yield partial(map, replicate)
        return
    with process_pool(jobs) as pool:

        def outcomes_of(tasks: Iterable[Task]) -> Iterator[Outcome]:
            # not pool.map, which cancels what is left when it is stopped: a pool that then breaks may never end
            futures = [pool.submit(replicate, task) for task in tasks]
            return (future.result() for future in futures)

        yield outcomes_of
