"""Choosing by what an empty post does: a family whose help it holds up, or one that needed the post and is unharmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event
from fssim.errors import NoSuchFamily
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import ABOUT_NEEDS, DRIFT, READY, Line
from fssim.measures.log_view.spells import spells_of
from fssim.report.story.lives.life import help_of
from fssim.report.story.why.exposure import (
    ENDS_A_NEED,
    Needed,
    Span,
    is_one_post,
    needing,
    needs_open,
    short_of_staff,
    vacated_roles,
)
from fssim.report.wording.log_in_words import WordedLog

HARDLY = 5.0  # working days: less than this much more or less drift is hardly a difference


def candidates_of(worded: Sequence[WordedLog]) -> Booleans:
    """First referred in the observed years, on a plan in the first scenario, and there in every scenario.

    If any such families' stories end within the run in all scenarios, only those.
    """
    first = worded[0]
    view = first.view
    families = len(first.log.families)
    candidates: Booleans = np.asarray(first.log.families.arrival) >= view.observed_from
    on_plan = np.zeros(families, bool)
    on_plan[spells_of(view).family[view.plan_stages[spells_of(view).stage]]] = True
    candidates &= on_plan & np.isinf(view.last_closed)
    ended = np.ones(families, bool)
    for worded_log in worded:
        closed = np.ones(len(worded_log.log.families))
        closed[spells_of(worded_log.view).family[spells_of(worded_log.view).next_stage < 0]] = 0.0
        candidates &= _rows_in(worded_log, first) >= 0
        ended &= as_in(first, worded_log, closed) > 0.0
    return candidates & ended if (candidates & ended).any() else candidates


def _rows_in(other: WordedLog, first: WordedLog) -> Integers:
    """The number in the other log of each family of the first, or -1."""
    mine, theirs = (np.asarray(worded_log.log.families.identity) for worded_log in (first, other))
    if not len(theirs):
        return np.full(len(mine), -1)
    order = np.argsort(theirs)
    place = np.minimum(np.searchsorted(theirs[order], mine), len(theirs) - 1)
    return np.where(theirs[order][place] == mine, order[place], -1)


def _days_by_line(worded: WordedLog) -> Floats:
    """Days by family and line."""
    ledger = ledger_of(worded.view)
    return ledger.by(ledger.spells.family, len(worded.log.families))


def open_days_of(worded: WordedLog, first: WordedLog) -> Floats:
    """Each family of the first scenario's days open in this one; 0 for those who are not in it."""
    return as_in(first, worded, _days_by_line(worded).sum(axis=1))


def drift_of(worded: WordedLog, first: WordedLog) -> Floats:
    """Each family of the first scenario's days of drift in this one; 0 for those who are not in it."""
    return as_in(first, worded, _days_by_line(worded)[:, [int(line) for line in DRIFT]].sum(axis=1))


def days_on(worded: WordedLog, first: WordedLog, line: Line) -> Floats:
    """Each family of the first scenario's days on a line of the ledger in this one; 0 for those who are not in it."""
    return as_in(first, worded, _days_by_line(worded)[:, int(line)])


def as_in(first: WordedLog, worded: WordedLog, days: Floats) -> Floats:
    """Days of each family of this scenario, in the order in which the first numbers them; 0 for those not here."""
    rows = _rows_in(worded, first)
    ordered = np.zeros(len(rows))
    ordered[rows >= 0] = days[rows[rows >= 0]]
    return ordered


def family_with_most(values: Floats, among: Booleans) -> int:
    """The family with the most of something, of equal ones the first."""
    return int(np.argmax(np.where(among, values, -np.inf)))


PROMPT = 20.0  # working days from referral within which help starts promptly
ON_A_LIST = tuple(line for line in ABOUT_NEEDS if line is not Line.NOT_ENGAGED)
WAITS_FOR_STAFF = (Line.UNALLOCATED, Line.OVERDUE, *READY)


@dataclass(frozen=True, slots=True)
class Exposed:
    """A family that needed the post while it was empty. `here` and `there` are its working days until help starts, or
    of waiting for staff, in the first two scenarios; infinite if help never starts. `first`: it first needed it then.
    `longer` is how many working days more it is on lists here, for the help that the post gives.
    """

    family: int
    first: bool
    here: float
    there: float
    open_until: float  # working days that it could have waited here
    longer: float

    @property
    def is_held_up(self) -> bool:
        """Whether its help starts promptly in the second scenario, and later or never in the first."""
        return self.first and self.there <= PROMPT and self.extra >= HARDLY

    @property
    def extra(self) -> float:
        """How many working days longer it waits here; for help that never starts, until it is no longer offered."""
        if self.here == self.there:
            return 0.0
        return min(self.here, self.open_until) - min(self.there, self.open_until)


def held_up_longest(worded: Sequence[WordedLog]) -> tuple[int, str]:
    """The family whose help the vacancy holds up longest, of those who start it promptly in the second scenario.

    Families whose story begins and ends in the observed years come first. Raises `NoSuchFamily` if there is none.
    """
    exposed, candidates = exposed_of(worded), candidates_of(worded)
    held_up = [exposure for exposure in exposed if exposure.is_held_up]
    if not held_up:
        raise NoSuchFamily(
            f"no family to pick: of {_of(worded, exposed)}, there is none to {_help(worded)} in "
            f"'{worded[1].title}' and {_later(worded)} here; pick untouched, delayed or typical instead"
        )
    chosen = max(held_up, key=lambda exposure: (candidates[exposure.family], exposure.extra, -exposure.family))
    unharmed = unharmed_of(worded, exposed)
    families = len({exposure.family for exposure in held_up})
    return chosen.family, (
        f"Of {_of(worded, exposed)}, {families:,} {_help(worded)} in '{worded[1].title}', and {_later(worded)} here. "
        f"This is one of them. {_count(len(unharmed)).capitalize()} of the {_families(exposed):,} "
        f"{'is' if len(unharmed) == 1 else 'are'} unharmed"
        + (f"; family {_least_different(worded, unharmed)} is one." if unharmed else ".")
    )


def left_untouched(worded: Sequence[WordedLog]) -> tuple[int, str]:
    """A family that needed the post while it was empty and is unharmed: of those, the one whose two lives differ least.

    Raises `NoSuchFamily` if there is none, and says what that means.
    """
    exposed = exposed_of(worded)
    unharmed = unharmed_of(worded, exposed)
    if not unharmed:
        raise NoSuchFamily(
            f"no family to pick, and that is the lesson: of {_of(worded, exposed)}, not one is unharmed; each waits "
            f"longer "
            f"for help or for staff, is open longer or has more drift, by {HARDLY:.0f} working days or more"
        )
    one = len(unharmed) == 1
    are, wait, have = ("is", "it waits", "has") if one else ("are", "they wait", "have")
    return _least_different(worded, unharmed), (
        f"Of {_of(worded, exposed)}, {len(unharmed):,} {are} unharmed: {wait} no longer for help or for staff, {are} "
        f"open no longer and {have} no more drift, by {HARDLY:.0f} working days. This is "
        f"{'the one' if one else 'the one of them whose two lives differ least'}."
    )


def exposed_of(worded: Sequence[WordedLog]) -> list[Exposed]:
    """Every time that a family needed a post which the first scenario keeps vacant and the second does not.

    Raises `NoSuchFamily` if no post is kept vacant, there is no second scenario, or nobody needed it.
    """
    if not vacated_roles(worded[0]):
        raise NoSuchFamily("no family to pick: this scenario keeps no post vacant; pick delayed or typical instead")
    if len(worded) == 1:
        raise NoSuchFamily(
            "no family to pick: what a vacancy changes shows against a scenario without it; name one with "
            "--against FILE"
        )
    here, there = worded[:2]
    rows = [here_row for here_row in needing(here, there) if there.row_of(_identity(here, here_row.family)) is not None]
    if not rows:
        raise NoSuchFamily(
            "no family to pick: none needed the post while it was vacant here and not there; pick delayed or typical"
        )
    referred = needs_open(there)
    return [_exposed(here, there, row, referred) for row in rows]


def unharmed_of(worded: Sequence[WordedLog], exposed: Sequence[Exposed]) -> list[int]:
    """Those whose help starts no later, who wait no longer for it, are open no longer, have no more drift, and are no
    longer unallocated or with work overdue, but for `HARDLY`."""
    here, there = worded[:2]
    more = [of(here, here) - of(there, here) for of in (open_days_of, drift_of)]
    more += [days_on(here, here, line) - days_on(there, here, line) for line in (Line.UNALLOCATED, Line.OVERDUE)]
    harmed = {
        exposure.family
        for exposure in exposed
        if exposure.longer >= HARDLY
        or (exposure.here != exposure.there and exposure.here - exposure.there >= HARDLY)
        or any(days[exposure.family] >= HARDLY for days in more)
    }
    return sorted({exposure.family for exposure in exposed} - harmed)


def _exposed(here: WordedLog, there: WordedLog, needed: Needed, referred: dict[tuple[int, int], list[Span]]) -> Exposed:
    other = there.row_of(_identity(here, needed.family))
    assert other is not None
    if needed.need < 0:
        waits = _waits_for_staff(here, needed.family), _waits_for_staff(there, other)
        return Exposed(needed.family, True, *waits, inf, waits[0] - waits[1])
    first = any(start <= needed.since < end for start, end in short_of_staff(here, there)[needed.group])
    same = _same_referral(needed, referred.get((other, needed.need), []))
    since = needed.since if same is None else same
    return Exposed(needed.family, first, _until_help(here, needed.family, needed.need, needed.since),
                   inf if same is None else _until_help(there, other, needed.need, same),
                   needed.until - needed.since,
                   _on_lists(here, needed.family, needed.need, needed.since)
                   - _on_lists(there, other, needed.need, since))  # fmt: skip


def _same_referral(needed: Needed, referred: Sequence[Span]) -> float | None:
    """When the referral that was open then was made in the other scenario: of several, the one made nearest."""
    at_once = [since for since, until in referred if since < needed.until and until > needed.since]
    return min(at_once, key=lambda since: abs(since - needed.since), default=None)


def _until_help(worded: WordedLog, family: int, need: int, since: float) -> float:
    """Working days from a family's referral for a need until help starts under that plan."""
    view = worded.view
    for row in np.flatnonzero((view.family == family) & (view.time >= since)):
        kind, subject = int(view.kind[row]), int(view.subject[row])
        if kind == Event.NEED_STARTED and subject == need:
            return float(view.time[row]) - since
        if kind == Event.NEEDS_ENDED or (kind in ENDS_A_NEED and subject == need):
            break
    return inf


def _on_lists(worded: WordedLog, family: int, need: int, since: float) -> float:
    """Working days that a need waits for help, from its referral on."""
    waits = [wait for wait in help_of(worded, family, since) if wait.need == need and wait.line in ON_A_LIST]
    return sum(wait.end - wait.start for wait in waits)


def _waits_for_staff(worded: WordedLog, family: int) -> float:
    ledger = ledger_of(worded.view)
    mine = (ledger.spells.family[ledger.spell] == family) & np.isin(ledger.line, WAITS_FOR_STAFF)
    return float((ledger.end - ledger.start)[mine].sum())


def _least_different(worded: Sequence[WordedLog], families: Sequence[int]) -> int:
    """The one whose days open and days of drift differ least; of those whose story begins and ends in the observed
    years, if any does."""
    wanted, (here, there) = candidates_of(worded), worded[:2]
    longer, more = (np.abs(of(here, here) - of(there, here)) for of in (open_days_of, drift_of))
    among = [family for family in families if wanted[family]] or list(families)
    return min(among, key=lambda family: (float(longer[family] + more[family]), family))


def _identity(worded: WordedLog, family: int) -> int:
    return int(worded.log.families.identity[family])


def _families(exposed: Sequence[Exposed]) -> int:
    return len({exposure.family for exposure in exposed})


def _of(worded: Sequence[WordedLog], exposed: Sequence[Exposed]) -> str:
    """`41 families who needed the post while it was empty`."""
    post = "the post while it was empty" if is_one_post(worded[0]) else "the posts while some were empty"
    return f"{_count(_families(exposed))} famil{'y' if _families(exposed) == 1 else 'ies'} who needed {post}"


def _meets_needs(worded: Sequence[WordedLog]) -> bool:
    return bool(vacated_roles(worded[0]) & set(worded[0].log.tables.needs.role))


def _later(worded: Sequence[WordedLog]) -> str:
    return "later or never" if _meets_needs(worded) else "on more"


def _help(worded: Sequence[WordedLog]) -> str:
    if _meets_needs(worded):
        return f"start help within {PROMPT:.0f} working days of referral"
    return f"wait for staff on at most {PROMPT:.0f} working days"


def _count(count: int) -> str:
    return f"{count:,}" if count else "none"
