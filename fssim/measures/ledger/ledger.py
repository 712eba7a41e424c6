"""The time ledger: every working day of every open family, booked to what held the family up that day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event, EventLog
from fssim.measures.ledger.critical_item import NOTHING, Critical, critical_items, need_states, reach_observed
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.log_view.arithmetic import stable_order
from fssim.measures.log_view.people_in_post import holdings_of
from fssim.measures.log_view.spells import Spells, pieces, spell_at, spells_of
from fssim.measures.log_view.view import View, once_a_log
from fssim.model.tables import LEDGER_ENQUIRY, TO_CONTINUE

NOT_STATED = -1


@dataclass(frozen=True, slots=True)
class Ledger:
    """Intervals of stage spells, each on one line, inside the observed years.

    `spell`, `line`, `start` and `end` have one row an interval. `critical` is each spell's critical item (a need, the
    number of needs for plan work, -1 for nothing). With the spells, and the families, days can be cut `by` stage,
    team, critical item, number of needs or anything else.
    """

    spells: Spells
    critical: Integers
    spell: Integers
    line: Integers
    start: Floats
    end: Floats

    def by(self, label: Integers, labels: int) -> Floats:
        """Days by label (of each spell, below `labels`) and line; labels below 0 are left out."""
        of_interval = label[self.spell]
        counted = of_interval >= 0
        cell = of_interval[counted] * len(Line) + self.line[counted]
        days = np.bincount(cell, weights=(self.end - self.start)[counted], minlength=labels * len(Line))
        return days.astype(np.float64).reshape(labels, len(Line))

    def by_spell(self) -> Floats:
        """Days by spell and line."""
        return self.by(np.arange(len(self.spells)), len(self.spells))


def ledger(log: EventLog) -> Ledger:
    """The time ledger of one log.

    Parameters
    ----------
    log : EventLog
        What a simulation wrote.

    Returns
    -------
    Ledger
        Every interval of every stage spell in the observed years, on one `Line` each, in working days.
    """
    return ledger_of(View(log))


@once_a_log
def ledger_of(view: View) -> Ledger:
    """Sweep over each spell, noting what changes and when; what holds in between decides the line."""
    spells = spells_of(view)
    critical = critical_items(view)
    counted = reach_observed(view)
    plans = view.plan_stages[spells.stage] & counted
    on_need = plans & (critical.item != NOTHING) & (critical.item < len(view.tables.names.needs))
    chosen = np.flatnonzero(on_need)

    awaits = np.where(critical.refused, int(Line.HELP_REFUSED), int(Line.WORK_DONE))
    starting = np.full(len(spells), int(Line.MOVING))
    starting[plans & (critical.item == NOTHING)] = awaits[plans & (critical.item == NOTHING)]
    starting[view.court_stages[spells.stage]] = Line.COURT
    others = np.flatnonzero(counted & ~on_need)
    need_spell, need_time, need_line = need_states(view, chosen, critical.item[chosen], critical.chain_row[chosen])
    readied = np.flatnonzero(plans & (critical.ready < spells.end) & (critical.item != NOTHING))
    continued, continued_from = continued_when_ready(view, plans, critical)

    waits = holdings_of(view).unallocated().after(view.observed_from)
    _, waiting, waits_from, waits_until = pieces(view, waits.family, waits.start, waits.end)
    late, late_from, late_until = overdue_pieces(view, critical.item)

    changes = _Changes()
    changes.add_lines(others, spells.start[others], starting[others])
    changes.add_lines(need_spell, need_time, need_line)
    changes.add_lines(readied, critical.ready[readied], awaits[readied])
    changes.add_lines(continued, continued_from, np.full(len(continued), int(Line.CONTINUED)))
    changes.add_counts(waiting, waits_from, unallocated=1)
    changes.add_counts(waiting, waits_until, unallocated=-1)
    changes.add_counts(late, late_from, overdue=1)
    changes.add_counts(late, late_until, overdue=-1)
    spell, time, line = changes.swept()

    end = spells.end[spell]
    same = spell[1:] == spell[:-1]
    np.copyto(end[:-1], time[1:], where=same)
    start, end = np.maximum(time, view.observed_from), np.maximum(end, view.observed_from)
    kept = np.flatnonzero(end > start)
    spell, line, start, end = spell[kept], line[kept], start[kept], end[kept]
    return Ledger(spells, critical.item, spell, line, start, end)


def continued_when_ready(view: View, plans: Booleans, critical: Critical) -> tuple[Integers, Floats]:
    """The plans that a decision of their stage let go on once they were ready: which spells, and from when."""
    tables, spells = view.tables, spells_of(view)
    is_ready = plans & (critical.ready < spells.end)
    has_ready = np.zeros(len(view.children), bool)
    has_ready[spells.family[is_ready]] = True
    decided = view.rows(Event.DECIDED)
    goes_on = np.asarray(tables.outcomes.to) == TO_CONTINUE
    decided = decided[np.flatnonzero(goes_on[view.detail[decided]] & has_ready[view.family[decided]])]
    decided = view.by_family(decided)
    spell = spell_at(view, decided)
    first_outcome = np.asarray(tables.outcome_tables.first)
    table = np.searchsorted(first_outcome, view.detail[decided], "right") - 1
    model = view.model_at(spells.team[spell], view.time[decided])
    worked = model * len(tables.names.stages) + spells.stage[spell]
    asked = worked * len(tables.names.activities) + view.subject[decided]
    own = (table == np.asarray(tables.decisions.ready)[asked]) | (
        table == np.asarray(tables.decisions.not_ready)[asked]
    )
    counts = np.flatnonzero(own & is_ready[spell] & (decided > critical.ready_row[spell]))
    chosen, first = np.unique(spell[counts], return_index=True)
    return chosen, view.time[decided[counts[first]]]


class _Changes:
    """What changes, and when, in each spell: the line, or how much of something is the case."""

    def __init__(self) -> None:
        self._spell: list[Integers] = []
        self._time: list[Floats] = []
        self._lines: list[Integers] = []
        self._unallocated: list[int] = []  # one of all that is added at once
        self._overdue: list[int] = []

    def add_lines(self, spell: Integers, time: Floats, line: Integers) -> None:
        """Note changes of line, before any others; of those at one time the last added holds."""
        self._lines.append(line)
        self.add_counts(spell, time)

    def add_counts(self, spell: Integers, time: Floats, unallocated: int = 0, overdue: int = 0) -> None:
        """Note that so many more waits for a worker, or pieces of overdue work, are the case from then on."""
        self._spell.append(spell)
        self._time.append(time)
        self._unallocated.append(unallocated)
        self._overdue.append(overdue)

    def swept(self) -> tuple[Integers, Floats, Integers]:
        """Spell, time and the line from then on, in order. Unallocated comes first, then court, then overdue."""
        spell, time = np.concatenate(self._spell), np.concatenate(self._time)
        added = [len(spells) for spells in self._spell]
        order = _in_order_of_time(spell, time, stable_order(spell))
        lines = np.concatenate([*self._lines, [NOT_STATED]])
        stated = np.maximum.accumulate(np.where(order < len(lines) - 1, np.arange(len(order)), 0))
        line = lines[np.minimum(order[stated], len(lines) - 1)]
        unallocated = np.repeat(self._unallocated, added)[order].cumsum() > 0
        overdue = np.repeat(self._overdue, added)[order].cumsum() > 0
        np.copyto(line, int(Line.OVERDUE), where=overdue & (line == int(Line.MOVING)))
        np.copyto(line, int(Line.UNALLOCATED), where=unallocated)
        return spell[order], time[order], line


def _in_order_of_time(spell: Integers, time: Floats, order: Integers) -> Integers:
    """Places in order of spell brought into that of time within each, those at one time as they stand.

    In most spells they are in it, so only the others are sorted.
    """
    of_spell, at = spell[order], time[order]
    is_back = (of_spell[1:] == of_spell[:-1]) & (at[1:] < at[:-1])
    unordered = np.zeros(int(spell.max(initial=0)) + 1, bool)
    unordered[of_spell[1:][is_back]] = True
    places = np.flatnonzero(unordered[of_spell])
    by_time = np.argsort(at[places], kind="stable")
    order[places] = order[places][by_time[stable_order(of_spell[places[by_time]])]]
    return order


def overdue_pieces(view: View, critical: Integers) -> tuple[Integers, Floats, Floats]:
    """When work that would move a family was past due and not started, in the observed years: spell, from, until.

    Work is past due when the day it is due on is over. In enquiries that is any of the stage's activities. In plans it
    is what delivers the critical item: direct work for plan work, practitioners' sessions for a need (which is on a
    list until the first contact is held).
    """
    first = int(np.searchsorted(view.time, view.observed_from))
    is_work = np.zeros(len(Event) + 1, bool)
    is_work[[Event.PART_DONE, Event.HELD, Event.CANCELLED, Event.UNFINISHED]] = True
    late = first + np.flatnonzero(view.due[first:] < view.time[first:])  # few, of which fewer began late
    due_day_over, until = np.floor(view.due[late]) + 1.0, np.fmin(view.started[late], view.time[late])
    waited = np.flatnonzero((due_day_over < until) & is_work[view.kind[late]] & (view.family[late] >= 0))
    waited = waited[_ever_moves(view)[view.subject[late[waited]]]]
    waited = waited[_required(view, late[waited])]
    waited = waited[stable_order(view.family[late[waited]])]
    rows, until = late[waited], until[waited]
    waiting_since = np.maximum(due_day_over[waited], view.enabled[rows])
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


def _ever_moves(view: View) -> Booleans:
    """Which activities could move a family on in some spell: of enquiries, what delivers plan work, and sessions."""
    tables = view.tables
    of_enquiries = np.tile(view.stage_ledger == LEDGER_ENQUIRY, len(tables.names.working_models))
    moves: Booleans = _listed(view)[of_enquiries].any(axis=0)
    moves |= np.asarray(tables.activities.delivers, bool).reshape(-1, len(moves)).any(axis=0)
    moves[np.asarray(tables.needs.session, np.int64)] = True
    return moves


@once_a_log
def _listed(view: View) -> Booleans:
    """Which activities each stage has, as each working model works it."""
    worked = view.tables.worked_stages
    listed = np.zeros((len(worked.holder), len(view.tables.names.activities)), bool)
    listed[np.repeat(np.arange(len(worked.holder)), worked.activity_count), view.tables.stage_activities] = True
    return listed


def _would_move(view: View, critical: Integers, spell: Integers, activity: Integers) -> Booleans:
    """Whether each activity would move the family on in each spell."""
    tables, spells = view.tables, spells_of(view)
    stage = spells.stage[spell]
    enquiry = view.stage_ledger[stage] == LEDGER_ENQUIRY
    activities = len(tables.names.activities)
    item = critical[spell]
    needs = len(tables.names.needs)
    model = view.model_at(spells.team[spell], spells.start[spell])
    delivers = np.asarray(tables.activities.delivers, bool)[model * activities + activity]
    moves_plan = view.plan_stages[stage] & (item == needs) & delivers
    for need in range(needs):
        moves_plan |= view.plan_stages[stage] & (item == need) & (activity == tables.needs.session[need])
    moves: Booleans = (enquiry & _listed(view)[model * len(tables.names.stages) + stage, activity]) | moves_plan
    return moves
