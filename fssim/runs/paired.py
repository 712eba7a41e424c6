"""Two scenarios, replication by replication: whether they can be compared, and a measure's difference within each, in
which the luck that they share cancels out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from fssim.errors import ArgumentError, QuestionError
from fssim.runs.results import Results
from fssim.scenario.differences import changes
from fssim.scenario.findings import FieldPath
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import estimate_mean
from fssim.statistics.mean_difference import MeanDifference, estimate_mean_difference, subtract

WORDS: dict[FieldPath, str] = {
    ("demand", "children"): "children in the area",
    ("demand", "referral_rate"): "the referral rate",
    ("demand", "first_referrals"): "the share of first referrals",
    ("demand", "month_factors"): "the months' shares of referrals",
    ("demand", "streams"): "families who come without a referral",
    ("families", "children"): "how many children families have",
    ("families", "needs"): "which needs families have",
    ("families", "risk"): "how many families are at which risk",
    ("families", "engagement"): "how far families engage",
}
SHOCKS: FieldPath = ("demand", "shocks")


@dataclass(frozen=True, slots=True)
class Paired:
    """A measure's `levels` (values of both) in the replications in which both scenarios have it, and the differences.

    `value` and `baseline` are the two means, and `baseline_low` and `baseline_high` the ends of the second's interval;
    if no replication has both, they are over the replications in which each has the measure by itself. `sets` are the
    parameter sets that the differences are of, if replications are spread over some.
    """

    value: float
    baseline: float
    baseline_low: float
    baseline_high: float
    differences: Sequence[float]
    levels: Sequence[float]
    variance_ratio: float
    sets: Sequence[int] | None = None

    @property
    def mean_difference(self) -> MeanDifference:
        """The mean difference and how surely it is known."""
        return estimate_mean_difference(self.differences, self.levels, self.sets)


def pair_measure(results: Results, baseline: Results, measure: str) -> Paired:
    """A measure in two scenarios, paired by replication. One that the results or the baseline lack is nan there.

    Raises `ValueError` if the two were run with different seeds, engines or ensembles or over different clocks, or have
    no replication in common.
    """
    shared = _find_shared(results, baseline)
    sides = [[side.rows[replication].get(measure, math.nan) for replication in shared] for side in (results, baseline)]
    known = [place for place, pair in enumerate(zip(*sides, strict=True)) if not any(map(math.isnan, pair))]
    pairs = [(sides[0][place], sides[1][place]) for place in known]
    sets = None if results.ensemble is None else [results.ensemble.set_of(shared[place]) for place in known]
    here, there = (
        estimate_mean_difference(side, sets=sets).interval() if sets else estimate_mean(side)
        for side in (zip(*pairs, strict=True) if pairs else sides)
    )
    differences = [subtract(*pair) for pair in pairs]
    apart = here.sd**2 + there.sd**2
    together = estimate_mean(differences).sd ** 2
    ratio = together / apart if pairs and apart > 0.0 else math.nan
    return Paired(here.mean, there.mean, there.low, there.high, differences, list(chain(*pairs)), ratio, sets)


def _find_shared(results: Results, baseline: Results) -> list[int]:
    """The replications that both have."""
    if (results.seed, results.engine) != (baseline.seed, baseline.engine):
        raise ArgumentError(
            f"'{results.name}' was run with seed {results.seed} on {results.engine} and '{baseline.name}' with seed "
            f"{baseline.seed} on {baseline.engine}; only runs with one seed on one engine can be paired"
        )
    if results.ensemble != baseline.ensemble:
        raise ArgumentError(
            f"'{results.name}' and '{baseline.name}' were not run with the same ensemble; only runs of the same "
            "parameter sets can be paired"
        )
    if results.scenario is not baseline.scenario:
        refuse_other_clocks([(results.name, results.scenario), (baseline.name, baseline.scenario)])
    shared = sorted(results.rows.keys() & baseline.rows.keys())
    if not shared:
        raise ArgumentError(f"'{results.name}' and '{baseline.name}' have no replication in common")
    return shared


class OtherClocks(QuestionError, ValueError):
    """Scenarios that run over other days were to be compared: which, how they differ, and what would be right."""


def refuse_other_clocks(scenarios: Sequence[tuple[str, Scenario]]) -> None:
    """Raise `OtherClocks` unless all of some scenarios, by name, run over one clock.

    Differences would be those of the years, and the families, who are drawn day by day from the start of the warm-up,
    others.
    """
    (name, first), *others = scenarios
    for other, scenario in others:
        for field, here, there in compare_clocks(first.clock, scenario.clock):
            raise OtherClocks(
                f"'{name}' and '{other}' cannot be compared: clock.{field} is {here} in the one and {there} in the "
                "other; give both one clock"
            )


def compare_clocks(first: Clock, other: Clock) -> Iterable[tuple[str, object, object]]:
    """The fields in which two clocks differ, with both values."""
    for field in Clock.model_fields:
        here, there = getattr(first, field), getattr(other, field)
        if here != there:
            yield field, here, there


def compare_demand(first: Scenario, other: Scenario) -> list[str]:
    """What two scenarios differ in of who comes and what families are like, in words; nothing if in nothing.

    Where nothing differs every family is in both, the same and with the same luck. Where the number of referrals does,
    the scenario with fewer at a time meets some of the other's families then; where what families are like does, each
    is drawn with the same luck from another table.
    """
    return name_demand(change.path for change in changes(first, other))


def name_demand(paths: Iterable[FieldPath]) -> list[str]:
    """Those of some fields of a scenario that are about who is referred and what families are like, in words."""
    return list(dict.fromkeys(words for path in paths if (words := _find_words(path))))


def _find_words(path: FieldPath) -> str:
    if path[:2] == SHOCKS:
        return f"the change in referrals '{path[2]}'" if len(path) > 2 else "changes in referrals"
    return WORDS.get(path[:2], "")
