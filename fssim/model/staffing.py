"""Who is in each post, and when: turnover, hiring, agency cover and vacancies, drawn for one replication.

Staffing does not depend on the work, so it is known before the simulation starts. A scenario's vacancy empties a post
without changing who leaves or is hired otherwise.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from fssim.model.draws import POST, Purposes, entity_key, uniform
from fssim.model.sampling import quantile
from fssim.model.tables import Tables

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
    """One row a worker: a person in a post from `start` until `end`, in order of post and start."""

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
    """Every worker in post at some time before the horizon."""
    workers = WorkerTable(
        array("q"), array("q"), array("q"), array("d"), array("d"), array("q"), array("q"), array("d")
    )
    posts, closures = tables.posts, tables.closures
    for post, group in enumerate(posts.group):
        role = tables.groups.role[group]
        key = entity_key(seed, replication, POST, posts.key[post])
        rows = range(posts.first_closed[post], posts.first_closed[post] + posts.closed_count[post])
        empty = [(closures.start[c], closures.until[c]) for c in rows if closures.taken[c] == 1.0]
        filled = [(closures.start[c], closures.until[c], 1.0 - closures.taken[c]) for c in rows]
        ends = posts.ends[post]
        spells = _agency_spells if posts.agency[post] else _spells
        hours_a_day = tables.roles.hours_a_day[role] * posts.full_time_share[post]
        for start, end, agency in _open_spells(spells(tables, role, key, posts.opens[post]), empty):
            if start >= ends:
                break
            end = end if ends == tables.horizon else min(end, ends)
            for time, share in _changes(filled, start, min(end, tables.horizon)):
                workers.changes.worker.append(len(workers))
                workers.changes.time.append(time)
                workers.changes.share.append(share)
                workers.changes.hours_a_day.append(hours_a_day * share)
            workers.post.append(post)
            workers.group.append(group)
            workers.role.append(role)
            workers.start.append(start)
            workers.end.append(end)
            workers.agency.append(agency)
            workers.experienced.append(int(start == 0.0))
            workers.hours_a_day.append(hours_a_day)
    return workers


def _changes(filled: list[tuple[float, float, float]], start: float, end: float) -> Iterator[tuple[float, float]]:
    """When a worker's share of their post changes, and to what, from spells (from, until, share) in which parts of the
    post are filled: at the start of their time in post only if it is not the whole of it."""
    until = -inf
    for since, to, share in filled:
        if start < until < end and until < since:
            yield until, 1.0
        if since < end and to > start and share > 0.0:
            yield max(since, start), share
        until = to
    if start < until < end:
        yield until, 1.0


def _spells(tables: Tables, role: int, key: int, opens: float) -> Iterator[tuple[float, float, int]]:
    """The people in one post if it is never kept vacant: (start, end, agency), without end."""
    roles = tables.roles
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
        base = person * ROUNDS
        hired = leaves
        for index in range(base, base + ROUNDS):
            hired += drawn(roles.time_to_hire[role], Purposes.HIRING, index)
            if hired >= tables.horizon or uniform(key, Purposes.HIRE_SUCCEEDS, index) < roles.hire_succeeds[role]:
                break
        if uniform(key, Purposes.AGENCY_COVER, person) < roles.agency_cover[role]:
            index = base
            start = leaves + drawn(roles.agency_delay[role], Purposes.AGENCY_DELAY, index)
            while start < hired:
                end = min(start + drawn(roles.agency_stay[role], Purposes.AGENCY_STAY, index), hired)
                yield start, end, 1
                index += 1
                start = end + drawn(roles.agency_delay[role], Purposes.AGENCY_DELAY, index)
        time = hired
        person += 1


def _agency_spells(tables: Tables, role: int, key: int, opens: float) -> Iterator[tuple[float, float, int]]:
    """The agency workers in one place: each stays as long as one who covers a vacancy, with the same gap between them.
    A role without turnover has no such stay, and keeps the first."""
    roles = tables.roles
    if not roles.has_turnover[role]:
        yield opens, tables.horizon, 1
        return
    start = opens
    for index in range(ROUNDS):
        end = start + quantile(
            tables.quantiles, roles.agency_stay[role], uniform(key, Purposes.AGENCY_STAY, index)
        )
        yield start, end, 1
        start = end + quantile(
            tables.quantiles, roles.agency_delay[role], uniform(key, Purposes.AGENCY_DELAY, index)
        )


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
