"""Choosing a family worth telling of: the most delayed, a typical one, or one that a vacancy touched most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fssim.experiment.errors import NoSuchFamily
from fssim.measures.arithmetic import Booleans, Floats, Integers
from fssim.measures.lines import DRIFT, Line
from fssim.report.told import Told, written
from fssim.report.words import number

PICKS = ("delayed", "typical", "vacancy")
WAITS_FOR_HELP = (
    Line.WAITING_POST_VACANT,
    Line.WAITING_PRACTITIONER_LIST,
    Line.WAITING_EXTERNAL_SERVICE,
    Line.NOT_ENGAGED,
)
WAITS_FOR_STAFF = (Line.UNALLOCATED, Line.OVERDUE, Line.AWAITING_DECISION)
HARDLY = 5.0  # working days: less than this much more or less drift is hardly a difference


@dataclass(frozen=True, slots=True)
class Chosen:
    """A family of the first scenario, and why this one."""

    family: int
    why: str


def chosen_by_number(told: Sequence[Told], family: int) -> Chosen:
    """A family by its number in the log. Raises `NoSuchFamily` if there is none, or it is never open when observed."""
    first = told[0]
    view, count = first.view, len(first.log.families)
    arrivals = np.asarray(first.log.families.arrival)
    observed = int(np.searchsorted(arrivals, view.observed_from))
    are = (
        f"families are numbered 0 to {count - 1} in this replication, and those first referred in the observed years "
        f"from {observed}"
    )
    if not 0 <= family < count:
        raise NoSuchFamily(f"family {family}: there is none; {are}")
    spells = view.spells
    mine = spells.family == family
    if not np.any(mine & (spells.end > view.observed_from)):
        raise NoSuchFamily(
            f"family {family}: is closed by {written(first.day(view.observed_from))}, before the observed years; {are}"
        )
    return Chosen(family, "")


def picked(told: Sequence[Told], how: str) -> Chosen:
    """A family first referred in the observed years and on a plan in them, by one of `PICKS`.

    `delayed` has the most days of drift in the first scenario. `typical` is nearest the medians of days open, of drift
    and of how drift differs from that in the next scenario. `vacancy` waits longer than in the next scenario for what a
    post kept vacant would do, and of all who do the longest. Families whose story ends within the run in every scenario
    come first.

    Raises `NoSuchFamily` if there is none to choose, and `ValueError` for another way of choosing.
    """
    if how not in PICKS:
        raise ValueError(f"pick is {how!r}; it must be delayed, typical or vacancy")
    first = told[0]
    drift = [_drift(each, first) for each in told]
    more = drift[0] - drift[1] if len(told) > 1 else np.zeros_like(drift[0])
    candidates = _candidates(told)
    if how == "vacancy":
        return _by_vacancy(told, candidates, drift, more)
    if not candidates.any():
        raise NoSuchFamily("nobody to pick: no family is first referred and on a plan in the observed years")
    if how == "delayed":
        family = _most(drift[0], candidates)
        return Chosen(family, f"Of the {int(candidates.sum())} families to pick from, none has more days of drift.")
    return _typical(first, candidates, drift[0], more, len(told) > 1)


def _typical(first: Told, candidates: Booleans, drift: Floats, more: Floats, compared: bool) -> Chosen:
    days = _open_days(first)
    middles = [float(np.median(values[candidates])) for values in (days, drift, more)]
    far = [np.abs(values - middle) for values, middle in zip((days, drift, more), middles, strict=True)]
    distance: Floats = np.sum(far, axis=0)
    hardly = 100.0 * float(np.mean(np.abs(more[candidates]) < HARDLY))
    others = f" For {number(hardly)}% of them, the two scenarios differ by under {HARDLY:.0f} days of drift."
    return Chosen(
        _most(-distance, candidates),
        f"Of {int(candidates.sum())} families on a plan, this one is nearest the middle: half are open for more than "
        f"{middles[0]:.0f} working days, and half have more than {middles[1]:.0f} of drift." + (others * compared),
    )


def _by_vacancy(told: Sequence[Told], candidates: Booleans, drift: Sequence[Floats], more: Floats) -> Chosen:
    roles = vacated_roles(told[0])
    if not roles:
        raise NoSuchFamily("nobody to pick: this scenario keeps no post vacant; pick delayed or typical instead")
    if len(told) == 1:
        raise NoSuchFamily(
            "nobody to pick: what a vacancy changes shows against a scenario without it; name one with --against FILE"
        )
    here, there = (_days_waiting_for(each, told[0], roles) for each in told[:2])
    weight = np.minimum(here - there, more)
    touched = candidates & (weight > 0.0)
    if not touched.any():
        raise NoSuchFamily("nobody to pick: the vacancy holds no family up; pick delayed or typical instead")
    hardly = 100.0 * float(np.mean(np.abs(more[candidates]) < HARDLY))
    return Chosen(
        _most(weight, touched),
        f"Of {int(candidates.sum())} families on a plan, the empty post holds up {int(touched.sum())}, and this one "
        f"the longest. For {number(hardly)}% of all of them, drift differs by under {HARDLY:.0f} days.",
    )


def vacated_roles(told: Told) -> set[int]:
    """The roles of which the scenario keeps a post vacant for a time."""
    tables = told.log.tables
    return {
        tables.groups.role[group]
        for group, closures in zip(tables.posts.group, tables.posts.closed_count, strict=True)
        if closures
    }


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
    days += ledger.by(about, families)[:, [int(line) for line in WAITS_FOR_HELP]].sum(axis=1)
    if any(role not in tables.needs.role for role in roles):
        days += ledger.by(ledger.spells.family, families)[:, [int(line) for line in WAITS_FOR_STAFF]].sum(axis=1)
    return _as_in(first, told, days)


def _candidates(told: Sequence[Told]) -> Booleans:
    """First referred in the observed years, on a plan in the first scenario, and there in every scenario.

    If any such families' stories end within the run in all scenarios, only those.
    """
    first = told[0]
    view = first.view
    families = len(first.log.families)
    candidates: Booleans = np.asarray(first.log.families.arrival) >= view.observed_from
    on_plan = np.zeros(families, bool)
    on_plan[view.spells.family[view.plan_stages[view.spells.stage]]] = True
    candidates &= on_plan
    ended = np.ones(families, bool)
    for each in told:
        rows = _rows_in(each, first)
        candidates &= rows >= 0
        still_open = np.zeros(len(each.log.families), bool)
        still_open[each.view.spells.family[each.view.spells.next_stage < 0]] = True
        ended &= (rows >= 0) & ~still_open[rows]
    return candidates & ended if (candidates & ended).any() else candidates


def _rows_in(other: Told, first: Told) -> Integers:
    """The number in the other log of each family of the first, or -1."""
    mine, theirs = (np.asarray(each.log.families.identity) for each in (first, other))
    order = np.argsort(theirs)
    place = np.minimum(np.searchsorted(theirs[order], mine), len(theirs) - 1)
    return np.where(theirs[order][place] == mine, order[place], -1)


def _days_by_line(told: Told) -> Floats:
    """Days by family and line."""
    ledger = told.view.ledger
    return ledger.by(ledger.spells.family, len(told.log.families))


def _open_days(told: Told) -> Floats:
    days: Floats = _days_by_line(told).sum(axis=1)
    return days


def _drift(told: Told, first: Told) -> Floats:
    """Each family of the first scenario's days of drift in this one; 0 for those who are not in it."""
    return _as_in(first, told, _days_by_line(told)[:, [int(line) for line in DRIFT]].sum(axis=1))


def _as_in(first: Told, told: Told, days: Floats) -> Floats:
    """Days of each family of this scenario, in the order in which the first numbers them; 0 for those not here."""
    rows = _rows_in(told, first)
    ordered: Floats = np.where(rows >= 0, days[rows], 0.0)
    return ordered


def _most(values: Floats, among: Booleans) -> int:
    """The family with the most of something, of equal ones the first."""
    return int(np.argmax(np.where(among, values, -np.inf)))
