"""The critical item of a plan: the need, or the plan work, that held its end up the longest; and what a critical need
was doing, as lines of the ledger.

Looking back from the end of a stage spell it is the item addressed or left last in the spell; if some are not yet,
the one with most sessions still to do. Shortening anything else would not have ended the plan sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.log_view.arithmetic import expand, stable_order
from fssim.measures.log_view.people_in_post import vacancies_of
from fssim.measures.log_view.spells import need_chains_of, spells_of
from fssim.measures.log_view.view import View, once_a_log

NOTHING = -1
CHANGES = (
    Event.NEED_REFERRED,
    Event.NEED_STARTED,
    Event.NEED_NOT_STARTED,
    Event.NEED_DROPPED,
    Event.NEED_RETURNED,
)
TO_DO = (Event.PLANNED, Event.SESSION, Event.MISSED, Event.PLAN_WORK)
DONE_WITH = (Event.ADDRESSED, Event.NEED_LEFT)
OF_ITEMS = (*CHANGES, *TO_DO, *DONE_WITH)


@dataclass(frozen=True, slots=True)
class Critical:
    """One row a stage spell. `item` is a need, the number of needs for plan work, or -1 if there was nothing to do, or
    the spell was over before the observed years.

    `ready` is when the last dose was delivered or left: the start if there was nothing to do, infinite if it never was;
    `ready_row` is the log row of that, and `refused` says whether help for a need was then no longer offered.
    `chain_row` is the log row at which the run of stages in which needs are met began, -1 outside such a run.
    """

    item: Integers
    ready: Floats
    ready_row: Integers
    refused: Booleans
    chain_row: Integers


@dataclass(frozen=True, slots=True)
class ItemEvents:
    """What the log says of each family's needs and plan work, item by item in log order.

    `key` sorts by family, then item, then log row. Find a place in it with `key_of`.
    """

    key: Integers
    rows: Integers
    kind: NDArray[np.int8]
    length: int
    items: int

    def key_of(self, family: Integers, item: Integers, row: Integers) -> Integers:
        """Where an item's log row stands, or would stand."""
        return (family * self.items + item) * (self.length + 1) + row

    def last_before(self, family: Integers, item: Integers, row: Integers, since: Integers) -> Integers:
        """The place of the item's last event before a log row, but not before row `since`; -1 if it has none. Of
        several items, one below another, a row of each."""
        at = np.searchsorted(self.key, self.key_of(family, item, row)) - 1
        is_since = (at >= 0) & (self.key[at] >= self.key_of(family, item, since)) if len(self.key) else at >= 0
        return np.where(is_since, at, -1)


def item_events(view: View, kinds: tuple[Event, ...]) -> ItemEvents:
    """The rows of these kinds, which are some of `OF_ITEMS`, sorted by family and item."""
    events = _all_item_events(view)
    is_wanted = np.zeros(len(Event) + 1, bool)
    is_wanted[[int(wanted) for wanted in kinds]] = True
    places = np.flatnonzero(is_wanted[events.kind])
    return ItemEvents(events.key[places], events.rows[places], events.kind[places], events.length, events.items)


def reach_observed(view: View) -> Booleans:
    """Which spells have days in the observed years: the ledger is of those."""
    reach: Booleans = spells_of(view).end > view.observed_from
    return reach


@once_a_log
def _all_item_events(view: View) -> ItemEvents:
    """All the rows of needs and of plan work, sorted once."""
    rows = view.rows(*OF_ITEMS)
    needs, kind = len(view.tables.names.needs), view.kind[rows]
    item = view.subject[rows]
    np.copyto(item, needs, where=kind == int(Event.PLAN_WORK))
    of_family = view.family[rows].astype(np.int64) * (needs + 1) + item
    order = stable_order(of_family)
    rows = rows[order]
    key = of_family[order] * (len(view) + 1) + rows
    return ItemEvents(key, rows, kind[order], len(view), needs + 1)


def critical_items(view: View) -> Critical:
    """The critical item of every spell in a plan stage that reaches the observed years (nothing, in other spells)."""
    spells = spells_of(view)
    chains = need_chains_of(view)
    chain_row = np.where(chains.run >= 0, spells.row[chains.first[chains.run]], -1) if len(chains) else chains.run
    plans = np.flatnonzero(view.plan_stages[spells.stage] & (chain_row >= 0) & reach_observed(view))
    critical = np.full(len(spells), NOTHING)
    ready, ready_row, refused = spells.start.copy(), spells.row.copy(), np.zeros(len(spells), bool)
    events = item_events(view, (*TO_DO, *DONE_WITH))
    if len(events.rows):
        is_done_with = (events.kind == int(Event.ADDRESSED)) | (events.kind == int(Event.NEED_LEFT))
        still_to_do = np.where(is_done_with, 0, view.detail[events.rows])
        each = np.arange(events.items)[:, None]  # a row of each item, and a column of each plan's spell
        at = events.last_before(spells.family[plans], each, spells.end_row[plans], chain_row[plans])
        left = np.where(at >= 0, still_to_do[at], 0)
        is_over = (at >= 0) & (left == 0)
        done_row = np.where(is_over & (events.rows[at] >= spells.row[plans]), events.rows[at], -1)
        all_over, last_row = left.max(axis=0) <= 0, done_row.max(axis=0)
        in_spell = last_row >= 0
        last_item = np.where(in_spell, done_row.argmax(axis=0), NOTHING)
        critical[plans] = np.where(all_over, last_item, left.argmax(axis=0))  # of equally many the first
        delivered = np.where(in_spell, view.time[last_row], spells.start[plans])
        ready[plans] = np.where(all_over, delivered, inf)
        ready_row[plans] = np.where(in_spell, last_row, spells.row[plans])
        refused[plans] = (is_over & (events.kind[at] == int(Event.NEED_LEFT))).any(axis=0)
    return Critical(critical, ready, ready_row, refused, chain_row)


def need_states(view: View, plans: Integers, item: Integers, chain_row: Integers) -> tuple[Integers, Floats, Integers]:
    """For spells `plans` and their critical needs: spell, time and ledger line of every change of state.

    The first of each spell stands at its start: the state the need was in when the stage began.
    """
    spells = spells_of(view)
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
    np.copyto(until[:-1], time[1:], where=same)

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
