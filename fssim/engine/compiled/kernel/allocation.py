"""Who holds which family: waiting for a holder, being allocated, and losing one; and the same for co-holders.

A family's place with a co-holder is a record of its own among the families' (`family_count` after its own), which is on
lists as they are: here `family` may be either.
"""

from __future__ import annotations

from math import nan
from typing import Any

from fssim.engine.compiled.kernel.arrangements import (
    give_to_anybody,
    give_to_co_holder,
    give_to_holder,
    start_handover,
    take_from_co_holder,
    take_from_holder,
)
from fssim.engine.compiled.kernel.compiled_code import (
    families,
    groups,
    inlined,
    jitted,
    members,
    part_of_caller,
    responses,
    stages,
    worked_stages,
    workers,
)
from fssim.engine.compiled.kernel.instant import LONGEST_WAIT, add_task, write
from fssim.engine.compiled.kernel.lookups import (
    find_caseload_limit,
    find_group,
    find_group_of_family,
    find_room_for_work,
    find_share_of_limits,
    find_worked,
    gives_by_work,
)
from fssim.engine.compiled.kernel.plans import heed_change_of_worker
from fssim.engine.compiled.kernel.record_lists import (
    add_held_family,
    add_waiting_family,
    remove_held_family,
    remove_waiting_family,
)
from fssim.engine.compiled.runtime.records import NONE
from fssim.engine.event_log import Event

_UNALLOCATED, _ALLOCATED = int(Event.UNALLOCATED), int(Event.ALLOCATED)
_CO_HOLDER_AWAITED, _CO_HOLDER_ALLOCATED, _CO_HOLDER_ENDED = (
    int(event) for event in (Event.CO_HOLDER_AWAITED, Event.CO_HOLDER_ALLOCATED, Event.CO_HOLDER_ENDED)
)


@inlined
def cannot_wait(w: Any, family: int) -> bool:
    """Whether a family gets a holder at once, over the caseload limit if need be."""
    its = families(w, family)
    if its.side != NONE and stages(w, its.side).at_once != 0:
        return True
    return its.waited_too_long != 0 or stages(w, its.stage).at_once != 0  # type: ignore[no-any-return]


@inlined
def count_urgency(w: Any, family: int) -> None:
    """Keep the number on a group's list who cannot wait, after a family's stage or wait has changed."""
    its = families(w, family)
    if its.waiting_for != NONE:
        urgent = int(cannot_wait(w, family))
        groups(w, its.waiting_for).urgent_count += urgent - its.counted_urgent
        its.counted_urgent = urgent


@jitted
def allocate(w: Any, group: int) -> None:
    """Give waiting families a holder: those that cannot wait first, then the first come for whom there is room."""
    its = groups(w, group)
    if its.member_count == 0:
        return
    family = its.first_waiting
    while family != NONE and its.urgent_count > 0:
        following = families(w, family).next_waiting
        if cannot_wait(w, family):
            _allocate(w, group, family, _choose_holder(w, its, family, 0.0, True))
        family = following
    by_work = gives_by_work(w, group)
    refused_limit, refused_children = 0.0, NONE  # who is too much at a limit stays so, and so is who has more children
    family = its.first_waiting
    while family != NONE:
        candidate = families(w, family)
        following = candidate.next_waiting
        limit = find_caseload_limit(w, candidate.team, its.role)
        if by_work or refused_children == NONE or limit != refused_limit or candidate.children < refused_children:
            holder = _choose_holder(w, its, family, limit, False)
            if holder == NONE:
                refused_limit, refused_children = limit, candidate.children
                if not by_work and its.team_count == 1 and refused_children <= w.fewest_children:  # nobody else fits
                    return
            else:
                _allocate(w, group, family, holder)
        family = following


@inlined
def _allocate(w: Any, group: int, family: int, holder: int) -> None:
    remove_waiting_family(w, group, family)
    _begin_to_hold(w, family, holder)


@jitted
def _choose_holder(w: Any, group: Any, family: int, limit: float, must: bool) -> int:
    """The worker with most room, by work or by children, of those who have enough unless the family cannot wait; or
    NONE."""
    its = families(w, family)
    limit_share, curve = responses(w, group.role).limit_share, responses(w, group.role).new_starters
    if limit_share < 0.0 and curve < 0 and not must:
        return _choose_by_children(w, group, its.children, limit)  # type: ignore[no-any-return]
    best = NONE
    least = 0.0
    for at in range(group.first_member, group.first_member + group.member_count):
        number = members(w, at).value
        worker = workers(w, number)
        share = 1.0 if curve < 0 else find_share_of_limits(w, worker, curve)
        room = 0.0 if limit_share < 0.0 else find_room_for_work(worker, limit_share, share)
        if (
            must
            or worker.children == 0
            or (
                worker.children + its.children <= limit * worker.full_time_share * share
                and (limit_share < 0.0 or float(its.workload) <= room)
            )
        ):
            load = worker.children / worker.full_time_share if limit_share < 0.0 else -room
            if best == NONE or load < least or (load == least and number < best):
                best, least = number, load
    return best


@part_of_caller
def _choose_by_children(w: Any, group: Any, children: int, limit: float) -> int:
    """As `_choose_holder`, where room is neither of work nor less for who is new: asked so often that it is apart."""
    best = NONE
    least = 0.0
    for at in range(group.first_member, group.first_member + group.member_count):
        number = members(w, at).value
        worker = workers(w, number)
        held = worker.children
        if held == 0 or held + children <= limit * worker.full_time_share:
            load = held / worker.full_time_share
            if best == NONE or load < least or (load == least and number < best):
                best, least = number, load
    return best


@part_of_caller
def _begin_to_hold(w: Any, family: int, worker: int) -> None:
    """A worker begins to hold a family."""
    its = families(w, family)
    its.waiting_for = NONE
    its.holder = worker
    add_held_family(w, worker, family)
    if family >= w.family_count:
        own = family - w.family_count
        write(w, _CO_HOLDER_ALLOCATED, own, its.stage, its.team, worker, its.waiting_since, nan)
        give_to_co_holder(w, own, worker)
        return
    write(w, _ALLOCATED, family, its.stage, its.team, worker, its.waiting_since, nan)
    give_to_holder(w, family, worker)
    if its.handing_over:
        its.handing_over = 0
        heed_change_of_worker(w, family)
        start_handover(w, family)


@jitted
def settle_co_holder(w: Any, family: int) -> None:
    """Keep the co-holder, or let go, or wait for one, as the stage and the side stage have it; who waits for the room
    that is left is looked at."""
    its = families(w, family)
    role = worked_stages(w, find_worked(w, family, its.stage)).co_holder
    if role < 0 and its.side != NONE:
        role = worked_stages(w, find_worked(w, family, its.side)).co_holder
    place = families(w, family + w.family_count)
    former = find_group_of_family(w, place)
    if role >= 0 or former != NONE:
        settle_holder(w, family + w.family_count, role)
    if former != NONE and (former != find_group_of_family(w, place) or gives_by_work(w, former)):
        allocate(w, former)


@inlined
def be_where_the_family_is(w: Any, family: int) -> None:
    """The place with a co-holder is of the stage, side stage and team that the family has come to."""
    if w.co_holders:
        its, place = families(w, family), families(w, family + w.family_count)
        place.stage, place.side, place.team = its.stage, its.side, its.team
        count_urgency(w, family + w.family_count)


@inlined
def settle_holder(w: Any, family: int, role: int) -> None:
    """Keep the holder if the stage is worked by the same group; else let go and wait for another."""
    its = families(w, family)
    former = find_group_of_family(w, its)
    group = NONE
    if role >= 0:
        group = find_group(w, its.team, role)
    if its.holder != NONE and workers(w, its.holder).group != group:
        _let_go(w, family)
    if its.waiting_for != NONE and its.waiting_for != group:
        remove_waiting_family(w, its.waiting_for, family)
        its.waiting_for = NONE
    if group == NONE:
        its.handing_over = 0
        if family >= w.family_count and former != NONE:
            own = family - w.family_count
            write(w, _CO_HOLDER_ENDED, own, its.stage, its.team, NONE, nan, nan)
            give_to_anybody(w, own, former)
    elif its.holder == NONE:
        if its.waiting_for == NONE:
            _wait(w, family, group, NONE)
        allocate(w, group)


@jitted
def _wait(w: Any, family: int, group: int, former: int) -> None:
    its = families(w, family)
    its.waiting_for = group
    its.waiting_since = w.now
    its.waited_too_long = 0
    its.waits += 1
    add_waiting_family(w, group, family)
    count_urgency(w, family)
    if family < w.family_count:
        write(w, _UNALLOCATED, family, its.stage, its.team, former, nan, nan)
        add_task(w, LONGEST_WAIT, family, 0, its.waits, 0.0)
    else:
        own = family - w.family_count
        write(w, _CO_HOLDER_AWAITED, own, its.stage, its.team, former, nan, nan)
        add_task(w, LONGEST_WAIT, own, 1, its.waits, 0.0)


@part_of_caller
def heed_longest_wait(w: Any, family: int, wait: int) -> None:
    """Nobody waits for longer than this."""
    its = families(w, family)
    if wait == its.waits and its.waiting_for != NONE:
        its.waited_too_long = 1
        count_urgency(w, family)
        allocate(w, its.waiting_for)


@part_of_caller
def lose_holder(w: Any, family: int) -> None:
    """The holder leaves: what they had not started waits, and the family waits for somebody else."""
    former = families(w, family).holder
    _let_go(w, family)
    families(w, family).handing_over = 1
    _wait(w, family, workers(w, former).group, former)


@jitted
def _let_go(w: Any, family: int) -> None:
    its = families(w, family)
    remove_held_family(w, its.holder, family)
    if family < w.family_count:
        take_from_holder(w, family, its.holder)
    else:
        take_from_co_holder(w, family - w.family_count, its.holder)
    its.holder = NONE
