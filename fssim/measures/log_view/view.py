"""The event log as NumPy columns, and what several measures need to know about it, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event, EventLog
from fssim.measures.log_view.arithmetic import first_aprils, overlap, stable_order
from fssim.model.tables import LEDGER_COURT, LEDGER_PLAN, PLAN_NONE
from fssim.scenario.schema.units import DAYS_A_YEAR

T = TypeVar("T")
MOST = frozenset({Event.PART_DONE, Event.HELD})  # the kinds of most rows of a log


class View:
    """One log, read without copying. Rows are numbers of log rows; log order is the order things happened in."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.tables = log.tables
        columns = log.columns
        self.kind: NDArray[np.int8] = np.asarray(columns["kind"])
        self.family: NDArray[np.int32] = np.asarray(columns["family"])
        self.subject: NDArray[np.int16] = np.asarray(columns["subject"])
        self.detail: NDArray[np.int32] = np.asarray(columns["detail"])
        self.worker: NDArray[np.int32] = np.asarray(columns["worker"])
        self.time: Floats = np.asarray(columns["time"])
        self.enabled: Floats = np.asarray(columns["enabled"])
        self.started: Floats = np.asarray(columns["started"])
        self.due: Floats = np.asarray(columns["due"])
        self.hours: Floats = np.asarray(columns["hours"])
        self.children: Integers = np.asarray(log.families.children)
        self.needs: Integers = np.asarray(log.families.needs)
        self.last_closed: Floats = np.asarray(log.families.last_closed)
        self.had_plans: Integers = np.asarray(log.families.had_plans)
        self.day_ordinals: Integers = np.asarray(self.tables.day_ordinals)
        self.observed_from = self.tables.observed_from
        self.horizon = self.tables.horizon
        self._rows: dict[tuple[Event, ...], Integers] = {}
        self.worked_out: dict[Callable[[View], Any], Any] = {}

    def __len__(self) -> int:
        return len(self.kind)

    def rows(self, *kinds: Event) -> Integers:
        """The rows of these kinds of event, in log order."""
        if kinds not in self._rows:
            if MOST.isdisjoint(kinds):
                rows, of_rows = self._rarer
                self._rows[kinds] = rows[_places(of_rows, kinds)]
            else:
                self._rows[kinds] = _places(self.kind, kinds)
        return self._rows[kinds]

    @cached_property
    def _rarer(self) -> tuple[Integers, NDArray[np.int8]]:
        """The rows of all other kinds than `MOST`, and their kinds: what is left to look through for one of those."""
        first, second = map(int, MOST)
        rows = np.flatnonzero((self.kind != first) & (self.kind != second))
        return rows, self.kind[rows]

    def rows_about(self, kind: Event, subjects: Integers | list[int]) -> Integers:
        """The rows of a kind of event about any of these subjects, in log order."""
        rows = self.rows(kind)
        subject, chosen = self.subject[rows], np.zeros(len(rows), bool)
        for number in map(int, subjects):
            chosen |= subject == number
        return rows[np.flatnonzero(chosen)]

    def by_family(self, rows: Integers) -> Integers:
        """These rows family by family, each family's in log order."""
        return rows[stable_order(self.family[rows])]

    def family_by_family(self, rows: Integers, *columns: NDArray[Any]) -> list[NDArray[Any]]:
        """The same rows, in that order, their families, and columns of theirs: read in the order of the log, and put
        in order then, as a log is larger than what the processor keeps near."""
        family = self.family[rows]
        order = stable_order(family)
        return [rows[order], family[order].astype(np.int64), *(column[rows].take(order) for column in columns)]

    def referrals(self) -> Integers:
        """The rows in which a family is referred, and does not come otherwise."""
        rows = self.rows(Event.REFERRED)
        otherwise = sorted(set(self.tables.stream_stages) - {self.tables.first_stage})
        return rows[~np.isin(self.subject[rows], otherwise)] if otherwise else rows

    def last_before(self, rows: Integers, earlier: Integers) -> Integers:
        """The last of the `earlier` rows of the same family before each of these rows, and -1 where there is none.

        The `earlier` rows are family by family.
        """
        if not len(earlier):
            return np.full(len(rows), -1, np.int64)
        width = len(self) + 1
        keys = self.family[earlier].astype(np.int64) * width + earlier
        place = np.searchsorted(keys, self.family[rows].astype(np.int64) * width + rows) - 1
        before = earlier[np.maximum(place, 0)]
        return np.where((place >= 0) & (self.family[before] == self.family[rows]), before, -1)

    def observed(self, rows: Integers) -> Integers:
        """Those of these rows, in log order, that happened in the observed years."""
        return rows[self.first_observed(rows) :]

    def first_observed(self, rows: Integers) -> int:
        """The first of these rows, in log order, that happened in the observed years: the log is in order of time."""
        return int(np.searchsorted(rows, np.searchsorted(self.time, self.observed_from)))

    def in_window(self, start: Floats, end: Floats) -> Floats:
        """How many working days of each interval fall in the observed years."""
        return overlap(start, end, self.observed_from, self.horizon)

    def dates(self, times: Floats) -> Integers:
        """The ordinals of the calendar dates of these times."""
        return self.day_ordinals[np.floor(times).astype(np.int64)]

    def closed_on(self, families: Integers) -> Integers:
        """The ordinals of the dates on which the cases of these families were closed before the run."""
        days: Floats = self.last_closed[families] / self.tables.working_days_a_year * DAYS_A_YEAR
        dates: Integers = self.day_ordinals[0] + np.floor(days).astype(np.int64)
        return dates

    @cached_property
    def observed_days(self) -> float:
        """Working days observed."""
        return self.horizon - self.observed_from

    @cached_property
    def observed_weeks(self) -> float:
        """Calendar weeks observed."""
        first, last = self.dates(np.array([self.observed_from, self.horizon]))
        return float(last - first) / 7.0

    @cached_property
    def observed_years(self) -> float:
        """Calendar years observed."""
        return self.observed_weeks * 7.0 / DAYS_A_YEAR

    @cached_property
    def year_ends(self) -> Floats:
        """The end of each 31 March observed, as a time; the end of the run if there is none."""
        first, last = self.dates(np.array([self.observed_from, self.horizon]))
        times = np.searchsorted(self.day_ordinals, first_aprils(int(first), int(last))).astype(np.float64)
        return times if len(times) else np.array([self.horizon])

    @cached_property
    def team_models(self) -> Integers:
        """The working model of each team when the run starts."""
        return np.asarray(self.tables.teams.model)

    def model_at(self, team: Integers, time: Floats) -> Integers:
        """The working model each team has at a time."""
        model = self.team_models[team]
        switches = self.tables.switches
        for since, switched, new in zip(switches.time, switches.team, switches.model, strict=True):
            model = np.where((team == switched) & (time >= since), new, model)
        return model

    @cached_property
    def holder_roles(self) -> list[int]:
        """The roles that hold families, of those that published statistics count among case-holding social workers."""
        holders = {*self.tables.worked_stages.holder, *self.tables.holder_choices.role} - {-1}
        return sorted(role for role in holders if self.tables.roles.among_case_holders[role])

    @cached_property
    def stage_ledger(self) -> Integers:
        """How each stage is booked in the time ledger: LEDGER_*."""
        return np.asarray(self.tables.stages.ledger)

    @cached_property
    def plan_stages(self) -> Booleans:
        """Which stages are booked as plans."""
        return np.equal(self.stage_ledger, LEDGER_PLAN)

    @cached_property
    def court_stages(self) -> Booleans:
        """Which stages are the court's."""
        return np.equal(self.stage_ledger, LEDGER_COURT)

    @cached_property
    def need_stages(self) -> Booleans:
        """Which stages have needs met in them."""
        plan: Integers = np.asarray(self.tables.stages.plan)
        return np.not_equal(plan, PLAN_NONE)


def _places(of_rows: NDArray[np.int8], kinds: tuple[Event, ...]) -> Integers:
    """Where one of these kinds stands."""
    first, *others = map(int, kinds)  # numbers of a byte each, as an `Event` is one of eight to NumPy
    chosen = of_rows == first
    for kind in others:
        chosen |= of_rows == kind
    return np.flatnonzero(chosen)


def once_a_log(work: Callable[[View], T]) -> Callable[[View], T]:
    """What is worked out of a view once, however many measures ask for it, and kept with the view."""

    @wraps(work)
    def kept(view: View) -> T:
        if work not in view.worked_out:
            view.worked_out[work] = work(view)
        result: T = view.worked_out[work]
        return result

    return kept
