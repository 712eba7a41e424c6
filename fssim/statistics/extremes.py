"""Which of several measures of one scenario is the largest and which the least, where that can be told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from fssim.runs.results import Results
from fssim.statistics.mean_difference import mean_difference
from fssim.statistics.paired import difference_of
from fssim.statistics.verdict import TOLD, judge


@dataclass(frozen=True, slots=True)
class Extremes:
    """The measures with the largest and the least mean.

    `apart` says whether the two can be told apart; `most_told` and `least_told` whether each can be from all others.
    """

    most: str
    least: str
    apart: bool
    most_told: bool
    least_told: bool


def extremes(results: Results, measures: Sequence[str]) -> Extremes | None:
    """The largest and the least of measures in the same unit, of those with a value; None if there are not two.

    They are told apart as two scenarios are: by their differences within each replication, with all pairs of them
    judged together (see `fssim.statistics.verdict`).
    """
    means = {name: results.interval(name).mean for name in measures}
    known = [name for name, mean in means.items() if not math.isnan(mean)]
    if len(known) < 2:
        return None
    pairs = list(combinations(known, 2))
    told = {frozenset(pair) for pair in pairs if _told(results, *pair, len(pairs), means[pair[1]])}
    most, least = max(known, key=means.__getitem__), min(known, key=means.__getitem__)

    def from_all(name: str) -> bool:
        return all(frozenset((name, other)) in told for other in known if other != name)

    return Extremes(most, least, frozenset((most, least)) in told, from_all(most), from_all(least))


def _told(results: Results, one: str, other: str, rows: int, baseline: float) -> bool:
    values = zip(results.values(one), results.values(other), strict=True)
    differences = [difference_of(here, there) for here, there in values if not math.isnan(here + there)]
    return judge(mean_difference(differences), rows, baseline).verdict in TOLD
