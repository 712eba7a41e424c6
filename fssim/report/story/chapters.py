"""A life told stage by stage: a chapter a stage, with what turned the story and a word on the routine work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fssim.engine.log import Event
from fssim.report.story.life import Life, Stay
from fssim.report.story.sentences import days, plan_set, sentence
from fssim.report.words import in_list


@dataclass(frozen=True, slots=True)
class Said:
    """What happened on a day."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A spell in a stage: what it is called, when it was, how it went and what routine work was done."""

    title: str
    start: date
    end: date | None
    working_days: str
    said: list[Said]
    routine: str


def chapters_of(life: Life) -> list[Chapter]:
    """The life's stages in order. The last one's `end` is None if the family is still open when the run ends."""
    return [_chapter(life, number, stay) for number, stay in enumerate(life.stays)]


def _chapter(life: Life, number: int, stay: Stay) -> Chapter:
    told = life.told
    return Chapter(
        told.stage(stay.stage),
        told.day(stay.start),
        None if stay.is_open else told.day(stay.end),
        days(stay.end - stay.start),
        [*_said(life, number), *_ending(life, number, stay)],
        _routine(life, stay),
    )


def _said(life: Life, number: int) -> list[Said]:
    """What happened from when this stage was entered until the next one was, in order."""
    place = -1
    said: list[Said] = []
    planned = [h for h in life.happenings if h.kind is Event.PLANNED]
    told_of: set[float] = set()
    for happening in life.happenings:
        if happening.kind is Event.REFERRED and place + 1 < len(life.stays):
            text = sentence(life, happening)
            if place + 1 == number:
                said.append(Said(life.told.day(happening.time), text))
            continue
        if happening.kind is Event.ENTERED:
            place += happening.subject != life.told.log.tables.closed_stage
        if place != number:
            continue
        if happening.kind is Event.PLANNED and happening.time not in told_of:
            told_of.add(happening.time)
            text = plan_set(life, [each for each in planned if each.time == happening.time])
        else:
            text = sentence(life, happening)
        if text:
            said.append(Said(life.told.day(happening.time), text))
    return said


def _ending(life: Life, number: int, stay: Stay) -> list[Said]:
    if stay.is_open:
        return [Said(life.told.day(stay.end), "The run ends here, with the family still open.")]
    last = number + 1 == len(life.stays) or life.stays[number + 1].start > stay.end
    return [Said(life.told.day(stay.end), "Closed.")] if last else []


def _routine(life: Life, stay: Stay) -> str:
    """The work held in a stage, counted: `supervision 4 times (1 late by 3 working days)`."""
    held: dict[int, list[int]] = {}
    for work in life.work:
        if stay.start <= work.time <= stay.end and _listed(life, stay.stage, work.activity):
            held.setdefault(work.activity, []).append(work.late)
    parts = []
    for activity, late in held.items():
        count, worst = sum(each > 0 for each in late), max(late)
        times = f" {len(late)} times" if len(late) > 2 else " twice" if len(late) == 2 else ""
        some = "" if not count else f" ({count} late)" if len(late) > 1 else " (late)"
        longest = f" by up to {days(worst)})" if count > 1 else f" by {days(worst)})"
        parts.append(f"{life.told.activity(activity)}{times}{some[:-1] + longest if some else ''}")
    return f"Work held: {in_list(parts)}." if parts else ""


def _listed(life: Life, stage: int, activity: int) -> bool:
    """Whether a stage lists an activity, so that what was held at the moment it ended counts towards the right one."""
    tables = life.told.log.tables
    first, count = tables.stages.first_activity[stage], tables.stages.activity_count[stage]
    return activity in tables.stage_activities[first : first + count]
