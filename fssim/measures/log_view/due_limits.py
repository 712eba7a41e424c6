"""The latest that each piece of work may be due, by the periods its activity is given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import inf

import numpy as np

from fssim.arrays import Floats, Integers
from fssim.engine.event_log import Event
from fssim.measures.log_view.arithmetic import stable_order
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from fssim.model.tables import STARTS_AFTER, STARTS_ENTRY, STARTS_NEW_HOLDER, STARTS_OTHERWISE

ANY = -1


def latest_due(view: View, rows: Integers) -> Floats:
    """The latest that each of these rows of work may be due.

    It is the activity's first period after what it counts from (the stage it names, if the family was in it; else what
    set it off), or its repeat period after it was last held, whichever is later. A practitioner's first contacts and
    sessions have a number of days from when they are enabled. Courses have no limit, nor have sessions that are passed
    over while no plan work is left, as they come round again without being held.
    """
    order = stable_order(view.family[rows])  # neighbours then look for neighbours, which is far quicker
    limit = np.empty(len(rows))
    limit[order] = _limits(view, rows[order])
    return limit


def _limits(view: View, rows: Integers) -> Floats:
    tables = view.tables
    activity = view.subject[rows].astype(np.int64)
    limit = np.full(len(rows), inf)
    for need in range(len(tables.names.needs)):
        first, session = activity == tables.needs.first_contact[need], activity == tables.needs.session[need]
        limit[first] = view.enabled[rows[first]] + tables.needs.first_contact_due[need]
        limit[session] = view.enabled[rows[session]] + tables.needs.session_due[need]
    past = {kind: view.by_family(view.rows(kind)) for kind in (Event.HELD, Event.ALLOCATED)}
    past[Event.ENTERED] = view.by_family(view.rows(Event.ENTERED, Event.BEGAN_BESIDE))
    for number in np.unique(activity):
        if tables.activities.starts[number] != STARTS_OTHERWISE:
            chosen = np.flatnonzero(activity == number)
            limit[chosen] = _limit_of(view, int(number), rows[chosen], past)
    return limit


def _limit_of(view: View, activity: int, rows: Integers, past: Mapping[Event, Integers]) -> Floats:
    """The limit for rows of one activity: the most lenient of the working models' periods."""

    @cache
    def latest(kind: Event, subject: int) -> Floats:
        anchors = past[kind]
        return _latest(view, rows, anchors if subject == ANY else anchors[view.subject[anchors] == subject])

    activities = view.tables.activities
    limit = np.full(len(rows), -inf)
    for model in range(len(view.tables.names.working_models)):
        row = model * len(view.tables.names.activities) + activity
        since = latest(*_anchor(view, row))
        if activities.starts[row] == STARTS_ENTRY and activities.due_since[row] < 0:
            since = np.fmax(since, _latest_switch(view, rows))  # which may have set it off too
        if activities.due_since[row] >= 0:  # a family open at the start may not have been in that stage
            since = np.where(np.isnan(since), view.enabled[rows], since)
        limit = np.fmax(limit, _after(view, activities.first_due[row], since))
        if activities.only_for_plan_work[row]:
            return np.full(len(rows), inf)
        if activities.repeat[row] >= 0:
            limit = np.fmax(limit, _after(view, activities.repeat[row], latest(Event.HELD, activity)))
    return limit


def _anchor(view: View, row: int) -> tuple[Event, int]:
    """The events that an activity's first due date counts from: of a kind, about one activity or stage, or any."""
    activities = view.tables.activities
    if activities.due_since[row] >= 0:
        return Event.ENTERED, activities.due_since[row]
    if activities.starts[row] == STARTS_AFTER:
        return Event.HELD, activities.after[row]
    if activities.starts[row] == STARTS_NEW_HOLDER:
        return Event.ALLOCATED, ANY
    return Event.ENTERED, ANY


def _latest(view: View, rows: Integers, anchors: Integers) -> Floats:
    """The time of each family's latest anchor up to when the work was enabled; nan if there is none.

    Anchors come family by family, each family's in log order.
    """
    if not len(anchors):
        return np.full(len(rows), np.nan)
    apart = view.horizon + 2.0
    family, time = view.family[anchors], view.time[anchors]
    place = np.searchsorted(family * apart + time, view.family[rows] * apart + view.enabled[rows], "right") - 1
    is_anchored = (place >= 0) & (family[place] == view.family[rows])
    return np.where(is_anchored, time[place], np.nan)


def _latest_switch(view: View, rows: Integers) -> Floats:
    """When the family's team last changed over, up to when the work was enabled; nan if it had not."""
    switches = view.tables.switches
    spells, apart = spells_of(view), view.horizon + 2.0
    begins = spells.family * apart + spells.start
    spell = np.searchsorted(begins, view.family[rows] * apart + view.enabled[rows], "right") - 1
    team = spells.team[np.maximum(spell, 0)]
    latest = np.full(len(rows), np.nan)
    for time, switched in zip(switches.time, switches.team, strict=True):  # in order of time
        latest[(team == switched) & (view.enabled[rows] >= time)] = time
    return latest


def _after(view: View, period: int, times: Floats) -> Floats:
    """When a statutory period after each time ends; nan where there is no time."""
    days = len(view.day_ordinals)
    known = np.where(np.isnan(times), 0.0, times)
    day = np.floor(known).astype(np.int64)
    ends = np.asarray(view.tables.periods)[period * days + day] + (known - day)
    return np.where(np.isnan(times), np.nan, ends)
