"""Building the world of one replication in arrays, letting them grow, and taking the log out of them."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy

from fssim.engine.compiled.runtime.buffer_pool import Array, Memory
from fssim.engine.compiled.runtime.records import (
    ARRAYS,
    BLOCK,
    FEWEST_SLICES,
    FIXED,
    GROWING,
    LARGEST_SHORT,
    LOG,
    MOST_SLICES,
    NONE,
    WORLD,
    check_limits,
)
from fssim.engine.compiled.runtime.table_arrays import make_table_arrays
from fssim.engine.event_log import COLUMNS as LOG_COLUMNS
from fssim.engine.event_log import EventLog
from fssim.engine.standstill import ROWS_A_DAY, ROWS_A_DAY_EACH, NoTimePasses, no_time_passes
from fssim.model.people_tables import MILLIONTHS
from fssim.model.posts_under_pressure import staff_is_moved_by_pressure


class World:
    """The arrays of one replication, and the record at an `address` that compiled code finds them through."""

    def __init__(self, log: EventLog, room: int, memory: Memory) -> None:
        tables = log.tables
        check_limits(log)
        self._log = log
        self._memory = memory
        self._tables = tables
        store = numpy.zeros(1, WORLD)
        self.address = store.ctypes.data
        self.record = store[0]
        first, growing = WORLD.fields["log_used"][1] // 8, 1 + len(GROWING)  # type: ignore[index]
        self._used_and_room = store.view(numpy.int64)[first : first + 2 * growing].reshape(growing, 2)
        self.arrays: dict[str, Array] = {}
        self._full_time = numpy.asarray(tables.roles.hours_a_day)
        self._of_role = numpy.zeros(len(self._full_time), FIXED["workers"])  # a worker of each who has done nothing yet
        for column in ("first_family", "last_family", "first_need", "last_need", "in_hand", "queue"):
            self._of_role[column] = NONE
        self._of_role["induction"] = tables.roles.induction
        self._of_role["induction_speed"] = tables.roles.induction_speed
        self._set_counts()
        for name, array in make_table_arrays(tables).items():
            self._put(name, array)
        self._fixed()
        for name in GROWING:
            self._set_room(name, room if name in ("tasks", "resumptions") else 4 * room)
        self._set_room("log", 4 * room)

    def _put(self, name: str, array: Array) -> None:
        assert array.dtype == ARRAYS[name], name
        self.arrays[name] = array
        self.record[f"at_{name}"] = array.ctypes.data
        self.record[f"length_{name}"] = len(array)

    def _set_counts(self) -> None:
        tables, names, world = self._tables, self._tables.names, self.record
        for name in ("first_stage", "closed_stage", "longest_wait", "lost_progress", "re_referral_delay",
                     "unit_exponential", "horizon", "tilt_per_unresolved_need", "re_referral_chance",
                     "re_referral_tilt"):  # fmt: skip
            world[name] = getattr(tables, name)
        world["day_limit"] = int(tables.horizon + 1.0)
        counts = {
            "stage_count": len(names.stages),
            "activity_count": len(names.activities),
            "role_count": len(names.roles),
            "need_count": len(names.needs),
            "team_count": len(names.teams),
            "outcome_count": len(names.outcomes),
            "co_holders": int(max(tables.worked_stages.co_holder) >= 0),
            "course_count": len(names.courses),
            "group_count": len(tables.groups.role),
            "day_count": len(tables.day_ordinals),
            "switch_count": len(tables.switches.time),
            "course_day_count": len(tables.course_days.time),
            "fewest_children": numpy.asarray(self._log.families.children).min(initial=LARGEST_SHORT),
            "family_count": len(self._log.families),
            "worker_count": len(self._log.workers),
            "hours_change_count": len(self._log.workers.changes),
            "slot_count": 1 + max((*tables.stage_activities, *tables.activities.brings_forward), default=0),
            "day": NONE,
            "slices_a_day": FEWEST_SLICES,
            "slice": FEWEST_SLICES - 1,
            "free_block": NONE,
            "free_moment": NONE,
            "free_occurrence": NONE,
            "free_part": NONE,
            "free_entry": NONE,
            "outside_array": NONE,
        }
        for name, count in counts.items():
            world[name] = count

    def _fixed(self) -> None:
        tables, world = self._tables, self.record
        families, groups, workers = self._families(), self._groups(), len(self._log.workers)
        stages = int(world["stage_count"])
        world["decision_count"] = int((self.arrays["decision_numbers"]["value"] != NONE).sum())
        count = len(self._log.families)
        courses = count * int(world["need_count"])
        made = {
            "families": families,
            "groups": groups,
            "slots": self._kept("slots", count * int(world["slot_count"])),
            "courses_of_need": self._kept("courses_of_need", courses),
            "arrivals": numpy.asarray(self._log.families.arrival),
            "begins_in": numpy.asarray(self._log.families.begins_in),
            "entered": self._kept("entered", count * stages),
            "decided": self._kept("decided", count * int(world["decision_count"])),
            "group_teams": numpy.array(self._group_teams, numpy.int64),
            "free_workers": self._kept("free_workers", workers),
            "members": numpy.full(self._member_count, NONE, numpy.int64),
            "team_models": numpy.asarray(tables.teams.model).astype(numpy.int64),
            "team_switched": numpy.full(len(tables.teams.model), -inf),
            "days": numpy.full(int(tables.horizon + 1.0), NONE, numpy.int32),
            "slices": numpy.full(MOST_SLICES, NONE, numpy.int32),
            "weights": numpy.zeros(max(tables.outcome_tables.count, default=0)),
            "numbers": self._kept("numbers", max(len(families), courses)),
        }
        for name, array in made.items():
            self._put(name, array if array.dtype == ARRAYS[name] else array.view(ARRAYS[name]))
        self._extend("workers", 0, self._workers())
        self._extend("hours_changes", 0, self._hours_changes())

    def _families(self) -> Array:
        table = self._log.families
        places = 2 if self.record["co_holders"] else 1
        whole = self._kept("families", places * len(table))
        whole.view(numpy.uint8).fill(0)
        for column in ("stage", "side", "team", "holder", "waiting_for"):
            whole[column] = NONE
        families = whole[: len(table)]
        whole["children"] = numpy.tile(numpy.asarray(table.children), places)
        for column in ("key", "risk", "engagement", "place"):
            families[column] = getattr(table, column)
        families["mask"] = table.needs
        for need in range(int(self.record["need_count"])):
            families["unresolved"] += (families["mask"] >> need & 1).astype(numpy.int8)
        families["episode"] = ~numpy.isinf(table.last_closed)
        families["closed_by"] = inf
        if table.known is not None:
            for column in ("stays_until", "closed_by", "returns_from"):
                families[column] = getattr(table.known, column)
        return whole

    def add_workers(self) -> tuple[int, int] | None:
        """Have those in the log's table of workers who are not here yet; the first of them, and of their hours. None if
        there are none."""
        first, first_change = int(self.record["worker_count"]), int(self.record["hours_change_count"])
        count, changes = len(self._log.workers), len(self._log.workers.changes)
        if count > first:
            self._extend("workers", first, self._workers(first))
            self._put("free_workers", self._kept("free_workers", count))  # at the end of a month nobody is among them
            self.record["worker_count"] = count
        if changes > first_change:
            self._extend("hours_changes", first_change, self._hours_changes(first_change))
            self.record["hours_change_count"] = changes
        return (first, first_change) if count > first or changes > first_change else None

    def _extend(self, name: str, present: int, more: Array) -> None:
        array = self._memory.array(name, present + len(more), ARRAYS[name], present)
        array[present:] = more
        self._put(name, array)

    def pressures(self) -> list[float]:
        """The pressure of each group now."""
        groups = self.arrays["groups"]
        return [
            float(workload) / float(carries) if carries else inf
            for workload, carries in zip(groups["workload"].tolist(), groups["carries"].tolist(), strict=True)
        ]

    def _workers(self, first: int = 0) -> Array:
        table = self._log.workers
        role = numpy.asarray(table.role[first:])
        workers: Array = self._of_role[role]
        for column in ("group", "start", "end", "experienced"):
            workers[column] = getattr(table, column)[first:]
        workers["is_new"] = (workers["experienced"] == 0) & (numpy.asarray(table.agency[first:]) == 0)
        speed = numpy.asarray(table.hours_a_day[first:])
        workers["full_speed"] = speed
        workers["carries"] = speed * MILLIONTHS + 0.5
        workers["full_time_share"] = self._share_of_full_time(speed, role)
        workers["free_since"] = workers["start"]
        return workers

    def _hours_changes(self, first: int = 0) -> Array:
        table = self._log.workers
        changes = numpy.zeros(len(table.changes) - first, FIXED["hours_changes"])
        changes["worker"], changes["time"] = table.changes.worker[first:], table.changes.time[first:]
        changes["full_speed"] = table.changes.hours_a_day[first:]
        role = numpy.asarray(table.role)[changes["worker"]]
        changes["full_time_share"] = self._share_of_full_time(changes["full_speed"], role)
        return changes

    def _share_of_full_time(self, speed: Array, role: Array) -> Array:
        full_time = self._full_time[role]
        share: Array = numpy.divide(speed, full_time, out=numpy.ones(len(speed)), where=full_time != 0.0)
        return share

    def _groups(self) -> Array:
        tables = self._tables
        roles, teams = len(tables.roles.policy), len(tables.teams.kind)
        groups = numpy.zeros(len(tables.groups.role), FIXED["groups"])
        groups["role"] = tables.groups.role
        if staff_is_moved_by_pressure(tables):  # for each post who is in it, and who starts at the instant they stop
            sizes = 2 * numpy.bincount(numpy.asarray(tables.posts.group), minlength=len(groups))
        else:
            sizes = numpy.bincount(numpy.asarray(self._log.workers.group), minlength=len(groups))
        groups["first_member"] = numpy.cumsum(sizes) - sizes
        self._member_count = int(sizes.sum())
        self._group_teams: list[int] = []
        for number, role in enumerate(tables.groups.role):
            served = [team for team in range(teams) if tables.group_of[team * roles + role] == number]
            groups[number]["first_team"], groups[number]["team_count"] = len(self._group_teams), len(served)
            self._group_teams += served
        for column in ("queue", "first_waiting", "last_waiting", "first_need_waiting", "last_need_waiting",
                       "first_free", "last_free"):  # fmt: skip
            groups[column] = NONE
        return groups

    def change_luck(self, keys: Any) -> None:
        """Whatever the families draw from now on, they draw from these keys."""
        self.arrays["families"]["key"][: len(keys)] = keys

    def grow(self, room: int) -> None:
        """Double every array that has room for fewer than `room` more; have the log be as long as it is going to be."""
        for name, (used, present) in zip(("log", *GROWING), self._used_and_room.tolist(), strict=True):
            if present - used < room:
                longer = self._foresee_rows(present) if name == "log" else 2 * present
                self._set_room(name, max(longer, used + room))

    def _foresee_rows(self, present: int) -> int:
        """How long the log will be if it goes on at this rate, and a little more; within limits, as the first days say
        little of all."""
        share_past = float(self.record["now"]) / self._tables.horizon
        least, most = 5 * present // 4, 8 * present
        return most if share_past == 0.0 else min(max(int(1.1 * present / share_past), least), most)

    def is_full(self) -> bool:
        """Whether a growing array, or the log, has no room left."""
        return any(used == room for used, room in self._used_and_room.tolist())

    def what_was_outside(self) -> str:
        """Which record was asked for that an array does not have, as a clause; empty unless that is what happened.

        Only the checked build (`FSSIM_DEBUG`) notes it.
        """
        number = int(self.record["outside_array"])
        if number == NONE:
            return ""
        name = list(ARRAYS)[number]
        return f": it asked for record {self.record['outside_number']} of '{name}', which has {len(self.arrays[name])}"

    def _set_room(self, name: str, room: int) -> None:
        """Let a growing array, or those of the log's columns, have room for this many records.

        Raises `MemoryError`, naming the array, if there is no memory for them.
        """
        room = -(-room // BLOCK) * BLOCK
        for array in LOG if name == "log" else (name,):
            try:
                grown = self._memory.array(array, room, ARRAYS[array], int(self.record[f"{name}_used"]))
            except MemoryError as error:
                size = room * ARRAYS[array].itemsize / 1e6
                day = float(self.record["now"])
                message = f"no memory for {room:,} records of '{array}' ({size:,.0f} MB) on working day {day:.0f}"
                raise MemoryError(message) from error
            self._put(array, grown)
        self.record[f"{name}_room"] = room

    def _kept(self, name: str, count: int) -> Array:
        return self._memory.array(name, count, ARRAYS[name])

    def standstill(self) -> NoTimePasses:
        """What to say of the present day, on which time does not pass: of as many rows as it may have, and one more."""
        first, record = int(self.record["day_begins_at"]), self.record
        most = ROWS_A_DAY + ROWS_A_DAY_EACH * int(record["arrived"] + record["worker_count"])
        rows = (self.arrays[f"log_{name}"]["value"][first : first + most + 1] for name in ("kind", "family", "subject"))
        return no_time_passes(self._tables, float(record["now"]), *(column.tolist() for column in rows))

    def hand_over_log(self) -> None:
        """Have what was logged be the log's, with the memory that it is in."""
        for name, code in LOG_COLUMNS.items():
            rows = self._memory.give_away(f"log_{name}", int(self.record["log_used"]), ARRAYS[f"log_{name}"])
            self._log.columns[name] = rows.view(code)
