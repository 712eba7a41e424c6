"""What the compiled engine holds, as NumPy record types: one array of each, found through the `WORLD` record. What the
records and the log can number is checked before a run: too much is an error, never wrong.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy

from fssim.engine.compiled.runtime.buffer_pool import LINE
from fssim.engine.event_log import COLUMNS as LOG_COLUMNS
from fssim.engine.event_log import EventLog
from fssim.errors import CannotSimulate, Error
from fssim.model import tables as t
from fssim.model.pathway_tables import HolderChoices
from fssim.model.people_tables import Courses, Roles, Workloads
from fssim.model.tables import KNOTS, Tables

NONE = -1
CHECKED = os.environ.get("FSSIM_DEBUG", "0") not in ("", "0")  # whether every record's number is checked: slowly
FEWEST_SLICES, MOST_SLICES = 1 << 7, 1 << 12  # of a day, that its moments are sorted into
BLOCK = 8  # moments of one later day that are kept together


ON_THE_WAY, ARRIVED, AT_A_STANDSTILL = range(3)  # how far a run has come: see `event_loop.advance`


class OutOfRoom(Error):
    """A growing array is full in the middle of a moment; nothing that was computed since the start can be used."""


def _record(**columns: str) -> numpy.dtype[Any]:
    """A record type: `columns` gives each type code the names of its fields."""
    named = [(name, code) for code, names in columns.items() for name in names.split()]
    return numpy.dtype(named, align=True)


def _in_lines(*parts: numpy.dtype[Any]) -> numpy.dtype[Any]:
    """A record type of the parts' fields, in which every part begins a line that the processor fetches at once."""
    names, formats, offsets, size = [], [], [], 0
    for part in parts:
        for name, (code, offset, *_) in (part.fields or {}).items():
            names.append(name)
            formats.append(code)
            offsets.append(size + offset)
        size += -(-part.itemsize // LINE) * LINE
    return numpy.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": size})


def record_of(table: type) -> numpy.dtype[Any]:
    """The record type of one row of a table of the model, as short as its numbers allow."""
    assert is_dataclass(table)
    whole = "i8" if table in LONG_NUMBERS else "i4"
    codes = {"array[int]": whole, "array[float]": "f8"}
    names = [(column.name, codes[str(column.type)]) for column in fields(table)]
    columns = [(name, "u8" if "purpose" in name else code) for name, code in names]
    return numpy.dtype(sorted(columns, key=lambda column: column[1] == "i4"), align=True)


LONG_NUMBERS = (Courses, HolderChoices, Roles, Workloads)  # tables with masks and amounts among their whole numbers

FLOAT = _record(f8="value")
INT = _record(i8="value")
SHORT = _record(i4="value")
FLAG = _record(i1="value")
WORD = _record(u8="value")

QUANTITY = _record(f8="least", i1="varies")  # a row of `quantiles`
FAMILY = _in_lines(
    _record(  # what nearly every moment asks of a family
        u8="key",
        f8="engagement settled_at",
        i8="mask",
        i4="holder waiting_for arrangements children work_left",
        i2="stage side team",
        i1="risk unresolved unnoticed handing_over open ready",
    ),
    _record(
        f8="place waiting_since work_missed coming_back stays_until closed_by returns_from",
        i8="workload",
        i4="""episode waits next_waiting previous_waiting next_held previous_held doses visits supervisions offers
            entries""",
        i1="waited_too_long counted_urgent closes_after",
    ),
)
# a family's activity; due is nan unless it is arranged and not open
SLOT = _record(f8="due", i4="arranged times outstanding")
NEED = _record(
    f8="referred_at waiting_since",
    i4="""sessions_left waiting_in practitioner occurrence spell doses attempts offers appointments missed
        next_waiting previous_waiting next_taken previous_taken left_list""",
    i1="state resolved",
)
WORKER = _in_lines(
    _record(  # what a task that is done or taken up asks of a worker
        f8="free_since full_speed start induction",
        i4="group queue in_hand next_free previous_free",
        i1="called present experienced",
    ),
    _record(  # what families that wait ask of a worker
        f8="induction_speed full_time_share",
        i8="workload carries",
        i4="children need_count first_family last_family first_need last_need member_at",
        i1="is_new trained",
    ),
    _record(f8="end", i8="booked"),
)
HOURS_CHANGE = _record(f8="time full_speed full_time_share", i8="worker")
GROUP = _in_lines(
    _record(
        f8="extra_hours looks_again",
        i8="workload carries",
        i4="role queue first_free last_free member_count first_waiting last_waiting urgent_count",
    ),
    _record(i4="first_team team_count first_member first_need_waiting last_need_waiting"),
)
OCCURRENCE = _in_lines(
    _record(
        f8="enabled due", i4="family activity of required_left uses first_part last_part next_free", i1="kind alive"
    )
)
PART = _in_lines(
    _record(
        f8="hours started",
        i4="occurrence participant copy worker next family",
        i2="priority activity",
        i1="required waiting",
    )
)
ENTRY = _record(f8="due", i8="added", i4="part child sibling", i2="priority")  # in a queue of work: a pairing heap
MOMENT = _record(f8="time due", i8="key", i4="tag next")
SOON = _record(f8="time", i4="number")  # a moment of the present slice
TASK = _record(f8="due", i8="kind number item tag")

NOT_NEEDED = (
    "names",
    "groups",
    "teams",
    "posts",
    "closures",
    "financial_years",
    "open_cells",
)  # groups have a record of the engine's own
TABLES = {
    column.name: record_of(getattr(t, str(column.type)))
    for column in fields(t.Tables)
    if is_dataclass(getattr(t, str(column.type), None)) and column.name not in NOT_NEEDED
}
COLUMNS = {
    "periods": INT,
    "quantiles": FLOAT,
    "returns_kept": FLOAT,
    "risk_tilts": FLOAT,
    "stage_activities": SHORT,
    "need_purposes": WORD,
    "caseload_limits": FLOAT,
    "outcome_weights": FLOAT,
    "group_of": SHORT,
}
FIXED = {
    "quantities": QUANTITY,
    "arrivals": FLOAT,
    "begins_in": INT,  # family: its first stage in the run
    "entered": FLOAT,  # family x stage: nan if not entered in this episode
    "decided": SHORT,  # family x decision: how often it was taken
    "decision_numbers": SHORT,  # stage x activity: NONE where nothing is decided in any working model
    "is_listed": FLAG,  # working model x stage x activity
    "listed_by_number": SHORT,  # as `stage_activities`, each stage's in order of number
    "first_to_start": SHORT,  # working model x stage x (on entry, after each activity): in `stage_activities`, or NONE
    "next_to_start": SHORT,  # place in `stage_activities`: the next that the same starts
    "families": FAMILY,  # and then, if any stage has a co-holder, one of each family's place with that
    "slots": SLOT,  # family x activity
    "courses_of_need": NEED,  # family x need
    "workers": WORKER,
    "hours_changes": HOURS_CHANGE,
    "groups": GROUP,
    "group_teams": INT,
    "free_workers": INT,  # called, and to pick up work at this instant: a binary heap
    "members": INT,  # of groups: workers in post
    "team_models": INT,
    "team_switched": FLOAT,
    "days": SHORT,  # the last of a later day's moments
    "slices": SHORT,  # of the present day: the first in the list of a later one's moments
    "weights": FLOAT,
    "numbers": INT,  # to sort
}
LOG = {f"log_{name}": numpy.dtype([("value", code)]) for name, code in LOG_COLUMNS.items()}
GROWING = {
    "moments": MOMENT,  # of the present day
    "later": MOMENT,  # in blocks: of later days
    "soon": SOON,  # of the present slice since it began, in order: the first is the last
    "at_once": SOON,  # set since it began: a binary heap
    "tasks": TASK,
    "resumptions": TASK,
    "occurrences": OCCURRENCE,
    "parts": PART,
    "entries": ENTRY,
}
ARRAYS = {**TABLES, **COLUMNS, **FIXED, **GROWING, **LOG}

COUNTS = (
    "stage_count co_holders outcome_count activity_count role_count need_count day_count team_count course_count "
    "slot_count decision_count family_count worker_count hours_change_count group_count switch_count "
    "course_day_count free_count fewest_children first_stage closed_stage longest_wait lost_progress "
    "re_referral_delay unit_exponential arrived next_arrival next_switch next_course_day added events "
    "day_begins_at most_rows_today day slices_a_day slice free_block free_moment free_occurrence free_part free_entry "
    "outside_array outside_number "
)
QUANTITIES = "now horizon day_limit day_ends tilt_per_unresolved_need re_referral_chance re_referral_tilt"
WORLD = numpy.dtype(
    [(f"at_{name}", "i8") for name in ARRAYS]
    + [(f"length_{name}", "i8") for name in ARRAYS]
    + [(f"{name}_{what}", "i8") for name in ("log", *GROWING) for what in ("used", "room")]
    + [(name, "i8") for name in COUNTS.split()]
    + [(name, "f8") for name in QUANTITIES.split()]
)


LARGEST_SHORT = (1 << 31) - 1  # in records, and in the log's columns of numbers
LARGEST_SUBJECT = (1 << 15) - 1  # in the log, and of stages and teams in records
MOST_COURSES = 63  # that the mask of those a worker has booked can hold
MOST_NEEDS = 63  # that the mask of a family's can hold


def check_limits(log: EventLog) -> None:
    """Raise `CannotSimulate` if a scenario has more of something than the compiled engine can number."""
    for what, number, most in _numbers(log):
        if number > most:
            raise CannotSimulate(f"the compiled engine can take at most {most} {what}, and this scenario has {number}")


def _numbers(log: EventLog) -> Iterator[tuple[str, int, int]]:
    tables, names = log.tables, log.tables.names
    activities = len(names.activities)
    yield "activities", activities, LARGEST_SUBJECT
    yield "stages", len(names.stages), LARGEST_SUBJECT
    yield "teams", len(names.teams), LARGEST_SUBJECT
    yield "priorities", len(names.priorities), LARGEST_SUBJECT
    yield "courses", len(names.courses), MOST_COURSES
    yield "needs", len(names.needs), MOST_NEEDS
    yield "workers", len(log.workers), LARGEST_SHORT
    yield "families times activities", len(log.families) * activities, LARGEST_SHORT
    yield "families times needs", len(log.families) * len(names.needs), LARGEST_SHORT
    yield "people with one part in an activity", max(tables.participants.people, default=0), LARGEST_SHORT
    yield "children in a family", max(tables.children_counts, default=0), LARGEST_SHORT
    yield "sessions", _most_sessions(tables), LARGEST_SHORT


def _most_sessions(tables: Tables) -> int:
    """The most sessions that can be drawn: the last knots of their quantile tables."""
    rows = [row for row in (*tables.needs.sessions, *tables.plan_works.sessions) if row >= 0]
    return max((int(tables.quantiles[(row + 1) * KNOTS - 1] + 0.5) for row in rows), default=0)
