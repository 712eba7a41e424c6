"""Who is in each post, and when: turnover, hiring, agency cover and vacancies, drawn for one replication.

Staffing does not depend on the work, so it is known before the simulation starts. A scenario's vacancy empties a post
without changing who leaves or is hired otherwise.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from fssim.errors import CannotSimulate
from fssim.model.draws import POST, Purposes, entity_key, quantile, uniform
from fssim.model.tables import Tables

SPELLS_AT_ALL = 100  # in one post, besides one for each working day: beyond that time does not pass
ROUNDS = 1 << 16  # of recruitment, or agency stays, that one vacancy can number


@dataclass(frozen=True, slots=True)
class HoursChanges:
    """One row a change of a worker's hours, as a part of their post is kept vacant or no longer so, in order of worker
    and time. Somebody who starts in such a post has one at their start."""

    worker: array[int] = field(default_factory=lambda: array("q"))
    time: array[float] = field(default_factory=lambda: array("d"))
    share: array[float] = field(default_factory=lambda: array("d"))  # of the post that is filled from then on
    hours_a_day: array[float] = field(default_factory=lambda: array("d"))  # productive, at full speed, from then on

    def __len__(self) -> int:
        return len(self.worker)


@dataclass(frozen=True, slots=True)
class WorkerTable:
    """One row a worker: a person in a post from `start` until `end`, in order of start and then of post, so that a
    longer run numbers the people of a shorter one alike."""

    post: array[int]
    group: array[int]
    role: array[int]
    start: array[float]
    end: array[float]
    agency: array[int]
    experienced: array[int]  # in post since before the run: no induction
    hours_a_day: array[float]  # productive, at full speed, in the whole of the post
    changes: HoursChanges = field(default_factory=HoursChanges)

    def __len__(self) -> int:
        return len(self.post)


def draw_workers(tables: Tables, seed: int, replication: int) -> WorkerTable:
    """Every worker in post at some time before the horizon. A post of no hours has nobody in it."""
    posts = tables.posts
    people: list[tuple[float, int, float, int]] = []  # start, post, end, agency
    for post, group in enumerate(posts.group):
        if _hours_a_day(tables, post) == 0.0:
            continue
        role = tables.groups.role[group]
        key = entity_key(seed, replication, POST, posts.key[post])
        empty = [(start, until) for start, until, taken in _closures(tables, post) if taken == 1.0]
        spells = _agency_spells if posts.agency[post] else _spells
        ends = posts.ends[post]
        for start, end, agency in _open_spells(spells(tables, role, key, posts.opens[post]), empty):
            if start >= ends:
                break
            people.append((start, post, end if ends == tables.horizon else min(end, ends), agency))
    return _table(tables, sorted(people))


def _table(tables: Tables, people: list[tuple[float, int, float, int]]) -> WorkerTable:
    posts = tables.posts
    groups = [posts.group[post] for _, post, _, _ in people]
    roles = [tables.groups.role[group] for group in groups]
    return WorkerTable(
        post=array("q", (post for _, post, _, _ in people)),
        group=array("q", groups),
        role=array("q", roles),
        start=array("d", (start for start, _, _, _ in people)),
        end=array("d", (end for _, _, end, _ in people)),
        agency=array("q", (agency for _, _, _, agency in people)),
        experienced=array("q", (int(start == 0.0) for start, _, _, _ in people)),
        hours_a_day=array("d", (_hours_a_day(tables, post) for _, post, _, _ in people)),
        changes=_hours_changes(tables, people),
    )


def _hours_a_day(tables: Tables, post: int) -> float:
    return tables.roles.hours_a_day[tables.groups.role[tables.posts.group[post]]] * tables.posts.full_time_share[post]


def _closures(tables: Tables, post: int) -> list[tuple[float, float, float]]:
    """When a post is kept vacant: from, until, and how much of it."""
    first, closures = tables.posts.first_closed[post], tables.closures
    rows = range(first, first + tables.posts.closed_count[post])
    return [(closures.start[row], closures.until[row], closures.taken[row]) for row in rows]


def _hours_changes(tables: Tables, people: list[tuple[float, int, float, int]]) -> HoursChanges:
    changes = HoursChanges()
    for worker, (start, post, end, _) in enumerate(people):
        for time, share in _changes(_closures(tables, post), start, min(end, tables.horizon)):
            changes.worker.append(worker)
            changes.time.append(time)
            changes.share.append(share)
            changes.hours_a_day.append(_hours_a_day(tables, post) * share)
    return changes


def _changes(closed: list[tuple[float, float, float]], start: float, end: float) -> Iterator[tuple[float, float]]:
    """When a worker's share of their post changes, and to what, as parts of it are kept vacant (from, until, how much):
    at the start of their time in post only if it is not the whole of it."""
    until = -inf
    for since, to, taken in closed:
        if start < until < end and until < since:
            yield until, 1.0
        if since < end and to > start and taken < 1.0:
            yield max(since, start), 1.0 - taken
        until = to
    if start < until < end:
        yield until, 1.0


def _spells(tables: Tables, role: int, key: int, opens: float) -> Iterator[tuple[float, float, int]]:
    """The people in one post if it is never kept vacant: (start, end, agency), without end."""
    roles = tables.roles
    most = int(tables.horizon) + SPELLS_AT_ALL
    if not roles.has_turnover[role] or roles.leaving_rate[role] == 0.0:
        yield opens, tables.horizon, 0
        return

    def drawn(row: int, purpose: int, index: int) -> float:
        return quantile(tables.quantiles, row, uniform(key, purpose, index))

    time = opens
    person = 0
    while True:
        leaves = time + drawn(tables.unit_exponential, Purposes.LEAVING, person) / roles.leaving_rate[role]
        yield time, leaves, 0
        if person > most:
            raise _too_many(tables, role)
        base = person * ROUNDS
        hired = leaves
        for index in range(base, base + ROUNDS):
            hired += drawn(roles.time_to_hire[role], Purposes.HIRING, index)
            if hired >= tables.horizon or uniform(key, Purposes.HIRE_SUCCEEDS, index) < roles.hire_succeeds[role]:
                break
        else:
            hired = tables.horizon  # as many rounds as can be told apart, and none succeeds
        if uniform(key, Purposes.AGENCY_COVER, person) < roles.agency_cover[role]:
            index = base
            start = leaves + drawn(roles.agency_delay[role], Purposes.AGENCY_DELAY, index)
            while start < hired:
                end = min(start + drawn(roles.agency_stay[role], Purposes.AGENCY_STAY, index), hired)
                yield start, end, 1
                index += 1
                if index - base > most:
                    raise _too_many(tables, role)
                start = end + drawn(roles.agency_delay[role], Purposes.AGENCY_DELAY, index)
        time = hired
        person += 1


def _too_many(tables: Tables, role: int) -> CannotSimulate:
    return CannotSimulate(
        f"a post of '{tables.names.roles[role]}' is taken and left more than once a working day; look at the role's "
        "`leaving_rate`, `time_to_hire`, `agency_delay` and `agency_stay`"
    )


def _agency_spells(tables: Tables, role: int, key: int, opens: float) -> Iterator[tuple[float, float, int]]:
    """The agency workers in one place: each stays as long as one who covers a vacancy, with the same gap between them.
    A role without turnover has no such stay, and keeps the first."""
    roles = tables.roles
    if not roles.has_turnover[role]:
        yield opens, tables.horizon, 1
        return
    start = opens
    for index in range(int(tables.horizon) + SPELLS_AT_ALL):
        end = start + quantile(tables.quantiles, roles.agency_stay[role], uniform(key, Purposes.AGENCY_STAY, index))
        yield start, end, 1
        start = end + quantile(tables.quantiles, roles.agency_delay[role], uniform(key, Purposes.AGENCY_DELAY, index))
    raise _too_many(tables, role)


def _open_spells(
    spells: Iterator[tuple[float, float, int]], closures: list[tuple[float, float]]
) -> Iterator[tuple[float, float, int]]:
    """The spells with closures cut out; what is left after a closure is somebody new."""
    for start, end, agency in spells:
        open_from = start
        for closed_from, closed_until in closures:
            if closed_until <= open_from or closed_from >= end:
                continue
            if open_from < closed_from:
                yield open_from, closed_from, agency
            open_from = closed_until
        if open_from < end:
            yield open_from, end, agency
