"""Many scenarios run on the same replications, batch after batch, and none of them twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.errors import ArgumentError
from fssim.measures.catalogue import measures_of
from fssim.measures.log_view.view import View
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.process_pool import start_workers
from fssim.runs.replicate import count_each, refuse_what_cannot_be
from fssim.runs.runner import Progress, ProgressCount
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
    one call to the next. Raises `ArgumentError` if there are fewer than 2 replications or no jobs, and `ModelError` if
    a distribution gives quantities that cannot be.
    """
    replications, seed = whole_number("replications", replications, 1), whole_number("seed", seed)
    jobs = whole_number("jobs", jobs, 1) if jobs is not None else None
    if replications < 2:
        raise ArgumentError(f"replications is {replications}; it must be 2 or more, to tell an effect from chance")
    import pandas as pd

    prepare_engine(engine)
    known: dict[str, pd.DataFrame] = {}
    progress = ProgressCount(on_progress)
    measure = partial(_measure, measures=tuple(measures))
    with start_workers(jobs, replications) as executor:

        def simulate(scenarios: Sequence[Scenario]) -> list[pd.DataFrame]:
            new = {name: scenario for name, scenario in drop_duplicates(scenarios).items() if name not in known}
            for scenario in new.values():
                refuse_what_cannot_be(scenario, seed)
            asked = [(scenario, replication) for scenario in new.values() for replication in range(replications)]
            progress.expect(len(asked))
            rows = count_each(executor.map, measure, asked, seed, progress.one_more, engine)
            for place, name in enumerate(new):
                mine = rows[place * replications : (place + 1) * replications]
                known[name] = pd.DataFrame(mine, dtype="float64").rename_axis("replication")
            return [known[name] for name in _hash_scenarios(scenarios)]

        yield simulate


def _measure(log: EventLog, measures: tuple[str, ...]) -> dict[str, float]:
    """Those of the measures that the log's scenario has."""
    return measures_of(View(log), measures)
