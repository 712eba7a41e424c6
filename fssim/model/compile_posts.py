"""Compiling posts: which team or pool each is in, which teams it serves, and when it is kept vacant."""

from __future__ import annotations

from array import array
from typing import Any

from fssim.model import people_tables as p
from fssim.model.draws import purpose_of
from fssim.model.registry import Registry, numbered
from fssim.scenario.people import Establishment, Vacancy
from fssim.scenario.vacant_posts import covers, taken_of

Post = tuple[int, float, str, str, int]  # group, share of full time, role, kind of team or pool, its number


def compile_posts(registry: Registry) -> dict[str, Any]:
    """The groups, posts and closures of `Tables`, and which group serves each team in each role."""
    teams, pools = registry.scenario.teams, registry.scenario.pools
    groups: list[tuple[int, int, int]] = []
    posts: list[Post] = []
    group_of = array("q", [-1]) * (len(registry.teams) * len(registry.roles))

    def add_group(role: str, team: int, pool: int, unit: str, kind: str, number: int, staff: Establishment) -> int:
        group = len(groups)
        groups.append((registry.roles.index(role), team, pool))
        registry.groups.append(f"{unit}: {role}")
        for _ in range(int(staff.posts.value)):
            posts.append((group, staff.full_time_share.value, role, kind, number))
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
    registry.posts.extend(_post_names(registry, posts))
    return {
        "groups": p.Groups(
            role=array("q", (g[0] for g in groups)),
            team=array("q", (g[1] for g in groups)),
            pool=array("q", (g[2] for g in groups)),
        ),
        "group_of": group_of,
        **_posts(registry, posts),
    }


def _served(registry: Registry, pool: str, number: int) -> list[int]:
    """The team rows that one pool of a kind serves."""
    each = registry.scenario.pools[pool].teams_each
    rows = []
    for kind in registry.scenario.pools[pool].serves:
        count = registry.team_count(kind)
        size = int(each.value) if each else count
        rows += [registry.first_team(kind) + n for n in range((number - 1) * size, min(number * size, count))]
    return rows


def _post_names(registry: Registry, posts: list[Post]) -> list[str]:
    """Names that stay the same whatever else the authority has: its team, role and number within them."""
    seen: dict[tuple[str, int, str], int] = {}
    names = []
    for _, _, role, kind, number in posts:
        place = seen[(kind, number, role)] = seen.get((kind, number, role), 0) + 1
        names.append(f"{kind} {number}: {role} {place}")
    return names


def _posts(registry: Registry, posts: list[Post]) -> dict[str, Any]:
    closed: list[list[tuple[float, float]]] = [[] for _ in posts]
    for vacancy in registry.scenario.vacancies.values():
        start = float(registry.calendar.number_of(vacancy.start))
        until = float(registry.calendar.number_of(vacancy.until))
        for post, taken in _closed_posts(vacancy, posts):
            if taken == 1.0:
                closed[post].append((start, until))
    merged = [_merge(sorted(spells)) for spells in closed]
    counts = [len(spells) for spells in merged]
    return {
        "posts": p.Posts(
            group=array("q", (post[0] for post in posts)),
            full_time_share=array("d", (post[1] for post in posts)),
            key=array("Q", (purpose_of(name) for name in registry.posts)),
            first_closed=array("q", (sum(counts[:row]) for row in range(len(posts)))),
            closed_count=array("q", counts),
        ),
        "closures": p.Closures(
            start=array("d", (start for spells in merged for start, _ in spells)),
            until=array("d", (until for spells in merged for _, until in spells)),
        ),
    }


def _closed_posts(vacancy: Vacancy, posts: list[Post]) -> list[tuple[int, float]]:
    """The posts a vacancy empties, and how much of each."""
    covered = [
        row
        for row, (_, _, role, kind, number) in enumerate(posts)
        if role == vacancy.role and covers(vacancy, kind, number)
    ]
    each = taken_of(vacancy, len(covered)).of_each()
    return [(row, taken) for row, taken in zip(covered, each, strict=True) if taken]


def _merge(spells: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, until in spells:
        if until <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((start, until))
    return merged
