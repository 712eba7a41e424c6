"""The pressure that teams were under, and what it cost their people: of roles that respond to it, or are given families
by their work."""

from __future__ import annotations

from math import inf

import numpy as np

from fssim.arrays import Floats, Integers
from fssim.measures.declaration import WORSE, Measure, indicator
from fssim.measures.indicators.staffing import DAYS_BETWEEN_COUNTS
from fssim.measures.log_view.arithmetic import mean, percentile, ratio, total
from fssim.measures.log_view.people_in_post import ExtraHours, staff_of, work_done_of
from fssim.measures.log_view.spells import holder_roles_of, side_spells_of, spells_of
from fssim.measures.log_view.view import View
from fssim.model.people_tables import MILLIONTHS
from fssim.scenario.schema.units import WORKING_DAYS_A_WEEK

COUNTED = (
    "The work of the families that a team holds, and of those that wait for it, as a percentage of productive hours "
    "of its people in post, counted every 20 working days {observed}"
)
PRESSURE = Measure(
    "pressure_{team}_percent", "Pressure in {team} teams", "%", WORSE, f"{COUNTED}: mean over {{team}} teams.", most=inf
)
HIGH_PRESSURE = Measure(
    "high_pressure_{team}_percent", "Pressure in {team} teams: nine in ten counts are up to", "%", WORSE,
    f"{COUNTED}: nine in ten counts of {{team}} teams are no higher.", most=inf,
)  # fmt: skip
EXTRA_HOURS = Measure(
    "extra_hours_{role}_per_week", "Extra hours worked: {role}", "hours a week", WORSE,
    "Hours that a full-time worker in post worked beyond their own under pressure, a week {observed}.",
)  # fmt: skip


@indicator(PRESSURE, HIGH_PRESSURE)
def pressure(view: View) -> dict[str, float]:
    """The pressure of the teams of each kind with a role that families are given to by work, or that responds."""
    tables = view.tables
    groups = _watched_groups(view)
    kinds = np.asarray(tables.teams.kind)[np.asarray(tables.groups.team)[groups]]
    measures: dict[str, float] = {}
    if len(groups):
        counted = _counted(view)[:, groups]
        for kind in np.unique(kinds):
            name = tables.names.team_kinds[kind]
            theirs = counted[:, kinds == kind].ravel()
            theirs = 100.0 * theirs[np.isfinite(theirs)]
            measures[PRESSURE.named(team=name)] = mean(theirs)
            measures[HIGH_PRESSURE.named(team=name)] = percentile(theirs, 90.0)
    return measures


def _watched_groups(view: View) -> Integers:
    """The groups of teams whose role families are given to by work, or which responds to pressure."""
    responses, groups = view.tables.responses, view.tables.groups
    curves = (responses.thresholds, responses.proportionate_work, responses.extra_hours, responses.leaving,
              responses.agency_cover)  # fmt: skip
    watched = [
        responses.limit_share[role] >= 0.0
        or responses.neighbours_above[role] < inf
        or any(curve[role] >= 0 for curve in curves)
        for role in range(len(responses.limit_share))
    ]
    rows = [row for row, role in enumerate(groups.role) if watched[role] and groups.team[row] >= 0]
    return np.array(rows, np.int64)


def _counted(view: View) -> Floats:
    """The pressure of every group on each day counted: work over hours, nan where nobody is in post."""
    tables, spells, staff = view.tables, spells_of(view), staff_of(view)
    begun, over = side_spells_of(view)
    began, family = view.time[begun], view.family[begun]
    holder = holder_roles_of(view)
    role = np.maximum(holder, 0)
    group = np.where(holder >= 0, np.asarray(tables.group_of)[spells.team * len(tables.names.roles) + role], -1)
    in_group = np.flatnonzero(group >= 0)
    start, end = spells.start[in_group], spells.end[in_group]
    everyone, groups = np.arange(len(staff)), len(tables.groups.role)
    days = []
    for at in np.arange(view.observed_from, view.horizon, DAYS_BETWEEN_COUNTS):
        now = in_group[np.flatnonzero((start <= at) & (end > at))]
        of_family = np.full(len(view.children), -1)
        of_family[spells.family[now]] = now
        beside = np.flatnonzero((began <= at) & (over > at))
        beside = beside[of_family[family[beside]] >= 0]
        spell = np.concatenate([now, of_family[family[beside]]])
        stage = np.concatenate([spells.stage[now], view.subject[begun[beside]]])
        held = np.bincount(group[spell], weights=_work(view, spell, stage, at), minlength=groups)
        there = (staff.start <= at) & (staff.end > at)
        hours = staff.hours_a_day_at(everyone, np.full(len(staff), at))[there]
        carries = np.bincount(staff.group[there], weights=hours, minlength=groups)
        days.append(np.divide(held, carries, out=np.full(groups, np.nan), where=carries > 0.0))
    return np.array(days)


def _work(view: View, spell: Integers, stage: Integers, at: float) -> Floats:
    """The hours a working day that the families of these spells are in these stages, as their teams work at a time."""
    spells, work = spells_of(view), view.tables.workloads
    model = view.model_at(spells.team[spell], np.full(len(spell), at))
    row = model * len(view.tables.names.stages) + stage
    further = (view.children[spells.family[spell]] - 1) * np.asarray(work.further_child)[row]
    hours: Floats = (np.asarray(work.first_child)[row] + further) / MILLIONTHS
    return hours


@indicator(EXTRA_HOURS)
def extra_hours(view: View) -> dict[str, float]:
    """What each role that works extra hours worked of them."""
    roles = [role for role, curve in enumerate(view.tables.responses.extra_hours) if curve >= 0]
    if not roles:
        return {}
    staff = staff_of(view)
    work = work_done_of(view)
    hours = work.busy_days * ExtraHours(view).of_workers(work.worker, work.started, work.speed)
    by_worker = work.by_worker(hours, len(staff))
    return {
        EXTRA_HOURS.named(role=view.tables.names.roles[role]): WORKING_DAYS_A_WEEK
        * ratio(total(by_worker[staff.role == role]), total(staff.full_time_days[staff.role == role]))
        for role in roles
    }
