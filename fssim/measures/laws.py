"""The laws that every log obeys, whatever the scenario. Each says what is broken, in words, or nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fssim.arrays import Booleans, Integers
from fssim.engine.event_log import Event, EventLog
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.log_view.arithmetic import stable_order
from fssim.measures.log_view.due_limits import latest_due
from fssim.measures.log_view.people_in_post import ExtraHours, staff_of, work_done_of
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from fssim.model.people_tables import highest
from fssim.model.posts_over_time import find_emptied

CLOSE = 1e-6  # working days, or hours: what rounding may amount to
SAME_INSTANT = 1e-9  # working days: what adding up one time in two ways may amount to

Law = Callable[[View], list[str]]


def check_laws(log: EventLog) -> list[str]:
    """Hold a log against the laws that every log obeys, whatever the scenario.

    Parameters
    ----------
    log : EventLog
        What `fssim.simulate` wrote, by either engine.

    Returns
    -------
    list of str
        One line for each law that is broken: the law, how many rows break it, and the first of them with its kind,
        family, worker and working day. Empty if the log obeys them all.
    """
    view = View(log)
    return [broken for law in LAWS for broken in law(view)]


def _broken(view: View, rows: Integers, law: str) -> list[str]:
    """One line for the rows that break a law, naming the first."""
    if not len(rows):
        return []
    row = int(rows[0])
    kind = Event(int(view.kind[row])).name.lower().replace("_", " ")
    return [
        f"{law}: {len(rows)} times, first in row {row} ({kind}, family {view.family[row]}, worker {view.worker[row]}, "
        f"working day {view.time[row]:.3f})"
    ]


def families_in_are_closed_or_open(view: View) -> list[str]:
    """Law 1: families in = closed + open."""
    closed = int(np.count_nonzero(view.subject[view.rows(Event.ENTERED)] == view.tables.closed_stage))
    still_open = int(np.count_nonzero(spells_of(view).next_stage < 0))
    referred = len(view.rows(Event.REFERRED))
    broken = []
    if referred != closed + still_open:
        broken.append(f"families in are closed or open: {referred} in, {closed} closed and {still_open} open")
    arrived = int(np.count_nonzero(np.asarray(view.log.families.arrival) < view.horizon))
    families = len(np.unique(view.family[view.rows(Event.REFERRED)]))
    if families != arrived:
        broken.append(f"every family is referred: {arrived} arrived and {families} were referred")
    return broken


def referrals_are_counted_on(view: View) -> list[str]:
    """Law 1: a family's referrals are numbered from 0, or from 1 if it was closed before the run, one after another."""
    rows = view.by_family(view.rows(Event.REFERRED))
    family = view.family[rows]
    expected = np.arange(len(rows)) - np.searchsorted(family, family) + ~np.isinf(view.last_closed[family])
    return _broken(view, rows[view.detail[rows] != expected], "a family's referrals are numbered one after another")


def one_stage_at_a_time(view: View) -> list[str]:
    """Law 1: an episode begins with a referral, and nobody is referred while one is open."""
    rows = view.by_family(view.rows(Event.REFERRED, Event.ENTERED))
    referred = view.kind[rows] == Event.REFERRED
    closed = ~referred & (view.subject[rows] == view.tables.closed_stage)
    begins = np.ones(len(rows), bool)
    begins[1:] = view.family[rows][1:] != view.family[rows][:-1]
    after_closing = begins.copy()
    after_closing[1:] |= closed[:-1]
    backwards = np.zeros(len(rows), bool)
    backwards[1:] = ~begins[1:] & (view.time[rows][1:] < view.time[rows][:-1])
    return _broken(view, rows[referred != after_closing], "a family is in one stage at a time") + _broken(
        view, rows[backwards], "a family's stages are in order of time"
    )


def what_happens_happens_there(view: View) -> list[str]:
    """Law 1: what happens in a stage at a rate happens to families that are in it, and is something that it has."""
    stages = view.tables.stages
    first, count = np.asarray(stages.first_hazard), np.asarray(stages.hazard_count)
    happened = view.rows(Event.EXITED, Event.INCIDENT)
    stage, way = view.subject[happened], view.detail[happened]
    strange = (way < first[stage]) | (way >= first[stage] + count[stage])
    rows = view.by_family(view.rows(Event.ENTERED, Event.EXITED, Event.INCIDENT))
    happens = np.flatnonzero(view.kind[rows] != Event.ENTERED)
    before = rows[happens - 1]
    elsewhere = (view.family[before] != view.family[rows[happens]]) | (
        view.subject[before] != view.subject[rows[happens]]
    )
    return _broken(view, happened[strange], "what happens in a stage is something that it has") + _broken(
        view, rows[happens[elsewhere]], "what happens in a stage happens to families in it"
    )


def side_stages_within_open_cases(view: View) -> list[str]:
    """Law 1: a family is in one side stage at a time, only while its case is open, and in none that is a main one."""
    beside = np.asarray(view.tables.stages.beside)
    began = view.rows(Event.BEGAN_BESIDE)
    mixed = np.concatenate(
        [
            began[beside[view.subject[began]] == 0],
            (entered := view.rows(Event.ENTERED))[beside[view.subject[entered]] != 0],
        ]
    )
    rows = view.by_family(view.rows(Event.ENTERED, Event.BEGAN_BESIDE, Event.ENDED_BESIDE))
    kind, subject = view.kind[rows], view.subject[rows]
    closed = (kind == Event.ENTERED) & (subject == view.tables.closed_stage)
    of_sides = np.flatnonzero((kind != Event.ENTERED) | closed)
    begins = kind[of_sides] == Event.BEGAN_BESIDE
    ends = kind[of_sides] == Event.ENDED_BESIDE
    same = np.zeros(len(of_sides), bool)
    same[1:] = view.family[rows[of_sides]][1:] == view.family[rows[of_sides]][:-1]
    after_begin = np.zeros(len(of_sides), bool)
    after_begin[1:] = same[1:] & begins[:-1]
    wrong = (after_begin & ~ends) | (ends & ~after_begin)
    opens_closed = np.zeros(len(of_sides), bool)
    entries = np.flatnonzero(kind == Event.ENTERED)
    for place in np.flatnonzero(begins):
        last = entries[np.searchsorted(entries, of_sides[place]) - 1]
        opens_closed[place] = bool(closed[last])
    return (
        _broken(view, mixed, "a stage is a main one or a side one")
        + _broken(view, rows[of_sides[wrong]], "a family is in one side stage at a time, and in none once closed")
        + _broken(view, rows[of_sides[opens_closed]], "no side stage opens beside a closed case")
    )


def caseload_is_the_one_known(view: View) -> list[str]:
    """Law 1: where it is known who is open when the observed years begin, so many are, in each stage and for so
    long."""
    cells, spells = view.tables.open_cells, spells_of(view)
    there = spells.open_at(view.observed_from)
    broken = []
    for cell, stage in enumerate(cells.stage):
        mine = there & (spells.stage == stage)
        mine &= (spells.start >= cells.since[cell]) & (spells.start < cells.before[cell])
        counted = int(np.count_nonzero(mine)), int(view.children[spells.family[mine]].sum())
        known = cells.families[cell], counted[1] if cells.children[cell] < 0 else cells.children[cell]
        if counted != known:
            name = view.tables.names.stages[stage]
            broken.append(f"the caseload is the one known: {counted} families and children in '{name}', not {known}")
    return broken


def vacant_posts_are_those_known(view: View) -> list[str]:
    """Law 1: where it is known how many of a role's posts are vacant when the observed years begin, so many are,
    besides those that the scenario keeps vacant then."""
    tables, staff, day = view.tables, staff_of(view), view.observed_from
    role = np.asarray(tables.groups.role)[np.asarray(tables.posts.group, np.int64)]
    there = ~staff.agency & (staff.start <= day) & (np.asarray(view.log.workers.end) > day)
    is_empty = np.ones(len(role), bool)
    is_empty[staff.post[there]] = False
    kept = [any(since <= day < until for since, until in find_emptied(tables, post)) for post in range(len(role))]
    broken = []
    for counted, known in zip(tables.vacant_posts.role, tables.vacant_posts.posts, strict=True):
        mine = np.asarray(tables.posts.counted, bool) & (role == counted)
        vacant = int(np.count_nonzero(mine & is_empty & ~np.asarray(kept)))
        if not known - int(np.count_nonzero(mine & kept)) <= vacant <= known:
            name = tables.names.roles[counted]
            broken.append(f"posts are as vacant as is known: {vacant} of '{name}', not {known}")
    return broken


def at_most_one_holder(view: View) -> list[str]:
    """Law 1: a family is allocated to at most one worker, who is in post, and only in stages that have a holder."""
    holder = np.asarray(view.tables.stages.holder)
    rows = view.by_family(view.rows(Event.ENTERED, Event.UNALLOCATED, Event.ALLOCATED))
    kind, family = view.kind[rows], view.family[rows]
    freed = (kind == Event.UNALLOCATED) | ((kind == Event.ENTERED) & (holder[view.subject[rows]] < 0))
    allocated = kind == Event.ALLOCATED
    changes = np.flatnonzero(freed | allocated)
    twice = np.zeros(len(changes), bool)
    twice[1:] = allocated[changes][1:] & allocated[changes][:-1] & (family[changes][1:] == family[changes][:-1])
    given = view.rows(Event.ALLOCATED)
    return (
        _broken(view, rows[changes[twice]], "a family is allocated to at most one worker")
        + _broken(view, given[holder[view.subject[given]] < 0], "a family is allocated only in stages with a holder")
        + _broken(view, given[~_in_post(view, given, view.time[given])], "an allocated worker is in post")
    )


def at_most_one_co_holder(view: View) -> list[str]:
    """Law 1: one worker at most, who is in post, has a family beside its holder, and only where its stage or side stage
    has a co-holder in some way of working."""
    rows = view.by_family(view.rows(Event.CO_HOLDER_AWAITED, Event.CO_HOLDER_ALLOCATED, Event.CO_HOLDER_ENDED))
    kind, family = view.kind[rows], view.family[rows]
    first = np.ones(len(rows), bool)
    first[1:] = family[1:] != family[:-1]
    before = np.concatenate([[int(Event.CO_HOLDER_ENDED)], kind[:-1]])
    before = np.where(first, int(Event.CO_HOLDER_ENDED), before)
    given = kind == Event.CO_HOLDER_ALLOCATED
    strange = given & (before != Event.CO_HOLDER_AWAITED)
    strange |= (kind == Event.CO_HOLDER_ENDED) & (before == Event.CO_HOLDER_ENDED)
    given = rows[given]
    return _broken(
        view, rows[strange], "a family waits for a co-holder, has one, and has none, in that order"
    ) + _broken(view, given[~_in_post(view, given, view.time[given])], "a co-holder is in post")


def nothing_is_given_to_leavers(view: View) -> list[str]:
    """Law 1: nobody is given a family to hold, or a need to meet, at the instant at which they leave."""
    workers = view.log.workers
    given = view.rows(Event.ALLOCATED, Event.CO_HOLDER_ALLOCATED, Event.NEED_TAKEN)
    end = np.asarray(workers.end)[view.worker[given]]
    leaving = (end < view.horizon) & (view.time[given] >= end - SAME_INSTANT)
    return _broken(view, given[leaving], "nothing is allocated to somebody who is leaving")


def nothing_below_zero(view: View) -> list[str]:
    """Law 4: no hours, wait or count is below 0, or not a number."""
    work = view.rows(Event.PART_DONE, Event.HELD, Event.UNFINISHED)
    waits = view.rows(Event.ALLOCATED, Event.NEED_TAKEN, Event.NEED_STARTED, Event.NEED_NOT_STARTED)
    counts = view.rows(Event.REFERRED, Event.PLANNED, Event.SESSION, Event.MISSED, Event.PLAN_WORK, Event.ADDRESSED)
    families, workers = view.log.families, view.log.workers
    few = np.flatnonzero(np.asarray(families.children) < 1)
    idle = np.flatnonzero(~(np.asarray(workers.hours_a_day) > 0.0) | ~(np.asarray(workers.end) > workers.start))
    return (
        _broken(view, work[~(view.hours[work] >= 0.0)], "no hours are below 0")
        + _broken(view, waits[~(view.time[waits] - view.enabled[waits] >= -SAME_INSTANT)], "no wait is below 0")
        + _broken(view, counts[view.detail[counts] < 0], "no count is below 0")
        + _broken(view, np.flatnonzero(~(view.time >= 0.0)), "nothing happens before the run begins")
        + [f"every family has a child: family {family} has {families.children[family]}" for family in few[:1]]
        + [f"everybody in post has hours and time: worker {worker} has none" for worker in idle[:1]]
    )


def ledger_balances(view: View) -> list[str]:
    """Law 2: the ledger's lines sum to the days each family was open."""
    spells = spells_of(view)
    families = len(view.log.families)
    booked = np.bincount(spells.family, weights=ledger_of(view).by_spell().sum(axis=1), minlength=families)
    was_open = np.bincount(spells.family, weights=view.in_window(spells.start, spells.end), minlength=families)
    wrong = np.flatnonzero(np.abs(booked - was_open) > CLOSE)
    return [
        f"the ledger balances: family {family} was open {was_open[family]:.6f} days and {booked[family]:.6f} are booked"
        for family in wrong[:1]
    ]


def one_task_at_a_time(view: View) -> list[str]:
    """Law 3: no worker does two tasks at once: each begins when the last to end before it has ended, or later."""
    rows = _work(view)
    rows = rows[stable_order(view.worker[rows])]  # each worker's tasks, in the order that they ended
    worker = view.worker[rows]
    at_once = np.zeros(len(rows), bool)
    at_once[1:] = (worker[1:] == worker[:-1]) & (view.started[rows][1:] < view.time[rows][:-1] - CLOSE)
    return _broken(view, rows[at_once], "no worker does two tasks at once")


def work_only_in_post(view: View) -> list[str]:
    """Law 3: nobody starts work outside their time in post. A leaver may finish the task in hand."""
    rows = _work(view)
    return _broken(view, rows[~_in_post(view, rows, view.started[rows])], "nobody works outside their time in post")


def no_more_than_contracted(view: View) -> list[str]:
    """Law 3: no task has more hours than its worker's productive and extra hours in the time it took, and nobody is
    busy for longer than in post: utilisation is at most 1."""
    rows = _work(view)
    rows = rows[view.kind[rows] != Event.UNFINISHED]
    staff = staff_of(view)
    speed = staff.hours_a_day_at(view.worker[rows], view.started[rows])
    extra = ExtraHours(view)
    speed = speed + extra.of_workers(view.worker[rows], view.started[rows], speed)
    could = (view.time[rows] - view.started[rows]) * speed
    work = work_done_of(view)
    busy = work.by_worker(work.busy_days, len(staff))
    over = np.flatnonzero(busy > staff.days + CLOSE)
    return _broken(view, rows[view.hours[rows] > could + CLOSE], "nobody works more hours than contracted") + [
        f"nobody is busy for longer than in post: worker {worker}, {busy[worker]:.6f} of {staff.days[worker]:.6f} days"
        for worker in over[:1]
    ]


def extra_hours_within_their_ceiling(view: View) -> list[str]:
    """Law 3: nobody works more extra hours than the most of their role's curve, or any where it has none."""
    tables = view.tables
    most = np.array(
        [0.0 if curve < 0 else highest(tables.curves, tables.places, curve) for curve in tables.responses.extra_hours]
    )
    rows = view.rows(Event.EXTRA_HOURS)
    return _broken(view, rows[~(view.hours[rows] <= most[view.subject[rows]] + CLOSE)], "extra hours have a ceiling")


def a_team_of_the_right_kind(view: View) -> list[str]:
    """Law 1: a family passed on is with another team of the kind that works its stage, and is with one team only."""
    rows = view.rows(Event.ENTERED)
    wanted = np.asarray(view.tables.stages.team_kind)[view.subject[rows]]
    kind = np.asarray(view.tables.teams.kind)[view.detail[rows]]
    order = view.by_family(view.rows(Event.ENTERED, Event.UNALLOCATED, Event.ALLOCATED))
    moved = np.zeros(len(order), bool)
    moved[1:] = (view.kind[order][1:] != Event.ENTERED) & (view.detail[order][1:] != view.detail[order][:-1])
    return _broken(view, rows[(wanted >= 0) & (kind != wanted)], "a stage is worked in a team of its kind") + _broken(
        view, order[moved], "a family's holder is of the team that it is with"
    )


def nothing_before_its_time(view: View) -> list[str]:
    """Law 4: work is enabled, then started, then completed; waits end after they begin."""
    rows = view.rows(Event.PART_DONE, Event.HELD, Event.UNFINISHED, Event.CANCELLED)
    started_early = view.started[rows] < view.enabled[rows] - CLOSE
    done_early = view.time[rows] < np.fmax(view.started[rows], view.enabled[rows]) - CLOSE
    others = view.rows(Event.ALLOCATED, Event.NEED_TAKEN, Event.NEED_STARTED, Event.NEED_NOT_STARTED)
    return (
        _broken(view, rows[started_early], "nothing starts before it is enabled")
        + _broken(view, rows[done_early], "nothing completes before it starts")
        + _broken(view, others[view.time[others] < view.enabled[others] - CLOSE], "no wait ends before it begins")
        + _broken(view, np.flatnonzero(np.diff(view.time) < 0.0) + 1, "the log is in order of time")
    )


def due_within_its_period(view: View) -> list[str]:
    """Law 4: no due date is after the end of its period. Dates are compared: a time of day is what a period began at,
    and periods that begin on days apart may end on one day."""
    rows = view.rows(Event.PART_DONE, Event.HELD, Event.UNFINISHED, Event.CANCELLED)
    rows = rows[(view.family[rows] >= 0) & ~np.isnan(view.due[rows])]
    late = np.floor(view.due[rows] - CLOSE) > np.floor(latest_due(view, rows))
    return _broken(view, rows[late], "no due date is after the end of its period")


def _work(view: View) -> Integers:
    """The rows of parts that somebody did, or had begun."""
    rows = view.rows(Event.PART_DONE, Event.HELD, Event.UNFINISHED)
    return rows[(view.worker[rows] >= 0) & ~np.isnan(view.started[rows])]


def _in_post(view: View, rows: Integers, time: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Booleans:
    workers = view.log.workers
    start, end = np.asarray(workers.start), np.asarray(workers.end)
    worker = view.worker[rows]
    inside: Booleans = (time >= start[worker] - CLOSE) & (time <= end[worker] + CLOSE)
    return inside


LAWS: tuple[Law, ...] = (
    families_in_are_closed_or_open,
    referrals_are_counted_on,
    one_stage_at_a_time,
    what_happens_happens_there,
    side_stages_within_open_cases,
    caseload_is_the_one_known,
    vacant_posts_are_those_known,
    at_most_one_holder,
    at_most_one_co_holder,
    nothing_is_given_to_leavers,
    ledger_balances,
    one_task_at_a_time,
    work_only_in_post,
    no_more_than_contracted,
    extra_hours_within_their_ceiling,
    a_team_of_the_right_kind,
    nothing_before_its_time,
    nothing_below_zero,
    due_within_its_period,
)
