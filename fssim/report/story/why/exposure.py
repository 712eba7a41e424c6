"""Who needed a post while it was kept vacant, from the log: their referral, or their stage, was open to it then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.log_view.people_in_post import Hours
from fssim.measures.log_view.spells import pieces, side_spells_of, spells_of
from fssim.model.tables import Tables
from fssim.report.wording.log_in_words import WordedLog

Span = tuple[float, float]
ENDS_A_NEED = (Event.ADDRESSED, Event.NEED_LEFT)
SETTLED = (*ENDS_A_NEED, Event.NEEDS_ENDED)


class _Wanted(NamedTuple):
    family: int
    group: int
    need: int
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Needed:
    """A family needed a group's posts `since` one time `until` another: for a need, or (-1) for its stage's work. From
    `start` to `end` of that the group was short of staff."""

    family: int
    group: int
    need: int
    since: float
    until: float
    start: float
    end: float


def vacated_roles(worded: WordedLog) -> set[int]:
    """The roles of which the scenario keeps a post vacant for a time."""
    tables = worded.log.tables
    closed = zip(tables.posts.group, tables.posts.closed_count, strict=True)
    return {tables.groups.role[group] for group, closures in closed if closures}


def is_one_post(worded: WordedLog) -> bool:
    """Whether the scenario keeps no more than one post vacant."""
    return sum(count > 0 for count in worded.log.tables.posts.closed_count) == 1


def short_of_staff(here: WordedLog, there: WordedLog) -> dict[int, list[Span]]:
    """For each group of a role that this scenario keeps a post of vacant: when fewer hours of it are in post than in
    the other scenario."""
    groups, others = here.log.tables.names.groups, there.log.tables.names.groups
    spans = {}
    for group, name in enumerate(groups):
        if here.log.tables.groups.role[group] in vacated_roles(here) and name in others:
            short = _fewer(_changes(here, group), _changes(there, others.index(name), -1.0))
            if short:
                spans[group] = short
    return spans


def _changes(worded: WordedLog, group: int, sign: float = 1.0) -> list[Span]:
    """When hours a day come into post or go, and how many."""
    workers, hours = worded.log.workers, Hours(worded.view)
    spells = zip(hours.worker.tolist(), hours.start.tolist(), hours.end.tolist(), hours.share.tolist(), strict=True)
    mine = [
        (start, end, workers.hours_a_day[n] * share) for n, start, end, share in spells if workers.group[n] == group
    ]
    return [(start, sign * a_day) for start, _, a_day in mine] + [(end, -sign * a_day) for _, end, a_day in mine]


def _fewer(ours: list[Span], theirs: list[Span]) -> list[Span]:
    """When the sum of the changes so far is below zero, by more than rounding."""
    spans: list[Span] = []
    hours, since = 0.0, None
    changes = sorted(ours + theirs)
    for place, (time, change) in enumerate(changes):
        hours += change
        if place + 1 < len(changes) and changes[place + 1][0] == time:
            continue
        if hours < -1e-6 and since is None:
            since = time
        elif hours >= -1e-6 and since is not None:
            spans.append((since, time))
            since = None
    return spans


def needing(here: WordedLog, there: WordedLog) -> list[Needed]:
    """Who needed a post of the first scenario while that scenario kept it vacant and the other did not."""
    short = short_of_staff(here, there)
    return needed(here, short) if short else []


def needed(worded: WordedLog, short: dict[int, list[Span]]) -> list[Needed]:
    """When which family needed a post while its group was short of staff, in order of family and time.

    A post that meets a need is needed while a referral for it is open: from the first under a plan until the last
    session, or no further offer, or the plan's end. A post that holds families, or does the work of a stage, is needed
    while a family is in the stage, or in it beside another.
    """
    tables = worded.log.tables
    wanted = [*_of_needs(worded), *_of_stages(worded, {tables.groups.role[group] for group in short})]
    return sorted(
        (
            Needed(*period, max(period.since, start), min(period.until, end))
            for period in wanted
            for start, end in short.get(period.group, ())
            if period.since < end and period.until > start and start < tables.horizon and end > tables.observed_from
        ),
        key=lambda period: (period.family, period.start),
    )


def needs_open(worded: WordedLog) -> dict[tuple[int, int], list[Span]]:
    """When a referral of each family's for each need was open, from the first under a plan until what settles it."""
    spans: dict[tuple[int, int], list[Span]] = {}
    for wanted in _of_needs(worded):
        spans.setdefault((wanted.family, wanted.need), []).append((wanted.since, wanted.until))
    return spans


def _of_needs(worded: WordedLog) -> list[_Wanted]:
    view, tables = worded.view, worded.log.tables
    roles = len(tables.names.roles)
    wanted: list[_Wanted] = []
    open_: dict[tuple[int, int], tuple[int, float]] = {}  # (family, need): the team's group, since when
    team = dict[int, int]()

    def close(family: int, need: int, time: float) -> None:
        if (family, need) in open_:
            group, start = open_.pop((family, need))
            wanted.append(_Wanted(family, group, need, start, time))

    for row in view.rows(Event.ENTERED, Event.NEED_REFERRED, *SETTLED):
        kind, family, need = int(view.kind[row]), int(view.family[row]), int(view.subject[row])
        time = float(view.time[row])
        if kind == Event.ENTERED:
            team[family] = int(view.detail[row])
        elif kind == Event.NEED_REFERRED:
            group = tables.group_of[team[family] * roles + tables.needs.role[need]]
            open_.setdefault((family, need), (group, time))
        elif kind == Event.NEEDS_ENDED:
            for unsettled_need in range(len(tables.names.needs)):
                close(family, unsettled_need, time)
        else:
            close(family, need, time)
    for family, need in list(open_):
        close(family, need, view.horizon)
    return wanted


def _of_stages(worded: WordedLog, roles: set[int]) -> list[_Wanted]:
    """Stages that families are in, and side stages, of which the team that has the family meanwhile does the work."""
    view, tables = worded.view, worded.log.tables
    spells, (begun, over) = spells_of(view), side_spells_of(view)
    side, main, start, end = pieces(view, view.family[begun].astype(np.int64), view.time[begun], over)
    count = len(tables.names.roles)
    wanted = [_roles_of_stage(tables, stage) & roles for stage in range(len(tables.names.stages))]
    stays = zip(
        [*spells.family.tolist(), *spells.family[main].tolist()],
        [*spells.team.tolist(), *spells.team[main].tolist()],
        [*spells.stage.tolist(), *view.subject[begun[side]].tolist()],
        [*spells.start.tolist(), *start.tolist()],
        [*spells.end.tolist(), *end.tolist()],
        strict=True,
    )
    return [
        _Wanted(family, tables.group_of[team * count + role], -1, since, until)
        for family, team, stage, since, until in stays
        if team >= 0
        for role in wanted[stage]
    ]


def _roles_of_stage(tables: Tables, stage: int) -> set[int]:
    """The role that holds a stage's families, and those whose work its activities require."""
    activities, participants = tables.activities, tables.participants
    roles = set(tables.worked_stages.holder[stage :: len(tables.names.stages)])
    for activity in {tables.stage_activities[place] for place in tables.places_listed(stage)}:
        for row in range(activity, len(activities.first_part), len(tables.names.activities)):
            parts = range(activities.first_part[row], activities.first_part[row] + activities.part_count[row])
            roles |= {participants.role[part] for part in parts if participants.required[part]}
    return roles - {-1} - set(tables.needs.role)
