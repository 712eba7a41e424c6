"""A life stage by stage, in few words, with what turned it and what was late; and every row of its log, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from math import isnan

from fssim.dates import write_date
from fssim.engine.event_log import Event
from fssim.model.tables import TO_CONTINUE
from fssim.report.story.lives.life import Happening, Life, Stay
from fssim.report.story.lives.life_sentences import days, decision_in_words, plan_set, route, sentence, who
from fssim.report.wording.words import in_list

MOST_WORDS = 350  # of a life
KEPT = 0  # the rank of what is never left out
RANKS = {
    Event.REFERRED: KEPT,
    Event.EXITED: 1,
    Event.INCIDENT: 1,
    Event.NEED_STARTED: 1,
    Event.ADDRESSED: 1,
    Event.NEED_LEFT: 1,
    Event.READY: 2,
    Event.NEED_NOT_STARTED: 2,
    Event.NEEDS_ENDED: 2,
    Event.NEED_DROPPED: 2,
    Event.NEED_REFERRED: 3,
    Event.NEED_RETURNED: 3,
    Event.UNALLOCATED: 3,
    Event.PLANNED: 4,
    Event.ALLOCATED: 4,
    Event.CO_HOLDER_ALLOCATED: 4,
    Event.PLAN_WORK: 5,
}
MOVES_ON, STAYS, LATE = 1, 5, 6  # ranks of a decision that does either, and of what was late


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened on a day. The higher the `rank`, the sooner it is left out where words are few."""

    day: date
    text: str
    rank: int = KEPT

    @property
    def words(self) -> int:
        """How many there are, with the date's."""
        return len(write_date(self.day).split()) + len(self.text.split())


@dataclass(frozen=True, slots=True)
class Chapter:
    """A spell in a stage: what it is called, when it was, how it went and what of its work was late."""

    title: str
    start: date
    end: date | None
    working_days: str
    entries: list[Entry]
    late: str

    @property
    def words(self) -> int:
        """How many there are, with the title's."""
        rest = (self.title, self.working_days, self.late)
        return sum(len(text.split()) for text in rest) + sum(entry.words for entry in self.entries)


def chapters_of(life: Life) -> list[Chapter]:
    """The life's stages in order, nothing left out. The last one's `end` is None if the family is still open when the
    run ends."""
    return [_chapter(life, number, stay) for number, stay in enumerate(life.stays)]


def in_few_words(chapters: list[Chapter], most: int = MOST_WORDS) -> tuple[list[Chapter], int]:
    """The chapters in at most so many words, and how many things are left out for it: what matters least first, and of
    that the latest."""
    left_out = 0
    while sum(chapter.words for chapter in chapters) > most:
        droppable = [
            (rank, number, place)
            for number, chapter in enumerate(chapters)
            for place, rank in [(-1, LATE)] * bool(chapter.late) + [(n, s.rank) for n, s in enumerate(chapter.entries)]
            if rank > KEPT
        ]
        if not droppable:
            break
        _, number, place = max(droppable)
        chapter = chapters[number]
        entries = [entry for n, entry in enumerate(chapter.entries) if n != place]
        shorter = replace(chapter, late="") if place < 0 else replace(chapter, entries=entries)
        chapters = [*chapters[:number], shorter, *chapters[number + 1 :]]
        left_out += 1
    return chapters, left_out


def _chapter(life: Life, number: int, stay: Stay) -> Chapter:
    worded = life.worded
    return Chapter(
        worded.stage(stay.stage),
        worded.day(stay.start),
        None if stay.is_open else worded.day(stay.end),
        days(stay.end - stay.start),
        [*_entries(life, number), *_ending(life, number, stay)],
        _late(life, stay),
    )


def _rank(life: Life, happening: Happening) -> int:
    if happening.kind is not Event.DECIDED:
        return RANKS.get(happening.kind, STAYS)
    outcomes = life.worded.log.tables.outcomes
    stays = outcomes.to[happening.detail] == TO_CONTINUE and outcomes.beside[happening.detail] < 0
    return STAYS if stays else MOVES_ON


def _entries(life: Life, number: int) -> list[Entry]:
    """What happened from when this stage was entered until the next one was, in order."""
    place = -1
    entries: list[Entry] = []
    planned = [h for h in life.happenings if h.kind is Event.PLANNED]
    planned_at: set[float] = set()
    for happening in life.happenings:
        if happening.kind is Event.REFERRED and place + 1 < len(life.stays):
            text = sentence(life, happening)
            if place + 1 == number:
                entries.append(Entry(life.worded.day(happening.time), text, _rank(life, happening)))
            continue
        if happening.kind is Event.ENTERED:
            place += happening.subject != life.worded.log.tables.closed_stage
        if place != number:
            continue
        if happening.kind is Event.PLANNED and happening.time not in planned_at:
            planned_at.add(happening.time)
            text = plan_set(life, [dose for dose in planned if dose.time == happening.time])
        else:
            text = sentence(life, happening)
        if text:
            entries.append(Entry(life.worded.day(happening.time), text, _rank(life, happening)))
    return entries


def _ending(life: Life, number: int, stay: Stay) -> list[Entry]:
    if stay.is_open:
        return [Entry(life.worded.day(stay.end), "The run ends here, with the family still open.")]
    last = number + 1 == len(life.stays) or life.stays[number + 1].start > stay.end
    return [Entry(life.worded.day(stay.end), "Closed.")] if last else []


def _late(life: Life, stay: Stay) -> str:
    """The work of a stage that was held late, counted: `supervision 2 of 4 times (by up to 3 working days)`."""
    held: dict[int, list[int]] = {}
    for work in life.work:
        if stay.start <= work.time <= stay.end and _listed(life, stay.stage, work.activity):
            held.setdefault(work.activity, []).append(work.late)
    parts = []
    for activity, late in held.items():
        count = sum(days_late > 0 for days_late in late)
        times = "" if len(late) == 1 else f" {count} of {len(late)} times"
        most = "up to " if count > 1 else ""
        if count:
            parts.append(f"{life.worded.activity(activity)}{times} (by {most}{days(max(late))})")
    return f"Late: {in_list(parts)}." if parts else ""


def _listed(life: Life, stage: int, activity: int) -> bool:
    """Whether a stage lists an activity, so that what was held at the moment it ended counts towards the right one."""
    tables = life.worded.log.tables
    return any(tables.stage_activities[place] == activity for place in tables.places_listed(stage))


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
    late = f" (due {write_date(due)})" if due is not None and due < day else ""
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


def _referred(life: Life, happening: Happening) -> str:
    tables = life.worded.log.tables
    if happening.subject in tables.stream_stages and happening.subject != tables.first_stage:
        return "comes without a referral"
    if happening.subject != tables.first_stage:
        return "open already when the run begins"
    return "re-referred" if happening.detail else "referred"


_ROWS: dict[Event, Callable[[Life, Happening], str]] = {
    Event.REFERRED: _referred,
    Event.ENTERED: _entered,
    Event.UNALLOCATED: _unallocated,
    Event.ALLOCATED: lambda life, h: "allocated",
    Event.CO_HOLDER_AWAITED: lambda life, h: "waits for somebody beside the allocated worker",
    Event.CO_HOLDER_ALLOCATED: lambda life, h: f"{who(life, h.worker)} joins beside the allocated worker",
    Event.CO_HOLDER_ENDED: lambda life, h: "nobody is beside the allocated worker any longer",
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
