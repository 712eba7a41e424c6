"""The event log as a pandas DataFrame, with names and dates for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy
import pandas

if TYPE_CHECKING:
    from fssim.engine.log import EventLog

ACTIVITY_EVENTS = ("PART_DONE", "HELD", "CANCELLED", "UNFINISHED", "DECIDED")
STAGE_EVENTS = ("REFERRED", "ENTERED", "UNALLOCATED", "ALLOCATED")
PLAIN_EVENTS = ("PLAN_WORK", "READY", "NEEDS_ENDED")


def frame_of(log: EventLog) -> pandas.DataFrame:
    """One row an event: `event`, `subject` and `stage_or_activity` by name, times in working days, and `date`."""
    from fssim.engine.log import COLUMNS, Event

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
    return frame


def _name(subjects: numpy.ndarray, frame: pandas.DataFrame, events: Sequence[str], names: Sequence[str]) -> None:
    from fssim.engine.log import Event

    chosen = frame["kind"].isin([int(Event[name]) for name in events]).to_numpy()
    table = numpy.array([*names, ""], dtype=object)
    subjects[chosen] = table[frame["subject"].to_numpy()[chosen]]
