"""How full and how busy the service is at the end of each week, from the first simulated day on, warm-up included; work
that waits: hours that could be begun and that nobody has begun, by the role that they wait for; and what was held in
time in the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event
from fssim.measures.declaration import NEITHER, MeasureDescription
from fssim.measures.indicators.durations import plans_of
from fssim.measures.indicators.waits import ROUTES, referrals_of
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.measures.log_view.arithmetic import ratio, total
from fssim.measures.log_view.people_in_post import holdings_of, staff_of, work_of
from fssim.measures.log_view.spells import holder_roles_of, spell_at, spells_of
from fssim.measures.log_view.view import View, once_a_log
from fssim.model.tables import WHO_HOLDER, Tables
from fssim.scenario.schema.units import DAYS_A_WEEK

UNALLOCATED = "families unallocated"
SERIES = ("families open", "children on statutory plans", UNALLOCATED)  # which the warm-up is judged by
IN_DRIFT = "families on plans in drift"
CASELOAD = "children allocated per full-time worker in post"


@dataclass(frozen=True, slots=True)
class Weekly:
    """Numbers at the end of each whole week since the start: a row for each of the `series`, and a column a week.

    `warm_up_weeks` of the weeks are before the observed years; `first_week_ends` is the ordinal of the first one's end.
    Where a week has no number (the use of the time of nobody) it is nan. Days are booked to what held families up in
    the observed years alone, so families in drift have no number before.
    """

    warm_up_weeks: int
    numbers: NDArray[np.float32]
    series: tuple[str, ...] = SERIES
    first_week_ends: int = 0

    def only(self, series: Sequence[str]) -> Weekly:
        """Those of some series, in their order; nan of one that there is not."""
        known = dict(zip(self.series, self.numbers, strict=True))
        missing = np.full(self.numbers.shape[1], np.nan, np.float32)
        rows = np.stack([known.get(name, missing) for name in series])
        return Weekly(self.warm_up_weeks, rows, tuple(series), self.first_week_ends)


def waiting_series(need: str, route: str) -> str:
    """Families referred for a need and waiting for help by a route."""
    return f"families waiting for {need}, {route}"


def in_post_series(role: str) -> str:
    """Full-time equivalents of a role in post, agency workers among them."""
    return f"full-time {role} in post"


def backlog_series(role: str) -> str:
    """Hours of work that could be begun and that nobody of a role has begun, families on its waiting lists included."""
    return f"hours of work waiting for {role}"


def utilisation_series(role: str) -> str:
    """The percentage of a role's productive time in the week that was in use."""
    return f"percent of time in use of {role}"


def held_series(activity: str) -> str:
    """How often an activity was held in the week that had a due date."""
    return f"held with a due date: {activity}"


def in_time_series(activity: str) -> str:
    """How often it was held on the day it was due or before, of those."""
    return f"held in time: {activity}"


def describe_series(name: str) -> MeasureDescription:
    """A weekly series for people to read. Its label is its name, as it is in words."""
    if name.startswith("percent of "):
        unit = "%"
    elif name.startswith("full-time ") and name.endswith(" in post"):
        unit = "full-time equivalents"
    elif name.startswith("hours "):
        unit = "hours"
    elif name.startswith("held "):
        unit = "meetings and visits"
    else:
        unit = "children" if "children" in name else "families"
    return MeasureDescription(name[0].upper() + name[1:], unit, NEITHER)


def list_series(tables: Tables) -> tuple[str, ...]:
    """The names of every weekly series of a compiled scenario, in order."""
    names = tables.names
    waiting = (waiting_series(need, route) for need in names.needs for route in ROUTES)
    staff = (series(role) for role in names.roles for series in (backlog_series, in_post_series, utilisation_series))
    held = (series(name) for name in _list_activities(tables) for series in (held_series, in_time_series))
    return (*SERIES, IN_DRIFT, *waiting, CASELOAD, *staff, *held)


def _list_activities(tables: Tables) -> list[str]:
    """The activities that families have, which courses are none of."""
    return [name for name in tables.names.activities if name not in tables.names.courses]


def place_weeks(day_ordinals: Sequence[int] | Integers, observed_from: float) -> tuple[int, int]:
    """How many whole weeks of a run are before the observed years, and the ordinal of the first one's end."""
    first, observed = int(day_ordinals[0]), int(day_ordinals[int(observed_from)])
    return (observed - first) // DAYS_A_WEEK, first + DAYS_A_WEEK


def weekly(view: View) -> Weekly:
    """The weekly numbers of one replication."""
    last = int(view.dates(np.array([view.horizon]))[0])
    warm_up_weeks, first_week_ends = place_weeks(view.day_ordinals, view.observed_from)
    week_ends = np.arange(first_week_ends, last + 1, DAYS_A_WEEK)
    times = np.searchsorted(view.day_ordinals, week_ends).astype(np.float64)
    numbers = dict(_numbers(view, _Weeks(times)))
    rows = np.stack(list(numbers.values())).astype(np.float32)
    return Weekly(warm_up_weeks, rows, tuple(numbers), first_week_ends)


def _numbers(view: View, weeks: _Weeks) -> Iterator[tuple[str, Floats]]:
    spells, plans, unallocated = spells_of(view), plans_of(view), holdings_of(view).unallocated()
    yield SERIES[0], weeks.open_at(spells.start, spells.end)
    yield SERIES[1], weeks.open_at(plans.start, plans.end, view.children[plans.family])
    yield SERIES[2], weeks.open_at(unallocated.start, unallocated.end)
    ledger = ledger_of(view)
    stuck = np.isin(ledger.line, DRIFT) & view.plan_stages[spells.stage[ledger.spell]]
    drifting = weeks.open_at(ledger.start[stuck], ledger.end[stuck])
    yield IN_DRIFT, np.where(weeks.ends > view.observed_from, drifting, nan)
    yield from _waiting(view, weeks)
    yield from _staff(view, weeks)
    yield from _held(view, weeks)


def _waiting(view: View, weeks: _Weeks) -> Iterator[tuple[str, Floats]]:
    referred = referrals_of(view)
    for row, name in enumerate(view.tables.names.needs):
        for code, label in enumerate(ROUTES):
            mine = (referred.need == row) & (referred.route == code)
            yield waiting_series(name, label), weeks.open_at(referred.start[mine], referred.end[mine])


def _staff(view: View, weeks: _Weeks) -> Iterator[tuple[str, Floats]]:
    """Caseloads; and of each role, what waits for it, who is in post and how much of their time is used."""
    staff = staff_of(view)
    held = holdings_of(view).held_by(staff.holds)
    children = weeks.open_at(held.start, held.end, view.children[held.family])
    hours = staff.hours
    filled = hours.share * staff.full_time[hours.worker]
    holds = staff.holds[hours.worker]
    full_time = weeks.open_at(hours.start[holds], hours.end[holds], filled[holds])
    yield CASELOAD, _over(children, full_time)

    roles = len(view.tables.names.roles)
    began = weeks.of(work_of(view).started)  # what nobody has started (nan) comes after every week
    backlog, busy = _backlog(view, weeks, began), _busy(view, weeks, began)
    speed = hours.share * staff.hours_a_day[hours.worker]
    there = weeks.lasting(hours.start, hours.end, weeks.of(hours.start), speed, staff.role[hours.worker], roles)
    for role, name in enumerate(view.tables.names.roles):
        yield backlog_series(name), backlog[role]
        theirs = staff.role[hours.worker] == role
        yield in_post_series(name), weeks.open_at(hours.start[theirs], hours.end[theirs], filled[theirs])
        yield utilisation_series(name), 100.0 * _over(busy[role], there[role])


def _held(view: View, weeks: _Weeks) -> Iterator[tuple[str, Floats]]:
    """What was held that had a due date, and of that, what was in time."""
    names = view.tables.names.activities
    rows = view.rows(Event.HELD)
    rows = rows[~np.isnan(view.due[rows]) & (view.family[rows] >= 0)]
    week, activity = weeks.of(view.time[rows]), view.subject[rows].astype(np.int64)
    once = np.ones(len(rows))
    in_time = (np.floor(view.time[rows]) <= np.floor(view.due[rows])).astype(np.float64)
    held, timely = (weeks.sums(week, activity, counted, len(names))[:, :-1] for counted in (once, in_time))
    for name in _list_activities(view.tables):
        yield held_series(name), held[names.index(name)]
        yield in_time_series(name), timely[names.index(name)]


def _over(part: Floats, whole: Floats) -> Floats:
    some: Booleans = whole > 1e-9
    share: Floats = np.divide(part, whole, out=np.full(len(part), nan), where=some)
    return share


class _Weeks:
    """The ends of the weeks, as times: whole numbers."""

    def __init__(self, ends: Floats) -> None:
        self.ends = ends
        self._last = int(ends[-1]) if len(ends) else 0
        self._of_day = np.searchsorted(ends, np.arange(self._last + 1), side="right")

    def of(self, moments: Floats) -> Integers:
        """The number of the week each moment is in. Moments after them all, and nan, are in the week after the last.

        Looked up by day, as there are few days and many moments.
        """
        days = np.fmin(moments, self._last).astype(np.int64)
        weeks: Integers = self._of_day.take(days, mode="clip")  # what comes before the first day is in its week
        return weeks

    def open_at(self, start: Floats, end: Floats, counted: Floats | Integers | None = None) -> Floats:
        """How many have started before each week's end and not ended before it, each counted so many times."""

        def so_far(moments: Floats) -> Floats:
            weeks = len(self.ends)
            sums: Floats = np.cumsum(np.bincount(self.of(moments), counted, weeks + 1)[:weeks])
            return sums.astype(np.float64)

        amount: Floats = so_far(start) - so_far(end)
        return amount

    def sums(self, weeks: Integers, label: Integers, counted: Floats, labels: int) -> Floats:
        """What falls in each week, and after them all, added up: a row a label, but for those from `labels` on."""
        return self._sums(self._cells(weeks, label), counted, labels)

    def lasting(
        self, start: Floats, end: Floats, weeks: Integers, counted: Floats, label: Integers, labels: int
    ) -> Floats:
        """How long intervals, that start in these weeks, last inside each week, each counted so many times: a row a
        label."""

        def until(moments: Floats, weeks: Integers) -> Floats:
            """The time from each moment before a week's end until that end, added up."""
            cells = self._cells(weeks, label)
            number, sums = (
                self._sums(cells, weights, labels)[:, :-1].cumsum(axis=1) for weights in (counted, counted * moments)
            )
            time: Floats = self.ends * number - sums
            return time

        amount: Floats = np.diff(until(start, weeks) - until(end, self.of(end)), prepend=0.0, axis=1)
        return amount

    def _cells(self, weeks: Integers, label: Integers) -> Integers:
        """Label by label, the week: places in what is added up."""
        cells: Integers = label * (len(self.ends) + 1)
        cells += weeks
        return cells

    def _sums(self, cells: Integers, counted: Floats, labels: int) -> Floats:
        weeks = len(self.ends) + 1
        added_up = np.bincount(cells, counted, (labels + 1) * weeks).astype(np.float64)
        return added_up.reshape(labels + 1, weeks)[:labels]


def _busy(view: View, weeks: _Weeks, began: Integers) -> Floats:
    """Productive hours that work, which began in these weeks, took of those who did it, in each week: a row a role."""
    work, staff, roles = work_of(view), staff_of(view), len(view.tables.names.roles)
    if not len(staff):
        return np.zeros((roles, len(weeks.ends)))
    ended = np.maximum(np.minimum(work.ended, staff.end[work.worker]), work.started)
    speed = staff.hours_a_day_at(work.worker, work.started)
    return weeks.lasting(work.started, ended, began, speed, _roles_of_workers(view), roles)


@once_a_log
def _roles_of_workers(view: View) -> Integers:
    """The role of whoever did each part of `work_of`; of nobody, the number of roles."""
    role: Integers = np.append(staff_of(view).role, len(view.tables.names.roles))[work_of(view).worker]
    return role


def _backlog(view: View, weeks: _Weeks, began: Integers) -> Floats:
    """Hours of work, which began in these weeks, that could be begun and that nobody has begun at the end of each week:
    a row a role.

    Besides parts of activities, families on a role's own waiting lists wait, each with the hours that one who started
    help took on average.
    """
    work, roles = work_of(view), len(view.tables.names.roles)
    enabled = view.enabled[work.rows]
    role = _roles_for(view)
    role[np.flatnonzero(np.isnan(enabled) | np.isnan(work.hours) | (view.family[work.rows] < 0))] = roles
    lists, waits_from, waits_until, took = _lists(view)

    def so_far(of_work: Integers, of_lists: Integers) -> Floats:
        hours = weeks.sums(of_work, role, work.hours, roles)
        np.add.at(hours, (lists, of_lists), took)
        return hours[:, :-1].cumsum(axis=1)

    waiting: Floats = so_far(weeks.of(enabled), weeks.of(waits_from)) - so_far(began, weeks.of(waits_until))
    return waiting


def _roles_for(view: View) -> Integers:
    """The role of whoever did each part of `work_of`; of what nobody has begun, the role that it is for, by who takes
    part or by who holds families in that stage. The number of roles, if that is none."""
    tables, work = view.tables, work_of(view)
    roles = _roles_of_workers(view).copy()
    nobody = np.flatnonzero(work.worker < 0)
    rows = work.rows[nobody]
    part = np.maximum(view.detail[rows], 0)
    role = np.where(view.detail[rows] >= 0, np.asarray(tables.participants.role)[part], -1)
    spell = np.maximum(spell_at(view, rows), 0)
    for_holder = (view.detail[rows] >= 0) & (np.asarray(tables.participants.who)[part] == WHO_HOLDER)
    role = np.where(for_holder, holder_roles_of(view)[spell], role)
    roles[nobody] = np.where(role >= 0, role, len(tables.names.roles))
    return roles


def _lists(view: View) -> tuple[Integers, Floats, Floats, Floats]:
    """Families on practitioners' lists: the role, from, until (nan: to the end of the run), and the hours that each
    would take."""
    referred, work = referrals_of(view), work_of(view)
    started = view.rows(Event.NEED_STARTED)
    started = started[view.worker[started] >= 0]
    helpers = np.asarray(view.tables.needs.role)
    done = np.flatnonzero(np.append(np.isin(staff_of(view).role, helpers), False)[work.worker])
    done = done[view.kind[work.rows[done]] != int(Event.UNFINISHED)]
    did, hours_done = _roles_of_workers(view)[done], work.hours[done]
    helped = helpers[view.subject[started]]
    hours = np.full(len(view.tables.names.roles), np.nan)
    for role in set(helpers.tolist()):
        hours[role] = ratio(total(hours_done[did == role]), float(np.count_nonzero(helped == role)))
    mine = referred.route == ROUTES.index("internal")
    role = helpers[referred.need[mine]]
    until = np.where(referred.is_open[mine], np.nan, referred.end[mine])
    known = ~np.isnan(hours[role])
    return role[known], referred.start[mine][known], until[known], hours[role[known]]
