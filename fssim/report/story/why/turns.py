"""Where two lives of one family part: the turns that they take, alike or not, and the first unlike day in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import inf, nextafter

from fssim.dates import write_date
from fssim.engine.event_log import Event
from fssim.report.story.lives.chapters import LogRow, first_unlike_day, full_log
from fssim.report.story.lives.life import CHANGES, Happening, Life
from fssim.report.story.lives.life_sentences import route, sentence

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
    names = life.worded.log.tables.names
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
            one, other = (turns[place] if place < len(turns) else None for turns in (ours, others))
            if one is None or other is None or one.label != other.label or not _near(one, other):
                times = [turn.happening.time for turn in (one, other) if turn is not None]
                apart.append((min(times), (one, other)))
                break
            here_and_there = (nextafter(turn.happening.time, inf) for turn in (one, other))
            before = sum(turn.label == one.label for turn in ours[:place])
            common.append(CommonTurn(track, one.label, before, *here_and_there))
    return common, min(apart, key=lambda parting: parting[0])[1] if apart else None


def when_taken(life: Life, turn: CommonTurn) -> float | None:
    """Just after a life takes a turn that others take; None if it never does."""
    taken = [t.happening.time for t in turns_of(life) if t.track == turn.track and t.label == turn.label]
    return nextafter(taken[turn.before], inf) if turn.before < len(taken) else None


def _near(one: Turn, other: Turn) -> bool:
    return abs(one.happening.time - other.happening.time) <= ALIKE


SAME = "The two lives are the same, event by event."
SAME_TURNS = "They take the same turns, within a week of one another throughout."


def parting(here: Life, there: Life) -> str:
    """Until when the two lives are alike, event by event, and what is the first turn that one takes and the other does
    not, in sentences."""
    day = first_unlike_day(here, there)
    if day is None:
        return SAME
    alike = f"The two lives are alike, event by event, until {write_date(day)}."
    unlike = first_unlike_turn(here, there)
    if unlike is None:
        return f"{alike} {_first_difference(here, there)} {SAME_TURNS}"
    turns = list(zip((here, there), unlike, strict=True))
    worded = [_turn(life, turn, write_date(day)) for life, turn in turns]
    if any(turn is not None and life.worded.day(turn.happening.time) == day for life, turn in turns):
        return " ".join([alike, *worded])
    return " ".join([alike, _first_difference(here, there), "The first turn that differs:", *worded])


def _first_difference(here: Life, there: Life) -> str:
    """The first thing that happens in one life and not on that day in the other."""
    logs = [full_log(life) for life in (here, there)]
    counts = [Counter((row.day, row.key) for row in rows) for rows in logs]
    apart = [set(counts[0] - counts[1]), set(counts[1] - counts[0])]
    firsts = [
        (row.day, place, row)
        for place, rows in enumerate(logs)
        for row in [next((row for row in rows if (row.day, row.key) in apart[place]), None)]
        if row is not None
    ]
    day, place, row = min(firsts, key=lambda first: first[:2])
    life = (here, there)[place]
    if (
        any(other_row.day == day and other_row.key[:-1] == row.key[:-1] for other_row in logs[1 - place])
        and row.happening.worker >= 0
    ):
        role = life.worded.role(life.worded.log.workers.role[row.happening.worker])
        return f"That day, in both: {row.what[:1].lower()}{row.what[1:]}, but with a different {role}."
    return f"That day, only in '{life.worded.title}': {_in_a_sentence(row)}."


def _in_a_sentence(row: LogRow) -> str:
    return f"{row.what[:1].lower()}{row.what[1:]}{f' ({row.who})' if row.who else ''}"


def _turn(life: Life, turn: Turn | None, parted: str) -> str:
    """What a life takes for a turn, in the story's own words. `parted` is the day on which the lives part."""
    if turn is None:
        return f"In '{life.worded.title}' that does not happen."
    h = turn.happening
    text = f"{life.worded.stage(h.subject)} begins." if h.kind is Event.ENTERED else sentence(life, h)
    day = write_date(life.worded.day(h.time))
    return f"In '{life.worded.title}', {'that day' if day == parted else f'on {day}'}: “{text}”"
