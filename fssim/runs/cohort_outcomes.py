"""What became of a cohort's families, scenario beside scenario: the same families in each, replication by replication.

Shares and means are over all the families of all replications, as a count of them gives. Families of one replication
share their service's luck, so it is replications that are independent: each has a value of its own, by which it moves
the whole (the linearised value of a ratio; Cochran, 1977, "Sampling techniques", 3rd edition, 6.3), whose mean is the
share or mean itself and whose spread gives the interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import fsum

import numpy as np

from fssim.arrays import Integers
from fssim.measures.cohorts import Cohort, Meets, cohorts_of
from fssim.measures.followed_families import FOLLOWED_MEASURES, Followed
from fssim.measures.log_view.arithmetic import ratio, total
from fssim.runs.compare import Comparison, compare_all
from fssim.runs.results import Results

STARTED, WAIT, UNALLOCATED, ASSESSMENT, VISITS, DRIFT, OPEN, STILL_OPEN = (about.name for about in FOLLOWED_MEASURES)
MEASURES = (STARTED, WAIT, UNALLOCATED, ASSESSMENT, VISITS, DRIFT, OPEN)
SHARED = 0.9  # of the families that two scenarios share, to be in all of them, so that they are followed in all at once
OF_NEED, OF_WORK, OF_TEAM = (STARTED, WAIT), (UNALLOCATED, ASSESSMENT, VISITS), (UNALLOCATED, VISITS, DRIFT)


@dataclass(frozen=True, slots=True)
class Crossed:
    """Family by family: the percentages who start help in what is compared and not here, and here and not there."""

    only_there: float
    only_here: float


@dataclass(frozen=True, slots=True)
class FollowedCohort:
    """A cohort in the first scenario and in others: `results` have its measures, of the families that are in them all.

    `compared` says how the first differs from each of the others in what is told of such a cohort, judged together.
    `families` is how many are followed, over all replications, and `unmatched` how many more of the first scenario's
    cohort never meet it in another, though they may live there. `crossed` is about each of the others.
    """

    cohort: Cohort
    results: Sequence[Results]
    compared: Sequence[dict[str, Comparison]]
    families: int
    unmatched: int
    crossed: Sequence[Crossed]


def follow_cohorts(results: Sequence[Results]) -> list[FollowedCohort]:
    """Each cohort of what is dated in the first of the results, if any family in others too is followed.

    It is followed in all of them at once, or, where one of them lacks many of the families that another has, in each
    beside the first by itself: those who come for targeted early help are in no standard model, but in another reform.
    """
    first, *others = results
    cohorts = []
    for cohort in cohorts_of(first.scenario, [other.scenario for other in others]):
        if all(cohort.name in side.followed for side in results):
            whole = _follow_cohort(results, cohort)
            in_pairs = [_follow_cohort([first, other], cohort) for other in others] if len(others) > 1 else [whole]
            most = max((one.families for one in in_pairs), default=0)
            cohorts += [whole] if whole.families >= SHARED * most else in_pairs
    return [one for one in cohorts if one.families]


def select_outcomes(cohort: Cohort) -> tuple[str, ...]:
    """The measures that are told of a cohort."""
    if cohort.meets is Meets.NEED:
        return OF_NEED
    return OF_TEAM if cohort.meets is Meets.TEAM else OF_WORK


def _follow_cohort(results: Sequence[Results], cohort: Cohort) -> FollowedCohort:
    first, *others = results
    mine = first.followed[cohort.name]
    shared = {
        replication: reduce(np.intersect1d, (side.followed[cohort.name][replication].identity for side in results))
        for replication in mine
        if all(replication in side.followed[cohort.name] for side in results)
    }
    measured = [
        replace(side, rows=_make_rows(side.followed[cohort.name], shared), weekly={}, followed={}) for side in results
    ]
    families = sum(len(identities) for identities in shared.values())
    unmatched = sum(len(mine[replication].identity) for replication in shared) - families
    compared = compare_all(measured[0], measured[1:], select_outcomes(cohort)) if others else []
    crossed = [_cross(mine, other.followed[cohort.name], shared) for other in others]
    return FollowedCohort(cohort, measured, compared, families, unmatched, crossed)


def _cross(mine: Mapping[int, Followed], theirs: Mapping[int, Followed], shared: Mapping[int, Integers]) -> Crossed:
    families = only_there = only_here = 0
    for replication, identities in shared.items():
        here, there = (
            side[replication].only(np.isin(side[replication].identity, identities)).of("started") > 0.0
            for side in (mine, theirs)
        )
        families += len(identities)
        only_there += int(np.count_nonzero(there & ~here))
        only_here += int(np.count_nonzero(here & ~there))
    return Crossed(100.0 * ratio(only_there, families), 100.0 * ratio(only_here, families))


def _make_rows(followed: Mapping[int, Followed], shared: Mapping[int, Integers]) -> dict[int, dict[str, float]]:
    """Each replication's value of each measure, nan where nobody in any replication has what it asks about."""
    parts = {
        replication: _add_up(followed[replication].only(np.isin(followed[replication].identity, families)))
        for replication, families in shared.items()
    }
    rows: dict[int, dict[str, float]] = {replication: {} for replication in parts}
    for measure in (*MEASURES, STILL_OPEN):
        amounts = [amounts_of[measure] for amounts_of in parts.values()]
        counted = fsum(count for _, count in amounts)
        whole = ratio(fsum(amount for amount, _ in amounts), counted)
        for row, (amount, count) in zip(rows.values(), amounts, strict=True):
            row[measure] = whole + ratio(amount - whole * count, counted / len(parts))
    return rows


def _add_up(followed: Followed) -> dict[str, tuple[float, float]]:
    """What is added up for each measure, and what that is divided by."""
    families = float(len(followed.identity))

    def over_all(outcome: str) -> tuple[float, float]:
        return total(followed.of(outcome)), families

    def over_known(outcome: str) -> tuple[float, float]:
        values = followed.of(outcome)
        values = values[~np.isnan(values)]
        return total(values), float(len(values))

    return {
        STARTED: (100.0 * total(followed.of("started")), total(followed.of("referred"))),
        WAIT: over_known("wait_days"),
        UNALLOCATED: over_all("unallocated_days"),
        ASSESSMENT: over_known("assessment_days"),
        VISITS: (100.0 * total(followed.of("visits_in_time")), total(followed.of("visits"))),
        DRIFT: over_all("drift_days"),
        OPEN: over_all("open_days"),
        STILL_OPEN: (100.0 * (families - total(followed.of("ended"))), families),
    }
