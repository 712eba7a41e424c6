"""One measure in two scenarios: differences within each replication, so that the luck they share cancels out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fssim.experiment.interval import CONFIDENCE, Interval, interval_of, p_of_no_mean
from fssim.experiment.results import Results

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Paired:
    """A measure's values in the replications in which both scenarios have it, and the differences between them.

    `value` and `baseline` are the two means; if no replication has both, those over the replications in which each has
    the measure by itself.
    """

    value: float
    baseline: float
    differences: Sequence[float]
    variance_ratio: float

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """The mean difference and how surely it is known."""
        return interval_of(self.differences, confidence)

    @property
    def all_zero(self) -> bool:
        """Whether nothing differs in any replication."""
        return not any(self.differences)

    @property
    def p(self) -> float:
        """The p-value of Student's paired t test that the mean difference is zero; nan with fewer than two pairs."""
        return p_of_no_mean(self.interval())


def paired(results: Results, baseline: Results, measure: str) -> Paired:
    """A measure in two scenarios, paired by replication. One that the results or the baseline lack is nan there.

    Raises `ValueError` if the two were run with different seeds or engines, or have no replication in common.
    """
    shared = _shared(results, baseline)
    sides = [[side.rows[replication].get(measure, math.nan) for replication in shared] for side in (results, baseline)]
    pairs = [pair for pair in zip(*sides, strict=True) if not any(map(math.isnan, pair))]
    here, there = (interval_of(side) for side in (zip(*pairs, strict=True) if pairs else sides))
    differences = [difference_of(*pair) for pair in pairs]
    apart = here.sd**2 + there.sd**2
    together = interval_of(differences).sd ** 2
    ratio = together / apart if pairs and apart > 0.0 else math.nan
    return Paired(here.mean, there.mean, differences, ratio)


def _shared(results: Results, baseline: Results) -> list[int]:
    """The replications that both have."""
    if (results.seed, results.engine) != (baseline.seed, baseline.engine):
        raise ValueError(
            f"'{results.name}' was run with seed {results.seed} on {results.engine} and '{baseline.name}' with seed "
            f"{baseline.seed} on {baseline.engine}; only runs with one seed on one engine can be paired"
        )
    shared = sorted(results.rows.keys() & baseline.rows.keys())
    if not shared:
        raise ValueError(f"'{results.name}' and '{baseline.name}' have no replication in common")
    return shared


def difference_of(here: float, there: float) -> float:
    """One minus the other; nothing, if they differ by no more than arithmetic's own rounding."""
    difference = here - there
    return difference if abs(difference) > ROUNDING * max(1.0, abs(here), abs(there)) else 0.0
