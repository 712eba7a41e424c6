"""The world of one replication: every family, worker and group, in their setting."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.engine.event_log import EventLog
from fssim.engine.reference.family import Family
from fssim.engine.reference.group import Group
from fssim.engine.reference.setting import Setting
from fssim.engine.reference.worker import Worker
from fssim.engine.standstill import ROWS_A_DAY, ROWS_A_DAY_EACH


class World(Setting):
    """The setting with everybody in it."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.groups: list[Group] = [Group(self, number) for number in range(len(self.tables.groups.role))]
        self.workers: list[Worker] = []
        self._hours_changes = 0
        self.families: list[Family] = []
        self.employ_those_added()

    def employ_those_added(self) -> None:
        """Those in the log's table of workers who are not among the workers yet will start, and leave."""
        table = self.log.workers
        for number in range(len(self.workers), len(table)):
            self.workers.append(Worker(self, number, self.groups[table.group[number]]))
            self.clock.process(self.workers[number].employment())
        changes = table.changes
        for row in range(self._hours_changes, len(changes)):
            worker = self.workers[changes.worker[row]]
            self.clock.process(worker.hours_change(changes.time[row], changes.hours_a_day[row]))
        self._hours_changes = len(changes)
        self._most_a_day = ROWS_A_DAY + ROWS_A_DAY_EACH * len(self.workers)

    def see_off(self, worker: int) -> None:
        """The end of a worker's time in post is in the table now."""
        self.workers[worker].end = self.log.workers.end[worker]
        self.clock.process(self.workers[worker].departure())

    def change_luck(self, keys: Sequence[int]) -> None:
        """Whatever the families draw from now on, they draw from these keys."""
        self.keys = keys
        for family in self.families:
            family.key = keys[family.number]

    def write_unfinished(self) -> None:
        """At the end of the run: parts in hand, by worker, then parts nobody has started, by family."""
        in_hand = [(worker, worker.part) for worker in self.workers if worker.part is not None]
        for worker, part in in_hand:
            self.write_unfinished_part(part, worker.number, part.started)
        for family in self.families:
            occurrences = [family.casework.outstanding[activity] for activity in sorted(family.casework.outstanding)]
            occurrences += [need.occurrence for need in family.plan.needs if need.occurrence is not None]
            for occurrence in occurrences:
                for part in occurrence.waiting_parts():
                    self.write_unfinished_part(part, -1 if part.worker is None else part.worker.number, float("nan"))
