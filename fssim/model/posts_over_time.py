"""Who is in each post, and when: turnover, hiring, agency cover and vacancies, drawn for one replication.

Staffing does not depend on the work, so it is known before the simulation starts. A scenario's vacancy empties a post
without changing who leaves or is hired otherwise.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from fssim.model.draws import Purposes, quantile, uniform
from fssim.model.tables import Tables
from fssim.model.turnover import (
    KnownPost,
    comes_and_goes,
    cover,
    draw_agency_delay,
    draw_known_posts,
    find_hiring,
    find_leaving,
    find_most_spells,
    post_key,
    too_many,
)


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

    post: array[int] = field(default_factory=lambda: array("q"))
    group: array[int] = field(default_factory=lambda: array("q"))
    role: array[int] = field(default_factory=lambda: array("q"))
    start: array[float] = field(default_factory=lambda: array("d"))
    end: array[float] = field(default_factory=lambda: array("d"))
    agency: array[int] = field(default_factory=lambda: array("q"))
    experienced: array[int] = field(default_factory=lambda: array("q"))  # in post since before the run: no induction
    hours_a_day: array[float] = field(default_factory=lambda: array("d"))  # productive, at full speed, in all the post
    changes: HoursChanges = field(default_factory=HoursChanges)

    def __len__(self) -> int:
        return len(self.post)


def draw_workers(tables: Tables, seed: int, replication: int) -> WorkerTable:
    """Every worker in post at some time before the horizon. A post of no hours has nobody in it."""
    table = WorkerTable()
    known = draw_known_posts(tables, seed, replication)
    for person in sorted(
        person
        for post in range(len(tables.posts.group))
        for person in draw_people_in_post(tables, seed, replication, post, known.get(post))
    ):
        add_person(tables, table, person)
    return table


Person = tuple[float, int, float, int]  # start, post, end, agency


def draw_people_in_post(
    tables: Tables, seed: int, replication: int, post: int, known: KnownPost | None
) -> Iterator[Person]:
    """The people in one post before the horizon, in order of time."""
    if find_hours_a_day(tables, post) == 0.0:
        return
    posts = tables.posts
    role = tables.groups.role[posts.group[post]]
    ends, opens = posts.ends[post], posts.opens[post]
    key = post_key(tables, seed, replication, post)
    spells = (
        _agency_spells(tables, role, key, opens) if posts.agency[post] else _spells(tables, role, key, opens, known)
    )
    for start, end, agency in find_open_spells(spells, find_emptied(tables, post)):
        if start >= ends:
            return
        yield start, post, end if ends == tables.horizon else min(end, ends), agency


def find_emptied(tables: Tables, post: int) -> list[tuple[float, float]]:
    """When the whole of a post is kept vacant."""
    return [(start, until) for start, until, taken in list_closures(tables, post) if taken == 1.0]


def add_person(tables: Tables, table: WorkerTable, person: Person) -> None:
    """Somebody is the next in a table of workers."""
    start, post, end, agency = person
    group = tables.posts.group[post]
    table.post.append(post)
    table.group.append(group)
    table.role.append(tables.groups.role[group])
    table.start.append(start)
    table.end.append(end)
    table.agency.append(agency)
    table.experienced.append(int(start == 0.0))
    table.hours_a_day.append(find_hours_a_day(tables, post))
    add_hours_changes(tables, table.changes, len(table) - 1, person)


def find_hours_a_day(tables: Tables, post: int) -> float:
    return tables.roles.hours_a_day[tables.groups.role[tables.posts.group[post]]] * tables.posts.full_time_share[post]


def list_closures(tables: Tables, post: int) -> list[tuple[float, float, float]]:
    """When a post is kept vacant: from, until, and how much of it."""
    first, closures = tables.posts.first_closed[post], tables.closures
    rows = range(first, first + tables.posts.closed_count[post])
    return [(closures.start[row], closures.until[row], closures.taken[row]) for row in rows]


def add_hours_changes(tables: Tables, changes: HoursChanges, worker: int, person: Person) -> None:
    """What changes of a worker's hours while they are in post."""
    start, post, end, _ = person
    for time, share in _changes(list_closures(tables, post), start, min(end, tables.horizon)):
        changes.worker.append(worker)
        changes.time.append(time)
        changes.share.append(share)
        changes.hours_a_day.append(find_hours_a_day(tables, post) * share)


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


def _spells(
    tables: Tables, role: int, key: int, opens: float, known: KnownPost | None
) -> Iterator[tuple[float, float, int]]:
    """The people in one post if it is never kept vacant: (start, end, agency), without end."""
    if not comes_and_goes(tables, role) and known is None:
        yield opens, tables.horizon, 0
        return
    time = opens
    person = 0
    while True:
        leaves = find_leaving(tables, role, key, person, time, known)
        yield time, leaves, 0
        if leaves >= tables.horizon:
            return
        if person > find_most_spells(tables):
            raise too_many(tables, role)
        hired = find_hiring(tables, role, key, person, leaves, known)
        for start, end in cover(tables, role, key, person, leaves, hired, tables.roles.agency_cover[role]):
            yield start, end, 1
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
    for index in range(find_most_spells(tables)):
        end = start + quantile(tables.quantiles, roles.agency_stay[role], uniform(key, Purposes.AGENCY_STAY, index))
        yield start, end, 1
        start = end + draw_agency_delay(tables, role, key, index)
    raise too_many(tables, role)


def find_open_spells(
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
