"""What everything in a replication sees: the clock, and the order in which things happen at one instant; the tables as
records, the log, draws and look-ups.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from heapq import heappush
from math import nan
from typing import Any

import simpy

from fssim.engine.event_log import Event, EventLog, LogWriter
from fssim.engine.reference.actors import SomeFamily, SomeGroup, SomeNeed
from fssim.engine.reference.work import AnyWorker, Occurrence, Part
from fssim.engine.standstill import ROWS_A_DAY, ROWS_A_DAY_EACH, no_time_passes
from fssim.model.draws import NEED_DRAWS, quantile, uniform
from fssim.model.tables import rows


class Order(IntEnum):
    """What comes first at one instant."""

    MONTH_ENDS = 0
    WORKER_STOPS = 1
    WORKER_HOURS = 2
    WORKER_STARTS = 3
    WORKER_LEAVES = 4
    WORKER_OFFERED = 5
    TEAM_SWITCHES = 6
    TRAINING_SEATS = 7
    WORK_DONE = 8
    APPOINTMENT = 9
    ACTIVITY_OPENS = 10
    ALLOCATION_DUE = 11
    HAZARD = 12
    KNOWN_BEFORE = 13
    RE_REFERRAL = 14
    ARRIVAL = 15
    WORKER_FREE = 16


class OrderedClock(simpy.Environment):
    """A SimPy environment in working days whose moments come in a stated order."""

    def moment_at(self, time: float, order: Order, number: int) -> simpy.Event:
        """As `moment`, at a time to come that is not rounded."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        heappush(self._queue, (time, (order << 56) + (number << 24), next(self._eid), event))  # type: ignore[misc]
        return event

    def moment(self, time: float, order: Order, number: int, item: int = 0) -> simpy.Event:
        """An event at a time (now, if that is past), after those at the same time of a lower order, number or item.

        The delay is rounded to a float before it is added to the present, as SimPy does.
        """
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        delay = time - self.now
        self.schedule(event, (order << 56) + (number << 24) + item, delay if delay > 0.0 else 0.0)  # type: ignore[arg-type]
        return event


class Setting:
    """Who is in it, the `World` adds."""

    groups: Sequence[SomeGroup]
    families: Sequence[SomeFamily]  # those that have arrived

    def __init__(self, log: EventLog) -> None:
        tables = log.tables
        self.tables = tables
        self.log = log
        self.clock = OrderedClock()
        self._writer = LogWriter(log)
        self.stages = rows(tables.stages)
        self.participants = rows(tables.participants)
        self.outcomes = rows(tables.outcomes)
        self.hazards = rows(tables.hazards)
        self.needs = rows(tables.needs)
        self.services = rows(tables.services)
        self.roles = rows(tables.roles)
        self.responses = rows(tables.responses)
        self._models = rows(tables.models)
        self._activities = rows(tables.activities)
        self._decisions = rows(tables.decisions)
        self._plan_works = rows(tables.plan_works)
        self._workloads = rows(tables.workloads)
        self._worked_stages = rows(tables.worked_stages)
        self._holder_choices = rows(tables.holder_choices)
        spans = [range(s.first_activity, s.first_activity + s.activity_count) for s in self._worked_stages]
        self._listed = [tuple(tables.stage_activities[at] for at in span) for span in spans]
        self._begun = [tuple(tables.stage_activities[at] for at in span if not tables.carried[at]) for span in spans]
        self.team_model = list(tables.teams.model)
        self.team_switched = [float("-inf")] * len(self.team_model)
        self.keys: Sequence[int] = log.families.key  # of the families' draws
        self._kinds = log.columns["kind"]
        self._day_ends = 0.0
        self._day_begins_at = 0  # its first row
        self._most_a_day = ROWS_A_DAY

    def write(self, kind: Event, family: int = -1, subject: int = -1, detail: int = -1, worker: int = -1,
              enabled: float = nan, due: float = nan, hours: float = nan) -> None:  # fmt: skip
        """Log an event that happens now."""
        self._writer.write(kind, self.clock.now, family, subject, detail, worker, enabled, due=due, hours=hours)
        self._heed_the_day()

    def _heed_the_day(self) -> None:
        """After a row: stop if too much happens in one working day for time to pass."""
        written = len(self._kinds)
        if self.clock.now >= self._day_ends:
            self._day_ends = int(self.clock.now) + 1.0
            self._day_begins_at = written - 1
        elif written - self._day_begins_at > self._most_a_day + ROWS_A_DAY_EACH * len(self.families):
            columns = self.log.columns
            rows = (columns[name][self._day_begins_at :] for name in ("kind", "family", "subject"))
            raise no_time_passes(self.tables, self.clock.now, *rows)

    # Draws and quantities

    def draw(self, family: SomeFamily, purpose: int, index: int) -> float:
        """A family's own uniform draw."""
        return uniform(family.key, purpose, index)

    def draw_need(self, need: SomeNeed, purpose: int, index: int) -> float:
        """A uniform draw of a family's own for one of its needs."""
        return uniform(need.family.key, self.tables.need_purposes[need.number * len(NEED_DRAWS) + purpose], index)

    def quantile(self, row: int, draw: float) -> float:
        return quantile(self.tables.quantiles, row, draw)

    def period_after(self, period: int, time: float) -> float:
        """When a statutory period after a time ends: the time of day is kept."""
        day = int(time)
        return self.tables.periods[period * len(self.tables.day_ordinals) + day] + (time - day)

    def part_hours(self, family: SomeFamily, participant: int, index: int) -> float:
        """The hours a part takes, with recording as the team's way of working makes it."""
        row = self.participants[participant]
        recording_share: float = row.recording_share
        hours = self.quantile(row.hours, uniform(family.key, row.purpose, index))
        further_child: float = row.further_child
        hours = hours * (1.0 + further_child * (family.children - 1))
        model = self.model(family.team)
        at_first = self.clock.now < self.team_switched[family.team] + model.at_first
        recording: float = model.recording_at_first if at_first else model.recording
        return hours * (1.0 + recording_share * (recording - 1.0))

    # Look-ups

    def model(self, team: int) -> Any:
        """The working model of a team now."""
        return self._models[self.team_model[team]]

    def activity(self, team: int, activity: int) -> Any:
        """An activity as a team does it now."""
        return self._activities[self.team_model[team] * len(self.tables.names.activities) + activity]

    def _worked(self, team: int, stage: int) -> int:
        """The row of a stage as a team works it now."""
        return self.team_model[team] * len(self.stages) + stage

    def listed(self, team: int, stage: int) -> tuple[int, ...]:
        """A stage's activities as a team works it now; none if there is no stage."""
        return self._listed[self._worked(team, stage)] if stage >= 0 else ()

    def listed_by(self, model: int, stage: int) -> tuple[int, ...]:
        """A stage's activities in a working model; none if there is no stage."""
        return self._listed[model * len(self.stages) + stage] if stage >= 0 else ()

    def begun(self, team: int, stage: int) -> tuple[int, ...]:
        """The activities that may begin with a stage as a team works it now."""
        return self._begun[self._worked(team, stage)]

    def decides(self, team: int, stage: int, activity: int) -> bool:
        """Whether an activity's outcome is drawn in a stage."""
        decision = self.decision(team, stage, activity)
        return bool(decision.ready >= 0 or decision.not_ready >= 0)

    def decision(self, team: int, stage: int, activity: int) -> Any:
        """The tables that an activity's outcome is drawn from in a stage, as a team works it now."""
        return self._decisions[self._worked(team, stage) * len(self.tables.names.activities) + activity]

    def outcome_weight(self, team: int, outcome: int) -> float:
        """An outcome's weight as a team works now, before anything tilts it."""
        return self.tables.outcome_weights[self.team_model[team] * len(self.outcomes) + outcome]

    def holder_role(self, team: int, stage: int, family: SomeFamily) -> int:
        """The role that holds a family in a stage as a team works it now, or -1."""
        row = self._worked_stages[self._worked(team, stage)]
        for choice in self._holder_choices[row.first_choice : row.first_choice + row.choice_count]:
            may_hold = choice.risks >> family.risk & 1 and (not choice.needs or choice.needs & family.mask)
            if may_hold and self.draw(family, choice.purpose, family.episode) < choice.share:
                return int(choice.role)
        return int(row.holder)

    def usual_holder_role(self, team: int, stage: int) -> int:
        """The role that holds families in a stage as a team works it now, unless another is chosen; or -1."""
        return int(self._worked_stages[self._worked(team, stage)].holder)

    def co_holder_role(self, team: int, stage: int) -> int:
        """The role of which one worker has families of a stage beside their holder, or -1."""
        return int(self._worked_stages[self._worked(team, stage)].co_holder) if stage >= 0 else -1

    def plan_work(self, team: int, stage: int) -> Any:
        """The dose of plan work that entering a stage sets."""
        return self._plan_works[self.team_model[team] * len(self.stages) + stage]

    def caseload_limit(self, team: int, role: int) -> float:
        """The limit at full time for a role working with a team's families."""
        return self.tables.caseload_limits[self.team_model[team] * len(self.roles) + role]

    def workloads(self, team: int, stage: int, children: int) -> tuple[int, int]:
        """What a family weighs in a stage, as a team works it: millionths of its holder's and of its co-holder's hours
        a working day."""
        row = self._workloads[self._worked(team, stage)]
        more = children - 1
        return row.first_child + more * row.further_child, row.co_first_child + more * row.co_further_child

    def team_in(self, kind: int, place: float) -> int:
        """The team of a kind that serves a place."""
        kinds = self.tables.team_kinds
        return kinds.first[kind] + int(place * kinds.count[kind])

    def teams_of(self, kind: int) -> range:
        """The teams of a kind."""
        first = self.tables.team_kinds.first[kind]
        return range(first, first + self.tables.team_kinds.count[kind])

    def group_of(self, team: int, role: int) -> SomeGroup | None:
        """The group that does a role's work for a team: its own, else a pool's."""
        group = self.tables.group_of[team * len(self.roles) + role]
        return None if group < 0 else self.groups[group]

    def group_for(self, need: SomeNeed) -> SomeGroup | None:
        """Whose list a need goes on when it is referred now; None for the service outside."""
        group = self.group_of(need.family.team, self.needs[need.number].role)
        return None if group is None else group.receiver(need.family.team)

    # Work done

    def finish(self, part: Part, worker: AnyWorker) -> None:
        """A worker has done a part; the last required one holds the activity."""
        occurrence = part.occurrence
        holds = self._last_required(part)
        self._writer.write(
            Event.HELD if holds else Event.PART_DONE,
            self.clock.now,
            occurrence.family,
            occurrence.activity,
            part.participant,
            worker.number,
            occurrence.enabled,
            part.started,
            occurrence.due,
            part.hours,
        )
        self._heed_the_day()
        if holds:
            occurrence.on_held(occurrence)

    def done_without(self, part: Part) -> None:
        """A family's activity goes on without a part whose worker has left."""
        if part.occurrence.family >= 0 and self._last_required(part):
            self.held_by_nobody(part.occurrence)

    def _last_required(self, part: Part) -> bool:
        occurrence = part.occurrence
        if not (occurrence.alive and part.required):
            return False
        occurrence.required_left -= 1
        return occurrence.required_left == 0

    def held_by_nobody(self, occurrence: Occurrence) -> None:
        """An activity is held without anybody's part completing it."""
        now, o = self.clock.now, occurrence
        self._writer.write(Event.HELD, now, o.family, o.activity, -1, -1, o.enabled, now, o.due, 0.0)
        self._heed_the_day()
        occurrence.on_held(occurrence)

    def write_unfinished_part(self, part: Part, worker: int, started: float) -> None:
        """Log a part that is not done at the end of the run."""
        occurrence = part.occurrence
        self._writer.write(
            Event.UNFINISHED,
            self.tables.horizon,
            occurrence.family,
            occurrence.activity,
            part.participant,
            worker,
            occurrence.enabled,
            started,
            occurrence.due,
            part.hours,
        )
