"""People: who was in post and when, which groups of posts had nobody in them, and who held each family; the work that
they did, and the hours that they worked beyond their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event
from fssim.measures.log_view.view import View, once_a_log


class Hours:
    """Spells of one worker's hours staying the same, in order of worker and time, and the share of the post filled."""

    def __init__(self, view: View) -> None:
        workers = view.log.workers
        changes = workers.changes
        everyone = np.arange(len(workers))
        worker = np.concatenate([everyone, np.asarray(changes.worker, np.int64)])
        start = np.concatenate([np.asarray(workers.start), np.asarray(changes.time)])
        order = np.lexsort((start, worker))  # which keeps a change at somebody's start after that start
        self.worker: Integers = worker[order]
        self.start: Floats = start[order]
        self.share: Floats = np.concatenate([np.ones(len(everyone)), np.asarray(changes.share)])[order]
        self.end: Floats = np.minimum(np.asarray(workers.end), view.horizon)[self.worker]
        lasts = self.worker[:-1] == self.worker[1:]
        self.end[:-1][lasts] = self.start[1:][lasts]
        self._apart = view.horizon + 1.0
        self.changes: Booleans = np.zeros(len(everyone), bool)  # whose share does, of all workers
        self.changes[np.asarray(changes.worker, np.int64)] = True

    def share_at(self, worker: Integers | NDArray[np.int32], time: Floats) -> Floats:
        """The share of their post that each worker fills at a time at which they are in it."""
        moments = np.where(np.isnan(time), 0.0, time)
        rows = (
            np.searchsorted(
                self.worker * self._apart + self.start, worker.astype(np.int64) * self._apart + moments, "right"
            )
            - 1
        )
        shares: Floats = self.share[np.maximum(rows, 0)]
        return shares


class Staff:
    """One row a worker. `days` is time in post in the observed years; `full_time` the share of full time, and
    `hours_a_day` productive hours, of the whole of their post: `hours` says how much of it they fill."""

    def __init__(self, view: View) -> None:
        workers = view.log.workers
        roles = view.tables.roles
        self.role: Integers = np.asarray(workers.role)
        self.group: Integers = np.asarray(workers.group)
        self.post: Integers = np.asarray(workers.post)
        self.start: Floats = np.asarray(workers.start)
        self.end: Floats = np.minimum(np.asarray(workers.end), view.horizon)
        self.leaves: Booleans = np.asarray(workers.end) < view.horizon
        self.agency: Booleans = np.asarray(workers.agency).astype(bool)
        self.hours_a_day: Floats = np.asarray(workers.hours_a_day)
        self.full_time: Floats = np.asarray(view.tables.posts.full_time_share)[self.post]
        self.days = view.in_window(self.start, self.end)
        self.hours = Hours(view)
        filled = view.in_window(self.hours.start, self.hours.end) * self.hours.share
        self.filled_days: Floats = np.bincount(self.hours.worker, filled, len(self.start)).astype(np.float64)
        self.full_time_days: Floats = self.filled_days * self.full_time
        self.at_work_hours: Floats = self.full_time_days * np.asarray(roles.at_work_hours_a_day)[self.role]
        self.productive_hours: Floats = self.filled_days * self.hours_a_day
        self.holds: Booleans = np.isin(self.role, view.holder_roles)

    def hours_a_day_at(self, worker: Integers | NDArray[np.int32], time: Floats) -> Floats:
        """The productive hours a day of each worker at a time at which they are in post."""
        hours: Floats = self.hours_a_day[worker]
        if self.hours.changes.any():
            changes = np.flatnonzero(self.hours.changes[worker])
            hours[changes] *= self.hours.share_at(worker[changes], time[changes])
        return hours

    def __len__(self) -> int:
        return len(self.role)


@once_a_log
def staff_of(view: View) -> Staff:
    """Everybody who was in post in a log."""
    return Staff(view)


@dataclass(frozen=True, slots=True)
class Holdings:
    """One row a spell of a family being held by one worker, or (worker -1) waiting for somebody to hold it."""

    family: Integers
    worker: Integers
    start: Floats
    end: Floats

    def held(self) -> Holdings:
        """Only those with a holder."""
        return self._at(np.flatnonzero(self.worker >= 0))

    def held_by(self, workers: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Holdings:
        """Only those with a holder among `workers`, which says of every worker whether it is one of them."""
        held = self.held()
        return held._at(np.flatnonzero(workers[held.worker]))

    def unallocated(self) -> Holdings:
        """Only those without."""
        return self._at(np.flatnonzero(self.worker < 0))

    def after(self, time: float) -> Holdings:
        """Only those that are not over by a time."""
        return self._at(np.flatnonzero(self.end > time))

    def _at(self, kept: Integers) -> Holdings:
        return Holdings(self.family[kept], self.worker[kept], self.start[kept], self.end[kept])


@once_a_log
def holdings_of(view: View) -> Holdings:
    """From allocations, and from families entering stages in which nobody holds them (screening, closed)."""
    holder = np.asarray(view.tables.stages.holder)
    entered = view.rows(Event.ENTERED)
    without = entered[np.flatnonzero(holder[view.subject[entered]] < 0)]
    rows = np.sort(np.concatenate([view.rows(Event.UNALLOCATED, Event.ALLOCATED), without]))
    _, family, kind, worker, start = view.family_by_family(rows, view.kind, view.worker, view.time)
    end = np.full(len(rows), view.horizon)
    goes_on = family[1:] == family[:-1]
    np.copyto(end[:-1], start[1:], where=goes_on)
    worker = np.where(kind == int(Event.ALLOCATED), worker, -1).astype(np.int64)
    kept = np.flatnonzero((kind != int(Event.ENTERED)) & (end > start))
    return Holdings(family[kept], worker[kept], start[kept], end[kept])


@once_a_log
def co_holdings_of(view: View) -> Holdings:
    """Who has families beside their holder, from when until when: -1 while they wait for somebody."""
    rows = view.rows(Event.CO_HOLDER_AWAITED, Event.CO_HOLDER_ALLOCATED, Event.CO_HOLDER_ENDED)
    _, family, kind, worker, start = view.family_by_family(rows, view.kind, view.worker, view.time)
    end = np.full(len(rows), view.horizon)
    goes_on = family[1:] == family[:-1]
    np.copyto(end[:-1], start[1:], where=goes_on)
    worker = np.where(kind == int(Event.CO_HOLDER_ALLOCATED), worker, -1).astype(np.int64)
    kept = np.flatnonzero((kind != int(Event.CO_HOLDER_ENDED)) & (end > start))
    return Holdings(family[kept], worker[kept], start[kept], end[kept])


BEFORE_THE_RUN = -1.0


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Each moment a group becomes empty, or stops being so, by group and time. Every group has one before the run."""

    key: Floats
    time: Floats
    empty: Booleans
    apart: float

    def at(self, group: Integers, time: Floats) -> Integers:
        """The row in force for each group at a time."""
        return np.searchsorted(self.key, group * self.apart + time, "right") - 1

    def before(self, group: Integers, time: Floats) -> Integers:
        """The row in force for each group just before a time."""
        return np.searchsorted(self.key, group * self.apart + time, "left") - 1


@once_a_log
def vacancies_of(view: View) -> Vacancies:
    """From the people in post: a group is empty when none of its posts has anybody in it."""
    workers = view.log.workers
    groups = len(view.tables.groups.role)
    everyone = np.arange(groups)
    group = np.concatenate([everyone, np.asarray(workers.group), np.asarray(workers.group)])
    time = np.concatenate([np.full(groups, BEFORE_THE_RUN), np.asarray(workers.start), np.asarray(workers.end)])
    change = np.concatenate([np.zeros(groups), np.ones(len(workers)), -np.ones(len(workers))])
    order = np.lexsort((-change, time, group))
    group, time, change = group[order], time[order], change[order]
    empty = np.cumsum(change) == 0  # everybody who starts has an end, so each group's changes cancel
    turns = np.ones(len(group), bool)
    turns[1:] = (group[1:] != group[:-1]) | (empty[1:] != empty[:-1])
    apart = max(float(time.max(initial=0.0)), view.horizon) + 2.0
    group, time, empty = group[turns], time[turns], empty[turns]
    return Vacancies(group * apart + time, time, empty, apart)


class WorkParts:
    """One row a part of an activity, in log order: done or begun by a worker, or by nobody (-1) at the horizon."""

    def __init__(self, view: View) -> None:
        self.rows: Integers = view.rows(Event.PART_DONE, Event.HELD, Event.UNFINISHED)
        self.worker: Integers = view.worker[self.rows].astype(np.int64)
        self.started: Floats = view.started[self.rows]
        self.ended: Floats = view.time[self.rows]
        self.hours: Floats = view.hours[self.rows]


@once_a_log
def work_of(view: View) -> WorkParts:
    """All the work of a log."""
    return WorkParts(view)


class WorkDone:
    """One row a part of an activity that somebody did, or had begun at the horizon.

    `hours` are those inside the observed years; `busy_days` the worker's time in post that they took, and `speed` the
    worker's productive hours a day then.
    """

    def __init__(self, view: View) -> None:
        work, staff = work_of(view), staff_of(view)
        first = view.first_observed(work.rows)
        kept = first + np.flatnonzero((work.worker[first:] >= 0) & (work.started[first:] < view.horizon))
        rows, worker = work.rows[kept], work.worker[kept]
        started, ended, hours = work.started[kept], work.ended[kept], work.hours[kept]
        inside = ended - started  # most are wholly in the observed years
        cut = np.flatnonzero((started < view.observed_from) | (ended > view.horizon))
        took, inside[cut] = inside[cut], view.in_window(started[cut], ended[cut])
        hours[cut] *= np.divide(inside[cut], took, out=np.ones(len(cut)), where=took > 0.0)
        self.speed = staff.hours_a_day_at(worker, started)
        unfinished = np.flatnonzero(view.kind[rows] == int(Event.UNFINISHED))  # whose hours so far are at full speed
        hours[unfinished] = inside[unfinished] * self.speed[unfinished]
        self.rows: Integers = rows
        self.worker: Integers = worker
        self.started: Floats = started
        self.hours: Floats = hours
        leaves = np.flatnonzero(staff.end[worker] < ended)
        self.busy_days = inside
        self.busy_days[leaves] = view.in_window(started[leaves], staff.end[worker[leaves]])

    def by_worker(self, amount: Floats, workers: int) -> Floats:
        """The sum of an amount over each worker's rows."""
        return np.bincount(self.worker, weights=amount, minlength=workers).astype(np.float64)


@once_a_log
def work_done_of(view: View) -> WorkDone:
    """What everybody did in a log's observed years."""
    return WorkDone(view)


class ExtraHours:
    """The extra hours a working day of each group's full-time workers, from each of its rows on; none before."""

    def __init__(self, view: View) -> None:
        staff = staff_of(view)
        self._full_time: Floats = np.asarray(view.tables.roles.hours_a_day)[staff.role]
        self._group = staff.group
        rows = view.rows(Event.EXTRA_HOURS)
        rows = rows[np.argsort(view.detail[rows], kind="stable")]
        group, self._time = view.detail[rows].astype(np.int64), view.time[rows]
        self._hours: Floats = view.hours[rows]
        self._days = int(view.horizon) + 2
        groups = len(view.tables.groups.role)
        on_day = np.bincount(group * self._days + self._time.astype(np.int64), minlength=groups * self._days)
        self._most_a_day = int(on_day.max(initial=0))
        self._until = np.concatenate([[0], np.cumsum(on_day)])  # how many rows come before each day of each group
        self._has_any = np.isin(self._group, group)

    def of_workers(self, worker: Integers | NDArray[np.int32], time: Floats, speed: Floats) -> Floats:
        """The extra hours a working day at which each worker begins a task at a time, by their own hours a day."""
        hours: Floats = np.zeros(len(worker))
        some = np.flatnonzero(self._has_any[worker])
        hours[some] = self._of_some(worker[some], time[some], speed[some])
        return hours

    def _of_some(self, worker: Integers | NDArray[np.int32], time: Floats, speed: Floats) -> Floats:
        """Of workers whose group has any: looked up by day, as a group has few rows a day."""
        group = self._group[worker]
        time = np.where(np.isnan(time), 0.0, time)
        day = group * self._days + time.astype(np.int64)
        place, day_ends = self._until[day], self._until[day + 1]
        for _ in range(self._most_a_day):
            later = np.minimum(place, len(self._time) - 1)
            place += (place < day_ends) & (self._time[later] <= time)
        own = place > self._until[group * self._days]
        full_time = self._full_time[worker]
        share = np.divide(speed, full_time, out=np.ones(len(worker)), where=full_time > 0.0)
        hours: Floats = np.where(own, self._hours[np.maximum(place - 1, 0)], 0.0) * share
        return hours
