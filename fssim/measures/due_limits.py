"""The latest that each piece of work may be due, by the periods its activity is given."""

from __future__ import annotations

from math import inf

import numpy as np

from fssim.engine.log import Event
from fssim.measures.arithmetic import Floats, Integers
from fssim.measures.view import View
from fssim.model.tables import STARTS_AFTER, STARTS_NEW_HOLDER, STARTS_OTHERWISE


def latest_due(view: View, rows: Integers) -> Floats:
    """The statutory limit for the due date of each of these rows of work.

    It is the activity's first period after what it counts from (the stage it names; else what set it off), or its
    repeat period after it was last held, whichever is later. A practitioner's first contacts and sessions have a number
    of days from when they are enabled. Courses have no limit.
    """
    tables = view.tables
    activity = view.subject[rows].astype(np.int64)
    limit = np.full(len(rows), inf)
    for need in range(len(tables.names.needs)):
        first, session = activity == tables.needs.first_contact[need], activity == tables.needs.session[need]
        limit[first] = view.enabled[rows[first]] + tables.needs.first_contact_due[need]
        limit[session] = view.enabled[rows[session]] + tables.needs.session_due[need]
    for number in np.unique(activity):
        if tables.activities.starts[number] != STARTS_OTHERWISE:
            chosen = np.flatnonzero(activity == number)
            limit[chosen] = _limit_of(view, int(number), rows[chosen])
    return limit


def _limit_of(view: View, activity: int, rows: Integers) -> Floats:
    """The limit for rows of one activity: the most lenient of the working models' periods."""
    tables = view.tables
    count = len(tables.names.activities)
    held = _about(view, view.rows(Event.HELD), activity)
    limit = np.full(len(rows), -inf)
    for model in range(len(tables.names.working_models)):
        row = model * count + activity
        first = _latest(view, rows, _anchors(view, row))
        limit = np.fmax(limit, _after(view, tables.activities.first_due[row], first))
        if tables.activities.repeat[row] >= 0:
            last_held = _latest(view, rows, held)
            limit = np.fmax(limit, _after(view, tables.activities.repeat[row], last_held))
    return limit


def _anchors(view: View, row: int) -> Integers:
    """The log rows that an activity's first due date counts from."""
    tables = view.tables
    activities = tables.activities
    entered = view.rows(Event.ENTERED)
    if activities.due_since[row] >= 0:
        return _about(view, entered, activities.due_since[row])
    if activities.starts[row] == STARTS_AFTER:
        return _about(view, view.rows(Event.HELD), activities.after[row])
    if activities.starts[row] == STARTS_NEW_HOLDER:
        return view.rows(Event.ALLOCATED)
    return entered


def _about(view: View, rows: Integers, subject: int) -> Integers:
    """Those of these rows that are about one activity or stage."""
    about: Integers = rows[view.subject[rows] == subject]
    return about


def _latest(view: View, rows: Integers, anchors: Integers) -> Floats:
    """The time of each family's latest anchor up to when the work was enabled; nan if there is none."""
    anchors = view.by_family(anchors)
    if not len(anchors):
        return np.full(len(rows), np.nan)
    apart = view.horizon + 2.0
    key = view.family[anchors] * apart + view.time[anchors]
    place = np.searchsorted(key, view.family[rows] * apart + view.enabled[rows], "right") - 1
    found = (place >= 0) & (view.family[anchors[place]] == view.family[rows])
    return np.where(found, view.time[anchors[place]], np.nan)


def _after(view: View, period: int, times: Floats) -> Floats:
    """When a statutory period after each time ends; nan where there is no time."""
    days = len(view.day_ordinals)
    known = np.where(np.isnan(times), 0.0, times)
    day = np.floor(known).astype(np.int64)
    ends = np.asarray(view.tables.periods)[period * days + day] + (known - day)
    return np.where(np.isnan(times), np.nan, ends)
