"""What two lives of one family differ in: quantities that a life has more or less of, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, isinf

from fssim.dates import write_date
from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_lines import ABOUT_NEEDS, LINES, READY, Line
from fssim.report.story.lives.life import Life
from fssim.report.wording.words import in_list

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


def ledger_line_in_words(lives: Sequence[Life], line: Line) -> str:
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
    return write_date(life.worded.day(time))


def _counted(what: str, of: Callable[[Life], float], here: Life, there: Life) -> str:
    one, other = (TIMES[int(n)] if n < len(TIMES) else f"{n:.0f} times" for n in (of(here), of(there)))
    return f"{what}: {one}; there {other}."
