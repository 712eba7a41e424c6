"""The event log as a pandas DataFrame, with names and dates for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy
import pandas

if TYPE_CHECKING:
    from fssim.engine.event_log import EventLog

ACTIVITY_EVENTS = ("PART_DONE", "HELD", "CANCELLED", "UNFINISHED", "DECIDED")
STAGE_EVENTS = ("REFERRED", "ENTERED", "UNALLOCATED", "ALLOCATED")
PLAIN_EVENTS = ("PLAN_WORK", "READY", "NEEDS_ENDED")
DESCRIBED = {  # what a column says, and its unit
    "date": ("The day on which it happened", "date"),
    "event": ("What happened", ""),
    "family": ("Family, -1 if none", ""),
    "subject": ("The stage, activity, need, working model or course that it is about", ""),
    "outcome": ("What was decided", ""),
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


def frame_of(log: EventLog) -> pandas.DataFrame:
    """One row an event, with the columns of `DESCRIBED`."""
    from fssim.engine.event_log import COLUMNS, Event

    names = log.tables.names
    frame = pandas.DataFrame(
        {column: numpy.frombuffer(log.columns[column], dtype=code) for column, code in COLUMNS.items()}
    )
    ordinals = numpy.frombuffer(log.tables.day_ordinals, dtype=numpy.int64)
    days = ordinals[frame["time"].to_numpy().astype(numpy.int64)] - 719163  # ordinal of 1970-01-01
    event_names = {int(event): event.name.lower().replace("_", " ") for event in Event}
    subjects = numpy.full(len(frame), "", dtype=object)
    _name(subjects, frame, ACTIVITY_EVENTS, names.activities)
    _name(subjects, frame, STAGE_EVENTS, names.stages)
    _name(subjects, frame, ("SWITCHED",), names.working_models)
    _name(subjects, frame, ("TRAINED",), names.courses)
    others = [e.name for e in Event if e.name not in (*ACTIVITY_EVENTS, *STAGE_EVENTS, *PLAIN_EVENTS)]
    needs = [name for name in others if name not in ("SWITCHED", "TRAINED")]
    _name(subjects, frame, needs, (*names.needs, "plan work"))
    outcomes = numpy.full(len(frame), "", dtype=object)
    decided = (frame["kind"] == int(Event.DECIDED)).to_numpy()
    outcomes[decided] = numpy.array(names.outcomes, dtype=object)[frame["detail"].to_numpy()[decided]]
    frame.insert(0, "date", days.astype("datetime64[D]").astype("datetime64[s]"))
    frame.insert(1, "event", frame.pop("kind").map(event_names))
    frame["subject"] = subjects
    frame.insert(4, "outcome", outcomes)
    frame["children"], frame["needs"] = _of_families(log, frame["family"].to_numpy())
    return frame


def _of_families(log: EventLog, family: numpy.ndarray) -> tuple[pandas.Series, pandas.Series]:
    """How many children each row's family has, and what its needs are: missing where a row is about no family."""
    names, families = log.tables.names.needs, log.families
    said = {mask: " + ".join(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in set(families.needs)}
    needs = numpy.array([*(said[mask] for mask in families.needs), None], dtype=object)
    children = numpy.array([*families.children, 0], dtype=numpy.int64)
    counts = pandas.Series(children[family], dtype="Int64")
    return counts.mask(family < 0), pandas.Series(needs[family], dtype=object)


def _name(subjects: numpy.ndarray, frame: pandas.DataFrame, events: Sequence[str], names: Sequence[str]) -> None:
    from fssim.engine.event_log import Event

    chosen = frame["kind"].isin([int(Event[name]) for name in events]).to_numpy()
    table = numpy.array([*names, ""], dtype=object)
    subjects[chosen] = table[frame["subject"].to_numpy()[chosen]]
