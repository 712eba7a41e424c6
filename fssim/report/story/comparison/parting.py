"""Where two lives of one family part: the first day on which they are not alike, and the first turn that differs."""

from __future__ import annotations

from collections import Counter

from fssim.engine.event_log import Event
from fssim.report.story.comparison.turns import Turn, first_unlike_turn
from fssim.report.story.full_log import LogRow, first_unlike_day, full_log
from fssim.report.story.life import Life
from fssim.report.story.life_sentences import sentence
from fssim.report.wording.log_in_words import written

SAME = "The two lives are the same, event by event."
SAME_TURNS = "They take the same turns, within a week of one another throughout."


def parting(here: Life, there: Life) -> str:
    """Until when the two lives are alike, event by event, and what is the first turn that one takes and the other does
    not, in sentences."""
    day = first_unlike_day(here, there)
    if day is None:
        return SAME
    alike = f"The two lives are alike, event by event, until {written(day)}."
    unlike = first_unlike_turn(here, there)
    if unlike is None:
        return f"{alike} {_first_difference(here, there)} {SAME_TURNS}"
    turns = list(zip((here, there), unlike, strict=True))
    told = [_turn(life, turn, written(day)) for life, turn in turns]
    if any(turn is not None and life.told.day(turn.happening.time) == day for life, turn in turns):
        return " ".join([alike, *told])
    return " ".join([alike, _first_difference(here, there), "The first turn that differs:", *told])


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
    day, place, row = min(firsts, key=lambda each: each[:2])
    life = (here, there)[place]
    if any(each.day == day and each.key[:-1] == row.key[:-1] for each in logs[1 - place]) and row.happening.worker >= 0:
        role = life.told.role(life.told.log.workers.role[row.happening.worker])
        return f"That day, in both: {row.what[:1].lower()}{row.what[1:]}, but with a different {role}."
    return f"That day, only in '{life.told.title}': {_in_a_sentence(row)}."


def _in_a_sentence(row: LogRow) -> str:
    return f"{row.what[:1].lower()}{row.what[1:]}{f' ({row.who})' if row.who else ''}"


def _turn(life: Life, turn: Turn | None, parted: str) -> str:
    """What a life takes for a turn, in the story's own words. `parted` is the day on which the lives part."""
    if turn is None:
        return f"In '{life.told.title}' that does not happen."
    h = turn.happening
    text = f"{life.told.stage(h.subject)} begins." if h.kind is Event.ENTERED else sentence(life, h)
    day = written(life.told.day(h.time))
    return f"In '{life.told.title}', {'that day' if day == parted else f'on {day}'}: “{text}”"
