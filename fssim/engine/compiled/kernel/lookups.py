"""What a team, stage or group is at this moment; the pressure that groups are under, and what they do about it.

A response that a role has not changes nothing.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    activities,
    caseload_limits,
    curves,
    families,
    group_of_role,
    groups,
    holder_choices,
    inlined,
    jitted,
    models,
    needs,
    part_of_caller,
    participants,
    periods,
    places,
    responses,
    roles,
    stages,
    team_kinds,
    team_models,
    team_switched,
    worked_stages,
    workers,
    workloads,
)
from fssim.engine.compiled.kernel.instant import write_row
from fssim.engine.compiled.kernel.kernel_draws import draw_uniform, find_quantile
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event
from fssim.model.people_tables import MILLIONTHS
from fssim.model.tables import POLICY_REFER_EXTERNALLY, POLICY_SUBSTITUTE


@inlined
def find_model(w: Any, team: int) -> int:
    """The working model of a team now. Before a family has a team it is the last one's."""
    return team_models(w, team if team >= 0 else team + w.team_count).value  # type: ignore[no-any-return]


@inlined
def find_worked(w: Any, family: int, stage: int) -> int:
    """The row of a stage as a family's team works it now."""
    return find_model(w, families(w, family).team) * w.stage_count + stage  # type: ignore[no-any-return]


@inlined
def find_holder_role(w: Any, family: int, worked: int) -> int:
    """The role that holds a family in a stage as it is worked, or NONE."""
    row = worked_stages(w, worked)
    return row.holder if row.choice_count == 0 else _choose_holder_role(w, family, worked)  # type: ignore[no-any-return]


@jitted
def _choose_holder_role(w: Any, family: int, worked: int) -> int:
    row, its = worked_stages(w, worked), families(w, family)
    for at in range(row.first_choice, row.first_choice + row.choice_count):
        choice = holder_choices(w, at)
        may_hold = choice.risks >> its.risk & 1 and (choice.needs == 0 or choice.needs & its.mask)
        if may_hold and draw_uniform(its.key, choice.purpose, its.episode) < choice.share:
            return choice.role  # type: ignore[no-any-return]
    return row.holder  # type: ignore[no-any-return]


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


_EXTRA_HOURS = int(Event.EXTRA_HOURS)


@inlined
def to_millionths(hours: float) -> int:
    """Hours as a whole number of millionths."""
    return int(hours * MILLIONTHS + 0.5)


@jitted
def find_on_curve(w: Any, curve: int, at: float) -> float:
    """A curve's value: straight between its places, level beyond them."""
    first = curves(w, curve).first
    last = first + curves(w, curve).count - 1
    if not at > places(w, first).at:
        return places(w, first).value  # type: ignore[no-any-return]
    while first < last and at >= places(w, first + 1).at:
        first += 1
    low = places(w, first)
    if first == last:
        return low.value  # type: ignore[no-any-return]
    high = places(w, first + 1)
    share = (at - low.at) / (high.at - low.at)
    return low.value + (high.value - low.value) * share  # type: ignore[no-any-return]


@inlined
def find_pressure(group: Any) -> float:
    """Work over hours: infinite if there is nobody."""
    return float(group.workload) / float(group.carries) if group.carries else inf


@inlined
def _on(w: Any, group: Any, curve: int) -> float:
    return 1.0 if curve < 0 else find_on_curve(w, curve, find_pressure(group))


@inlined
def find_group_of_family(w: Any, its: Any) -> int:
    """The group that holds the family, or that it waits for."""
    return its.waiting_for if its.holder == NONE else workers(w, its.holder).group  # type: ignore[no-any-return]


@part_of_caller
def find_exit_odds(w: Any, family: int, stage: int) -> float:
    """What pressure multiplies the odds of exits by: that of a stage's holders, or if -1 of the family's own."""
    its = families(w, family)
    if stage >= 0:
        row = stages(w, stage)
        team = find_team_in(w, row.team_kind, its.place) if row.team_kind >= 0 else its.team
        group = find_group(w, team, worked_stages(w, find_model(w, team) * w.stage_count + stage).holder)
    else:
        group = find_group_of_family(w, its)
    return 1.0 if group == NONE else _on(w, groups(w, group), responses(w, groups(w, group).role).thresholds)


@part_of_caller
def find_share_of_hours(w: Any, family: int, least: float) -> float:
    """The share of its hours that an activity is done in, under its family's group's pressure."""
    if least >= 1.0:
        return 1.0
    group = find_group_of_family(w, families(w, family))
    if group == NONE:
        return 1.0
    share = _on(w, groups(w, group), responses(w, groups(w, group).role).proportionate_work)
    return share if share > least else least


@inlined
def look_at_extra_hours(w: Any, number: int) -> float:
    """The hours that a full-time worker works beyond their own: looked at when the first of a day picks up work."""
    group = groups(w, number)
    curve = responses(w, group.role).extra_hours
    if curve >= 0 and w.now >= group.looks_again:
        group.looks_again = int(w.now) + 1.0
        hours = _on(w, group, curve)
        if hours != group.extra_hours:
            group.extra_hours = hours
            write_row(w, _EXTRA_HOURS, w.now, NONE, group.role, number, NONE, nan, nan, nan, hours)
    return group.extra_hours  # type: ignore[no-any-return]


@jitted
def weigh(w: Any, family: int) -> None:
    """What the family is to its holder and their group, after its stage or its team's way of working changed."""
    its = families(w, family)
    row, more = workloads(w, find_worked(w, family, its.stage)), its.children - 1
    workload = row.first_child + more * row.further_child
    of_co_holder = row.co_first_child + more * row.co_further_child
    if its.side != NONE:
        beside = workloads(w, find_worked(w, family, its.side))
        workload = workload + (beside.first_child + more * beside.further_child)
        of_co_holder = of_co_holder + (beside.co_first_child + more * beside.co_further_child)
    _weigh(w, its, workload)
    if w.co_holders:
        _weigh(w, families(w, family + w.family_count), of_co_holder)


@inlined
def _weigh(w: Any, place: Any, workload: int) -> None:
    more = workload - place.workload
    place.workload = workload
    if place.holder != NONE:
        workers(w, place.holder).workload += more
    group = find_group_of_family(w, place)
    if group != NONE:
        groups(w, group).workload += more


@part_of_caller
def find_team(w: Any, family: int, number: int, stage: Any) -> int:
    """The team of the stage's kind where the family lives; the least pressed one, if that passes families on and does
    not have this one already."""
    its = families(w, family)
    home = find_team_in(w, stage.team_kind, its.place)
    if stage.holder < 0:
        return home  # type: ignore[no-any-return]
    role = find_holder_role(w, family, find_model(w, home) * w.stage_count + number)
    group = find_group(w, home, role)
    above = responses(w, role).neighbours_above
    if group == NONE or not above < inf:
        return home  # type: ignore[no-any-return]
    kind = team_kinds(w, stage.team_kind)
    own = find_group_of_family(w, its)
    if own != NONE and kind.first <= its.team < kind.first + kind.count and own == find_group(w, its.team, role):
        return its.team  # type: ignore[no-any-return]
    best, least = home, find_pressure(groups(w, group))
    if least > above:
        for team in range(kind.first, kind.first + kind.count):
            other = find_group(w, team, role)
            if other != NONE and find_pressure(groups(w, other)) < least:
                best, least = team, find_pressure(groups(w, other))
    return best  # type: ignore[no-any-return]


@inlined
def gives_by_work(w: Any, group: int) -> bool:
    """Whether a group gives families out by the work that they are."""
    return responses(w, groups(w, group).role).limit_share >= 0.0  # type: ignore[no-any-return]


@inlined
def find_share_of_limits(w: Any, worker: Any, curve: int) -> float:
    """The share of the limits that a worker has, by the curve of their role: less of them while they are new."""
    if not worker.is_new:
        return 1.0
    return find_on_curve(w, curve, w.now - worker.start)  # type: ignore[no-any-return]


@inlined
def find_room_for_work(worker: Any, limit_share: float, share: float) -> float:
    """The work that there is room for below the limit: less than none for those who hold more."""
    return limit_share * float(worker.carries) * share - float(worker.workload)
