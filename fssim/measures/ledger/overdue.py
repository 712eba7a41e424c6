"""Work that is past due and that nobody has started: what makes a day overdue in the time ledger."""

from __future__ import annotations

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.log_view.arithmetic import Booleans, Floats, Integers
from fssim.measures.log_view.spells import pieces
from fssim.measures.log_view.view import View
from fssim.model.tables import LEDGER_ENQUIRY


def overdue_pieces(view: View, critical: Integers) -> tuple[Integers, Floats, Floats]:
    """When work that would move a family was past due and not started, in the observed years: spell, from, until.

    Work is past due when the day it is due on is over. In enquiries that is any of the stage's activities. In plans it
    is what delivers the critical item: visits for plan work, practitioners' sessions for a need (which is on a list
    until the first contact is held).
    """
    work = view.observed(view.rows(Event.PART_DONE, Event.HELD, Event.CANCELLED, Event.UNFINISHED))
    due_day_over = np.floor(view.due[work]) + 1.0
    waits = ~(view.started[work] <= due_day_over) & (view.family[work] >= 0)  # not started, or late
    waits[waits] = _required(view, work[waits])
    rows = work[waits]
    waiting_since = np.maximum(due_day_over[waits], view.enabled[rows])
    until = np.fmin(view.started[rows], view.time[rows])
    owner, spell, start, end = pieces(view, view.family[rows].astype(np.int64), waiting_since, until)
    counts = _would_move(view, critical, spell, view.subject[rows[owner]].astype(np.int64))
    return spell[counts], start[counts], end[counts]


def _required(view: View, rows: Integers) -> Booleans:
    """Whether the activity cannot be held without this part."""
    participant = view.detail[rows]
    required = np.asarray(view.tables.participants.required, bool)
    if not len(required):
        return np.ones(len(rows), bool)
    needed: Booleans = (participant < 0) | required[participant]
    return needed


def _would_move(view: View, critical: Integers, spell: Integers, activity: Integers) -> Booleans:
    """Whether each activity would move the family on in each spell."""
    tables, spells = view.tables, view.spells
    stage = spells.stage[spell]
    enquiry = view.stage_ledger[stage] == LEDGER_ENQUIRY
    activities = len(tables.names.activities)
    listed = np.zeros((len(tables.names.stages), activities), bool)
    for row, (first, count) in enumerate(zip(tables.stages.first_activity, tables.stages.activity_count, strict=True)):
        listed[row, tables.stage_activities[first : first + count]] = True

    item = critical[spell]
    needs = len(tables.names.needs)
    model = view.model_at(spells.team[spell], spells.start[spell])
    delivers = np.asarray(tables.activities.delivers, bool)[model * activities + activity]
    moves_plan = view.plan_stages[stage] & (item == needs) & delivers
    for need in range(needs):
        moves_plan |= view.plan_stages[stage] & (item == need) & (activity == tables.needs.session[need])
    moves: Booleans = (enquiry & listed[stage, activity]) | moves_plan
    return moves
