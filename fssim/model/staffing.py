"""Who is in each post, and when: turnover, hiring, agency cover and vacancies, drawn for one replication.

Staffing does not depend on the work, so it is known before the simulation starts. A scenario's vacancy empties a post
without changing who leaves or is hired otherwise.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from fssim.model.draws import POST, Purposes, entity_key, uniform
from fssim.model.sampling import quantile
from fssim.model.tables import Tables

ROUNDS = 1 << 16  # of recruitment, or agency stays, that one vacancy can number


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
    hours_a_day: array[float]  # productive, at full speed

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
        first = posts.first_closed[post]
        closures = [
            (tables.closures.start[c], tables.closures.until[c]) for c in range(first, first + posts.closed_count[post])
        ]
        for start, end, agency in _open_spells(_spells(tables, role, key), closures):
            if start >= tables.horizon:
                break
            people.append((start, post, end, agency))
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
    )


def _hours_a_day(tables: Tables, post: int) -> float:
    return tables.roles.hours_a_day[tables.groups.role[tables.posts.group[post]]] * tables.posts.full_time_share[post]


def _spells(tables: Tables, role: int, key: int) -> Iterator[tuple[float, float, int]]:
    """The people in one post if it is never kept vacant: (start, end, agency), without end."""
    roles = tables.roles
    if not roles.has_turnover[role] or roles.leaving_rate[role] == 0.0:
        yield 0.0, tables.horizon, 0
        return

    def drawn(row: int, purpose: int, index: int) -> float:
        return quantile(tables.quantiles, row, uniform(key, purpose, index))

    time = 0.0
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
