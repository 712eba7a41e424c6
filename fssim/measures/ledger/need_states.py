"""What the critical need of a plan was doing, as lines of the ledger."""

from __future__ import annotations

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.ledger.critical_item import item_events
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.log_view.arithmetic import Floats, Integers, expand
from fssim.measures.log_view.vacancies import vacancies_of
from fssim.measures.log_view.view import View

CHANGES = (
    Event.NEED_REFERRED,
    Event.NEED_STARTED,
    Event.NEED_NOT_STARTED,
    Event.NEED_DROPPED,
    Event.NEED_RETURNED,
)


def need_states(view: View, plans: Integers, item: Integers, chain_row: Integers) -> tuple[Integers, Floats, Integers]:
    """For spells `plans` and their critical needs: spell, time and ledger line of every change of state.

    The first of each spell stands at its start: the state the need was in when the stage began.
    """
    spells = view.spells
    events = item_events(view, CHANGES)
    family = spells.family[plans]
    earlier = events.last_before(family, item, spells.row[plans], chain_row)
    first = np.searchsorted(events.key, events.key_of(family, item, spells.row[plans]))
    last = np.searchsorted(events.key, events.key_of(family, item, spells.end_row[plans]))
    known = earlier >= 0
    owner, place = expand(np.where(known, earlier, first), last - first + known)
    spell = plans[owner]
    row = events.rows[place]
    time = np.maximum(view.time[row], spells.start[spell])
    until = spells.end[spell]
    same = owner[1:] == owner[:-1]
    until[:-1][same] = time[1:][same]

    line = _lines(view, row)
    waits = np.flatnonzero(line == Line.WAITING_PRACTITIONER_LIST)
    split, wait_time, wait_line = _split_by_vacancy(view, _group(view, row[waits]), time[waits], until[waits])
    rest = line != Line.WAITING_PRACTITIONER_LIST
    spell = np.concatenate([plans, spell[rest], spell[waits][split]])
    time = np.concatenate([spells.start[plans], time[rest], wait_time])
    line = np.concatenate([np.full(len(plans), int(Line.NOT_ENGAGED)), line[rest], wait_line])
    order_in_log = np.concatenate([np.full(len(plans), -1), row[rest], row[waits][split]])
    order = np.lexsort((order_in_log, time, spell))
    return spell[order], time[order], line[order]


def _lines(view: View, row: Integers) -> Integers:
    """The line that each change of state starts."""
    kind = view.kind[row]
    outside = (kind == Event.NEED_REFERRED) & (view.detail[row] < 0)
    internal = ((kind == Event.NEED_REFERRED) & ~outside) | (kind == Event.NEED_RETURNED)
    line = np.full(len(row), int(Line.NOT_ENGAGED))
    line[kind == Event.NEED_STARTED] = Line.MOVING
    line[outside] = Line.WAITING_EXTERNAL_SERVICE
    line[internal] = Line.WAITING_PRACTITIONER_LIST
    return line


def _group(view: View, row: Integers) -> Integers:
    """The group on whose list a need is."""
    returned = view.kind[row] == Event.NEED_RETURNED
    left = np.asarray(view.log.workers.group)[np.where(returned, view.worker[row], 0)] if len(row) else row
    return np.where(returned, left, view.detail[row])


def _split_by_vacancy(view: View, group: Integers, start: Floats, end: Floats) -> tuple[Integers, Floats, Integers]:
    """Waits cut where the group's posts empty or fill: which wait, from when, and its line."""
    vacancies = vacancies_of(view)
    first = vacancies.at(group, start)
    last = np.maximum(vacancies.before(group, end), first)
    owner, change = expand(first, last - first + 1)
    time = np.maximum(vacancies.time[change], start[owner])
    line = np.where(vacancies.empty[change], int(Line.WAITING_POST_VACANT), int(Line.WAITING_PRACTITIONER_LIST))
    return owner, time, line
