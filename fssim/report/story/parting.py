"""Where two lives of one family part: the first turn, on any track, that one takes and the other does not."""

from __future__ import annotations

from dataclasses import dataclass

from fssim.engine.log import Event
from fssim.report.story.help import CHANGES
from fssim.report.story.life import Happening, Life
from fssim.report.story.sentences import route, sentence
from fssim.report.told import written

ALIKE = 5.0  # working days: what happens within this of the same happening elsewhere happens alike
TURNS_PATH = (Event.REFERRED, Event.ENTERED, Event.DECIDED)


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that turns the story: on which track (-1 the path, else a need), what, and when."""

    track: int
    label: tuple[object, ...]
    happening: Happening


def parting(here: Life, there: Life) -> str:
    """When the two lives part, and what then happens in each, in sentences; nothing if they do not part."""
    mine, theirs = _turns(here), _turns(there)
    partings = []
    for track in sorted({turn.track for turn in (*mine, *theirs)}):
        found = _first_unlike([t for t in mine if t.track == track], [t for t in theirs if t.track == track])
        if found is not None:
            times = [turn.happening.time for turn in found if turn is not None]
            partings.append((min(times), track, found))
    if not partings:
        return ""
    time, _, (one, other) = min(partings, key=lambda each: each[:2])
    day = written(here.told.day(time))
    return f"The two lives are alike until {day}. {_told(here, one, day)} {_told(there, other, day)}"


def _first_unlike(mine: list[Turn], theirs: list[Turn]) -> tuple[Turn | None, Turn | None] | None:
    for place in range(max(len(mine), len(theirs))):
        one = mine[place] if place < len(mine) else None
        other = theirs[place] if place < len(theirs) else None
        if one is None or other is None or one.label != other.label:
            return one, other
        if abs(one.happening.time - other.happening.time) > ALIKE:
            return one, other
    return None


def _turns(life: Life) -> list[Turn]:
    names = life.told.log.tables.names
    turns = []
    for h in life.happenings:
        if h.kind in TURNS_PATH:
            detail = names.outcomes[h.detail] if h.kind is Event.DECIDED else ""
            subject = names.activities[h.subject] if h.kind is Event.DECIDED else names.stages[h.subject]
            turns.append(Turn(-1, (h.kind, subject, detail), h))
        elif h.kind in CHANGES:
            how = route(life, h) if h.kind is Event.NEED_REFERRED else h.detail if h.kind is Event.ADDRESSED else ""
            turns.append(Turn(h.subject, (h.kind, how), h))
    return turns


def _told(life: Life, turn: Turn | None, parted: str) -> str:
    """What a life takes for a turn, in the story's own words. `parted` is the day on which the lives part."""
    if turn is None:
        return f"In '{life.told.title}' that does not happen."
    h = turn.happening
    text = f"{life.told.stage(h.subject)} begins." if h.kind is Event.ENTERED else sentence(life, h)
    day = written(life.told.day(h.time))
    return f"In '{life.told.title}', {'that day' if day == parted else f'on {day}'}: “{text}”"
