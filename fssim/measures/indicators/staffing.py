"""How much work people had (caseloads, time in use, hours, direct work, families nobody held), and vacancy and turnover
as the workforce statistics count them."""

from __future__ import annotations

import numpy as np

from fssim.arrays import Booleans, Floats
from fssim.engine.event_log import Event
from fssim.measures.declaration import BETTER, NEITHER, WORSE, Measure, indicator
from fssim.measures.log_view.arithmetic import mean, percentile, ratio, spread, total
from fssim.measures.log_view.people_in_post import Staff, co_holdings_of, holdings_of, staff_of, work_done_of
from fssim.measures.log_view.spells import spell_at, spells_of
from fssim.measures.log_view.view import View

DAYS_BETWEEN_COUNTS = 20.0  # of caseloads, for their spread: about monthly


CASELOAD = Measure(
    "caseload_children_per_full_time_worker", "Caseload per full-time worker in post", "children", WORSE,
    "Children allocated, over case-holding workers in post (full-time equivalents), on an average working day "
    "{observed}. All case-holding roles.",
)  # fmt: skip
CASELOAD_SPREAD = Measure(
    "caseload_spread_children", "Caseload: standard deviation between workers", "children", WORSE,
    "Standard deviation of caseloads, each at full time (children over the share of full time worked), of all "
    "case-holding workers in post, counted every 20 working days {observed}.",
)  # fmt: skip
CASELOAD_P90 = Measure(
    "caseload_p90_children", "Caseload: nine in ten workers have up to", "children", WORSE,
    "Nine in ten caseloads, each at full time, have no more children: of all case-holding workers in post, counted "
    "every 20 working days {observed}.",
)  # fmt: skip
TEAM_CASELOAD = Measure(
    "caseload_{team}_children_per_full_time_worker", "Caseload in {team} teams", "children", WORSE,
    "Children allocated over workers in post (full-time equivalents) in {team} teams, on an average working day "
    "{observed}.",
)  # fmt: skip
UTILISATION = Measure(
    "utilisation_{role}_percent", "Time in use: {role}", "%", NEITHER,
    "Time that work took people in this role, as a percentage of their productive hours in post, {observed}. "
    "Productive hours leave out leave, sickness, meetings and the like.",
)  # fmt: skip
HOURS = Measure(
    "hours_{role}_per_year", "Hours worked: {role}", "hours a year", NEITHER,
    "Hours of work done by this role, a year of the observed years.",
)  # fmt: skip
DIRECT_SHARE = Measure(
    "direct_share_percent", "Social workers' time in direct contact", "%", BETTER,
    "Of the hours that case-holding workers were at work {observed}, the percentage in direct contact with families.",
)  # fmt: skip
WORKERS_PER_FAMILY = Measure(
    "workers_per_family", "Allocated workers a family has had, over its episode", "workers", WORSE,
    "Different allocated workers of a family from its referral to its closure: mean over episodes closed {observed} "
    "that were ever allocated.",
)  # fmt: skip
FAMILIES_UNALLOCATED = Measure(
    "unallocated_families_mean", "Families unallocated, on average", "families", WORSE,
    "Families waiting for a worker to be allocated, on an average working day {observed}.",
)  # fmt: skip
DAYS_UNALLOCATED = Measure(
    "unallocated_days_per_family", "Days unallocated", "working days a family", WORSE,
    "Working days {observed} on which a family waited for a worker to be allocated, over referrals in them. Stages "
    "without an allocated worker, such as screening, do not count.",
)  # fmt: skip
VACANCY = Measure(
    "vacancy_{role}_percent", "Posts vacant or covered by agency: {role}", "%", WORSE,
    "Posts (full-time equivalents) without a permanent worker, as a percentage of posts, over the observed years: as "
    "published, one covered by an agency worker is vacant.",
)  # fmt: skip
UNCOVERED = Measure(
    "vacancy_{role}_uncovered_percent", "Posts with nobody in them: {role}", "%", WORSE,
    "Posts (full-time equivalents) with nobody in them, as a percentage of posts, over the observed years. Agency "
    "workers count as somebody; at least 0.",
)  # fmt: skip
TURNOVER = Measure(
    "turnover_{role}_percent_a_year", "Turnover: {role}", "% a year", WORSE,
    "Permanent workers who left (full-time equivalents), a year of the observed years, as a percentage of those in "
    "post.",
)  # fmt: skip
LEADS = Measure(
    "children_held_by_{role}_percent", "Children whose allocated worker is of this role: {role}", "%", NEITHER,
    "Of all children with an allocated worker, on an average working day {observed}, the percentage whose worker is of "
    "this role.",
)  # fmt: skip
CO_HELD = Measure(
    "children_beside_{role}_per_full_time_worker", "Children for each full-time {role} beside the allocated worker",
    "children", WORSE,
    "Children in families that this role has beside their allocated worker, over workers in post (full-time "
    "equivalents), on an average working day {observed}.",
)  # fmt: skip
CO_HOLDER_WAIT = Measure(
    "wait_for_{role}_beside_mean_working_days", "Wait for a {role} beside the allocated worker", "working days", WORSE,
    "Working days that a family waited for somebody of this role beside its allocated worker: mean over those who had "
    "one {observed}.",
)  # fmt: skip
HOLDERS = "case_holders"  # all the roles that hold families, where measures are of one role


@indicator(CASELOAD, CASELOAD_SPREAD, CASELOAD_P90, TEAM_CASELOAD)
def caseloads(view: View) -> dict[str, float]:
    """Children allocated per full-time worker in post, of the roles that hold families."""
    staff = staff_of(view)
    held = holdings_of(view).held_by(staff.holds)
    children = view.children[held.family]
    child_days = view.in_window(held.start, held.end) * children
    of_kind = np.full(len(staff), -1)
    team = np.asarray(view.tables.groups.team)[staff.group]
    in_team = staff.holds & (team >= 0)
    of_kind[in_team] = np.asarray(view.tables.teams.kind)[team[in_team]]

    loads = _caseloads(view, staff)
    measures = {
        CASELOAD.name: ratio(total(child_days), total(staff.full_time_days[staff.holds])),
        CASELOAD_SPREAD.name: spread(loads),
        CASELOAD_P90.name: percentile(loads, 90.0),
    }
    for kind, name in enumerate(view.tables.names.team_kinds):
        theirs = total(child_days[of_kind[held.worker] == kind])
        full_time = total(staff.full_time_days[of_kind == kind])
        measures[TEAM_CASELOAD.named(team=name)] = ratio(theirs, full_time)
    return measures


def _caseloads(view: View, staff: Staff) -> Floats:
    """The caseload of every holder in post, at full time, counted about monthly through the observed years."""
    held = holdings_of(view).held()
    children = view.children[held.family].astype(np.float64)
    everyone = np.arange(len(staff))
    counts = []
    for at in np.arange(view.observed_from, view.horizon, DAYS_BETWEEN_COUNTS):
        now = np.flatnonzero((held.start <= at) & (held.end > at))
        loads = np.bincount(held.worker[now], weights=children[now], minlength=len(staff))
        full_time = staff.full_time * staff.hours.share_at(everyone, np.full(len(staff), at))
        counts.append((loads / full_time)[staff.holds & (staff.start <= at) & (staff.end > at)])
    return np.concatenate(counts) if counts else np.empty(0)


@indicator(UTILISATION, HOURS, DIRECT_SHARE)
def hours_worked(view: View) -> dict[str, float]:
    """How much of each role's time was in use, the hours it worked, and the share of holders' time with families."""
    staff = staff_of(view)
    work = work_done_of(view)
    hours = work.by_worker(work.hours, len(staff))
    busy = work.by_worker(work.busy_days * work.speed, len(staff))
    measures = {}
    for role, name in enumerate(view.tables.names.roles):
        theirs = staff.role == role
        available = total(staff.productive_hours[theirs])
        measures[UTILISATION.named(role=name)] = 100.0 * ratio(total(busy[theirs]), available)
        measures[HOURS.named(role=name)] = total(hours[theirs]) / view.observed_years
    of_nobody = 0.0  # which -1 finds, at the end
    direct = np.append(np.asarray(view.tables.participants.direct_share), of_nobody)[view.detail[work.rows]]
    by_holder = total(work.by_worker(work.hours * direct, len(staff))[staff.holds])
    measures[DIRECT_SHARE.name] = 100.0 * ratio(by_holder, total(staff.at_work_hours[staff.holds]))
    return measures


@indicator(WORKERS_PER_FAMILY, FAMILIES_UNALLOCATED, DAYS_UNALLOCATED)
def allocation(view: View) -> dict[str, float]:
    """Allocated workers a family has had, over its episode; and the time that nobody did."""
    spells = spells_of(view)
    referrals = float(len(view.observed(view.referrals())))
    waits = holdings_of(view).unallocated()
    days = total(view.in_window(waits.start, waits.end))
    allocated = view.rows(Event.ALLOCATED)
    spell = spell_at(view, allocated)
    episode = spells.runs(np.zeros(len(spells), np.int64))
    workers = max(len(view.log.workers), 1)
    held_by = np.sort(episode.run[spell] * workers + view.worker[allocated])
    once = np.ones(len(held_by), bool)
    once[1:] = held_by[1:] != held_by[:-1]
    holders = np.bincount(held_by[once] // workers, minlength=len(episode)).astype(np.float64)
    closed = episode.ended_in(view) & (holders > 0.0)
    return {
        WORKERS_PER_FAMILY.name: mean(holders[closed]),
        FAMILIES_UNALLOCATED.name: days / view.observed_days,
        DAYS_UNALLOCATED.name: ratio(days, referrals),
    }


@indicator(LEADS, CO_HELD, CO_HOLDER_WAIT)
def leads_and_co_holders(view: View) -> dict[str, float]:
    """Which roles hold families, where there are several in a stage; and how many children co-holders have, and how
    long families wait for one."""
    staff, tables = staff_of(view), view.tables
    measures: dict[str, float] = {}
    if len(tables.holder_choices.role):
        held = holdings_of(view).held()
        child_days = view.in_window(held.start, held.end) * view.children[held.family]
        role = staff.role[held.worker]
        everything = total(child_days)
        for lead in sorted({*tables.worked_stages.holder, *tables.holder_choices.role} - {-1}):
            share = 100.0 * ratio(total(child_days[role == lead]), everything)
            measures[LEADS.named(role=tables.names.roles[lead])] = share
    for co_holder in sorted(set(tables.worked_stages.co_holder) - {-1}):
        name = tables.names.roles[co_holder]
        co_held = co_holdings_of(view)
        theirs = co_held.held_by(staff.role == co_holder)
        child_days = view.in_window(theirs.start, theirs.end) * view.children[theirs.family]
        full_time = total(staff.full_time_days[staff.role == co_holder])
        given = view.observed(view.rows(Event.CO_HOLDER_ALLOCATED))
        given = given[staff.role[view.worker[given]] == co_holder]
        measures |= {
            CO_HELD.named(role=name): ratio(total(child_days), full_time),
            CO_HOLDER_WAIT.named(role=name): mean(view.time[given] - view.enabled[given]),
        }
    return measures


@indicator(VACANCY, UNCOVERED, TURNOVER)
def staffing(view: View) -> dict[str, float]:
    """Vacancies as a percentage of posts, with agency workers' posts counted vacant (as published) and not (nobody
    there at all); people who left in a year as a percentage of those in post."""
    staff = staff_of(view)
    post_role = np.asarray(view.tables.groups.role)[np.asarray(view.tables.posts.group, np.int64)]
    measures: dict[str, float] = {}
    for role, name in enumerate(view.tables.names.roles):
        measures |= _rates(view, staff, post_role == role, staff.role == role, name)
    holders = np.isin(post_role, view.holder_roles)
    return measures | _rates(view, staff, holders, staff.holds, HOLDERS)


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
        VACANCY.named(role=name): 100.0 * (1.0 - ratio(permanent_days, posts_days)),
        UNCOVERED.named(role=name): max(nobody, 0.0),  # agency workers may be more than the posts are short of
        TURNOVER.named(role=name): 100.0 * ratio(leavers / view.observed_years, permanent_days / view.observed_days),
    }
