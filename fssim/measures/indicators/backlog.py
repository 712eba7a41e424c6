"""Work that waits: hours that could be begun and that nobody has begun, by the role that they wait for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.indicators.waits import ROUTES
from fssim.measures.log_view.arithmetic import Floats, Integers, ratio, total
from fssim.measures.log_view.people_in_post import Staff
from fssim.measures.log_view.view import View
from fssim.model.tables import WHO_HOLDER


@dataclass(frozen=True, slots=True)
class Backlog:
    """One row a piece of work: the role it waits for, from when until when (nan: to the end of the run), and its hours.

    Besides parts of activities, families on a role's own waiting lists wait, each with the hours that one who started
    help took on average.
    """

    role: Integers
    start: Floats
    end: Floats
    hours: Floats


def backlog_of(view: View, staff: Staff) -> Backlog:
    """All the work of a log, and when it waited."""
    rows = view.rows(Event.PART_DONE, Event.HELD, Event.UNFINISHED)
    rows = rows[~np.isnan(view.enabled[rows]) & ~np.isnan(view.hours[rows]) & (view.family[rows] >= 0)]
    role = _role_of(view, staff, rows)
    known = role >= 0
    rows, role = rows[known], role[known]
    lists, waits_from, waits_until, took = _lists(view, staff)
    return Backlog(
        np.concatenate([role, lists]),
        np.concatenate([view.enabled[rows], waits_from]),
        np.concatenate([view.started[rows], waits_until]),
        np.concatenate([view.hours[rows], took]),
    )


def _role_of(view: View, staff: Staff, rows: Integers) -> Integers:
    """The role of whoever did each part; of what nobody has begun, the role that it is for."""
    worker = view.worker[rows]
    role: Integers = staff.role[np.maximum(worker, 0)] if len(staff) else np.full(len(rows), -1, dtype=np.int64)
    nobody = worker < 0
    role[nobody] = _role_for(view, rows[nobody])
    return role


def _role_for(view: View, rows: Integers) -> Integers:
    """The role that each part is for, by who takes part or by who holds families in that stage."""
    tables, spells = view.tables, view.spells
    part = np.maximum(view.detail[rows], 0)
    role = np.where(view.detail[rows] >= 0, np.asarray(tables.participants.role)[part], -1)
    width = len(view) + 1
    place = np.searchsorted(
        spells.family * width + spells.row, view.family[rows].astype(np.int64) * width + rows, "right"
    )
    stage = spells.stage[np.maximum(place - 1, 0)]
    for_holder = (view.detail[rows] >= 0) & (np.asarray(tables.participants.who)[part] == WHO_HOLDER)
    found: Integers = np.where(for_holder, np.asarray(tables.stages.holder)[stage], role)
    return found


def _lists(view: View, staff: Staff) -> tuple[Integers, Floats, Floats, Floats]:
    """Families on practitioners' lists: the role, from, until, and the hours that each would take."""
    referred = view.referrals
    started = view.rows(Event.NEED_STARTED)
    started = started[view.worker[started] >= 0]
    work = view.rows(Event.PART_DONE, Event.HELD)
    work = work[view.worker[work] >= 0]
    did = staff.role[view.worker[work]] if len(work) else np.empty(0, np.int64)
    helpers = np.asarray(view.tables.needs.role)
    helped = helpers[view.subject[started]]
    hours = np.full(len(view.tables.names.roles), np.nan)
    for role in set(helpers.tolist()):
        hours[role] = ratio(total(view.hours[work[did == role]]), float(np.count_nonzero(helped == role)))
    mine = referred.route == ROUTES.index("internal")
    role = helpers[referred.need[mine]]
    until = np.where(referred.is_open[mine], np.nan, referred.end[mine])
    known = ~np.isnan(hours[role])
    return role[known], referred.start[mine][known], until[known], hours[role[known]]
