"""The event log: an engine's only output. Flat typed columns, one row an event."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from math import nan
from typing import TYPE_CHECKING, Any

from fssim.model.family_table import FamilyTable
from fssim.model.posts_over_time import WorkerTable
from fssim.model.tables import Tables

if TYPE_CHECKING:
    import numpy
    import pandas

    from fssim.scenario.schema.scenario import Scenario


class Event(IntEnum):
    """What a row of the log says happened, and what its `subject`, `detail` and times mean.

    Times are working days since the start of the warm-up. `time` is when it happened (for work: was completed).
    """

    REFERRED = 1  # an episode begins: subject first stage, detail episode number (0 the first)
    ENTERED = 2  # subject stage, detail team
    UNALLOCATED = 3  # begins to wait for a holder: subject stage, detail team, worker the former holder or -1
    ALLOCATED = 4  # subject stage, detail team, worker the new holder, enabled when the wait began
    PART_DONE = 5  # a participant's part: subject activity, detail participant, all times, hours of working time
    HELD = 6  # as PART_DONE, for the part that completed the activity (worker -1 if nobody takes part)
    CANCELLED = 7  # an activity that was under way when the stage ended: subject activity, enabled, due
    UNFINISHED = 8  # at the end of the run, as PART_DONE but not completed (started is nan if nobody has)
    DECIDED = 9  # subject activity, detail outcome
    PLANNED = 10  # sessions set: subject need (or the number of needs, for plan work), detail sessions
    NEED_REFERRED = 11  # subject need, detail group whose list it joins, or -1 for the external service
    NEED_TAKEN = 12  # a practitioner has room: subject need, worker, enabled when the wait began
    NEED_STARTED = 13  # subject need, worker (-1 external), enabled when the wait began
    NEED_NOT_STARTED = 14  # as NEED_STARTED, but the family did not take it up
    NEED_DROPPED = 15  # subject need, worker
    NEED_RETURNED = 16  # its practitioner left: subject need, worker who left
    SESSION = 17  # attended: subject need, detail sessions still to do, worker (-1 external)
    MISSED = 18  # not attended: as SESSION
    ADDRESSED = 19  # subject need, detail 1 if resolved and 0 if not
    PLAN_WORK = 20  # a session of plan work delivered: detail sessions still to do, worker
    READY = 21  # every dose of the plan is delivered, or left
    SWITCHED = 22  # a team changes working model: subject working model, detail team
    TRAINED = 23  # worker, subject course
    NEEDS_ENDED = 24  # the plan is over and what was under way for its needs stops
    NEED_LEFT = 25  # offered as often as it is in one plan: subject need, left until another plan opens
    EXITED = 26  # something that nobody decided ends the stage: subject stage, detail hazard
    INCIDENT = 27  # something happens that does not end the stage: subject stage, detail hazard
    BEGAN_BESIDE = 28  # a side stage opens beside the stage: subject side stage, detail team
    ENDED_BESIDE = 29  # it is over: subject side stage
    EXTRA_HOURS = (
        30  # a group's people now work so many hours a day beyond their own: subject role, detail group, hours
    )
    CO_HOLDER_AWAITED = 31  # as UNALLOCATED, for a worker beside the holder
    CO_HOLDER_ALLOCATED = 32  # as ALLOCATED, for a worker beside the holder
    CO_HOLDER_ENDED = 33  # no worker has the family beside the holder any longer, nor is to: subject stage, detail team


# What a row's subject is, by its kind: of kinds in none of these, a need, or plan work.
OF_STAGES = (
    Event.REFERRED, Event.ENTERED, Event.UNALLOCATED, Event.ALLOCATED, Event.EXITED, Event.INCIDENT, Event.BEGAN_BESIDE,
    Event.ENDED_BESIDE, Event.CO_HOLDER_AWAITED, Event.CO_HOLDER_ALLOCATED, Event.CO_HOLDER_ENDED,
)  # fmt: skip
OF_ACTIVITIES = (Event.PART_DONE, Event.HELD, Event.CANCELLED, Event.UNFINISHED, Event.DECIDED)
OF_NOTHING = (Event.PLAN_WORK, Event.READY, Event.NEEDS_ENDED)

COLUMNS = {
    "kind": "b",
    "family": "i",
    "subject": "h",
    "detail": "i",
    "worker": "i",
    "time": "d",
    "enabled": "d",
    "started": "d",
    "due": "d",
    "hours": "d",
}

DESCRIBED = {  # what a column of the log as a DataFrame says, and its unit
    "date": ("The day on which it happened", "date"),
    "event": ("What happened", ""),
    "family": ("Family, -1 if none", ""),
    "subject": ("The stage, activity, need, working model or course that it is about", ""),
    "outcome": ("What was decided, or happened at a rate", ""),
    "detail": ("A number that the kind of event gives a meaning to", ""),
    "worker": ("Worker, -1 if none", ""),
    "time": ("When it happened, or was complete, since the start of the warm-up", "working days"),
    "enabled": ("When it could first have been done", "working days"),
    "started": ("When work on it began", "working days"),
    "due": ("When it was due", "working days"),
    "hours": ("Working time that it took", "hours"),
    "children": ("Children in the family", "children"),
    "needs": ("The parents' needs, joined by ' + '; empty if there is none", ""),
}


@dataclass(frozen=True, slots=True)
class EventLog:
    """What happened in one replication: what `simulate` returns.

    Attributes
    ----------
    tables
        What was run: the scenario, compiled.
    seed, replication
        Which luck it had (int).
    families, workers
        Who the rows' family and worker numbers are.
    columns
        One array a column (`array.array`, or NumPy's if the compiled engine ran), all of one length, in order of time;
        -1 and nan mean "not applicable".
    """

    tables: Tables
    seed: int
    replication: int
    families: FamilyTable
    workers: WorkerTable
    columns: dict[str, Any] = field(default_factory=lambda: {name: array(c) for name, c in COLUMNS.items()})

    def __len__(self) -> int:
        return len(self.columns["kind"])

    def __repr__(self) -> str:
        return f"<EventLog: {len(self):,} events, seed {self.seed}, replication {self.replication}>"

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.tables.scenario

    def to_bytes(self) -> bytes:
        """The columns' bytes, one after another, in this machine's order of bytes.

        Returns
        -------
        bytes
            Equal, of two logs of one scenario, if and only if the logs are the same.
        """
        return b"".join(column.tobytes() for column in self.columns.values())

    def to_frame(self) -> pandas.DataFrame:
        """The log as a table, with names in place of numbers and dates beside times.

        Returns
        -------
        pandas.DataFrame
            One row an event, in order of time. The index has no meaning.

            - `date` (datetime64): the day on which it happened; `event` (str): what happened, a name of `Event` in
              small letters;
            - `family` and `worker` (int32): their numbers, -1 if none; `subject` (str): the stage, activity, need,
              working model, course or role that it is about; `outcome` (str): what was decided, or happened at a rate;
              `detail` (int32): a number that the kind of event gives a meaning to;
            - `time` (float64, working days since the start of the warm-up): when it happened, or was complete;
              `enabled`, `started` and `due` (float64, likewise; nan if not applicable): when it could first have been
              done, when work on it began, and when it was due; `hours` (float64): the working time that it took;
            - `children` (Int64): how many the family has; `needs` (object, of str): the parents' needs, joined by
              " + ", empty if there is none. Both are missing where an event is of no family.
        """
        return _frame_of(self)


class LogWriter:
    """Appends rows to a log."""

    def __init__(self, log: EventLog) -> None:
        self._append = tuple(column.append for column in log.columns.values())

    def write(
        self,
        kind: int,
        time: float,
        family: int = -1,
        subject: int = -1,
        detail: int = -1,
        worker: int = -1,
        enabled: float = nan,
        started: float = nan,
        due: float = nan,
        hours: float = nan,
    ) -> None:
        """Write one event. See `Event` for what each kind fills in."""
        row = (kind, family, subject, detail, worker, time, enabled, started, due, hours)
        for append, value in zip(self._append, row, strict=True):
            append(value)


def _frame_of(log: EventLog) -> pandas.DataFrame:
    """One row an event, with the columns of `DESCRIBED`."""
    import numpy  # not needed to run the SimPy engine
    import pandas  # slow to import, and most runs write no log

    names = log.tables.names
    frame = pandas.DataFrame(
        {column: numpy.frombuffer(log.columns[column], dtype=code) for column, code in COLUMNS.items()}
    )
    ordinals = numpy.frombuffer(log.tables.day_ordinals, dtype=numpy.int64)
    days = ordinals[frame["time"].to_numpy().astype(numpy.int64)] - 719163  # ordinal of 1970-01-01
    event_names = {int(event): event.name.lower().replace("_", " ") for event in Event}
    subjects = numpy.full(len(frame), "", dtype=object)
    of_others = {OF_ACTIVITIES: names.activities, OF_STAGES: names.stages, (Event.SWITCHED,): names.working_models}
    of_others |= {(Event.TRAINED,): names.courses, (Event.EXTRA_HOURS,): names.roles}
    for events, known in of_others.items():
        _name(subjects, frame, events, known)
    apart = {*OF_NOTHING, *(event for events in of_others for event in events)}
    _name(subjects, frame, [event for event in Event if event not in apart], (*names.needs, "plan work"))
    outcomes = numpy.full(len(frame), "", dtype=object)
    for events, known in (((Event.DECIDED,), names.outcomes), ((Event.EXITED, Event.INCIDENT), names.hazards)):
        chosen = frame["kind"].isin([int(event) for event in events]).to_numpy()
        outcomes[chosen] = numpy.array([*known, ""], dtype=object)[frame["detail"].to_numpy()[chosen]]
    frame.insert(0, "date", days.astype("datetime64[D]").astype("datetime64[s]"))
    frame.insert(1, "event", frame.pop("kind").map(event_names))
    frame["subject"] = subjects
    frame.insert(4, "outcome", outcomes)
    frame["children"], frame["needs"] = _of_families(log, frame["family"].to_numpy())
    return frame


def _of_families(log: EventLog, family: numpy.ndarray) -> tuple[pandas.Series, pandas.Series]:
    """How many children each row's family has, and what its needs are: missing where a row is about no family."""
    import numpy
    import pandas

    names, families = log.tables.names.needs, log.families
    joined = {
        mask: " + ".join(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in set(families.needs)
    }
    needs = numpy.array([*(joined[mask] for mask in families.needs), None], dtype=object)
    children = numpy.array([*families.children, 0], dtype=numpy.int64)
    counts = pandas.Series(children[family], dtype="Int64")
    return counts.mask(family < 0), pandas.Series(needs[family], dtype=object)


def _name(subjects: numpy.ndarray, frame: pandas.DataFrame, events: Sequence[int], names: Sequence[str]) -> None:
    import numpy

    chosen = frame["kind"].isin([int(event) for event in events]).to_numpy()
    table = numpy.array([*names, ""], dtype=object)
    subjects[chosen] = table[frame["subject"].to_numpy()[chosen]]
