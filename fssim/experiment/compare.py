"""Two scenarios side by side: differences within each replication, so that the luck they share cancels out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fssim.experiment.interval import CONFIDENCE, Interval, interval_of

if TYPE_CHECKING:
    import pandas as pd

    from fssim.experiment.results import Results

SMALLEST_THAT_MATTERS = 0.02  # a share of the baseline: a difference smaller than this would change nobody's plans

MORE, LESS, NO_DIFFERENCE, CANNOT_TELL = "more", "less", "no difference", "cannot tell"


def compare(
    results: Results,
    baseline: Results,
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """The difference each measure makes: `results` minus `baseline`, paired by replication.

    A DataFrame indexed by measure. `value` and `baseline` are means over the replications in which both have the
    measure, of which there are `n`; `difference` is the one minus the other, and lies between `low` and `high` with 95%
    confidence. `verdict` is

    - `more` or `less` when the interval leaves out zero;
    - `no difference` when every difference is exactly zero, or the interval holds zero and nothing further from it than
      `matters` (a share of the baseline's mean);
    - `cannot tell` otherwise: run more replications. One replication can never tell.

    Raises `ValueError` if the two were run with different seeds or engines, as their replications are then no pairs, or
    have no replication in common.
    """
    import pandas as pd

    if (results.seed, results.engine) != (baseline.seed, baseline.engine):
        raise ValueError(
            f"'{results.name}' was run with seed {results.seed} on {results.engine} and '{baseline.name}' with seed "
            f"{baseline.seed} on {baseline.engine}; only runs with one seed on one engine can be paired"
        )
    shared = results.frame.index.intersection(baseline.frame.index)
    if shared.empty:
        raise ValueError(f"'{results.name}' and '{baseline.name}' have no replication in common")
    here, there = results.frame.loc[shared], baseline.frame.loc[shared]
    measures = [*here.columns, *(name for name in there.columns if name not in here.columns)]
    rows = {
        name: _compared(_values(here, name), _values(there, name), matters, confidence) for name in measures
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")


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


def _compared(
    here: Sequence[float], there: Sequence[float], matters: float, confidence: float
) -> dict[str, float | str]:
    pairs = [pair for pair in zip(here, there, strict=True) if not any(math.isnan(value) for value in pair)]
    differences = [a - b for a, b in pairs]
    interval = interval_of(differences, confidence)
    value, baseline = (math.fsum(side) / len(pairs) for side in zip(*pairs, strict=True)) if pairs else (math.nan,) * 2
    return {
        "value": value,
        "baseline": baseline,
        "difference": interval.mean,
        "low": interval.low,
        "high": interval.high,
        "n": interval.n,
        "verdict": verdict_of(differences, interval, matters * abs(baseline)),
    }


def _values(frame: pd.DataFrame, name: str) -> list[float]:
    """A measure's values, all nan if these results have no such measure."""
    return [float(value) for value in frame[name]] if name in frame.columns else [math.nan] * len(frame)
