"""One measure in two scenarios: differences within each replication, so that the luck they share cancels out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from fssim.errors import ArgumentError
from fssim.runs.comparable import refuse_other_clocks
from fssim.runs.results import Results
from fssim.statistics.interval import interval_of
from fssim.statistics.mean_difference import MeanDifference, mean_difference

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Paired:
    """A measure's `levels` (values of both) in the replications in which both scenarios have it, and the differences.

    `value` and `baseline` are the two means, and `baseline_low` and `baseline_high` the ends of the second's interval;
    if no replication has both, they are over the replications in which each has the measure by itself.
    """

    value: float
    baseline: float
    baseline_low: float
    baseline_high: float
    differences: Sequence[float]
    levels: Sequence[float]
    variance_ratio: float

    @property
    def mean_difference(self) -> MeanDifference:
        """The mean difference and how surely it is known."""
        return mean_difference(self.differences, self.levels)


def paired(results: Results, baseline: Results, measure: str) -> Paired:
    """A measure in two scenarios, paired by replication. One that the results or the baseline lack is nan there.

    Raises `ValueError` if the two were run with different seeds or engines or over different clocks, or have no
    replication in common.
    """
    shared = _shared(results, baseline)
    sides = [[side.rows[replication].get(measure, math.nan) for replication in shared] for side in (results, baseline)]
    pairs = [pair for pair in zip(*sides, strict=True) if not any(map(math.isnan, pair))]
    here, there = (interval_of(side) for side in (zip(*pairs, strict=True) if pairs else sides))
    differences = [difference_of(*pair) for pair in pairs]
    apart = here.sd**2 + there.sd**2
    together = interval_of(differences).sd ** 2
    ratio = together / apart if pairs and apart > 0.0 else math.nan
    return Paired(here.mean, there.mean, there.low, there.high, differences, list(chain(*pairs)), ratio)


def _shared(results: Results, baseline: Results) -> list[int]:
    """The replications that both have."""
    if (results.seed, results.engine) != (baseline.seed, baseline.engine):
        raise ArgumentError(
            f"'{results.name}' was run with seed {results.seed} on {results.engine} and '{baseline.name}' with seed "
            f"{baseline.seed} on {baseline.engine}; only runs with one seed on one engine can be paired"
        )
    if results.scenario is not baseline.scenario:
        refuse_other_clocks([(results.name, results.scenario), (baseline.name, baseline.scenario)])
    shared = sorted(results.rows.keys() & baseline.rows.keys())
    if not shared:
        raise ArgumentError(f"'{results.name}' and '{baseline.name}' have no replication in common")
    return shared


def difference_of(here: float, there: float) -> float:
    """One minus the other; nothing, if they differ by no more than arithmetic's own rounding."""
    difference = here - there
    return difference if abs(difference) > ROUNDING * max(1.0, abs(here), abs(there)) else 0.0
