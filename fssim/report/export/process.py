"""The log as process mining sees it: a case for each episode, and what was done in it, by whom and when.

Names are those of the XES standard's extensions (IEEE 1849-2016): `concept`, `lifecycle`, `org` and `time`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isnan, nan

from fssim.engine.log import Event
from fssim.report.export.episodes import Episode, observed_episodes
from fssim.report.export.moments import moment
from fssim.report.export.people import post_of, role_of
from fssim.report.told import Told

START, COMPLETE = "start", "complete"
ENTERS = "Enters: "


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a case. `instance` is shared by the start and the completion of one piece of work."""

    name: str
    transition: str
    when: datetime
    resource: str
    role: str
    stage: str
    instance: str


@dataclass(frozen=True, slots=True)
class Case:
    """An episode of a family, with what is known of the family. There are no names."""

    name: str
    family: int
    children: int
    needs: str
    steps: tuple[Step, ...]


def cases_of(told: Told) -> Iterator[Case]:
    """The cases open at some time in the observed years, each whole, with its steps in order of time."""
    families = told.log.families
    for episode in observed_episodes(told):
        children, needs = int(families.children[episode.family]), told.needs_of(episode.family)
        yield Case(episode.name, episode.family, children, needs, tuple(_steps(told, episode)))


def _steps(told: Told, episode: Episode) -> list[Step]:
    view, tables = told.view, told.log.tables
    of_needs = {*tables.needs.first_contact, *tables.needs.session}
    stage = ""
    steps: list[Step] = []
    for row in episode.rows:
        kind, subject, worker = Event(int(view.kind[row])), int(view.subject[row]), int(view.worker[row])
        if kind is Event.ENTERED:
            stage = told.stage(subject)
        name = _name(told, kind, subject, int(view.detail[row]), stage)
        if (kind is Event.HELD and subject in of_needs) or not name:
            continue  # first contacts and sessions are told of by what came of them

        who, here = (post_of(told, worker), role_of(told, worker)), (stage, str(row))
        begins = view.started[row] if kind is Event.HELD else view.enabled[row] if kind is Event.ALLOCATED else nan
        if not isnan(begins):
            steps.append(Step(name, START, moment(told, float(begins)), *who, *here))
        steps.append(Step(name, COMPLETE, moment(told, float(view.time[row])), *who, *here))
    return sorted(steps, key=lambda each: each.when)


def _name(told: Told, kind: Event, subject: int, detail: int, stage: str) -> str:
    """What an event is called; nothing, if a process map is better without it."""
    if kind is Event.HELD:
        return told.activity(subject).capitalize()
    if kind is Event.DECIDED:
        return f"{told.activity(subject).capitalize()}: {told.outcome(detail)}"
    if kind is Event.ENTERED:
        return ENTERS + stage
    if kind is Event.NEED_REFERRED:
        return f"{told.need(subject).capitalize()} help: referred {'in the team' if detail >= 0 else 'outside'}"
    if kind in _OF_NEEDS:
        return f"{told.need(subject).capitalize()} help: {_OF_NEEDS[kind]}"
    return _PLAIN.get(kind, "")


_OF_NEEDS = {
    Event.NEED_STARTED: "starts",
    Event.NEED_NOT_STARTED: "not taken up",
    Event.NEED_DROPPED: "dropped out",
    Event.NEED_RETURNED: "practitioner leaves",
    Event.NEED_LEFT: "left until another plan",
    Event.SESSION: "session",
    Event.MISSED: "session missed",
    Event.ADDRESSED: "complete",
}
_PLAIN = {
    Event.REFERRED: "Referred",
    Event.ALLOCATED: "Allocation",
    Event.PLAN_WORK: "Plan work session",
    Event.READY: "Ready for a decision",
}
