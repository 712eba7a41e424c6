"""Two scenarios side by side: differences within each replication, so that the luck they share cancels out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from fssim.experiment.interval import CONFIDENCE, Interval, interval_of

if TYPE_CHECKING:
    import pandas as pd

    from fssim.experiment.results import Results

SMALLEST_THAT_MATTERS = 0.02  # a share of the baseline: a difference smaller than this would change nobody's plans

ROUNDING = 1e-9

MORE, LESS, NO_DIFFERENCE, CANNOT_TELL = "more", "less", "no difference", "cannot tell"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure in two scenarios. See `compare`, which has a row of these for each measure."""

    value: float
    baseline: float
    difference: float
    low: float
    high: float
    n: int
    verdict: str


def compare(
    results: Results,
    baseline: Results,
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """The difference each measure makes: `results` minus `baseline`, paired by replication.

    A DataFrame indexed by measure. `value` and `baseline` are means over the replications in which both have the
    measure, of which there are `n` (if there are none, over those in which each has it by itself). `difference` is the
    one minus the other, and lies between `low` and `high` with 95% confidence. `verdict` is

    - `more` or `less` when the interval leaves out zero;
    - `no difference` when every difference is exactly zero, or the interval holds zero and nothing further from it than
      `matters` (a share of the baseline's mean);
    - `cannot tell` otherwise: run more replications. One replication can never tell.

    Raises `ValueError` if the two were run with different seeds or engines, as their replications are then no pairs, or
    have no replication in common.
    """
    import pandas as pd

    measures = dict.fromkeys([*results.measures, *baseline.measures])
    rows = {name: asdict(compare_measure(results, baseline, name, matters, confidence)) for name in measures}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")


def compare_measure(
    results: Results,
    baseline: Results,
    measure: str,
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
) -> Comparison:
    """One row of `compare`. A measure that the results or the baseline do not have is nan there."""
    sides = _values(results, baseline, measure), _values(baseline, results, measure)
    pairs = [pair for pair in zip(*sides, strict=True) if not any(math.isnan(value) for value in pair)]
    differences = [difference_of(here, there) for here, there in pairs]
    interval = interval_of(differences, confidence)
    here, there = (interval_of(side).mean for side in (zip(*pairs, strict=True) if pairs else sides))
    verdict = verdict_of(differences, interval, matters * abs(there))
    return Comparison(here, there, interval.mean, interval.low, interval.high, interval.n, verdict)


def verdict_of(differences: Sequence[float], interval: Interval, smallest: float) -> str:
    """What paired differences, and the interval of their mean, say. `smallest` is the least that matters."""
    if interval.n < 2:
        return CANNOT_TELL
    if not any(differences):
        return NO_DIFFERENCE
    if interval.low > 0.0:
        return MORE
    if interval.high < 0.0:
        return LESS
    return NO_DIFFERENCE if max(-interval.low, interval.high) <= smallest else CANNOT_TELL


def difference_of(here: float, there: float) -> float:
    """One minus the other; nothing, if they differ by no more than arithmetic's own rounding."""
    difference = here - there
    return difference if abs(difference) > ROUNDING * max(1.0, abs(here), abs(there)) else 0.0


def _values(results: Results, other: Results, measure: str) -> list[float]:
    """A measure's values in the replications that both results have."""
    if (results.seed, results.engine) != (other.seed, other.engine):
        raise ValueError(
            f"'{results.name}' was run with seed {results.seed} on {results.engine} and '{other.name}' with seed "
            f"{other.seed} on {other.engine}; only runs with one seed on one engine can be paired"
        )
    shared = sorted(results.rows.keys() & other.rows.keys())
    if not shared:
        raise ValueError(f"'{results.name}' and '{other.name}' have no replication in common")
    return [results.rows[replication].get(measure, math.nan) for replication in shared]
