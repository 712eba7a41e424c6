"""Which families to show, and where each is at each week's start: its stage, and what holds it up, by the ledger."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import READY, Line
from fssim.measures.log_view.spells import spells_of
from fssim.model.tables import LEDGER_CLOSED, PLAN_NONE, PLAN_OPENS, Tables
from fssim.report.wording.log_in_words import WordedLog


@dataclass(frozen=True, slots=True)
class District:
    """Where one of the teams that families' plans are worked in works. `number` counts from 1."""

    number: int
    count: int
    team: int

    def families(self, worded: WordedLog) -> Booleans:
        """Whether each family of a log lives here."""
        place = np.asarray(worded.log.families.place)
        lives_in: Booleans = (place * self.count).astype(np.int64) == self.number - 1
        return lives_in


def districts_of(tables: Tables) -> list[District]:
    """A district for each team of the kind that families' plans are worked in. One, if there is a single such team."""
    stages = tables.stages
    kinds = [kind for kind, plan in zip(stages.team_kind, stages.plan, strict=True) if plan == PLAN_OPENS and kind >= 0]
    if not kinds:
        return []
    first, count = tables.team_kinds.first[kinds[0]], tables.team_kinds.count[kinds[0]]
    return [District(number + 1, count, first + number) for number in range(count)]


MOVING, NO_WORKER, OVERDUE, FIRST_NEED = range(4)  # columns; then one a need, then those at the end
AT_THE_END = ("Not engaged", "Work done, review to come", "Help refused, review to come", "Reviewed and continued")
LINES_AT_THE_END = (Line.NOT_ENGAGED, *READY)
LIST, VACANT, OUTSIDE = range(3)  # what a wait for help is for
CAUSES = {
    Line.WAITING_PRACTITIONER_LIST: LIST,
    Line.WAITING_POST_VACANT: VACANT,
    Line.WAITING_EXTERNAL_SERVICE: OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class StaysInPlaces:
    """Stays of families in one place, one row a stay, in order of family and time.

    `place` is stage row * columns + column; `cause` one of LIST, VACANT and OUTSIDE where the column is a need's.
    `first` and `last` are weeks: the stay is seen at the starts of weeks first .. last - 1. `family` counts the
    families shown from 0. `closed` is how many have been closed by the start of each week.
    """

    family: Integers
    place: Integers
    cause: Integers
    first: Integers
    last: Integers
    closed: Integers


MOVING_ALONE, HELD_UP, FOCUS = range(3)  # columns, where waits for help with one need are what is shown


def columns_of(worded: WordedLog, focus: int | None = None) -> list[str]:
    """What the columns are called. With a `focus`, a need: that need's by itself, and all that else holds up in one."""
    if focus is not None:
        return ["Moving, or at court", "Held up by something else", f"Waiting for {worded.need(focus)} help"]
    needs = [f"Waiting for {worded.need(need)} help" for need in range(len(worded.log.tables.names.needs))]
    return ["Moving, or at court", "Unallocated", "Work overdue", *needs, *AT_THE_END]


def rows_of(worded: WordedLog, focus: int | None = None) -> list[int]:
    """The stages that are rows: all but the closed one; with a `focus`, those in which needs are met."""
    stages = worded.log.tables.stages
    return [
        stage
        for stage, kind in enumerate(stages.ledger)
        if kind != LEDGER_CLOSED and (focus is None or stages.plan[stage] != PLAN_NONE)
    ]


def week_starts(worded: WordedLog) -> Floats:
    """The time of the first working day of each calendar week observed, and of the first day observed."""
    view = worded.view
    times = np.arange(int(view.observed_from), int(view.horizon))
    week = (view.day_ordinals[times] - 1) // 7  # ordinal 1 is a Monday
    begins = np.ones(len(times), bool)
    begins[1:] = week[1:] != week[:-1]
    starts: Floats = times[begins].astype(np.float64)
    return starts


def places_of(worded: WordedLog, shown: Booleans, focus: int | None = None) -> StaysInPlaces:
    """The stays of the families shown, from the time ledger."""
    view, ledger = worded.view, ledger_of(worded.view)
    weeks = week_starts(worded)
    spells, columns = ledger.spells, len(columns_of(worded, focus))
    rows = rows_of(worded, focus)
    row_of_stage = np.full(len(worded.log.tables.names.stages), -1)
    row_of_stage[rows] = np.arange(len(rows))

    family = spells.family[ledger.spell]
    order = np.lexsort((ledger.start, family))
    order = order[shown[family[order]] & (row_of_stage[spells.stage[ledger.spell[order]]] >= 0)]
    family, spell, line = family[order], ledger.spell[order], ledger.line[order]
    column = _columns(line, ledger.critical[spell], len(columns_of(worded)))
    if focus is not None:
        column = np.select([column == MOVING, column == FIRST_NEED + focus], [MOVING_ALONE, FOCUS], HELD_UP)
    place = row_of_stage[spells.stage[spell]] * columns + column
    cause = np.full(len(Line), LIST)
    for ledger_line, number in CAUSES.items():
        cause[ledger_line] = number
    first, last = np.searchsorted(weeks, ledger.start[order]), np.searchsorted(weeks, ledger.end[order])
    at_end = (ledger.end[order] >= view.horizon) & (spells.next_stage[spell] < 0)
    last = np.where(at_end, len(weeks), last)
    seen = last > first
    numbers = np.cumsum(shown) - 1
    stays = np.stack([numbers[family], place, cause[line], first, last], axis=1)[seen]
    family, place, cause_of, first, last = _joined(stays).T
    return StaysInPlaces(family, place, cause_of, first, last, _closed(worded, shown, weeks))


def _columns(line: Integers, critical: Integers, columns: int) -> Integers:
    column = np.full(len(line), MOVING)
    column[line == Line.UNALLOCATED] = NO_WORKER
    column[line == Line.OVERDUE] = OVERDUE
    for place, at_the_end in enumerate(LINES_AT_THE_END, columns - len(LINES_AT_THE_END)):
        column[line == at_the_end] = place
    waits = np.isin(line, list(CAUSES))
    column[waits] = FIRST_NEED + critical[waits]
    return column


def _joined(stays: Integers) -> Integers:
    """Stays with those of one family that follow in the same place made one."""
    if not len(stays):
        return stays
    begins = np.ones(len(stays), bool)
    begins[1:] = (stays[1:, :3] != stays[:-1, :3]).any(axis=1) | (stays[1:, 3] != stays[:-1, 4])
    joined = stays[begins].copy()
    joined[:, 4] = stays[np.append(np.flatnonzero(begins)[1:], len(stays)) - 1, 4]
    return joined


def _closed(worded: WordedLog, shown: Booleans, weeks: Floats) -> Integers:
    """How many times a family shown has been closed, from the first day observed to each week's start."""
    view, spells = worded.view, spells_of(worded.view)
    closing = (spells.next_stage == worded.log.tables.closed_stage) & shown[spells.family]
    ends = np.sort(spells.end[closing & (spells.end >= view.observed_from)])
    return np.searchsorted(ends, weeks, "right")
