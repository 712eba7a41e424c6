"""Many scenarios run on the same replications, batch after batch, and none of them twice."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.errors import ArgumentError, QuestionError
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.process_pool import start_workers
from fssim.runs.replicate import Task, refuse_what_cannot_be, replicate
from fssim.runs.runner import Progress
from fssim.scenario.schema.scenario import Scenario
from fssim.whole_numbers import whole_number

if TYPE_CHECKING:
    import pandas as pd

Simulate = Callable[[Sequence[Scenario]], "list[pd.DataFrame]"]


def drop_duplicates(scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """The scenarios that simulate something different, by hash."""
    by_hash: dict[str, Scenario] = {}
    for name, scenario in zip(_hash_scenarios(scenarios), scenarios, strict=True):
        by_hash.setdefault(name, scenario)
    return by_hash


def _hash_scenarios(scenarios: Sequence[Scenario]) -> list[str]:
    """The hash of each scenario, worked out once for one that comes again."""
    known = {id(scenario): scenario for scenario in scenarios}
    hashes = {identity: hash_scenario(scenario) for identity, scenario in known.items()}
    return [hashes[id(scenario)] for scenario in scenarios]


@contextmanager
def start_simulations(
    replications: int,
    seed: int,
    jobs: int | None = None,
    *,
    measures: Sequence[str],
    engine: str = ENGINES[0],
    on_progress: Progress | None = None,
) -> Iterator[Simulate]:
    """Yields what runs scenarios and gives the `measures` of each: a DataFrame with one row a replication.

    All are run on replications 0 to `replications` - 1; what has been run is remembered. Worker processes are kept from
    one call to the next. Raises `ValueError` if there are fewer than 2 replications or no jobs, and `QuestionError` if
    a scenario turns out to be one that cannot be run.
    """
    replications, seed = whole_number("replications", replications, 1), whole_number("seed", seed)
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    if replications < 2:
        raise ArgumentError(f"replications is {replications}; it must be 2 or more, to tell an effect from chance")
    import pandas as pd

    prepare_engine(engine)
    known: dict[str, pd.DataFrame] = {}
    advance = on_progress or (lambda done, total: None)
    with start_workers(jobs, replications) as executor:

        def simulate(scenarios: Sequence[Scenario]) -> list[pd.DataFrame]:
            new = {name: scenario for name, scenario in drop_duplicates(scenarios).items() if name not in known}
            for scenario in new.values():
                refuse_what_cannot_be(scenario, seed)
            pickled = [pickle.dumps(scenario) for scenario in new.values()]
            tasks = [
                Task(scenario, engine, seed, replication, measures=tuple(measures))
                for scenario in pickled
                for replication in range(replications)
            ]
            before, total = len(known) * replications, (len(known) + len(new)) * replications
            outcomes = executor.map(replicate, tasks)  # before the progress bar's thread starts
            advance(before, total)
            rows = []
            try:
                for done, outcome in enumerate(outcomes, before + 1):
                    rows.append(outcome.row)
                    advance(done, total)
            except ValueError as error:
                raise QuestionError(f"one of the scenarios to be run cannot be: {error}") from error
            for place, name in enumerate(new):
                mine = rows[place * replications : (place + 1) * replications]
                known[name] = pd.DataFrame(mine, dtype="float64").rename_axis("replication")
            return [known[name] for name in _hash_scenarios(scenarios)]

        yield simulate
