"""Compiling posts: which team or pool each is in, which teams it serves, and when it is kept vacant."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from fssim.model import tables as t
from fssim.model.compile.row_numbers import Registry, numbered
from fssim.model.draws import purpose_of
from fssim.scenario.schema.workforce import Establishment, Staffing, establishments_of
from fssim.scenario.vacant_posts import Taken, covers, is_there, smallest_part, taken_of

Spell = tuple[float, float, float]  # from, until, and how much of the post


@dataclass(frozen=True, slots=True)
class Post:
    """One post, or one place of an agency worker, and where it is."""

    group: int
    role: str
    place: str  # kind of team or pool
    number: int
    establishment: Establishment

    @property
    def agency(self) -> bool:
        return self.establishment.posts is None


def compile_posts(registry: Registry) -> dict[str, Any]:
    """The groups, posts and closures of `Tables`, and which group serves each team in each role."""
    teams, pools = registry.scenario.teams, registry.scenario.pools
    groups: list[tuple[int, int, int]] = []
    posts: list[Post] = []
    group_of = array("q", [-1]) * (len(registry.teams) * len(registry.roles))

    def add_group(role: str, team: int, pool: int, unit: str, kind: str, number: int, staff: Staffing) -> int:
        group = len(groups)
        groups.append((registry.roles.index(role), team, pool))
        registry.groups.append(f"{unit}: {role}")
        for establishment in establishments_of(staff):
            if establishment.is_in(number):
                posts.extend(Post(group, role, kind, number, establishment) for _ in range(establishment.count))
        return group

    for kind, team in teams.items():
        for number in range(1, registry.team_count(kind) + 1):
            row = registry.first_team(kind) + number - 1
            for role, staff in team.posts.items():
                group = add_group(role, row, -1, registry.teams[row], kind, number, staff)
                group_of[row * len(registry.roles) + registry.roles.index(role)] = group
    pool_row = 0
    for name, pool in pools.items():
        for number, unit in enumerate(numbered(name, registry.pool_count(name)), start=1):
            for role, staff in pool.posts.items():
                group = add_group(role, -1, pool_row, unit, name, number, staff)
                for row in _served(registry, name, number):
                    at = row * len(registry.roles) + registry.roles.index(role)
                    if group_of[at] == -1:
                        group_of[at] = group
            pool_row += 1
    registry.posts.extend(_post_names(posts))
    return {
        "groups": t.Groups(
            role=array("q", (g[0] for g in groups)),
            team=array("q", (g[1] for g in groups)),
            pool=array("q", (g[2] for g in groups)),
        ),
        "group_of": group_of,
        **_posts(registry, posts),
    }


def _served(registry: Registry, pool: str, number: int) -> list[int]:
    """The team rows that one pool of a kind serves."""
    teams_each = registry.scenario.pools[pool].teams_each
    rows = []
    for kind in registry.scenario.pools[pool].serves:
        count = registry.team_count(kind)
        size = int(teams_each.value) if teams_each else count
        rows += [registry.first_team(kind) + n for n in range((number - 1) * size, min(number * size, count))]
    return rows


def _post_names(posts: list[Post]) -> list[str]:
    """Names that stay the same whatever else the authority has: its team, role and number within them."""
    seen: dict[tuple[str, int, str, bool], int] = {}
    names = []
    for post in posts:
        key = (post.place, post.number, post.role, post.agency)
        place = seen[key] = seen.get(key, 0) + 1
        what = f"agency worker {place}" if post.agency else str(place)
        names.append(f"{post.place} {post.number}: {post.role} {what}")
    return names


def _posts(registry: Registry, posts: list[Post]) -> dict[str, Any]:
    calendar = registry.calendar
    horizon = float(calendar.horizon)
    closed = [spells_apart(spells, smallest_part(registry.scenario)) for spells in _closed(registry, posts)]
    counts = [len(spells) for spells in closed]
    starts = (post.establishment.start for post in posts)
    ends = (post.establishment.until for post in posts)
    return {
        "posts": t.Posts(
            group=array("q", (post.group for post in posts)),
            full_time_share=array("d", (post.establishment.full_time_share.value for post in posts)),
            key=array("Q", (purpose_of(name) for name in registry.posts)),
            agency=array("q", (post.agency for post in posts)),
            opens=array("d", (0.0 if day is None else min(float(calendar.number_of(day)), horizon) for day in starts)),
            ends=array("d", (horizon if day is None else min(float(calendar.number_of(day)), horizon) for day in ends)),
            first_closed=array("q", (sum(counts[:row]) for row in range(len(posts)))),
            closed_count=array("q", counts),
        ),
        "closures": t.Closures(
            start=array("d", (start for spells in closed for start, _, _ in spells)),
            until=array("d", (until for spells in closed for _, until, _ in spells)),
            taken=array("d", (taken for spells in closed for _, _, taken in spells)),
        ),
    }


def _closed(registry: Registry, posts: list[Post]) -> list[list[Spell]]:
    """When each post is kept vacant, and how much of it. Vacancies of one time take posts apart from each other as long
    as there are some."""
    closed: list[list[Spell]] = [[] for _ in posts]
    for vacancy in registry.scenario.vacancies.values():
        start = float(registry.calendar.number_of(vacancy.start))
        until = float(registry.calendar.number_of(vacancy.until))
        covered = [
            row
            for row, post in enumerate(posts)
            if post.role == vacancy.role
            and covers(vacancy, post.place, post.number)
            and is_there(post.establishment, vacancy)
        ]
        taken = taken_of(vacancy, len(covered), smallest_part(registry.scenario))
        others = [row for row in covered if not any(s < until and start < u for s, u, _ in closed[row])]
        if len(others) >= taken.posts:
            covered, taken = others, Taken(taken.posts, len(others))
        for row, part in zip(covered, taken.of_each(), strict=True):
            if part and start < until:
                closed[row].append((start, until, part))
    return closed


def spells_apart(spells: list[Spell], smallest: float) -> list[Spell]:
    """Spells in which parts of one post are taken, as spells that do not overlap: parts taken at once add up to no more
    than the whole post, and to the whole of it where less than the smallest part would be left."""
    times = sorted({time for start, until, _ in spells for time in (start, until)})
    apart: list[Spell] = []
    for start, until in pairwise(times):
        taken = sum(part for since, to, part in spells if since <= start and until <= to)
        taken = taken if taken <= 1.0 - smallest else 1.0
        if not taken:
            continue
        if apart and apart[-1][1:] == (start, taken):
            apart[-1] = (apart[-1][0], until, taken)
        else:
            apart.append((start, until, taken))
    return apart
