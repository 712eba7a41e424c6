"""Where two lives of one family part, and what they differ in: turns, the first unlike day, and quantities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, isinf, nextafter

from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_lines import ABOUT_NEEDS, LINES, READY, Line
from fssim.report.story.chapters import LogRow, first_unlike_day, full_log
from fssim.report.story.life import CHANGES, Happening, Life
from fssim.report.story.life_sentences import route, sentence
from fssim.report.wording.log_in_words import written
from fssim.report.wording.words import in_list

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
    alike = f"The two lives are alike, event by event, until {written(day)}."
    unlike = first_unlike_turn(here, there)
    if unlike is None:
        return f"{alike} {_first_difference(here, there)} {SAME_TURNS}"
    turns = list(zip((here, there), unlike, strict=True))
    worded = [_turn(life, turn, written(day)) for life, turn in turns]
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
    day = written(life.worded.day(h.time))
    return f"In '{life.worded.title}', {'that day' if day == parted else f'on {day}'}: “{text}”"


WORTH_SAYING = 5.0  # working days
TIMES = ("not at all", "once", "twice")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that a life has more or less of. `least` is the smallest difference in it that is one."""

    of: Callable[[Life], float]
    least: float
    in_words: Callable[[Life, Life], str]  # how the first life differs from the second, as a sentence

    def sign(self, here: Life, there: Life) -> int:
        """1 if the first life has more of it, -1 if less, 0 if there is no difference to speak of."""
        one, other = self.of(here), self.of(there)
        if one == other or (abs(one - other) < self.least and not isinf(one - other)):
            return 0
        return 1 if one > other else -1


def differences(here: Life, there: Life) -> list[Quantity]:
    """What the two lives differ in, in the order in which to tell it."""
    return [quantity for quantity in _quantities(here, there) if quantity.sign(here, there)]


def line_in_words(lives: Sequence[Life], line: Line) -> str:
    """A line of the ledger, with the needs it is about in these lives, as in `waiting ... (mental health)`."""
    words = LINES[line.name.lower()]

    if line not in ABOUT_NEEDS:
        return words
    booked = [(life, booking.critical) for life in lives for booking in life.booked if booking.line is line]
    needs = dict.fromkeys(life.worded.need(need) for life, need in booked if need is not None)
    return f"{words} ({in_list(list(needs))})" if needs else words


OF_DAYS = {
    Line.UNALLOCATED: "unallocated",
    Line.OVERDUE: "with work overdue, waiting for a worker",
    Line.WORK_DONE: "with all work done and a review to come",
    Line.HELP_REFUSED: "with help refused for good and a review to come",
    Line.CONTINUED: "of a plan that was reviewed when ready, and continued",
    Line.COURT: "waiting for the court",
    Line.WAITING_POST_VACANT: "of waiting for {need} help while the post is vacant",
    Line.WAITING_PRACTITIONER_LIST: "of waiting on the list for {need} help",
    Line.WAITING_EXTERNAL_SERVICE: "of waiting for the external service for {need} help",
    Line.NOT_ENGAGED: "not engaged with {need} help, and not yet picked up",
}


def _quantities(here: Life, there: Life) -> Iterator[Quantity]:
    needs = {h.subject for life in (here, there) for h in life.happenings if h.kind is Event.NEED_REFERRED}
    for need in sorted(needs):
        yield _help_starts(here, need)
        for line in ABOUT_NEEDS:
            yield _waits(here, need, line)
        yield _is_resolved(here, need)
    yield Quantity(_ready, WORTH_SAYING, lambda one, other: _dated("The first plan to be ready for a decision is so",
                                                                   "No plan is ever ready for a decision", "one is",
                                                                   "none is", (one, _ready(one)),
                                                                   (other, _ready(other))))  # fmt: skip
    stages = dict.fromkeys(stay.stage for life in (here, there) for stay in life.stays)
    for stage in stages:
        yield _entered(here, stage)
    yield Quantity(_re_referrals, 1.0, lambda one, other: _counted("Re-referred", _re_referrals, one, other))
    yield Quantity(
        _workers, 1.0,
        lambda one, other: f"Allocated workers, one after another: {_workers(one):.0f}; there {_workers(other):.0f}.",
    )  # fmt: skip
    yield Quantity(Life.open_days, WORTH_SAYING, _open_longer)
    for line in (Line.UNALLOCATED, Line.OVERDUE, *READY, Line.COURT):
        yield _on_line(line)


def _help_starts(here: Life, need: int) -> Quantity:
    name = here.worded.need(need).capitalize()

    def starts(life: Life) -> float:
        return _first(life, Event.NEED_STARTED, need)

    return Quantity(
        starts, WORTH_SAYING,
        lambda one, other: _dated(f"{name} help starts", f"{name} help never starts", "it does", "it never does",
                                  (one, starts(one)), (other, starts(other))),
    )  # fmt: skip


def _is_resolved(here: Life, need: int) -> Quantity:
    def resolved(life: Life) -> float:
        return float(any(h.kind is Event.ADDRESSED and h.subject == need and h.detail for h in life.happenings))

    name = here.worded.need(need).capitalize()
    return Quantity(
        resolved, 1.0,
        lambda one, other: (
            f"{name} need: {'resolved; there it is not' if resolved(one) else 'not resolved; there it is'}."
        ),
    )  # fmt: skip


def _entered(here: Life, stage: int) -> Quantity:
    def times(life: Life) -> float:
        return float(sum(stay.stage == stage for stay in life.stays))

    return Quantity(times, 1.0, lambda one, other: _counted(here.worded.stage(stage), times, one, other))


def _on_line(line: Line) -> Quantity:
    return _days(lambda life: life.days()[line], OF_DAYS[line])


def _waits(here: Life, need: int, line: Line) -> Quantity:
    """Days on which a need was on a line, whether or not it was the one that the plan ended up waiting for."""
    return _days(
        lambda life: sum(wait.end - wait.start for wait in life.help if wait.need == need and wait.line is line),
        OF_DAYS[line].format(need=here.worded.need(need)),
    )


def _days(of: Callable[[Life], float], words: str) -> Quantity:
    def in_words(one: Life, other: Life) -> str:
        more = of(one) - of(other)
        return f"{round(abs(more)):,} {'more' if more > 0 else 'fewer'} working days {words}."

    return Quantity(of, WORTH_SAYING, in_words)


def _open_longer(here: Life, there: Life) -> str:
    more = here.open_days() - there.open_days()
    return f"Open for {round(abs(more)):,} {'more' if more > 0 else 'fewer'} working days."


def _ready(life: Life) -> float:
    return _first(life, Event.READY)


def _first(life: Life, kind: Event, subject: int | None = None) -> float:
    """When something first happens; never is infinitely late."""
    return next((h.time for h in life.happenings if h.kind is kind and subject in (None, h.subject)), inf)


def _re_referrals(life: Life) -> float:
    return float(sum(h.kind is Event.REFERRED and h.detail > 0 for h in life.happenings))


def _workers(life: Life) -> float:
    return float(len({holding.worker for holding in life.holdings if holding.worker >= 0}))


def _dated(does: str, never: str, there_does: str, there_never: str, one: tuple[Life, float],
           other: tuple[Life, float]) -> str:  # fmt: skip
    """`Alcohol help starts on 21 May 2020; there on 6 November 2019.`"""
    if isinf(one[1]):
        return f"{never}; there {there_does}, on {_day(*other)}."
    return f"{does} on {_day(*one)}; there {there_never if isinf(other[1]) else f'on {_day(*other)}'}."


def _day(life: Life, time: float) -> str:
    return written(life.worded.day(time))


def _counted(what: str, of: Callable[[Life], float], here: Life, there: Life) -> str:
    one, other = (TIMES[int(n)] if n < len(TIMES) else f"{n:.0f} times" for n in (of(here), of(there)))
    return f"{what}: {one}; there {other}."
