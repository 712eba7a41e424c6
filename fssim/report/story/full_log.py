"""Everything that the log says of a family, row by row, in words: nothing is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import isnan

from fssim.engine.event_log import Event
from fssim.report.story.life import Happening, Life
from fssim.report.story.life_sentences import decision_in_words, route, who
from fssim.report.wording.log_in_words import written


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row of the log: on which day, what, and who did it. `key` is what makes it the same row in another life."""

    day: date
    what: str
    who: str
    happening: Happening
    key: tuple[object, ...]


def full_log(life: Life) -> list[LogRow]:
    """Every row about the family, from when its story begins, in order."""
    return [_row(life, happening) for happening in life.happenings]


def first_unlike_day(here: Life, there: Life) -> date | None:
    """The first day on which anything happens in one life that does not in the other, however small.

    Rows are the same if they say the same of the same people, stages, work and needs on the same day.
    """
    mine, theirs = (Counter((row.day, row.key) for row in full_log(life)) for life in (here, there))
    return min((day for day, _ in (mine - theirs) + (theirs - mine)), default=None)


def _row(life: Life, happening: Happening) -> LogRow:
    what = _ROWS[happening.kind](life, happening)
    worker = happening.worker
    person = "" if worker < 0 else life.people.get(worker) or life.worded.role(life.worded.log.workers.role[worker])
    day = life.worded.day(happening.time)
    due = None if isnan(happening.due) else life.worded.day(happening.due)
    late = f" (due {written(due)})" if due is not None and due < day else ""
    key = (happening.kind, what, due, _person(life, worker))
    return LogRow(day, f"{what[:1].upper()}{what[1:]}{late}", person, happening, key)


def _person(life: Life, worker: int) -> tuple[object, ...]:
    """Who a worker is in any scenario: the post, and since when."""
    if worker < 0:
        return ()
    workers, names = life.worded.log.workers, life.worded.log.tables.names
    return names.posts[workers.post[worker]], workers.start[worker]


def _activity(after: str) -> Callable[[Life, Happening], str]:
    return lambda life, h: f"{life.worded.activity(h.subject)}{after}"


def _need(after: str) -> Callable[[Life, Happening], str]:
    return lambda life, h: f"{life.worded.need(h.subject)} help: {after}"


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"


def _planned(life: Life, h: Happening) -> str:
    plan_work = h.subject == len(life.worded.log.tables.names.needs)
    return f"{'plan work' if plan_work else f'{life.worded.need(h.subject)} help'}: {_sessions(h.detail)} planned"


def _entered(life: Life, h: Happening) -> str:
    if h.subject == life.worded.log.tables.closed_stage:
        return "closed"
    return f"{life.worded.stage(h.subject)} begins"


def _unallocated(life: Life, h: Happening) -> str:
    return "unallocated" + (f", as {who(life, h.worker)} leaves" if h.worker >= 0 else "")


_ROWS: dict[Event, Callable[[Life, Happening], str]] = {
    Event.REFERRED: lambda life, h: "re-referred" if h.detail else "referred",
    Event.ENTERED: _entered,
    Event.UNALLOCATED: _unallocated,
    Event.ALLOCATED: lambda life, h: "allocated",
    Event.PART_DONE: _activity(": a part is done"),
    Event.HELD: _activity(": done"),
    Event.CANCELLED: _activity(" is cancelled, as the stage ends"),
    Event.UNFINISHED: _activity(" is not finished when the run ends"),
    Event.DECIDED: lambda life, h: f"{life.worded.activity(h.subject)}: {decision_in_words(life, h)}",
    Event.EXITED: lambda life, h: life.worded.hazard(h.detail),
    Event.INCIDENT: lambda life, h: life.worded.hazard(h.detail),
    Event.BEGAN_BESIDE: lambda life, h: f"{life.worded.stage(h.subject)} begins",
    Event.ENDED_BESIDE: lambda life, h: f"{life.worded.stage(h.subject)} is over",
    Event.PLANNED: _planned,
    Event.NEED_REFERRED: lambda life, h: f"{life.worded.need(h.subject)} help: referred {route(life, h)}",
    Event.NEED_TAKEN: _need("taken from the list by a practitioner"),
    Event.NEED_STARTED: _need("starts"),
    Event.NEED_NOT_STARTED: _need("first appointment offered, parent does not engage"),
    Event.NEED_DROPPED: _need("parent stops attending"),
    Event.NEED_RETURNED: _need("practitioner leaves, back on the list"),
    Event.SESSION: lambda life, h: f"{life.worded.need(h.subject)} help: session attended, {_sessions(h.detail)} to go",
    Event.MISSED: _need("session missed"),
    Event.ADDRESSED: lambda life, h: (
        f"{life.worded.need(h.subject)} help: last session, need {'resolved' if h.detail else 'not resolved'}"
    ),
    Event.PLAN_WORK: lambda life, h: f"plan work: session delivered, {_sessions(h.detail)} to go",
    Event.READY: lambda life, h: "ready for a decision",
    Event.NEEDS_ENDED: lambda life, h: "the plan is over",
    Event.NEED_LEFT: _need("no further offers under this plan"),
}
