"""Replaying a log to find a family or a need that waits although somebody it could go to has room."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from fssim.engine.event_log import Event, EventLog


@dataclass
class Replay:
    """Who holds what, and who waits where, at one moment."""

    log: EventLog
    children: dict[int, float] = field(default_factory=dict)  # worker: children held
    needs: dict[int, int] = field(default_factory=dict)  # worker: needs being met
    holder: dict[int, int] = field(default_factory=dict)  # family: worker
    practitioner: dict[tuple[int, int], int] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)  # family: the group it waits for
    listed: dict[tuple[int, int], int] = field(default_factory=dict)  # family and need: the group whose list it is on
    since: dict[tuple[int, int], float] = field(default_factory=dict)  # and its place on lists
    team: dict[int, int] = field(default_factory=dict)
    model: list[int] = field(default_factory=list)
    part: dict[int, float] = field(default_factory=dict)  # worker: the share of their post that is filled

    def __post_init__(self) -> None:
        self.model = list(self.log.tables.teams.model)
        self.roles = len(self.log.tables.names.roles)

    def happens(self, kind: Event, family: int, subject: int, detail: int, worker: int, time: float) -> None:
        tables = self.log.tables
        if kind is Event.ENTERED:
            self.team[family] = detail
            role = tables.stages.holder[subject]
            group = tables.group_of[detail * self.roles + role] if role >= 0 else -1
            if family in self.holder and self.log.workers.group[self.holder[family]] != group:
                self.let_go(family)
            if group < 0:
                self.waiting.pop(family, None)
        elif kind is Event.UNALLOCATED:
            self.let_go(family)
            role = tables.stages.holder[subject]
            self.waiting[family] = tables.group_of[detail * self.roles + role]
        elif kind is Event.ALLOCATED:
            self.waiting.pop(family)
            self.holder[family] = worker
            self.children[worker] = self.children.get(worker, 0) + self.log.families.children[family]
        elif kind is Event.SWITCHED:
            self.model[detail] = subject
        elif kind is Event.NEED_REFERRED:
            self.leave(family, subject)
            self.since.setdefault((family, subject), time)
            if detail >= 0:
                self.listed[family, subject] = detail
        elif kind is Event.NEED_TAKEN:
            self.listed.pop((family, subject))
            self.practitioner[family, subject] = worker
            self.needs[worker] = self.needs.get(worker, 0) + 1
        elif kind is Event.NEED_RETURNED:
            self.leave(family, subject)  # and keeps its place
        elif kind in (Event.NEED_NOT_STARTED, Event.NEED_DROPPED, Event.ADDRESSED):
            self.leave(family, subject)
            self.since.pop((family, subject), None)
        elif kind is Event.NEEDS_ENDED:
            for need in range(len(tables.names.needs)):
                self.leave(family, need)
                self.since.pop((family, need), None)

    def let_go(self, family: int) -> None:
        worker = self.holder.pop(family, None)
        if worker is not None:
            self.children[worker] -= self.log.families.children[family]

    def leave(self, family: int, need: int) -> None:
        self.listed.pop((family, need), None)
        worker = self.practitioner.pop((family, need), None)
        if worker is not None:
            self.needs[worker] -= 1

    def limit(self, family: int, role: int) -> float:
        return self.log.tables.caseload_limits[self.model[self.team[family]] * self.roles + role]

    def share(self, worker: int) -> float:
        part = self.part.get(worker, 1.0)
        return (
            self.log.workers.hours_a_day[worker]
            * part
            / self.log.tables.roles.hours_a_day[self.log.workers.role[worker]]
        )

    def beside_room(self, time: float, present: dict[int, list[int]]) -> list[str]:
        """The families, and the needs first in line, that somebody in post has room for."""
        found = []
        for family, group in self.waiting.items():
            limit = self.limit(family, self.log.tables.groups.role[group])
            size = self.log.families.children[family]
            for worker in present.get(group, []):
                held = self.children.get(worker, 0)
                if held == 0 or held + size <= limit * self.share(worker):
                    found.append(f"day {time}: family {family} waits, and worker {worker} has room")
        for group in set(self.listed.values()):
            key = min((self.since[key], key) for key, where in self.listed.items() if where == group)[1]
            limit = self.limit(key[0], self.log.tables.needs.role[key[1]])
            for worker in present.get(group, []):
                if self.needs.get(worker, 0) < limit * self.share(worker):
                    found.append(f"day {time}: need {key} is on the list, and worker {worker} has room")
        return found


def waits_beside_room(log: EventLog) -> list[str]:
    """The first moments at which somebody first in line could have been taken on and was not."""
    replay = Replay(log)
    workers = log.workers
    columns = [log.columns[name] for name in ("kind", "family", "subject", "detail", "worker", "time")]
    rows = list(zip(*columns, strict=True))
    changes = list(zip(workers.changes.time, workers.changes.worker, workers.changes.share, strict=True))
    turns = (*workers.start, *workers.end, *workers.changes.time)
    moments = sorted({row[5] for row in rows} | {time for time in turns if time < log.tables.horizon})
    at = 0
    for moment in moments:
        while at < len(rows) and rows[at][5] <= moment:
            kind, family, subject, detail, worker, time = rows[at]
            replay.happens(Event(kind), family, subject, detail, worker, time)
            at += 1
        replay.part = {worker: share for time, worker, share in sorted(changes) if time <= moment}
        if not replay.waiting and not replay.listed:
            continue
        present: dict[int, list[int]] = {}
        for worker, group in enumerate(workers.group):
            end = workers.end[worker] if workers.end[worker] < log.tables.horizon else inf
            if workers.start[worker] <= moment < end:
                present.setdefault(group, []).append(worker)
        found = replay.beside_room(moment, present)
        if found:
            return found
    return []
