"""A diary: an event log written by hand."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import date
from math import inf, nan

from fssim.engine.event_log import Event, EventLog, LogWriter
from fssim.measures.ledger.ledger import ledger
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.log_view.view import View
from fssim.model.family_table import make_empty_table
from fssim.model.posts_over_time import WorkerTable
from fssim.model.tables import Tables

OBSERVED_FROM = 253.0  # 1 April 2019, as a working day of the service's run
HORIZON = 760.0  # 1 April 2021


def counted(tables: Tables, kind: str, **counted_as: str) -> Tables:
    """The tables with some `stages`, `activities` or `outcomes` counted as what published statistics are about: by
    name, with underscores for spaces."""
    names = [name.replace(" ", "_").replace("-", "_") for name in getattr(tables.names, kind)]
    as_it_was = getattr(tables.names, f"{kind}_counted_as")
    column = tuple(counted_as.get(name, before) for name, before in zip(names, as_it_was, strict=True))
    return replace(tables, names=replace(tables.names, **{f"{kind}_counted_as": column}))


class Diary:
    """Writes a log row by row, with the scenario's names in place of row numbers. Times are working days."""

    def __init__(self, tables: Tables) -> None:
        families = make_empty_table()
        workers = WorkerTable(
            array("q"), array("q"), array("q"), array("d"), array("d"), array("q"), array("q"), array("d")
        )
        self.names = tables.names
        self.tables = tables
        self.log = EventLog(tables, 1, 0, families, workers)
        self.write = LogWriter(self.log).write

    @property
    def view(self) -> View:
        """What the measures make of the log so far. Nothing can be written afterwards."""
        return View(self.log)

    def on(self, day: str) -> float:
        """The beginning of a working day, from its date."""
        return float(self.tables.day_ordinals.index(date.fromisoformat(day).toordinal()))

    def family(self, *needs: str, children: int = 1, last_closed: float = inf, had_plans: int = 0) -> int:
        """A family; its number."""
        families = self.log.families
        families.arrival.append(0.0)
        for column in (families.identity, families.key, families.risk, families.engagement, families.place):
            column.append(0)
        families.children.append(children)
        families.last_closed.append(last_closed)
        families.had_plans.append(had_plans)
        families.begins_in.append(self.tables.first_stage)
        families.needs.append(sum(1 << self.names.needs.index(need) for need in needs))
        return len(families) - 1

    def worker(self, post: str, start: float = 0.0, end: float = HORIZON, agency: bool = False) -> int:
        """Somebody in a post; their number."""
        workers, tables = self.log.workers, self.tables
        number = self.names.posts.index(post)
        group = tables.posts.group[number]
        role = tables.groups.role[group]
        workers.post.append(number)
        workers.group.append(group)
        workers.role.append(role)
        workers.start.append(start)
        workers.end.append(end)
        workers.agency.append(int(agency))
        workers.experienced.append(1)
        workers.hours_a_day.append(tables.roles.hours_a_day[role] * tables.posts.full_time_share[number])
        return len(workers) - 1

    def hours_change(self, worker: int, time: float, share: float) -> None:
        """So much of a worker's post is filled from a time on."""
        workers = self.log.workers
        workers.changes.worker.append(worker)
        workers.changes.time.append(time)
        workers.changes.share.append(share)
        workers.changes.hours_a_day.append(workers.hours_a_day[worker] * share)

    def referred(self, time: float, family: int, episode: int = 0) -> None:
        """An episode begins, in the first stage."""
        self.write(Event.REFERRED, time, family, self.tables.first_stage, episode)
        self.entered(time, family, "referral")

    def entered(self, time: float, family: int, stage: str) -> None:
        """The family enters a stage, in the team that works it."""
        row = self.names.stages.index(stage)
        kind = self.tables.stages.team_kind[row]
        self.write(Event.ENTERED, time, family, row, max(self.tables.team_kinds.first[kind], 0))

    def allocated(self, time: float, family: int, worker: int, since: float | None = None) -> None:
        """A worker begins to hold the family, which has waited since a time (for no time at all, if not said)."""
        stage = self._stage(family)
        if since is None:
            since = time
            self.unallocated(time, family)
        self.write(Event.ALLOCATED, time, family, stage, 0, worker, since)

    def unallocated(self, time: float, family: int, former: int = -1) -> None:
        """The family begins to wait for a holder."""
        self.write(Event.UNALLOCATED, time, family, self._stage(family), 0, former)

    def held(
        self, time: float, family: int, activity: str, worker: int = -1, enabled: float = nan, started: float = nan,
        due: float = nan, hours: float = 0.0, kind: Event = Event.HELD, part: int = -1,
    ) -> None:  # fmt: skip
        """An activity is held; or another event of a participant's part."""
        self.write(
            kind, time, family, self.names.activities.index(activity), part, worker, enabled, started, due, hours
        )

    def need(self, kind: Event, time: float, family: int, need: str, detail: int = -1, worker: int = -1,
             referred: float = nan) -> None:  # fmt: skip
        """Something happens to a need."""
        self.write(kind, time, family, self.names.needs.index(need), detail, worker, referred)

    def plan_work(self, kind: Event, time: float, family: int, sessions: int) -> None:
        """Plan work is planned, or a session of it delivered, with so many to do."""
        subject = len(self.names.needs) if kind is Event.PLANNED else -1
        self.write(kind, time, family, subject, sessions)

    def decided(self, time: float, family: int, activity: str, table: str, outcome: str) -> None:
        """An activity's outcome, from a decision table."""
        tables = self.tables.outcome_tables
        row = self.names.decision_tables.index(table)
        rows = range(tables.first[row], tables.first[row] + tables.count[row])
        chosen = next(row for row in rows if self.names.outcomes[row] == outcome)
        self.write(Event.DECIDED, time, family, self.names.activities.index(activity), chosen)

    def _stage(self, family: int) -> int:
        columns = self.log.columns
        rows = range(len(self.log) - 1, -1, -1)
        last = next(r for r in rows if columns["family"][r] == family and columns["kind"][r] == Event.ENTERED)
        return int(columns["subject"][last])


MENTAL_HEALTH, ALCOHOL = "mental health", "alcohol"
KEYWORKER = "safeguarding 1: social_worker 1"
PRACTITIONER = "safeguarding 1: mental_health_practitioner 1"


def booked(diary: Diary, family: int | None = None) -> dict[str, float]:
    """Days by line of the ledger, of the lines that have any, of one family or of all."""
    books = ledger(diary.log)
    counted = slice(None) if family is None else books.spells.family == family
    days = books.by_spell()[counted].sum(axis=0)
    return {line.name.lower(): float(days[line]) for line in Line if days[line]}


def close(diary: Diary, time: float) -> None:
    diary.entered(time, 0, "closed")
