"""Stage spells: one family's time in one stage, and runs of spells that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event
from fssim.measures.log_view.arithmetic import expand, stable_order
from fssim.measures.log_view.view import View, once_a_log
from fssim.model.draws import uniform


@dataclass(frozen=True, slots=True)
class Spells:
    """One row a family's spell in a stage (but the closed one), family by family in order of time.

    `row` and `end_row` are the log rows that began and ended it. A spell still open ends at the horizon and has
    `next_stage` -1. `referred` is when its episode began.
    """

    family: Integers
    episode: Integers
    stage: Integers
    team: Integers
    start: Floats
    end: Floats
    next_stage: Integers
    referred: Floats
    row: Integers
    end_row: Integers

    def __len__(self) -> int:
        return len(self.family)

    def open_at(self, time: Floats | float) -> Booleans:
        """Those going on at the end of the day before a time."""
        return (self.start < time) & ((self.end >= time) | (self.next_stage < 0))

    def continues(self) -> Booleans:
        """Whether each spell follows the one before it in the same episode."""
        same = np.zeros(len(self), bool)
        same[1:] = (self.family[1:] == self.family[:-1]) & (self.episode[1:] == self.episode[:-1])
        return same

    def runs(self, label: Integers) -> Runs:
        """Consecutive spells of one episode with the same label, as one; labels of -1 are left out."""
        follows = self.continues()
        follows[1:] &= label[1:] == label[:-1]
        begins = ~follows & (label >= 0)
        first, run = np.flatnonzero(begins), np.cumsum(begins) - 1
        run = np.where(label >= 0, run, -1)
        last = np.zeros(len(first), np.int64)
        kept = np.flatnonzero(run >= 0)
        last[run[kept]] = kept  # in order, so the last one stays
        return Runs(run, label[first], first, last, self.family[first], self.start[first], self.end[last],
                    self.next_stage[last] < 0)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of spells. `run` says which each spell is in (-1: none); the rest is one row a run.

    `first` and `last` are rows of the spells. `is_open`: still going on at the horizon.
    """

    run: Integers
    label: Integers
    first: Integers
    last: Integers
    family: Integers
    start: Floats
    end: Floats
    is_open: Booleans

    def __len__(self) -> int:
        return len(self.first)

    def open_at(self, time: Floats | float) -> Booleans:
        """Those going on at the end of the day before a time."""
        return (self.start < time) & ((self.end >= time) | self.is_open)

    def ended_in(self, view: View) -> Booleans:
        """Those that ended in the observed years."""
        return ~self.is_open & (self.end >= view.observed_from)

    def began_in(self, view: View) -> Booleans:
        """Those that began in the observed years."""
        return self.start >= view.observed_from


@once_a_log
def spells_of(view: View) -> Spells:
    """Every family's spells, from the rows that say it entered a stage."""
    of_rows = view.family_by_family(view.rows(Event.ENTERED), view.subject, view.detail, view.time)
    rows, family, stage, team, time = of_rows
    stage = stage.astype(np.int64)
    closes = stage == view.tables.closed_stage
    closed_before = np.cumsum(closes) - closes
    is_other = np.ones(len(rows) + 1, bool)
    is_other[1:-1] = family[1:] != family[:-1]
    begins, is_last = is_other[:-1], is_other[1:]
    episode = closed_before - closed_before[_last_place(begins)]
    begins_episode = begins.copy()
    begins_episode[1:] |= closes[:-1]
    end, next_stage, end_row = time.copy(), stage.copy(), rows.copy()
    for column, at_last in ((end, view.horizon), (next_stage, -1), (end_row, len(view))):
        column[:-1] = column[1:]
        np.copyto(column, at_last, where=is_last)
    spells = Spells(
        family=family,
        episode=episode,
        stage=stage,
        team=team.astype(np.int64),
        start=time,
        end=end,
        next_stage=next_stage,
        referred=time[_last_place(begins_episode)],
        row=rows,
        end_row=end_row,
    )
    open_stages = np.flatnonzero(~closes)  # places, as they choose several times as fast as a mask does
    return Spells(*(getattr(spells, name).take(open_stages) for name in Spells.__slots__))


def _last_place(marked: Booleans) -> Integers:
    """The place of the last that is marked, up to each."""
    places: Integers = np.maximum.accumulate(np.where(marked, np.arange(len(marked)), 0))
    return places


@once_a_log
def need_chains_of(view: View) -> Runs:
    """Runs of stages in which needs are met: what is under way for them carries over from one to the next."""
    return spells_of(view).runs(np.where(view.need_stages[spells_of(view).stage], 0, -1))


def children_in_need(view: View) -> Floats:
    """How many children of each spell count as children in need: all, once past the stage that screens referrals, and
    but for stages that families come to without a referral."""
    spells = spells_of(view)
    not_in_need = [view.tables.first_stage, *view.tables.stream_stages]
    children: Floats = np.where(np.isin(spells.stage, not_in_need), 0.0, view.children[spells.family])
    return children


@once_a_log
def holder_roles_of(view: View) -> Integers:
    """The role that is to hold the family in each spell, as its team worked when it began; -1 if none is."""
    spells, tables, families = spells_of(view), view.tables, view.log.families
    worked = view.model_at(spells.team, spells.start) * len(tables.names.stages) + spells.stage
    choices, rows = tables.holder_choices, tables.worked_stages
    roles: Integers = np.asarray(rows.holder, np.int64)[worked]
    for spell in np.flatnonzero(np.asarray(rows.choice_count)[worked]):
        row, family = worked[spell], int(spells.family[spell])
        episode = int(spells.episode[spell]) + (not np.isinf(families.last_closed[family]))
        for at in range(rows.first_choice[row], rows.first_choice[row] + rows.choice_count[row]):
            suits = choices.risks[at] >> families.risk[family] & 1
            suits = suits and (not choices.needs[at] or choices.needs[at] & families.needs[family])
            if suits and uniform(families.key[family], choices.purpose[at], episode) < choices.share[at]:
                roles[spell] = choices.role[at]
                break
    return roles


def side_spells_of(view: View) -> tuple[Integers, Floats]:
    """The rows that began side stages, and when each was over."""
    rows = view.by_family(view.rows(Event.BEGAN_BESIDE, Event.ENDED_BESIDE))
    begins = np.flatnonzero(view.kind[rows] == Event.BEGAN_BESIDE)
    following = np.minimum(begins + 1, max(len(rows) - 1, 0))
    is_over = (following > begins) & (view.family[rows[following]] == view.family[rows[begins]])
    return rows[begins], np.where(is_over, view.time[rows[following]], view.horizon)


def spell_at(view: View, rows: Integers) -> Integers:
    """The spell that each log row of a family falls in: the last that began before it, or at it."""
    family = view.family[rows]
    order = stable_order(family)  # neighbours then look for neighbours, which is far quicker
    ordered = rows[order]
    spell = np.empty(len(rows), np.int64)
    spell[order] = np.searchsorted(_begins(view), family[order] * np.int64(len(view) + 1) + ordered, "right") - 1
    return spell


@once_a_log
def _begins(view: View) -> Integers:
    """Where each spell begins, by family and log row."""
    begins: Integers = spells_of(view).family * (len(view) + 1) + spells_of(view).row
    return begins


def pieces(view: View, family: Integers, start: Floats, end: Floats) -> tuple[Integers, Integers, Floats, Floats]:
    """Intervals of families cut at their stage spells: which interval, which spell, from and until.

    What falls outside any spell is dropped.
    """
    spells = spells_of(view)
    apart = view.horizon + 2.0
    begins = spells.family * apart + spells.start
    first = np.maximum(np.searchsorted(begins, family * apart + start, "right") - 1, 0)
    last, ends = np.minimum(first, len(spells) - 1), family * apart + end
    several = np.flatnonzero(np.append(begins[1:], inf)[first] < ends)  # most lie in one spell
    last[several] = np.searchsorted(begins, ends[several], "left") - 1
    owner, spell = expand(first, last - first + 1)
    begin = np.maximum(start[owner], spells.start[spell])
    finish = np.minimum(end[owner], spells.end[spell])
    kept = np.flatnonzero((finish > begin) & (spells.family[spell] == family[owner]))
    return owner[kept], spell[kept], begin[kept], finish[kept]
