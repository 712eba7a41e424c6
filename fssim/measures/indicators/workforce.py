"""How much work people had (caseloads, time in use, hours, direct work, families nobody held), and vacancy and turnover
as the workforce statistics count them."""

from __future__ import annotations

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.log_view.arithmetic import Booleans, Floats, mean, percentile, ratio, spread, total
from fssim.measures.log_view.people_in_post import Staff, WorkDone, holdings_of
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from fssim.scenario.names import slug

DAYS_BETWEEN_COUNTS = 20.0  # of caseloads, for their spread: about monthly


def workload(view: View, staff: Staff) -> dict[str, float]:
    """Caseloads, utilisation and hours by role, direct share, workers per family and unallocated families."""
    return {
        **_caseload(view, staff),
        **_hours(view, staff),
        **_holders(view),
    }


def _caseload(view: View, staff: Staff) -> dict[str, float]:
    """Children allocated per full-time worker in post, of the roles that hold families."""
    held = holdings_of(view).held()
    children = view.children[held.family]
    child_days = view.in_window(held.start, held.end) * children
    of_kind = np.full(len(staff), -1)
    team = np.asarray(view.tables.groups.team)[staff.group]
    in_team = staff.holds & (team >= 0)
    of_kind[in_team] = np.asarray(view.tables.teams.kind)[team[in_team]]

    each = _caseloads(view, staff)
    measures = {
        "caseload_children_per_full_time_worker": ratio(total(child_days), total(staff.full_time_days[staff.holds])),
        "caseload_spread_children": spread(each),
        "caseload_p90_children": percentile(each, 90.0),
    }
    for kind, name in enumerate(view.tables.names.team_kinds):
        theirs = total(child_days[of_kind[held.worker] == kind])
        full_time = total(staff.full_time_days[of_kind == kind])
        measures[f"caseload_{slug(name)}_children_per_full_time_worker"] = ratio(theirs, full_time)
    return measures


def _caseloads(view: View, staff: Staff) -> Floats:
    """The caseload of every holder in post, at full time, counted about monthly through the observed years."""
    held = holdings_of(view).held()
    children = view.children[held.family].astype(np.float64)
    everyone = np.arange(len(staff))
    counts = []
    for at in np.arange(view.observed_from, view.horizon, DAYS_BETWEEN_COUNTS):
        now = (held.start <= at) & (held.end > at)
        loads = np.bincount(held.worker[now], weights=children[now], minlength=len(staff))
        full_time = staff.full_time * staff.hours.share_at(everyone, np.full(len(staff), at))
        counts.append((loads / full_time)[staff.holds & (staff.start <= at) & (staff.end > at)])
    return np.concatenate(counts) if counts else np.empty(0)


def _hours(view: View, staff: Staff) -> dict[str, float]:
    work = WorkDone(view, staff)
    hours = work.by_worker(work.hours, len(staff))
    speed = staff.hours_a_day_at(work.worker, view.started[work.rows])
    busy = work.by_worker(work.busy_days * speed, len(staff))
    measures = {}
    for role, name in enumerate(view.tables.names.roles):
        theirs = staff.role == role
        available = total(staff.productive_hours[theirs])
        measures[f"utilisation_{slug(name)}_percent"] = 100.0 * ratio(total(busy[theirs]), available)
        measures[f"hours_{slug(name)}_per_year"] = total(hours[theirs]) / view.observed_years
    participant = view.detail[work.rows]
    direct = np.where(participant >= 0, np.asarray(view.tables.participants.direct_share)[participant], 0.0)
    by_holder = total(work.by_worker(work.hours * direct, len(staff))[staff.holds])
    measures["direct_share_percent"] = 100.0 * ratio(by_holder, total(staff.at_work_hours[staff.holds]))
    return measures


def _holders(view: View) -> dict[str, float]:
    """Allocated workers a family has had, over its episode; and the time that nobody did."""
    spells = spells_of(view)
    referrals = float(len(view.observed(view.rows(Event.REFERRED))))
    waits = holdings_of(view).unallocated()
    days = total(view.in_window(waits.start, waits.end))
    width = len(view) + 1
    allocated = view.rows(Event.ALLOCATED)
    key = view.family[allocated].astype(np.int64) * width + allocated
    spell = np.searchsorted(spells.family * width + spells.row, key) - 1
    episode = spells.runs(np.zeros(len(spells), np.int64))
    workers = max(len(view.log.workers), 1)
    held_by = np.sort(episode.run[spell] * workers + view.worker[allocated])
    once = np.ones(len(held_by), bool)
    once[1:] = held_by[1:] != held_by[:-1]
    holders = np.bincount(held_by[once] // workers, minlength=len(episode)).astype(np.float64)
    closed = episode.ended_in(view) & (holders > 0.0)
    return {
        "workers_per_family": mean(holders[closed]),
        "unallocated_families_mean": days / view.observed_days,
        "unallocated_days_per_family": ratio(days, referrals),
    }


def staffing(view: View, staff: Staff) -> dict[str, float]:
    """Vacancies as a percentage of posts, with agency workers' posts counted vacant (as published) and not (nobody
    there at all); people who left in a year as a percentage of those in post."""
    post_role = np.asarray(view.tables.groups.role)[np.asarray(view.tables.posts.group, np.int64)]
    measures: dict[str, float] = {}
    for role, name in enumerate(view.tables.names.roles):
        measures |= _rates(view, staff, post_role == role, staff.role == role, slug(name))
    holders = np.isin(post_role, view.holder_roles)
    return measures | _rates(view, staff, holders, staff.holds, "case_holders")


def _rates(view: View, staff: Staff, posts: Booleans, theirs: Booleans, name: str) -> dict[str, float]:
    of_posts = view.tables.posts
    there = view.in_window(np.asarray(of_posts.opens), np.asarray(of_posts.ends)) * np.asarray(of_posts.full_time_share)
    posts_days = total(there[posts & (np.asarray(of_posts.agency) == 0)])
    permanent = theirs & ~staff.agency
    permanent_days = total(staff.full_time_days[permanent])
    left = permanent & staff.leaves & (staff.end >= view.observed_from)
    leavers = total(staff.full_time[left])
    nobody = 100.0 * (1.0 - ratio(total(staff.full_time_days[theirs]), posts_days))
    return {
        f"vacancy_{name}_percent": 100.0 * (1.0 - ratio(permanent_days, posts_days)),
        f"vacancy_{name}_uncovered_percent": max(nobody, 0.0),  # agency workers may be more than the posts are short of
        f"turnover_{name}_percent_a_year": 100.0
        * ratio(leavers / view.observed_years, permanent_days / view.observed_days),
    }
