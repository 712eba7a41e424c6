"""The time ledger: every working day of every open family, booked to what held the family up that day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.engine.event_log import EventLog
from fssim.measures.ledger.critical_item import NOTHING, critical_items
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.ledger.need_states import need_states
from fssim.measures.ledger.overdue import overdue_pieces
from fssim.measures.log_view.arithmetic import Floats, Integers, stable_order
from fssim.measures.log_view.spells import Spells, pieces
from fssim.measures.log_view.view import View

UNCHANGED = -1


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
    """The time ledger of one log."""
    return View(log).ledger


def ledger_of(view: View) -> Ledger:
    """Sweep over each spell, noting what changes and when; what holds in between decides the line."""
    spells = view.spells
    critical = critical_items(view)
    plans = view.plan_stages[spells.stage]
    on_need = plans & (critical.item != NOTHING) & (critical.item < len(view.tables.names.needs))
    chosen = np.flatnonzero(on_need)

    starting = np.full(len(spells), int(Line.MOVING))
    starting[plans & (critical.item == NOTHING)] = Line.AWAITING_DECISION
    starting[view.court_stages[spells.stage]] = Line.COURT
    others = np.flatnonzero(~on_need)
    need_spell, need_time, need_line = need_states(view, chosen, critical.item[chosen], critical.chain_row[chosen])
    readied = np.flatnonzero(plans & (critical.ready < spells.end) & (critical.item != NOTHING))

    waits = view.holdings.unallocated()
    _, waiting, waits_from, waits_until = pieces(view, waits.family, waits.start, waits.end)
    late, late_from, late_until = overdue_pieces(view, critical.item)

    changes = _Changes()
    changes.add(others, spells.start[others], line=starting[others])
    changes.add(need_spell, need_time, line=need_line)
    changes.add(readied, critical.ready[readied], line=np.full(len(readied), int(Line.AWAITING_DECISION)))
    changes.add(waiting, waits_from, unallocated=1)
    changes.add(waiting, waits_until, unallocated=-1)
    changes.add(late, late_from, overdue=1)
    changes.add(late, late_until, overdue=-1)
    spell, time, line = changes.swept()

    end = spells.end[spell]
    same = spell[1:] == spell[:-1]
    end[:-1][same] = time[1:][same]
    start, end = np.maximum(time, view.observed_from), np.maximum(end, view.observed_from)
    kept = end > start
    spell, line, start, end = spell[kept], line[kept], start[kept], end[kept]
    return Ledger(spells, critical.item, spell, line, start, end)


class _Changes:
    """What changes, and when, in each spell: the line, or how much of something is the case."""

    def __init__(self) -> None:
        self._spell: list[Integers] = []
        self._time: list[Floats] = []
        self._line: list[Integers] = []
        self._unallocated: list[Integers] = []
        self._overdue: list[Integers] = []

    def add(
        self, spell: Integers, time: Floats, line: Integers | None = None, unallocated: int = 0, overdue: int = 0
    ) -> None:
        """Note changes; of line changes at one time the last added holds."""
        self._spell.append(spell)
        self._time.append(time)
        self._line.append(np.full(len(spell), UNCHANGED) if line is None else line)
        self._unallocated.append(np.full(len(spell), unallocated))
        self._overdue.append(np.full(len(spell), overdue))

    def swept(self) -> tuple[Integers, Floats, Integers]:
        """Spell, time and the line from then on, in order. Unallocated comes first, then court, then overdue."""
        spell, time = np.concatenate(self._spell), np.concatenate(self._time)
        order = np.argsort(time, kind="stable")  # which keeps the order of those at one time
        order = order[stable_order(spell[order])]
        line = np.concatenate(self._line)[order]
        unallocated = np.cumsum(np.concatenate(self._unallocated)[order]) > 0
        overdue = np.cumsum(np.concatenate(self._overdue)[order]) > 0
        stated = np.maximum.accumulate(np.where(line == UNCHANGED, 0, np.arange(len(line))))
        line = line[stated] if len(line) else line
        line = np.where(overdue & (line == Line.MOVING), int(Line.OVERDUE), line)
        line = np.where(unallocated, int(Line.UNALLOCATED), line)
        return spell[order], time[order], line
