"""Compiling people: roles, working models, teams, pools, posts, vacancies, roll-out and training."""

from __future__ import annotations

from array import array
from math import inf
from typing import Any

from fssim.model import tables as t
from fssim.model.compile.compile_posts import compile_posts
from fssim.model.compile.row_numbers import Registry
from fssim.scenario.schema.workforce import VacantPolicy

POLICY = {
    VacantPolicy.wait: t.POLICY_WAIT,
    VacantPolicy.refer_externally: t.POLICY_REFER_EXTERNALLY,
    VacantPolicy.substitute: t.POLICY_SUBSTITUTE,
}
WORKING_DAYS_A_WEEK = 5.0


def compile_people(registry: Registry) -> dict[str, Any]:
    """The people columns of `Tables`."""
    scenario = registry.scenario
    teams = [(kind, number) for kind in registry.team_kinds for number in range(registry.team_count(kind))]
    return {
        "roles": _roles(registry),
        "caseload_limits": _caseload_limits(registry),
        "models": _models(registry),
        "team_kinds": t.TeamKinds(
            first=array("q", (registry.first_team(kind) for kind in registry.team_kinds)),
            count=array("q", registry.team_counts),
        ),
        "teams": t.Teams(
            kind=array("q", (registry.team_kinds.index(kind) for kind, _ in teams)),
            number=array("q", (number + 1 for _, number in teams)),
            model=array("q", (registry.models.index(scenario.teams[kind].working_model) for kind, _ in teams)),
        ),
        **compile_posts(registry),
        **_switches(registry),
        **_courses(registry),
    }


def _roles(registry: Registry) -> t.Roles:
    roles = registry.scenario.roles.values()
    turnovers = [role.turnover for role in roles]
    days_a_year = registry.calendar.working_days(1.0, "years")
    at_work = [role.contracted_hours.value / WORKING_DAYS_A_WEEK * role.availability.value for role in roles]
    return t.Roles(
        hours_a_day=array(
            "d",
            (hours * role.productive_share.value for hours, role in zip(at_work, roles, strict=True)),
        ),
        at_work_hours_a_day=array("d", at_work),
        specialist=array("q", (role.specialist for role in roles)),
        among_case_holders=array("q", (role.among_case_holders for role in roles)),
        policy=array("q", (POLICY[role.when_vacant] for role in roles)),
        substitute=array("q", (registry.roles.index(role.substitute) if role.substitute else -1 for role in roles)),
        cost_a_year=array("d", (role.cost.value for role in roles)),
        recruitment_cost=array("d", (role.recruitment_cost.value if role.recruitment_cost else 0.0 for role in roles)),
        agency_multiplier=array("d", (role.agency_cost_multiplier.value for role in roles)),
        has_turnover=array("q", (turnover is not None for turnover in turnovers)),
        leaving_rate=array("d", (x.leaving_rate.value / days_a_year if x else 0.0 for x in turnovers)),
        time_to_hire=array("q", (registry.drawn_days(x.time_to_hire) if x else -1 for x in turnovers)),
        hire_succeeds=array("d", (x.hire_succeeds.value if x else 0.0 for x in turnovers)),
        agency_cover=array("d", (x.agency_cover.value if x else 0.0 for x in turnovers)),
        agency_delay=array("q", (registry.drawn_days(x.agency_delay) if x else -1 for x in turnovers)),
        agency_stay=array("q", (registry.drawn_days(x.agency_stay) if x else -1 for x in turnovers)),
        induction=array("d", (registry.working_days(x.induction) if x else 0.0 for x in turnovers)),
        induction_speed=array("d", (x.induction_speed.value if x else 1.0 for x in turnovers)),
    )


def _caseload_limits(registry: Registry) -> array[float]:
    limits = array("d")
    for model in registry.scenario.working_models.values():
        for name, role in registry.scenario.roles.items():
            limit = model.caseload_limits.get(name, role.caseload_limit)
            limits.append(limit.value if limit else inf)
    return limits


def _models(registry: Registry) -> t.Models:
    models = registry.scenario.working_models.values()
    return t.Models(
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
        "switches": t.Switches(
            time=array("d", (switch[0] for switch in switches)),
            team=array("q", (switch[1] for switch in switches)),
            model=array("q", (switch[2] for switch in switches)),
        )
    }


def _courses(registry: Registry) -> dict[str, Any]:
    courses = registry.scenario.training
    days = registry.calendar.days[: registry.calendar.horizon]
    first_of_month = [n for n, day in enumerate(days) if n == 0 or day.month != days[n - 1].month]
    course_days = [
        (float(number), row)
        for number in first_of_month
        for row, course in enumerate(courses.values())
        if days[number] >= course.start
    ]
    return {
        "courses": t.Courses(
            model=array("q", (registry.models.index(course.working_model) for course in courses.values())),
            roles=array("q", (sum(1 << registry.roles.index(r) for r in course.roles) for course in courses.values())),
            seats=array("q", (int(course.seats_a_month.value) for course in courses.values())),
            activity=array("q", (registry.activities.index(name) for name in courses)),
        ),
        "course_days": t.CourseDays(
            time=array("d", (day for day, _ in course_days)), course=array("q", (row for _, row in course_days))
        ),
    }
