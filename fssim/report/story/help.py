"""What a parent's need was doing at each moment: waiting for help, getting it, or with nobody acting on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.log_view.people_in_post import Vacancies, vacancies_of
from fssim.report.wording.log_in_words import Told

CHANGES = {
    Event.NEED_REFERRED,
    Event.NEED_STARTED,
    Event.NEED_NOT_STARTED,
    Event.NEED_DROPPED,
    Event.NEED_RETURNED,
    Event.NEED_LEFT,
    Event.ADDRESSED,
}


@dataclass(frozen=True, slots=True)
class Help:
    """An interval in which a need was on one line: a wait, not engaged, or (moving) being met."""

    need: int
    line: Line
    start: float
    end: float


def help_of(told: Told, family: int, since: float) -> list[Help]:
    """Each need's intervals, in order of time. Waits are cut where the post they are for empties or fills."""
    view = told.view
    vacancies = vacancies_of(view)
    helped: list[Help] = []
    now: dict[int, tuple[Line, int, float]] = {}  # need: line, the group it waits for (-1 for none), since when

    def until(need: int, time: float) -> None:
        if need in now:
            line, group, start = now.pop(need)
            helped.extend(_cut(vacancies, Help(need, line, start, time), group))

    for row in np.flatnonzero((view.family == family) & (view.time >= since)):
        kind, need, time = Event(int(view.kind[row])), int(view.subject[row]), float(view.time[row])
        if kind is Event.NEEDS_ENDED:
            for each in list(now):
                until(each, time)
        elif kind in CHANGES:
            until(need, time)
            line, group = _line(told, kind, int(view.detail[row]), int(view.worker[row]))
            if kind not in (Event.NEED_LEFT, Event.ADDRESSED):
                now[need] = (line, group, time)
    for each in list(now):
        until(each, view.horizon)
    return [each for each in helped if each.end > each.start]


def _line(told: Told, kind: Event, detail: int, worker: int) -> tuple[Line, int]:
    """The line that a change begins, and the group whose list the need joins."""
    if kind is Event.NEED_STARTED:
        return Line.MOVING, -1
    if kind is Event.NEED_RETURNED:
        return Line.WAITING_PRACTITIONER_LIST, told.log.workers.group[worker]
    if kind is Event.NEED_REFERRED:
        return (Line.WAITING_PRACTITIONER_LIST if detail >= 0 else Line.WAITING_EXTERNAL_SERVICE), detail
    return Line.NOT_ENGAGED, -1


def _cut(vacancies: Vacancies, wait: Help, group: int) -> list[Help]:
    """A wait cut where its group's posts empty or fill. Anything else stays whole."""
    if group < 0:
        return [wait]
    first = int(vacancies.at(np.array([group]), np.array([wait.start]))[0])
    last = max(first, int(vacancies.before(np.array([group]), np.array([wait.end]))[0]))
    times = [wait.start, *(float(vacancies.time[row]) for row in range(first + 1, last + 1)), wait.end]
    lines = [
        Line.WAITING_POST_VACANT if vacancies.empty[row] else Line.WAITING_PRACTITIONER_LIST
        for row in range(first, last + 1)
    ]
    return [Help(wait.need, line, *span) for line, *span in zip(lines, times[:-1], times[1:], strict=True)]
