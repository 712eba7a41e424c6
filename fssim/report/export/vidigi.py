"""The log in the columns of vidigi, which animates queues (Sammi Rosser, https://hsma-tools.github.io/vidigi/).

An entity is one episode of a family, and is in one place at a time: in a stage or unallocated in it, as events of
type `queue`; or held by a worker in a stage, as `resource_use` until its `resource_use_end`. As a
worker holds many families and vidigi draws one entity at each resource, `resource_id` is a place on the caseloads of
a stage: the lowest that is free, from 1. The pathway is the family's needs. Who holds it, and the family's number, are
in columns of their own.

vidigi counts time on from a start date. `time` is calendar days since the midnight before the first working day of the
warm-up, whose date is its `start_date`, with `simulation_time_unit="days"`; `date` is that moment, and `working_days`
is the model's own time. No two rows are at one moment: what happened at once is set a millisecond apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from heapq import heappop, heappush

from fssim.engine.event_log import Event
from fssim.report.export.exported_episodes import (
    ReferralEpisode,
    apart,
    moment,
    observed_episodes,
    post_of,
    write_moment,
)
from fssim.report.wording.log_in_words import WordedLog

COLUMNS = (
    "entity_id", "pathway", "event_type", "event", "time", "resource_id", "worker", "family", "date",
    "working_days",
)  # fmt: skip
TIME = COLUMNS.index("time")
ENDS, NO_NEED = " ends", "no specialist need"


@dataclass(frozen=True, slots=True)
class Visit:
    """An episode's time in one place: a stage, or unallocated in it (`worker` None); or with a worker."""

    who: tuple[int, str]  # entity and pathway
    family: int
    event: str
    start: float
    end: float
    worker: int | None


@dataclass(slots=True)
class Caseload:
    """The places in a stage: which are free, and how many there have been."""

    free: list[int] = field(default_factory=list)
    places: int = 0

    def take(self) -> int:
        """The lowest free place."""
        if self.free:
            return heappop(self.free)
        self.places += 1
        return self.places


def vidigi_rows(worded: WordedLog) -> list[tuple[object, ...]]:
    """Rows of `COLUMNS`, in order of time."""
    rows: list[tuple[float, int, tuple[object, ...]]] = []
    visits: list[Visit] = []
    for entity, episode in enumerate(observed_episodes(worded), 1):
        who = (entity, worded.needs_of(episode.family) or NO_NEED)
        family = episode.family
        rows.append((episode.start, 0, (*who, "arrival_departure", "arrival", episode.start, "", "", family)))
        if episode.end is not None:
            rows.append((episode.end, 4, (*who, "arrival_departure", "depart", episode.end, "", "", family)))
        visits += _visits(worded, who, episode)
    rows += [(v.start, 2, (*v.who, "queue", v.event, v.start, "", "", v.family)) for v in visits if v.worker is None]
    rows += _held(worded, [v for v in visits if v.worker is not None])
    rows.sort(key=lambda row: row[:2])
    began = datetime.combine(worded.day(0.0), time(), UTC)
    moments = apart(moment(worded, at) for at, _, _ in rows)
    return [
        (*row[:TIME], (when - began) / timedelta(days=1), *row[TIME + 1 :], write_moment(when), at)
        for when, (at, _, row) in zip(moments, rows, strict=True)
    ]


def _visits(worded: WordedLog, who: tuple[int, str], episode: ReferralEpisode) -> Iterator[Visit]:
    """Where an episode is, one place after another."""
    view, holder = worded.view, worded.log.tables.stages.holder
    stage, worker, since = -1, -1, episode.start

    def place(until: float) -> Iterator[Visit]:
        if stage >= 0 and until > since:
            waits = worker < 0 and holder[stage] >= 0
            name = f"{worded.stage(stage)}: unallocated" if waits else worded.stage(stage)
            yield Visit(who, episode.family, name, since, until, None if worker < 0 else worker)

    for row in episode.rows:
        kind, at = int(view.kind[row]), float(view.time[row])
        if kind in (Event.ENTERED, Event.ALLOCATED, Event.UNALLOCATED):
            yield from place(at)
            since = at
        if kind == Event.ENTERED:
            stage = int(view.subject[row])
            worker = worker if holder[stage] >= 0 else -1
            if stage == worded.log.tables.closed_stage:
                return
        elif kind in (Event.ALLOCATED, Event.UNALLOCATED):
            worker = int(view.worker[row]) if kind == Event.ALLOCATED else -1
    yield from place(view.horizon)


def _held(worded: WordedLog, visits: list[Visit]) -> Iterator[tuple[float, int, tuple[object, ...]]]:
    """Resource use and its end, with a place on the stage's caseloads in between. Ends come first at one time."""
    caseloads: dict[str, Caseload] = {}
    taken: list[tuple[float, int, int]] = []  # end, visit, place
    order = sorted(range(len(visits)), key=lambda number: (visits[number].start, number))
    for number in order:
        visit = visits[number]
        while taken and taken[0][0] <= visit.start:
            _, before, place = heappop(taken)
            heappush(caseloads[visits[before].event].free, place)
        place = caseloads.setdefault(visit.event, Caseload()).take()
        heappush(taken, (visit.end, number, place))
        used = (place, post_of(worded, visit.worker if visit.worker is not None else -1), visit.family)
        yield visit.start, 3, (*visit.who, "resource_use", visit.event, visit.start, *used)
        if visit.end < worded.view.horizon:
            yield visit.end, 1, (*visit.who, "resource_use_end", visit.event + ENDS, visit.end, *used)
