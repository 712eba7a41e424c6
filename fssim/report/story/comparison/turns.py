"""The turns that two lives take, track by track, and the last one that they take alike."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nextafter

from fssim.engine.event_log import Event
from fssim.report.story.help import CHANGES
from fssim.report.story.life import Happening, Life
from fssim.report.story.life_sentences import route

ALIKE = 5.0  # working days: a turn taken within this of the same turn elsewhere is taken alike
PATH = (Event.REFERRED, Event.ENTERED, Event.DECIDED)


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that turns the story: on which track (-1 the path, else a need), what, and when."""

    track: int
    label: tuple[object, ...]
    happening: Happening


@dataclass(frozen=True, slots=True)
class CommonTurn:
    """A turn that both lives take: what, how often it was taken before on its track, and just after when."""

    track: int
    label: tuple[object, ...]
    before: int
    here: float
    there: float


def turns_of(life: Life) -> list[Turn]:
    """Every turn of a life, in order of time."""
    names = life.told.log.tables.names
    turns = []
    for h in life.happenings:
        if h.kind in PATH:
            detail = names.outcomes[h.detail] if h.kind is Event.DECIDED else ""
            subject = names.activities[h.subject] if h.kind is Event.DECIDED else names.stages[h.subject]
            turns.append(Turn(-1, (h.kind, subject, detail), h))
        elif h.kind in CHANGES:
            how = route(life, h) if h.kind is Event.NEED_REFERRED else h.detail if h.kind is Event.ADDRESSED else ""
            turns.append(Turn(h.subject, (h.kind, how), h))
    return turns


def first_unlike_turn(here: Life, there: Life) -> tuple[Turn | None, Turn | None] | None:
    """What each life takes for the first turn that the other does not take, or not within `ALIKE`; None if there is no
    such turn."""
    return _compared(here, there)[1]


def last_common_turn(here: Life, there: Life, until: float = inf) -> CommonTurn | None:
    """The last turn that both lives take before the first that they do not, and by a time in the first of them."""
    common, apart = _compared(here, there)
    ends = [inf if turn is None else turn.happening.time for turn in apart or (None, None)]
    before = [t for t in common if t.here <= nextafter(min(ends[0], until), inf) and t.there <= nextafter(ends[1], inf)]
    return max(before, key=lambda turn: turn.here + turn.there, default=None)


def _compared(here: Life, there: Life) -> tuple[list[CommonTurn], tuple[Turn | None, Turn | None] | None]:
    mine, theirs = turns_of(here), turns_of(there)
    common: list[CommonTurn] = []
    apart: list[tuple[float, tuple[Turn | None, Turn | None]]] = []
    for track in sorted({turn.track for turn in (*mine, *theirs)}):
        ours, others = ([t for t in turns if t.track == track] for turns in (mine, theirs))
        for place in range(max(len(ours), len(others))):
            one, other = (each[place] if place < len(each) else None for each in (ours, others))
            if one is None or other is None or one.label != other.label or not _near(one, other):
                times = [turn.happening.time for turn in (one, other) if turn is not None]
                apart.append((min(times), (one, other)))
                break
            here_and_there = (nextafter(turn.happening.time, inf) for turn in (one, other))
            before = sum(turn.label == one.label for turn in ours[:place])
            common.append(CommonTurn(track, one.label, before, *here_and_there))
    return common, min(apart, key=lambda each: each[0])[1] if apart else None


def when_taken(life: Life, turn: CommonTurn) -> float | None:
    """Just after a life takes a turn that others take; None if it never does."""
    taken = [t.happening.time for t in turns_of(life) if t.track == turn.track and t.label == turn.label]
    return nextafter(taken[turn.before], inf) if turn.before < len(taken) else None


def _near(one: Turn, other: Turn) -> bool:
    return abs(one.happening.time - other.happening.time) <= ALIKE
