"""Why two lives of one family differ: where they part, and where the days go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fssim.engine.log import Event
from fssim.measures.catalogue import LINES
from fssim.measures.lines import DRIFT, Line
from fssim.report.story.life import Happening, Life
from fssim.report.story.sentences import days, route, sentence
from fssim.report.told import written
from fssim.report.words import in_list

ALIKE = 5.0  # working days: what happens within this of the same happening elsewhere happens alike
WORTH_SAYING = 5.0  # working days of difference on a line
ABOUT_NEEDS = (
    Line.WAITING_POST_VACANT,
    Line.WAITING_PRACTITIONER_LIST,
    Line.WAITING_EXTERNAL_SERVICE,
    Line.NOT_ENGAGED,
)
TURNS_PATH = (Event.REFERRED, Event.ENTERED, Event.DECIDED)
TURNS_NEED = (
    Event.NEED_REFERRED,
    Event.NEED_STARTED,
    Event.NEED_NOT_STARTED,
    Event.NEED_DROPPED,
    Event.NEED_RETURNED,
    Event.NEED_LEFT,
    Event.ADDRESSED,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that turns the story: on which track (-1 the path, else a need), what, and when."""

    track: int
    label: tuple[object, ...]
    happening: Happening


def line_in_words(lives: Sequence[Life], line: Line) -> str:
    """A line of the ledger, with the needs it is about in these lives, as in `waiting ... (mental health)`."""
    words = LINES[line.name.lower()]
    if line not in ABOUT_NEEDS:
        return words
    booked = [(life, each.critical) for life in lives for each in life.booked if each.line is line]
    needs = dict.fromkeys(life.told.need(need) for life, need in booked if need is not None)
    return f"{words} ({in_list(list(needs))})" if needs else words


def in_short(life: Life) -> str:
    """How long the family was open here, and how much of it was drift."""
    counted = life.days()
    drift = sum(counted[line] for line in DRIFT)
    until = "so far" if life.is_open else "from referral to closure"
    if life.start < life.told.view.observed_from:
        until = "of the observed years"
    return f"Open for {days(life.open_days())} {until}; on {round(drift):,} of them nothing moves it on."


def why(here: Life, there: Life) -> list[str]:
    """Why the life in the first scenario differs from that in another, in sentences."""
    told = [_parting(here, there), _readied(here, there), _longer(here, there)]
    return [each for each in told if each]


def _longer(here: Life, there: Life) -> str:
    more = here.open_days() - there.open_days()
    mine, theirs = here.days(), there.days()
    differences = {line: mine[line] - theirs[line] for line in Line}
    telling = sorted(
        (line for line in Line if abs(differences[line]) >= WORTH_SAYING), key=lambda line: -abs(differences[line])
    )
    a, b = f"'{here.told.title}'", f"'{there.told.title}'"
    if abs(more) < WORTH_SAYING and not telling:
        return f"The family is open for about as long in {a} as in {b}, and its days go the same way."
    opened = (
        f"In {a} the family is open for {round(abs(more))} {'more' if more > 0 else 'fewer'} working days than in {b}"
        if abs(more) >= WORTH_SAYING
        else f"The family is open for about as long in {a} as in {b}, but its days go differently"
    )
    parts = [
        f"{round(abs(differences[line]))} {'more' if differences[line] > 0 else 'fewer'} days "
        f"{line_in_words([here if differences[line] > 0 else there], line)}"
        for line in telling
    ]
    return f"{opened}: {'; '.join(parts)}." if parts else f"{opened}."


def _readied(here: Life, there: Life) -> str:
    """When all that the plan asks for was first done, and how long the decision then took, if that differs."""
    mine, theirs = _ready(here), _ready(there)
    if mine is None or theirs is None or abs(mine[0] - theirs[0]) < WORTH_SAYING:
        return ""
    (ready, decided), (other_ready, other_decided) = mine, theirs
    later = "later" if ready > other_ready else "earlier"
    return (
        f"All that the plan asks for is done, or left, by {written(here.told.day(ready))}, "
        f"{days(abs(ready - other_ready))} {later} than in '{there.told.title}'; the next decision comes "
        f"{days(decided - ready)} after that, and there {days(other_decided - other_ready)} after."
    )


def _ready(life: Life) -> tuple[float, float] | None:
    """When the family was first ready, and when the next decision was; None if it never was, or none came."""
    ready = next((h.time for h in life.happenings if h.kind is Event.READY), None)
    decided = (h.time for h in life.happenings if h.kind is Event.DECIDED and ready is not None and h.time >= ready)
    first = next(decided, None)
    return None if ready is None or first is None else (ready, first)


def _parting(here: Life, there: Life) -> str:
    """Where the two lives part: the first turn, on any track, that one takes and the other does not."""
    mine, theirs = _turns(here), _turns(there)
    partings = []
    for track in sorted({turn.track for turn in (*mine, *theirs)}):
        parting = _first_unlike([t for t in mine if t.track == track], [t for t in theirs if t.track == track])
        if parting is not None:
            times = [turn.happening.time for turn in parting if turn is not None]
            partings.append((min(times), track, parting))
    if not partings:
        return "The two lives take the same turns at the same times."
    time, _, (one, other) = min(partings, key=lambda each: each[:2])
    return f"The two lives are alike until {written(here.told.day(time))}. {_told(here, one)} {_told(there, other)}"


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
        elif h.kind in TURNS_NEED:
            how = route(life, h) if h.kind is Event.NEED_REFERRED else h.detail if h.kind is Event.ADDRESSED else ""
            turns.append(Turn(h.subject, (h.kind, how), h))
    return turns


def _told(life: Life, turn: Turn | None) -> str:
    if turn is None:
        return f"In '{life.told.title}' nothing of the kind follows."
    h = turn.happening
    text = f"{life.told.stage(h.subject)} begins." if h.kind is Event.ENTERED else sentence(life, h)
    return f"In '{life.told.title}', on {written(life.told.day(h.time))}: {text[:1].lower()}{text[1:]}"
