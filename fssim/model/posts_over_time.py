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
    for person in sorted(
        person
        for post in range(len(tables.posts.group))
        for person in draw_people_in_post(tables, seed, replication, post)
    ):
        add_person(tables, table, person)
    return table


Person = tuple[float, int, float, int]  # start, post, end, agency


def draw_people_in_post(tables: Tables, seed: int, replication: int, post: int) -> Iterator[Person]:
    """The people in one post before the horizon, in order of time."""
    if find_hours_a_day(tables, post) == 0.0:
        return
    posts = tables.posts
    role = tables.groups.role[posts.group[post]]
    spells = _agency_spells if posts.agency[post] else _spells
    ends = posts.ends[post]
    key = post_key(tables, seed, replication, post)
    for start, end, agency in find_open_spells(
        spells(tables, role, key, posts.opens[post]), find_emptied(tables, post)
    ):
        if start >= ends:
            return
        yield start, post, end if ends == tables.horizon else min(end, ends), agency


def post_key(tables: Tables, seed: int, replication: int, post: int) -> int:
    """The key of a post's draws."""
    return entity_key(seed, replication, POST, tables.posts.key[post])


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


def _spells(tables: Tables, role: int, key: int, opens: float) -> Iterator[tuple[float, float, int]]:
    """The people in one post if it is never kept vacant: (start, end, agency), without end."""
    if not comes_and_goes(tables, role):
        yield opens, tables.horizon, 0
        return
    time = opens
    person = 0
    while True:
        leaves = draw_leaving(tables, role, key, person, time)
        yield time, leaves, 0
        if person > find_most_spells(tables):
            raise too_many(tables, role)
        hired = draw_hiring(tables, role, key, person, leaves)
        for start, end in cover(tables, role, key, person, leaves, hired, tables.roles.agency_cover[role]):
            yield start, end, 1
        time = hired
        person += 1


def comes_and_goes(tables: Tables, role: int) -> bool:
    """Whether anybody of a role ever leaves."""
    return bool(tables.roles.has_turnover[role]) and tables.roles.leaving_rate[role] > 0.0


def draw_leaving(tables: Tables, role: int, key: int, person: int, start: float) -> float:
    """When the person of this number in a post leaves it, at the role's own rate."""
    drawn = quantile(tables.quantiles, tables.unit_exponential, uniform(key, Purposes.LEAVING, person))
    return start + drawn / tables.roles.leaving_rate[role]


def draw_hiring(tables: Tables, role: int, key: int, person: int, leaves: float) -> float:
    """When somebody is in the post again."""
    roles = tables.roles
    base = person * ROUNDS
    hired = leaves
    for index in range(base, base + ROUNDS):
        hired += quantile(tables.quantiles, roles.time_to_hire[role], uniform(key, Purposes.HIRING, index))
        if hired >= tables.horizon or uniform(key, Purposes.HIRE_SUCCEEDS, index) < roles.hire_succeeds[role]:
            return hired
    return tables.horizon  # as many rounds as can be told apart, and none succeeds


def cover(
    tables: Tables, role: int, key: int, person: int, leaves: float, hired: float, chance: float
) -> Iterator[tuple[float, float]]:
    """The agency workers of a vacancy, if it is covered: from when until when each is there."""
    if not uniform(key, Purposes.AGENCY_COVER, person) < chance:
        return
    roles = tables.roles
    base = index = person * ROUNDS
    start = leaves + draw_agency_delay(tables, role, key, index)
    while start < hired:
        stay = quantile(tables.quantiles, roles.agency_stay[role], uniform(key, Purposes.AGENCY_STAY, index))
        end = min(start + stay, hired)
        yield start, end
        index += 1
        if index - base > find_most_spells(tables):
            raise too_many(tables, role)
        start = end + draw_agency_delay(tables, role, key, index)


def draw_agency_delay(tables: Tables, role: int, key: int, index: int) -> float:
    """How long it is until an agency worker comes: longer for one who has just left a post in the region."""
    roles = tables.roles
    delay = quantile(tables.quantiles, roles.agency_delay[role], uniform(key, Purposes.AGENCY_DELAY, index))
    kept_back = uniform(key, Purposes.AGENCY_KEPT_BACK, index) < roles.agency_kept_back[role]
    return delay + roles.agency_gap[role] if kept_back else delay


def find_most_spells(tables: Tables) -> int:
    return int(tables.horizon) + SPELLS_AT_ALL


def too_many(tables: Tables, role: int) -> CannotSimulate:
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
