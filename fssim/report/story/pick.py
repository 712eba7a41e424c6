"""Choosing a family whose story is worth reading: the most delayed, a typical one, or by what a vacancy does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fssim.errors import ArgumentError, NoSuchFamily
from fssim.measures.log_view.arithmetic import Booleans, Floats
from fssim.measures.log_view.spells import spells_of
from fssim.report.story.exposed_families import (
    HARDLY,
    candidates_of,
    drift_of,
    family_with_most,
    held_up_longest,
    left_untouched,
    open_days_of,
)
from fssim.report.wording.log_in_words import WordedLog, written
from fssim.report.wording.words import number

PICKS = ("delayed", "typical", "vacancy", "untouched")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A family of the first scenario, and why this one."""

    family: int
    why: str


def chosen_by_number(worded: Sequence[WordedLog], family: int) -> Chosen:
    """A family by its number in the log. Raises `NoSuchFamily` if there is none, or it is never open when observed."""
    first = worded[0]
    view, count = first.view, len(first.log.families)
    arrivals = np.asarray(first.log.families.arrival)
    observed = int(np.searchsorted(arrivals, view.observed_from))
    if not count:
        raise NoSuchFamily(f"family {family}: there is none, as no family is referred in this replication")
    are = (
        f"families are numbered 0 to {count - 1} in this replication, and those first referred in the observed years "
        f"from {observed}"
        if count > 1
        else "there is only family 0 in this replication"
    )
    if not 0 <= family < count:
        raise NoSuchFamily(f"family {family}: there is none; {are}")
    spells = spells_of(view)
    mine = spells.family == family
    if not np.any(mine & (spells.end > view.observed_from)):
        raise NoSuchFamily(
            f"family {family}: is closed by {written(first.day(view.observed_from))}, before the observed years; {are}"
        )
    return Chosen(family, "")


def picked(worded: Sequence[WordedLog], how: str) -> Chosen:
    """A family first referred in the observed years and on a plan in them, by one of `PICKS`.

    `delayed` has the most days of drift in the first scenario. `typical` is nearest the medians of days open, of drift
    and of how drift differs from that in the next scenario. `vacancy` waits longer than in the next scenario for what a
    post kept vacant would do, and of all who do (and are helped there, if any are) the longest; to `untouched` that
    vacancy makes no difference to speak of. Families whose story ends within the run in every scenario come first.

    Raises `NoSuchFamily` if there is none to choose, and `ValueError` for another way of choosing.
    """
    if how not in PICKS:
        raise ArgumentError(f"pick is {how!r}; it must be {', '.join(PICKS[:-1])} or {PICKS[-1]}")
    if how in ("vacancy", "untouched"):
        return Chosen(*(held_up_longest(worded) if how == "vacancy" else left_untouched(worded)))
    candidates, first = candidates_of(worded), worded[0]
    if not candidates.any():
        raise NoSuchFamily("no family to pick: no family is first referred and on a plan in the observed years")
    if how == "delayed":
        why = f"Of the {candidates.sum():,} families to pick from, none has more days of drift."
        return Chosen(family_with_most(drift_of(first, first), candidates), why)
    return _typical(worded, candidates)


def _typical(worded: Sequence[WordedLog], candidates: Booleans) -> Chosen:
    days, drift = open_days_of(worded[0], worded[0]), drift_of(worded[0], worded[0])
    more = drift - drift_of(worded[1], worded[0]) if len(worded) > 1 else np.zeros_like(drift)
    middles = [float(np.median(values[candidates])) for values in (days, drift, more)]
    far = [np.abs(values - middle) for values, middle in zip((days, drift, more), middles, strict=True)]
    distance: Floats = np.sum(far, axis=0)
    hardly = 100.0 * float(np.mean(np.abs(more[candidates]) < HARDLY))
    others = f" For {number(hardly)}% of them, the two scenarios differ by under {HARDLY:.0f} days of drift."
    return Chosen(
        family_with_most(-distance, candidates),
        f"Of {candidates.sum():,} families on a plan, this one is nearest the middle: half are open for more than "
        f"{middles[0]:.0f} working days, and half have more than {middles[1]:.0f} of drift."
        + (others * (len(worded) > 1)),
    )
