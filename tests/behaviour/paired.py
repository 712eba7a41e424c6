"""Two services with the same families and the same luck, replication by replication."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from fssim.engine.simulate import simulate
from fssim.measures import measure
from fssim.model.compile import compile_scenario
from fssim.scenario import load, with_values

Changes = tuple[tuple[str, object], ...]
CLOCK = {"clock.warm_up_years": 1, "clock.observed_years": 2}
REPLICATIONS = 6
ERROR_RATE = 0.01  # of a one-sided paired t test; seeds are fixed, so a test that passes always passes


@cache
def replications(scenario: str, changes: Changes = ()) -> list[dict[str, float]]:
    """The measures of each replication of a shipped scenario, two years after a year's warm-up, with changes."""
    changed = with_values(load(f"scenarios/{scenario}.yaml"), {**CLOCK, **dict(changes)})
    tables = compile_scenario(changed)
    return [measure(simulate(tables, 1, replication)) for replication in range(REPLICATIONS)]


def more(measured: str, service: list[dict[str, float]], than: list[dict[str, float]]) -> bool:
    """Whether a measure is surely higher in one service than in another."""
    differences = np.array([here[measured] - there[measured] for here, there in zip(service, than, strict=True)])
    return bool(stats.ttest_1samp(differences, 0.0, alternative="greater").pvalue < ERROR_RATE)
