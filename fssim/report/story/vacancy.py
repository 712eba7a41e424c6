"""Choosing by what an empty post does: the family that it holds up longest, or one that it leaves untouched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fssim.engine.log import Event
from fssim.experiment.errors import NoSuchFamily
from fssim.measures.arithmetic import Booleans, Floats
from fssim.measures.lines import ABOUT_NEEDS, Line
from fssim.report.story.candidates import HARDLY, as_in, candidates_of, drift_of, most, open_days_of
from fssim.report.told import Told

WAITS_FOR_STAFF = (Line.UNALLOCATED, Line.OVERDUE, Line.AWAITING_DECISION)


def held_up_longest(told: Sequence[Told]) -> tuple[int, str]:
    """The family that waits longest for what a post kept vacant would do, and why this one.

    Its wait is counted beyond that in the second scenario, and families who take up what the post offers there come
    first: theirs is the help that the vacancy delays. Raises `NoSuchFamily` if there is none.
    """
    roles, candidates = _vacated_roles_of(told), candidates_of(told)
    here, there = (_days_waiting_for(each, told[0], roles) for each in told[:2])
    weight = np.minimum(here - there, drift_of(told[0], told[0]) - drift_of(told[1], told[0]))
    touched = candidates & (weight > 0.0)
    if not touched.any():
        raise NoSuchFamily("nobody to pick: the vacancy holds no family up; pick delayed or typical instead")
    helped = touched & _helped(told[1], told[0], roles)
    among, whose = (helped, f", of those it helps in '{told[1].title}',") if helped.any() else (touched, "")
    untouched = _untouched(told, candidates)
    example = f"; family {_one_of(told, untouched, roles)[0]} is one" if untouched.any() else ""
    return most(weight, among), (
        f"Of {candidates.sum():,} families on a plan, the empty post holds up {touched.sum():,}, and{whose} this one "
        f"the longest. For {untouched.sum():,} it makes no difference to speak of{example}."
    )


def left_untouched(told: Sequence[Told]) -> tuple[int, str]:
    """A family for which a post kept vacant makes no difference to speak of, and why this one.

    Of those on a plan while it was empty, with a need that it meets, the one nearest the median of days open; if there
    are none such, of all. Raises `NoSuchFamily` if the vacancy makes a difference to every family.
    """
    roles, candidates = _vacated_roles_of(told), candidates_of(told)
    untouched = _untouched(told, candidates)
    if not untouched.any():
        raise NoSuchFamily("nobody to pick: the vacancy makes a difference to every family; pick another way")
    family, exposed = _one_of(told, untouched, roles)
    though = ", though it is on a plan while a post that it needs is empty" if exposed else ""
    return family, (
        f"Of {candidates.sum():,} families on a plan, the empty post makes no difference to speak of to "
        f"{untouched.sum():,}: it changes the days that they are open, and those of drift, by under {HARDLY:.0f}. "
        f"This is one of them{though}."
    )


def _untouched(told: Sequence[Told], candidates: Booleans) -> Booleans:
    """Those whose days open, and days of drift, are about as many in the first two scenarios."""
    first, second = told[:2]
    drift = drift_of(first, first) - drift_of(second, first)
    longer = open_days_of(first, first) - open_days_of(second, first)
    untouched: Booleans = candidates & (np.abs(drift) < HARDLY) & (np.abs(longer) < HARDLY)
    return untouched


def _one_of(told: Sequence[Told], untouched: Booleans, roles: set[int]) -> tuple[int, bool]:
    """An untouched family, and whether it is one that the vacancy might have held up."""
    exposed = untouched & _exposed(told[0], roles)
    among, days = exposed if exposed.any() else untouched, open_days_of(told[0], told[0])
    return most(-np.abs(days - np.median(days[among])), among), bool(exposed.any())


def _exposed(told: Told, roles: set[int]) -> Booleans:
    """Families on a plan at some time when nobody is in a post that they need."""
    spells, needs = told.view.spells, np.asarray(told.log.families.needs)
    on_plan, role_of_need = told.view.plan_stages[spells.stage], told.log.tables.needs.role
    exposed = np.zeros(len(needs), bool)
    for role in roles:
        met = sum(1 << need for need, meets in enumerate(role_of_need) if meets == role)
        needed = (needs & met > 0) if met else np.ones(len(needs), bool)
        needs_it = on_plan & needed[spells.family]
        for team in np.unique(spells.team[spells.team >= 0]):
            for start, end in told.empty_posts(role, int(team)):
                there = needs_it & (spells.team == team) & (spells.start < end) & (spells.end > start)
                exposed[spells.family[there]] = True
    return exposed


def _vacated_roles_of(told: Sequence[Told]) -> set[int]:
    """The roles of which the first scenario keeps a post vacant for a time. Raises `NoSuchFamily` if there are none."""
    tables = told[0].log.tables
    roles = {
        tables.groups.role[group]
        for group, closures in zip(tables.posts.group, tables.posts.closed_count, strict=True)
        if closures
    }
    if not roles:
        raise NoSuchFamily("nobody to pick: this scenario keeps no post vacant; pick delayed or typical instead")
    if len(told) == 1:
        raise NoSuchFamily(
            "nobody to pick: what a vacancy changes shows against a scenario without it; name one with --against FILE"
        )
    return roles


def _helped(told: Told, first: Told, roles: set[int]) -> Booleans:
    """Families of the first scenario to whom, here, help that these roles give has started."""
    view = told.view
    started = view.rows(Event.NEED_STARTED)
    gives = np.isin(np.asarray(told.log.tables.needs.role), list(roles))
    helped = np.zeros(len(told.log.families))
    helped[view.family[started][gives[view.subject[started]]]] = 1.0
    return as_in(first, told, helped) > 0.0


def _days_waiting_for(told: Told, first: Told, roles: set[int]) -> Floats:
    """Each family of the first scenario's days here of waiting for what these roles do.

    For a role that meets a need: days on which the need is the critical item, and waits or goes unnoticed. For any
    other: days with nobody to hold the family, or with work overdue or a decision awaited.
    """
    ledger, tables = told.view.ledger, told.log.tables
    needs = [need for need, role in enumerate(tables.needs.role) if role in roles]
    families = len(told.log.families)
    days = np.zeros(families)
    about = np.where(np.isin(ledger.critical, needs), ledger.spells.family, -1)
    days += ledger.by(about, families)[:, [int(line) for line in ABOUT_NEEDS]].sum(axis=1)
    if any(role not in tables.needs.role for role in roles):
        days += ledger.by(ledger.spells.family, families)[:, [int(line) for line in WAITS_FOR_STAFF]].sum(axis=1)
    return as_in(first, told, days)
