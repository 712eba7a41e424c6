"""Replaying a log to find a family or a need that waits although somebody it could go to has room."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from fssim.engine.event_log import Event, EventLog
from fssim.model.draws import uniform
from fssim.model.people_tables import on_curve


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
    stage: dict[int, int] = field(default_factory=dict)
    side: dict[int, int] = field(default_factory=dict)  # family: the stage beside it
    episode: dict[int, int] = field(default_factory=dict)
    over_limits: list[str] = field(default_factory=list)
    model: list[int] = field(default_factory=list)
    part: dict[int, float] = field(default_factory=dict)  # worker: the share of their post that is filled

    def __post_init__(self) -> None:
        self.model = list(self.log.tables.teams.model)
        self.roles = len(self.log.tables.names.roles)

    def happens(
        self, kind: Event, family: int, subject: int, detail: int, worker: int, time: float, enabled: float
    ) -> None:
        tables = self.log.tables
        if kind is Event.REFERRED:
            self.episode[family] = detail
        elif kind is Event.ENTERED:
            self.team[family] = detail
            self.stage[family] = subject
            group = self.group(detail, self.holder_role(family, detail, subject))
            if family in self.holder and self.log.workers.group[self.holder[family]] != group:
                self.let_go(family)
            if group < 0:
                self.waiting.pop(family, None)
        elif kind is Event.UNALLOCATED:
            self.awaits(family, worker, self.group(detail, self.holder_role(family, detail, subject)))
        elif kind is Event.CO_HOLDER_AWAITED:
            self.awaits(~family, worker, self.group(detail, self.co_holder_role(family, detail)))
        elif kind is Event.CO_HOLDER_ENDED:
            self.let_go(~family)
            self.waiting.pop(~family, None)
        elif kind in (Event.ALLOCATED, Event.CO_HOLDER_ALLOCATED):
            family = family if kind is Event.ALLOCATED else ~family
            self.waiting.pop(family)
            held = self.children.get(worker, 0)
            if held and not self.could_not_wait(family, time, enabled) and not self.has_room(worker, family, time):
                self.over_limits.append(f"day {time}: family {family} is given to worker {worker}, who has no room")
            self.holder[family] = worker
            self.children[worker] = self.children.get(worker, 0) + self.log.families.children[own(family)]
        elif kind is Event.BEGAN_BESIDE:
            self.side[family] = subject
        elif kind is Event.ENDED_BESIDE:
            del self.side[family]
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
            self.children[worker] -= self.log.families.children[own(family)]

    def awaits(self, family: int, former: int, group: int) -> None:
        """A family waits for somebody of a group: that of whoever has left it, or of the role that is to have it."""
        self.let_go(family)
        self.waiting[family] = group if former < 0 else self.log.workers.group[former]

    def group(self, team: int, role: int) -> int:
        return self.log.tables.group_of[team * self.roles + role] if role >= 0 else -1

    def row(self, team: int, stage: int) -> int:
        """Of a stage as a team works it now."""
        return self.model[team] * len(self.log.tables.names.stages) + stage

    def holder_role(self, family: int, team: int, stage: int) -> int:
        tables, families = self.log.tables, self.log.families
        worked, choices, row = tables.worked_stages, tables.holder_choices, self.row(team, stage)
        for at in range(worked.first_choice[row], worked.first_choice[row] + worked.choice_count[row]):
            needs = choices.needs[at]
            suits = choices.risks[at] >> families.risk[family] & 1 and (needs == 0 or needs & families.needs[family])
            drawn = uniform(families.key[family], choices.purpose[at], self.episode[family])
            if suits and drawn < choices.share[at]:
                return choices.role[at]
        return worked.holder[row]

    def co_holder_role(self, family: int, team: int) -> int:
        co_holder = self.log.tables.worked_stages.co_holder
        role = co_holder[self.row(team, self.stage[family])]
        return role if role >= 0 or family not in self.side else co_holder[self.row(team, self.side[family])]

    def leave(self, family: int, need: int) -> None:
        self.listed.pop((family, need), None)
        worker = self.practitioner.pop((family, need), None)
        if worker is not None:
            self.needs[worker] -= 1

    def limit(self, family: int, role: int) -> float:
        return self.log.tables.caseload_limits[self.model[self.team[own(family)]] * self.roles + role]

    def share(self, worker: int) -> float:
        part = self.part.get(worker, 1.0)
        return (
            self.log.workers.hours_a_day[worker]
            * part
            / self.log.tables.roles.hours_a_day[self.log.workers.role[worker]]
        )

    def could_not_wait(self, family: int, time: float, since: float) -> bool:
        tables = self.log.tables
        stages = [stage for stage in (self.stage[own(family)], self.side.get(own(family))) if stage is not None]
        latest = tables.periods[tables.longest_wait * len(tables.day_ordinals) + int(since)] + since - int(since)
        return any(tables.stages.at_once[stage] for stage in stages) or time >= latest - 1e-9

    def has_room(self, worker: int, family: int, time: float) -> bool:
        """Whether a family fits within a worker's limits, in children and in work."""
        tables, workers, role = self.log.tables, self.log.workers, self.log.workers.role[worker]
        responses = tables.responses
        new = responses.new_starters[role] >= 0 and not workers.experienced[worker] and not workers.agency[worker]
        curve, tenure = responses.new_starters[role], time - workers.start[worker]
        left = on_curve(tables.curves, tables.places, curve, tenure) if new else 1.0
        children = self.children.get(worker, 0) + self.log.families.children[own(family)]
        if not children <= self.limit(family, role) * self.share(worker) * left:
            return False
        hours = tables.roles.hours_a_day[role] * self.share(worker)
        work = sum(self.work(other) for other, holder in self.holder.items() if holder == worker) + self.work(family)
        limit = responses.limit_share[role]
        return limit < 0.0 or work <= limit * hours * left + 1e-5

    def work(self, family: int) -> float:
        """Hours a working day."""
        known, work = own(family), self.log.tables.workloads
        more = self.log.families.children[known] - 1
        stages = [stage for stage in (self.stage[known], self.side.get(known)) if stage is not None]
        rows = [self.row(self.team[known], stage) for stage in stages]
        if family < 0:
            return sum(work.co_first_child[row] + more * work.co_further_child[row] for row in rows) / 1e6
        return sum(work.first_child[row] + more * work.further_child[row] for row in rows) / 1e6

    def beside_room(self, time: float, present: dict[int, list[int]]) -> list[str]:
        """The families, and the needs first in line, that somebody in post has room for."""
        broken = []
        for family, group in self.waiting.items():
            role = self.log.tables.groups.role[group]
            if self.log.tables.responses.new_starters[role] >= 0:
                continue  # room grows with no event
            for worker in present.get(group, []):
                if self.children.get(worker, 0) == 0 or self.has_room(worker, family, time):
                    broken.append(f"day {time}: family {family} waits, and worker {worker} has room")
        for group in set(self.listed.values()):
            key = min((self.since[key], key) for key, where in self.listed.items() if where == group)[1]
            limit = self.limit(key[0], self.log.tables.needs.role[key[1]])
            for worker in present.get(group, []):
                if self.needs.get(worker, 0) < limit * self.share(worker):
                    broken.append(f"day {time}: need {key} is on the list, and worker {worker} has room")
        return broken


def own(family: int) -> int:
    """The number of a family, of which `~family` is its place with a co-holder."""
    return family if family >= 0 else ~family


def waits_beside_room(log: EventLog) -> list[str]:
    """The first moments at which somebody first in line could have been taken on and was not."""
    replay = Replay(log)
    workers = log.workers
    columns = [
        log.columns[name].tolist() for name in ("kind", "family", "subject", "detail", "worker", "time", "enabled")
    ]
    rows = list(zip(*columns, strict=True))
    changes = list(zip(workers.changes.time, workers.changes.worker, workers.changes.share, strict=True))
    leaving = (start + (end - start) for start, end in zip(workers.start, workers.end, strict=True))
    turns = (*workers.start, *leaving, *workers.changes.time)
    moments = sorted({row[5] for row in rows} | {time for time in turns if time < log.tables.horizon})
    at = 0
    for moment in moments:
        replay.part = {worker: share for time, worker, share in sorted(changes) if time <= moment}
        while at < len(rows) and rows[at][5] <= moment:
            kind, *row = rows[at]
            replay.happens(Event(kind), *row)
            at += 1
        if replay.over_limits:
            return replay.over_limits
        if not replay.waiting and not replay.listed:
            continue
        present: dict[int, list[int]] = {}
        for worker, group in enumerate(workers.group):
            start, end = workers.start[worker], workers.end[worker]
            leaves = start + (end - start) if end < log.tables.horizon else inf  # rounded as the clock has it
            if start <= moment < leaves:
                present.setdefault(group, []).append(worker)
        broken = replay.beside_room(moment, present)
        if broken:
            return broken
    return []
