"""A life told stage by stage, in few words: a chapter a stage, with what turned the story and what was late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from fssim.engine.event_log import Event
from fssim.model.tables import TO_CONTINUE
from fssim.report.story.life import Happening, Life, Stay
from fssim.report.story.life_sentences import days, plan_set, sentence
from fssim.report.wording.log_in_words import written
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
        return len(written(self.day).split()) + len(self.text.split())


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
    first, count = tables.stages.first_activity[stage], tables.stages.activity_count[stage]
    return activity in tables.stage_activities[first : first + count]
