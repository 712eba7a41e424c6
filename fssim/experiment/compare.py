"""Two scenarios side by side, measure by measure, with verdicts that allow for how many there are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from fssim.experiment.holm import holm
from fssim.experiment.interval import CONFIDENCE
from fssim.experiment.paired import Paired, paired
from fssim.experiment.results import Results

if TYPE_CHECKING:
    import pandas as pd

SMALLEST_THAT_MATTERS = 0.02  # a share of the baseline: a difference smaller than this would change nobody's plans

MORE, LESS, NO_DIFFERENCE, CANNOT_TELL = "more", "less", "no difference", "cannot tell"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure in two scenarios. See `compare`, which has a row of these for each measure."""

    value: float
    baseline: float
    difference: float
    low: float
    high: float
    simultaneous_low: float
    simultaneous_high: float
    n: int
    p: float
    p_adjusted: float
    variance_ratio: float
    verdict: str


def compare(
    results: Results,
    baseline: Results,
    measures: Sequence[str] | None = None,
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """The difference each measure makes: `results` minus `baseline`, paired by replication.

    A DataFrame indexed by measure: `measures`, or all there are. `value` and `baseline` are means over the replications
    in which both have the measure, of which there are `n` (if there are none, over those in which each has it by
    itself). `difference` is the one minus the other, and lies between `low` and `high` with 95% confidence; `p` is the
    p-value of the paired t test that it is zero. These are about one row by itself. The rest allows for the number of
    rows, so ask for the measures your question is about: the fewer there are, the more each can tell. `p_adjusted` is
    `p` by Holm's method, and `verdict` is

    - `more` or `less` when `p_adjusted` is at most 5%: the chance that even one row says so wrongly is at most 5%;
    - `no difference` when every difference is exactly zero, or the simultaneous interval has nothing further from zero
      than `matters` (a share of the baseline's mean);
    - `cannot tell` otherwise: run more replications. One replication can never tell.

    `simultaneous_low` and `simultaneous_high` are the ends of intervals that all hold at once with 95% confidence
    (Bonferroni's). Holm's method tells more differences from zero than those: one just within its interval, too.

    `variance_ratio` is what pairing bought: the variance of the paired difference over that of a difference between
    independent runs, which is the sum of the two scenarios' variances. At 0.1 it is worth ten times as many
    replications; above 1 it does harm.

    Raises `ValueError` if the two were run with different seeds or engines, as their replications are then no pairs, or
    have no replication in common.
    """
    import pandas as pd

    names = dict.fromkeys([*results.measures, *baseline.measures] if measures is None else measures)
    (found,) = compare_all(results, [baseline], names, matters, confidence)
    return pd.DataFrame.from_dict(
        {name: asdict(row) for name, row in found.items()}, orient="index", columns=list(Comparison.__slots__)
    ).rename_axis("measure")


def compare_all(
    results: Results,
    baselines: Sequence[Results],
    measures: Iterable[str],
    matters: float = SMALLEST_THAT_MATTERS,
    confidence: float = CONFIDENCE,
) -> list[dict[str, Comparison]]:
    """The comparisons of one table: `results` with each of the baselines, measure by measure. See `compare`.

    Verdicts allow for all the rows together. A measure that the results or a baseline do not have is nan there.
    """
    keys = [(place, measure) for measure in dict.fromkeys(measures) for place in range(len(baselines))]
    found = {(place, measure): paired(results, baselines[place], measure) for place, measure in keys}
    adjusted = dict(zip(found, holm([pairs.p for pairs in found.values()]), strict=True))
    tests = sum(not math.isnan(p) for p in adjusted.values())
    parts: list[dict[str, Comparison]] = [{} for _ in baselines]
    for (place, measure), pairs in found.items():
        p = adjusted[place, measure]
        parts[place][measure] = _comparison(pairs, p, max(tests, 1), matters, confidence)
    return parts


def _comparison(pairs: Paired, p_adjusted: float, tests: int, matters: float, confidence: float) -> Comparison:
    found = pairs.interval(confidence)
    everywhere = pairs.interval(1.0 - (1.0 - confidence) / tests)
    if found.n < 2:
        verdict = CANNOT_TELL
    elif pairs.all_zero:
        verdict = NO_DIFFERENCE
    elif p_adjusted <= 1.0 - confidence:
        verdict = MORE if found.mean > 0.0 else LESS
    elif max(-everywhere.low, everywhere.high) <= matters * abs(pairs.baseline):
        verdict = NO_DIFFERENCE
    else:
        verdict = CANNOT_TELL
    return Comparison(
        pairs.value, pairs.baseline, found.mean, found.low, found.high, everywhere.low, everywhere.high, found.n,
        pairs.p, p_adjusted, pairs.variance_ratio, verdict,
    )  # fmt: skip
