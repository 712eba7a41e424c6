"""Many scenarios run on the same replications, a few at a time, so that each process compiles each of them once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fssim.engine.simulate import ENGINES
from fssim.experiment.runner import Progress, run_all
from fssim.model.compile import scenario_hash
from fssim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

SIDE_BY_SIDE = 16  # what a process keeps compiled


def distinct(scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """The scenarios that simulate something different, by hash."""
    found: dict[str, Scenario] = {}
    for scenario in scenarios:
        found.setdefault(scenario_hash(scenario), scenario)
    return found


def frames_of(
    scenarios: Sequence[Scenario],
    replications: int,
    seed: int,
    jobs: int | None = None,
    *,
    engine: str = ENGINES[0],
    on_progress: Progress | None = None,
) -> list[pd.DataFrame]:
    """The measures of each scenario, one row a replication, on the same replications. Scenarios alike are run once."""
    different = distinct(scenarios)
    total = len(different) * replications
    names = list(different)
    frames: dict[str, pd.DataFrame] = {}
    for start in range(0, len(names), SIDE_BY_SIDE):
        block = {name: different[name] for name in names[start : start + SIDE_BY_SIDE]}

        def advance(done: int, _: int, before: int = start * replications) -> None:
            if on_progress is not None:
                on_progress(before + done, total)

        results = run_all(block, replications, seed, jobs, engine=engine, on_progress=advance)
        frames |= {each.name: each.frame for each in results}
    return [frames[scenario_hash(scenario)] for scenario in scenarios]
