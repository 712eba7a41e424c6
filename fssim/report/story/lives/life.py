"""What happened to one family in one scenario, as plain records in order of time. Times are working days."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isnan

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.log_view.people_in_post import Vacancies, holdings_of, vacancies_of
from fssim.measures.log_view.spells import spells_of
from fssim.report.wording.log_in_words import WordedLog

CHANGES = {
    Event.NEED_REFERRED,
    Event.NEED_STARTED,
    Event.NEED_NOT_STARTED,
    Event.NEED_DROPPED,
    Event.NEED_RETURNED,
    Event.NEED_LEFT,
    Event.ADDRESSED,
}


@dataclass(frozen=True, slots=True)
class Help:
    """An interval in which a need was on one line: a wait, not engaged, or (moving) being met."""

    need: int
    line: Line
    start: float
    end: float


def help_of(worded: WordedLog, family: int, since: float) -> list[Help]:
    """Each need's intervals, in order of time. Waits are cut where the post they are for empties or fills."""
    view = worded.view
    vacancies = vacancies_of(view)
    helped: list[Help] = []
    now: dict[int, tuple[Line, int, float]] = {}  # need: line, the group it waits for (-1 for none), since when

    def until(need: int, time: float) -> None:
        if need in now:
            line, group, start = now.pop(need)
            helped.extend(_cut(vacancies, Help(need, line, start, time), group))

    for row in np.flatnonzero((view.family == family) & (view.time >= since)):
        kind, need, time = Event(int(view.kind[row])), int(view.subject[row]), float(view.time[row])
        if kind is Event.NEEDS_ENDED:
            for open_need in list(now):
                until(open_need, time)
        elif kind in CHANGES:
            until(need, time)
            line, group = _line(worded, kind, int(view.detail[row]), int(view.worker[row]))
            if kind not in (Event.NEED_LEFT, Event.ADDRESSED):
                now[need] = (line, group, time)
    for open_need in list(now):
        until(open_need, view.horizon)
    return [spell for spell in helped if spell.end > spell.start]


def _line(worded: WordedLog, kind: Event, detail: int, worker: int) -> tuple[Line, int]:
    """The line that a change begins, and the group whose list the need joins."""
    if kind is Event.NEED_STARTED:
        return Line.MOVING, -1
    if kind is Event.NEED_RETURNED:
        return Line.WAITING_PRACTITIONER_LIST, worded.log.workers.group[worker]
    if kind is Event.NEED_REFERRED:
        return (Line.WAITING_PRACTITIONER_LIST if detail >= 0 else Line.WAITING_EXTERNAL_SERVICE), detail
    return Line.NOT_ENGAGED, -1


def _cut(vacancies: Vacancies, wait: Help, group: int) -> list[Help]:
    """A wait cut where its group's posts empty or fill. Anything else stays whole."""
    if group < 0:
        return [wait]
    first = int(vacancies.at(np.array([group]), np.array([wait.start]))[0])
    last = max(first, int(vacancies.before(np.array([group]), np.array([wait.end]))[0]))
    times = [wait.start, *(float(vacancies.time[row]) for row in range(first + 1, last + 1)), wait.end]
    lines = [
        Line.WAITING_POST_VACANT if vacancies.empty[row] else Line.WAITING_PRACTITIONER_LIST
        for row in range(first, last + 1)
    ]
    return [Help(wait.need, line, *span) for line, *span in zip(lines, times[:-1], times[1:], strict=True)]


@dataclass(frozen=True, slots=True)
class Stay:
    """A spell in a stage. `is_open`: still going on when the run ends."""

    stage: int
    team: int
    start: float
    end: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class HolderSpell:
    """A spell with a worker who holds the family, or (-1) of waiting for one."""

    worker: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Booked:
    """An interval on one line of the ledger. `critical` is the need it is about, if it is about one."""

    line: Line
    critical: int | None
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class HeldActivity:
    """An activity that was held. `late` is in whole working days after the day it was due; 0 if in time."""

    activity: int
    time: float
    due: float
    late: int


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the log that the story may mention."""

    kind: Event
    subject: int
    detail: int
    worker: int
    time: float
    enabled: float
    due: float


@dataclass(frozen=True, slots=True)
class Life:
    """One family in one scenario, from when it was first open in the observed years."""

    worded: WordedLog
    family: int
    start: float
    end: float
    stays: list[Stay]
    holdings: list[HolderSpell]
    booked: list[Booked]
    work: list[HeldActivity]
    help: list[Help]
    happenings: list[Happening]
    people: dict[int, str]  # what each worker is called: their role and a number

    def days(self) -> dict[Line, float]:
        """Working days on each line of the ledger."""
        days = dict.fromkeys(Line, 0.0)
        for booking in self.booked:
            days[booking.line] += booking.end - booking.start
        return days

    def open_days(self) -> float:
        """Working days that the family was open for in the observed years."""
        return sum(booking.end - booking.start for booking in self.booked)

    @property
    def is_open(self) -> bool:
        """Whether the family is still open when the run ends."""
        return any(stay.is_open for stay in self.stays)


def life_of(worded: WordedLog, family: int) -> Life:
    """What happened to a family, from the beginning of the first episode that was open in the observed years.

    A family that was never open then has no stays.
    """
    view = worded.view
    spells = spells_of(view)
    of_family = np.flatnonzero(spells.family == family)
    observed = of_family[spells.end[of_family] > view.observed_from]
    if len(observed):
        episode = spells.episode[observed[0]]
        observed = of_family[spells.episode[of_family] >= episode]
    stays = [
        Stay(int(spells.stage[s]), int(spells.team[s]), float(spells.start[s]), float(spells.end[s]),
             bool(spells.next_stage[s] < 0))
        for s in observed
    ]  # fmt: skip
    start, end = (stays[0].start, stays[-1].end) if stays else (0.0, 0.0)
    happenings = _happenings(worded, family, start)
    holdings = _holdings(worded, family, start)
    return Life(
        worded, family, start, end, stays, holdings, _booked(worded, observed), _work(worded, family, start),
        help_of(worded, family, start), happenings, _people(worded, holdings, happenings),
    )  # fmt: skip


def _rows(worded: WordedLog, family: int, start: float) -> list[int]:
    view = worded.view
    return [int(row) for row in np.flatnonzero((view.family == family) & (view.time >= start))]


def _happenings(worded: WordedLog, family: int, start: float) -> list[Happening]:
    view = worded.view
    return [
        Happening(Event(int(view.kind[r])), int(view.subject[r]), int(view.detail[r]), int(view.worker[r]),
                  float(view.time[r]), float(view.enabled[r]), float(view.due[r]))
        for r in _rows(worded, family, start)
    ]  # fmt: skip


def _holdings(worded: WordedLog, family: int, start: float) -> list[HolderSpell]:
    holdings = holdings_of(worded.view)
    chosen = np.flatnonzero((holdings.family == family) & (holdings.end > start))
    return [HolderSpell(int(holdings.worker[h]), float(holdings.start[h]), float(holdings.end[h])) for h in chosen]


def _booked(worded: WordedLog, spells: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[Booked]:
    ledger = ledger_of(worded.view)
    needs = len(worded.log.tables.names.needs)
    booked = []
    for row in np.flatnonzero(np.isin(ledger.spell, spells)):
        critical = int(ledger.critical[ledger.spell[row]])
        need = critical if 0 <= critical < needs else None
        booked.append(Booked(Line(int(ledger.line[row])), need, float(ledger.start[row]), float(ledger.end[row])))
    return booked


def _work(worded: WordedLog, family: int, start: float) -> list[HeldActivity]:
    view = worded.view
    work = []
    for row in _rows(worded, family, start):
        if int(view.kind[row]) == Event.HELD:
            time, due = float(view.time[row]), float(view.due[row])
            late = 0 if isnan(due) else max(0, floor(time) - floor(due))
            work.append(HeldActivity(int(view.subject[row]), time, due, late))
    return work


def _people(worded: WordedLog, holdings: list[HolderSpell], happenings: list[Happening]) -> dict[int, str]:
    """Those who had the family or met its needs, numbered within their role in the order in which they came."""
    workers, people, count = worded.log.workers, {}, dict[int, int]()
    came_by = (Event.NEED_STARTED, Event.NEED_NOT_STARTED, Event.SESSION, Event.CO_HOLDER_ALLOCATED)
    came = [(h.start, h.worker) for h in holdings]
    came += [(h.time, h.worker) for h in happenings if h.kind in came_by]
    for worker in dict.fromkeys(worker for _, worker in sorted(came) if worker >= 0):
        role = workers.role[worker]
        count[role] = count.get(role, 0) + 1
        agency = " (agency)" if workers.agency[worker] else ""
        people[worker] = f"{worded.role(role)} {count[role]}{agency}"
    return people
