"""Compiling people: roles, working models, teams, pools, posts, when they are kept vacant, roll-out and training."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any

from fssim.model import tables as t
from fssim.model.compile.row_numbers import Registry, numbered
from fssim.model.draws import purpose_of
from fssim.model.people_tables import (
    Closures,
    CourseDays,
    Courses,
    Groups,
    Models,
    Posts,
    Roles,
    Switches,
    TeamKinds,
    Teams,
    VacantPosts,
)
from fssim.scenario.schema.units import WORKING_DAYS_A_WEEK
from fssim.scenario.schema.workforce import Establishment, Staffing, Turnover, VacantPolicy, establishments_of
from fssim.scenario.vacant_posts import Taken, can_be_vacant, covers, is_there, smallest_part, taken_of, vacant_posts

POLICY = {
    VacantPolicy.wait: t.POLICY_WAIT,
    VacantPolicy.refer_externally: t.POLICY_REFER_EXTERNALLY,
    VacantPolicy.substitute: t.POLICY_SUBSTITUTE,
}
Spell = tuple[float, float, float]  # from, until, and how much of the post


def compile_people(registry: Registry) -> dict[str, Any]:
    """The people columns of `Tables`."""
    scenario = registry.scenario
    teams = [(kind, number) for kind in registry.team_kinds for number in range(registry.team_count(kind))]
    return {
        "roles": _roles(registry),
        "caseload_limits": _caseload_limits(registry),
        "models": _models(registry),
        "team_kinds": TeamKinds(
            first=array("q", (registry.first_team(kind) for kind in registry.team_kinds)),
            count=array("q", registry.team_counts),
        ),
        "teams": Teams(
            kind=array("q", (registry.team_kinds.index(kind) for kind, _ in teams)),
            number=array("q", (number + 1 for _, number in teams)),
            model=array("q", (registry.models.index(scenario.teams[kind].working_model) for kind, _ in teams)),
        ),
        **_groups_and_posts(registry),
        **_switches(registry),
        **_courses(registry),
    }


def _roles(registry: Registry) -> Roles:
    roles = registry.scenario.roles.values()
    turnovers = [role.turnover for role in roles]
    rules = [turnover.agency_rules if turnover else None for turnover in turnovers]
    days_a_year = registry.calendar.working_days(1.0, "years")
    at_work = [role.contracted_hours.value / WORKING_DAYS_A_WEEK * role.availability.value for role in roles]
    return Roles(
        hours_a_day=array(
            "d",
            (hours * role.productive_share.value for hours, role in zip(at_work, roles, strict=True)),
        ),
        at_work_hours_a_day=array("d", at_work),
        specialist=array("q", (role.specialist for role in roles)),
        among_case_holders=array("q", (role.among_case_holders for role in roles)),
        payer=array("q", (registry.payers.index(role.payer) if role.payer else -1 for role in roles)),
        policy=array("q", (POLICY[role.when_vacant] for role in roles)),
        substitute=array("q", (registry.roles.index(role.substitute) if role.substitute else -1 for role in roles)),
        cost_a_year=array("d", (role.cost.value for role in roles)),
        recruitment_cost=array("d", (role.recruitment_cost.value if role.recruitment_cost else 0.0 for role in roles)),
        agency_multiplier=array("d", (role.agency_cost_multiplier.value for role in roles)),
        has_turnover=array("q", (turnover is not None for turnover in turnovers)),
        leaving_rate=array("d", (x.leaving_rate.value / days_a_year if x else 0.0 for x in turnovers)),
        time_to_hire=array("q", (registry.drawn_days(x.time_to_hire) if x else -1 for x in turnovers)),
        hire_succeeds=array("d", (x.hire_succeeds.value if x else 0.0 for x in turnovers)),
        agency_cover=array("d", (_agency_cover(x) if x else 0.0 for x in turnovers)),
        agency_delay=array("q", (registry.drawn_days(x.agency_delay) if x else -1 for x in turnovers)),
        agency_stay=array("q", (registry.drawn_days(x.agency_stay) if x else -1 for x in turnovers)),
        agency_kept_back=array("d", (rule.from_the_region.value if rule else 0.0 for rule in rules)),
        agency_gap=array("d", (registry.working_days(rule.gap) if rule else 0.0 for rule in rules)),
        induction=array("d", (registry.working_days(x.induction) if x else 0.0 for x in turnovers)),
        induction_speed=array("d", (x.induction_speed.value if x else 1.0 for x in turnovers)),
    )


def _agency_cover(turnover: Turnover) -> float:
    """The chance that a vacancy is covered, by those agency workers who are qualified for long enough."""
    rules = turnover.agency_rules
    return turnover.agency_cover.value if rules is None else turnover.agency_cover.value * rules.qualified.value


def _caseload_limits(registry: Registry) -> array[float]:
    limits = array("d")
    for model in registry.scenario.working_models.values():
        for name, role in registry.scenario.roles.items():
            limit = model.caseload_limits.get(name, role.caseload_limit)
            limits.append(limit.value if limit else inf)
    return limits


def _models(registry: Registry) -> Models:
    models = registry.scenario.working_models.values()
    return Models(
        recording=array("d", (model.workbook.recording.value for model in models)),
        recording_at_first=array("d", (model.workbook.recording_at_first.value for model in models)),
        at_first=array("d", (registry.working_days(model.workbook.at_first) for model in models)),
        takes_up=array("d", (model.effects.takes_up.value for model in models)),
        unsticks=array("d", (model.effects.unsticks.value for model in models)),
        missed_when_trained=array("d", (model.effects.missed_when_trained.value for model in models)),
        re_referral=array("d", (model.effects.re_referral.value for model in models)),
        entry_to_care=array("d", (model.effects.entry_to_care.value for model in models)),
    )


def _switches(registry: Registry) -> dict[str, Any]:
    switches = sorted(
        (
            float(registry.calendar.number_of(switch.start)),
            registry.first_team(switch.team) + number - 1,
            registry.models.index(switch.working_model),
        )
        for switch in registry.scenario.roll_out.values()
        for number in switch.numbers
    )
    return {
        "switches": Switches(
            time=array("d", (switch[0] for switch in switches)),
            team=array("q", (switch[1] for switch in switches)),
            model=array("q", (switch[2] for switch in switches)),
        )
    }


def _courses(registry: Registry) -> dict[str, Any]:
    courses = registry.scenario.training
    course_days = [
        (float(number), row)
        for number in registry.calendar.first_of_month
        for row, course in enumerate(courses.values())
        if registry.calendar.days[number] >= course.start
    ]
    return {
        "courses": Courses(
            model=array("q", (registry.models.index(course.working_model) for course in courses.values())),
            roles=array("q", (sum(1 << registry.roles.index(r) for r in course.roles) for course in courses.values())),
            seats=array("q", (int(course.seats_a_month.value) for course in courses.values())),
            activity=array("q", (registry.activities.index(name) for name in courses)),
        ),
        "course_days": CourseDays(
            time=array("d", (day for day, _ in course_days)), course=array("q", (row for _, row in course_days))
        ),
    }


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


def _groups_and_posts(registry: Registry) -> dict[str, Any]:
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
        "groups": Groups(
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
    closed = [separate_spells(spells, smallest_part(registry.scenario)) for spells in _closed(registry, posts)]
    counts = [len(spells) for spells in closed]
    starts = (post.establishment.start for post in posts)
    ends = (post.establishment.until for post in posts)
    return {
        "posts": Posts(
            group=array("q", (post.group for post in posts)),
            full_time_share=array("d", (post.establishment.full_time_share.value for post in posts)),
            key=array("Q", (purpose_of(name) for name in registry.posts)),
            agency=array("q", (post.agency for post in posts)),
            opens=array("d", (0.0 if day is None else min(float(calendar.number_of(day)), horizon) for day in starts)),
            ends=array("d", (horizon if day is None else min(float(calendar.number_of(day)), horizon) for day in ends)),
            first_closed=array("q", (sum(counts[:row]) for row in range(len(posts)))),
            closed_count=array("q", counts),
            counted=array("q", (_is_counted(registry, post) for post in posts)),
        ),
        "vacant_posts": VacantPosts(
            role=array("q", (registry.roles.index(role) for role in vacant_posts(registry.scenario))),
            posts=array("q", (int(posts.value) for posts in vacant_posts(registry.scenario).values())),
        ),
        "closures": Closures(
            start=array("d", (start for spells in closed for start, _, _ in spells)),
            until=array("d", (until for spells in closed for _, until, _ in spells)),
            taken=array("d", (taken for spells in closed for _, _, taken in spells)),
        ),
    }


def _is_counted(registry: Registry, post: Post) -> bool:
    scenario = registry.scenario
    return post.role in vacant_posts(scenario) and can_be_vacant(
        scenario, scenario.roles[post.role], post.establishment
    )


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
        for row, part in zip(covered, taken.spread_over_posts(), strict=True):
            if part and start < until:
                closed[row].append((start, until, part))
    return closed


def separate_spells(spells: list[Spell], smallest: float) -> list[Spell]:
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
