"""Telling a family's story, and choosing one that is worth reading, by how delayed it is or by what a vacancy does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fssim.arrays import Booleans, Floats
from fssim.dates import write_date
from fssim.engine.event_log import EventLog
from fssim.errors import ArgumentError, NoSuchFamily
from fssim.measures.log_view.spells import spells_of
from fssim.report.story.lives.life import life_of
from fssim.report.story.story import Chosen, Story
from fssim.report.story.why.explain_why import REPLAYS
from fssim.report.story.why.exposed_families import (
    HARDLY,
    candidates_of,
    drift_of,
    family_with_most,
    held_up_longest,
    left_untouched,
    open_days_of,
)
from fssim.report.wording.log_in_words import WordedLog
from fssim.report.wording.words import number

PICKS = ("delayed", "typical", "vacancy", "untouched")


def story(
    logs: Sequence[EventLog],
    *,
    family: int | None = None,
    pick: str | None = None,
    replays: int = REPLAYS,
    engine: str | None = None,
) -> Story:
    """Tell one family's story, lived in the first log's scenario and in the others'.

    Each difference between two lives is put down to the vacancy, a knock-on or chance, by playing both scenarios again
    with other luck for everybody, and for this family from where its lives part (a sign test over the replays that
    differ in it: `fssim.report.story.why.explain_why`).

    Parameters
    ----------
    logs : sequence of EventLog
        What scenarios gave under one seed and replication: `[fssim.simulate(scenario), fssim.simulate(other)]`.
    family : int, optional
        A number in the first log's `family` column.
    pick : {'delayed', 'typical', 'vacancy', 'untouched'}, optional
        How to choose a family, in place of naming one: that with the most drift, one like most, one that needed a post
        while it was empty, or one that did and was not harmed.
    replays : int
        How often both scenarios are played again; 0 puts no difference down to anything.
    engine : str, optional
        What they are played with; the fastest there is, if left out.

    Returns
    -------
    Story
        The story, to be had as `text()`, `html()` or `svg()`.

    Raises
    ------
    NoSuchFamily
        If there is no such family, or none to pick.
    ArgumentError
        If there are no logs, they are not of one seed and replication, both or neither of `family` and `pick` are
        given, there is no such way to `pick`, or `replays` is below 0.
    """
    if (family is None) == (pick is None):
        raise ArgumentError("say which family: give either its number (family) or how to pick one (pick)")
    if replays < 0:
        raise ArgumentError(f"replays is {replays}; it must be 0 or more")
    if not logs:
        raise ArgumentError("there are no logs; give one, or several")
    if len({(log.seed, log.replication) for log in logs}) != 1:
        raise ArgumentError("the logs are not of one seed and replication, so their families are not the same")
    worded = [WordedLog(log) for log in logs]
    chosen = choose_by_number(worded, family) if family is not None else pick_family(worded, str(pick))
    identity = worded[0].log.families.identity[chosen.family]
    rows = [(worded_log, worded_log.row_of(identity)) for worded_log in worded]
    lives = tuple(
        life for worded_log, row in rows if row is not None for life in [life_of(worded_log, row)] if life.stays
    )
    there = [life.worded for life in lives]
    return Story(
        chosen, lives, tuple(worded_log.title for worded_log in worded if worded_log not in there), replays, engine
    )


def choose_by_number(worded: Sequence[WordedLog], family: int) -> Chosen:
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
            f"family {family}: is closed by {write_date(first.day(view.observed_from))}, before the observed years; "
            f"{are}"
        )
    return Chosen(family, "")


def pick_family(worded: Sequence[WordedLog], how: str) -> Chosen:
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
