"""One district, run a few times over: every comparison is of the same families and the same staff, replication by
replication, with fixed seeds."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from fssim.engine.simulate import simulate_tables
from fssim.measures import measure_log
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import with_values
from tests.laws.shipped import shipped

REPLICATIONS = 3
SHORT = {"clock.warm_up_years": 1, "clock.observed_years": 1}


def district(values: dict[str, Any] | None = None, name: str = "one_district") -> list[dict[str, float]]:
    """The measures of each replication of a district with some values changed."""
    return _district(name, json.dumps(values or {}, sort_keys=True))


@cache
def _district(name: str, values: str) -> list[dict[str, float]]:
    tables = compile_scenario(with_values(shipped(name), {**SHORT, **json.loads(values)}))
    return [measure_log(simulate_tables(tables, 1, replication)) for replication in range(REPLICATIONS)]


def pairs(usual: list[dict[str, float]], changed: list[dict[str, float]], *measures: str) -> list[tuple[float, float]]:
    """A measure (or the sum of several) as it usually is and as it is when changed, in each replication."""
    return [
        (sum(before[name] for name in measures), sum(after[name] for name in measures))
        for before, after in zip(usual, changed, strict=True)
    ]


def always_less(pairs_of_values: list[tuple[float, float]], by: float = 0.0) -> bool:
    """Whether a change made a measure less in every replication, by at least a share of what it was."""
    return all(after < before * (1.0 - by) for before, after in pairs_of_values)


def always_more(pairs_of_values: list[tuple[float, float]], by: float = 0.0) -> bool:
    return all(after > before * (1.0 + by) for before, after in pairs_of_values)


def change_on_average(pairs_of_values: list[tuple[float, float]]) -> float:
    """The change of a measure's mean over the replications, as a share of what it was."""
    before, after = (sum(values) for values in zip(*pairs_of_values, strict=True))
    return after / before - 1.0
