"""The model's look-ups: what a team, stage or group is at this moment."""

from __future__ import annotations

from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    activities,
    caseload_limits,
    families,
    group_of_role,
    groups,
    inlined,
    jitted,
    models,
    needs,
    participants,
    periods,
    roles,
    team_kinds,
    team_models,
    team_switched,
)
from fssim.engine.compiled.kernel.kernel_draws import draw_uniform, find_quantile
from fssim.engine.compiled.runtime.records import NONE
from fssim.model.tables import POLICY_REFER_EXTERNALLY, POLICY_SUBSTITUTE


@inlined
def find_model(w: Any, team: int) -> int:
    """The working model of a team now. Before a family has a team it is the last one's."""
    return team_models(w, team if team >= 0 else team + w.team_count).value  # type: ignore[no-any-return]


@inlined
def find_activity(w: Any, team: int, activity: int) -> Any:
    """An activity as a team does it now."""
    return activities(w, find_model(w, team) * w.activity_count + activity)


@inlined
def find_row(w: Any, family: int, activity: int) -> Any:
    """An activity as a family's team does it now."""
    return find_activity(w, families(w, family).team, activity)


@inlined
def find_end_of_period(w: Any, period: int, time: float) -> float:
    """When a statutory period after a time ends: the time of day is kept."""
    day = int(time)
    return periods(w, period * w.day_count + day).value + (time - day)  # type: ignore[no-any-return]


@inlined
def draw_part_hours(w: Any, family: int, participant: int, index: int) -> float:
    """The hours a part takes, with recording as the team's way of working makes it."""
    row = participants(w, participant)
    its = families(w, family)
    hours = find_quantile(w, row.hours, draw_uniform(its.key, row.purpose, index))
    hours = hours * (1.0 + row.further_child * (its.children - 1))
    model = models(w, find_model(w, its.team))
    switched = team_switched(w, its.team if its.team >= 0 else its.team + w.team_count).value
    recording = model.recording_at_first if w.now < switched + model.at_first else model.recording
    return hours * (1.0 + row.recording_share * (recording - 1.0))  # type: ignore[no-any-return]


@inlined
def find_caseload_limit(w: Any, team: int, role: int) -> float:
    """The limit at full time for a role working with a team's families."""
    return caseload_limits(w, find_model(w, team) * w.role_count + role).value  # type: ignore[no-any-return]


@inlined
def find_team_in(w: Any, kind: int, place: float) -> int:
    """The team of a kind that serves a place."""
    row = team_kinds(w, kind)
    return row.first + int(place * row.count)  # type: ignore[no-any-return]


@inlined
def find_group(w: Any, team: int, role: int) -> int:
    """The group that does a role's work for a team, or NONE."""
    at = team * w.role_count + role
    if at < 0:
        at += w.team_count * w.role_count
    return group_of_role(w, at).value  # type: ignore[no-any-return]


@jitted
def find_group_for(w: Any, family: int, need: int) -> int:
    """Whose list a need goes on when it is referred now; NONE for the service outside."""
    team = families(w, family).team
    group = find_group(w, team, needs(w, need).role)
    if group == NONE:
        return NONE
    its = groups(w, group)
    role = roles(w, its.role)
    if its.member_count > 0 or (role.policy != POLICY_REFER_EXTERNALLY and role.policy != POLICY_SUBSTITUTE):
        return group  # type: ignore[no-any-return]
    if role.policy == POLICY_REFER_EXTERNALLY:
        return NONE
    substitute = find_group(w, team, role.substitute)
    if substitute != NONE and groups(w, substitute).member_count > 0:
        return substitute  # type: ignore[no-any-return]
    return group  # type: ignore[no-any-return]
