"""The event log as a pandas DataFrame, with names and dates for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    import pandas

    from fssim.engine.event_log import EventLog

DESCRIBED = {  # what a column says, and its unit
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


def frame_of(log: EventLog) -> pandas.DataFrame:
    """One row an event, with the columns of `DESCRIBED`."""
    import pandas  # slow to import, and most runs write no log

    from fssim.engine.event_log import COLUMNS, OF_ACTIVITIES, OF_NOTHING, OF_STAGES, Event

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
    import pandas

    names, families = log.tables.names.needs, log.families
    said = {mask: " + ".join(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in set(families.needs)}
    needs = numpy.array([*(said[mask] for mask in families.needs), None], dtype=object)
    children = numpy.array([*families.children, 0], dtype=numpy.int64)
    counts = pandas.Series(children[family], dtype="Int64")
    return counts.mask(family < 0), pandas.Series(needs[family], dtype=object)


def _name(subjects: numpy.ndarray, frame: pandas.DataFrame, events: Sequence[int], names: Sequence[str]) -> None:
    chosen = frame["kind"].isin([int(event) for event in events]).to_numpy()
    table = numpy.array([*names, ""], dtype=object)
    subjects[chosen] = table[frame["subject"].to_numpy()[chosen]]
