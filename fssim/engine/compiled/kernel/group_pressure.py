"""The pressure that groups are under, and what they do about it. A response that a role has not changes nothing."""

from __future__ import annotations

from math import inf, nan
from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    curves,
    families,
    groups,
    inlined,
    jitted,
    part_of_caller,
    places,
    responses,
    stages,
    team_kinds,
    workers,
    workloads,
)
from fssim.engine.compiled.kernel.instant import write_row
from fssim.engine.compiled.kernel.lookups import find_group, find_model, find_team_in
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event
from fssim.model.people_tables import MILLIONTHS

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
        group = find_group(w, team, row.holder)
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
    row = workloads(w, find_model(w, its.team) * w.stage_count + its.stage)
    workload = row.first_child + (its.children - 1) * row.further_child
    if its.side != NONE:
        beside = workloads(w, find_model(w, its.team) * w.stage_count + its.side)
        workload = workload + (beside.first_child + (its.children - 1) * beside.further_child)
    more = workload - its.workload
    its.workload = workload
    if its.holder != NONE:
        workers(w, its.holder).workload += more
    group = find_group_of_family(w, its)
    if group != NONE:
        groups(w, group).workload += more


@part_of_caller
def find_team(w: Any, family: int, stage: Any) -> int:
    """The team of the stage's kind where the family lives; the least pressed one, if that passes families on and does
    not have this one already."""
    its = families(w, family)
    home = find_team_in(w, stage.team_kind, its.place)
    if stage.holder < 0:
        return home  # type: ignore[no-any-return]
    group = find_group(w, home, stage.holder)
    above = responses(w, stage.holder).neighbours_above
    if group == NONE or not above < inf:
        return home  # type: ignore[no-any-return]
    kind = team_kinds(w, stage.team_kind)
    own = find_group_of_family(w, its)
    if (
        own != NONE
        and kind.first <= its.team < kind.first + kind.count
        and own == find_group(w, its.team, stage.holder)
    ):
        return its.team  # type: ignore[no-any-return]
    best, least = home, find_pressure(groups(w, group))
    if least > above:
        for team in range(kind.first, kind.first + kind.count):
            other = find_group(w, team, stage.holder)
            if other != NONE and find_pressure(groups(w, other)) < least:
                best, least = team, find_pressure(groups(w, other))
    return best  # type: ignore[no-any-return]


@inlined
def gives_by_work(w: Any, group: int) -> bool:
    """Whether a group gives families out by the work that they are."""
    return responses(w, groups(w, group).role).limit_share >= 0.0  # type: ignore[no-any-return]


@inlined
def find_share_of_limits(w: Any, worker: Any) -> float:
    """The share of the limits that a worker has: less of them while they are new."""
    curve = responses(w, groups(w, worker.group).role).new_starters
    if curve < 0 or not worker.is_new:
        return 1.0
    return find_on_curve(w, curve, w.now - worker.start)  # type: ignore[no-any-return]


@inlined
def find_room_for_work(worker: Any, limit_share: float, share: float) -> float:
    """The work that there is room for below the limit: less than none for those who hold more."""
    return limit_share * float(worker.carries) * share - float(worker.workload)
