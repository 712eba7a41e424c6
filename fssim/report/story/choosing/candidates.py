"""Which families are worth choosing from, and their days, in the order in which the first scenario numbers them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.measures.log_view.arithmetic import Booleans, Floats, Integers
from fssim.measures.log_view.spells import spells_of
from fssim.report.wording.log_in_words import Told

HARDLY = 5.0  # working days: less than this much more or less drift is hardly a difference


def candidates_of(told: Sequence[Told]) -> Booleans:
    """First referred in the observed years, on a plan in the first scenario, and there in every scenario.

    If any such families' stories end within the run in all scenarios, only those.
    """
    first = told[0]
    view = first.view
    families = len(first.log.families)
    candidates: Booleans = np.asarray(first.log.families.arrival) >= view.observed_from
    on_plan = np.zeros(families, bool)
    on_plan[spells_of(view).family[view.plan_stages[spells_of(view).stage]]] = True
    candidates &= on_plan
    ended = np.ones(families, bool)
    for each in told:
        closed = np.ones(len(each.log.families))
        closed[spells_of(each.view).family[spells_of(each.view).next_stage < 0]] = 0.0
        candidates &= _rows_in(each, first) >= 0
        ended &= as_in(first, each, closed) > 0.0
    return candidates & ended if (candidates & ended).any() else candidates


def _rows_in(other: Told, first: Told) -> Integers:
    """The number in the other log of each family of the first, or -1."""
    mine, theirs = (np.asarray(each.log.families.identity) for each in (first, other))
    if not len(theirs):
        return np.full(len(mine), -1)
    order = np.argsort(theirs)
    place = np.minimum(np.searchsorted(theirs[order], mine), len(theirs) - 1)
    return np.where(theirs[order][place] == mine, order[place], -1)


def _days_by_line(told: Told) -> Floats:
    """Days by family and line."""
    ledger = ledger_of(told.view)
    return ledger.by(ledger.spells.family, len(told.log.families))


def open_days_of(told: Told, first: Told) -> Floats:
    """Each family of the first scenario's days open in this one; 0 for those who are not in it."""
    return as_in(first, told, _days_by_line(told).sum(axis=1))


def drift_of(told: Told, first: Told) -> Floats:
    """Each family of the first scenario's days of drift in this one; 0 for those who are not in it."""
    return as_in(first, told, _days_by_line(told)[:, [int(line) for line in DRIFT]].sum(axis=1))


def days_on(told: Told, first: Told, line: Line) -> Floats:
    """Each family of the first scenario's days on a line of the ledger in this one; 0 for those who are not in it."""
    return as_in(first, told, _days_by_line(told)[:, int(line)])


def as_in(first: Told, told: Told, days: Floats) -> Floats:
    """Days of each family of this scenario, in the order in which the first numbers them; 0 for those not here."""
    rows = _rows_in(told, first)
    ordered = np.zeros(len(rows))
    ordered[rows >= 0] = days[rows[rows >= 0]]
    return ordered


def most(values: Floats, among: Booleans) -> int:
    """The family with the most of something, of equal ones the first."""
    return int(np.argmax(np.where(among, values, -np.inf)))
