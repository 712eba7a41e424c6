"""What the compiled engine's records and the log can hold, checked before a run: too much is an error, never wrong."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.engine.event_log import EventLog
from fssim.errors import CannotSimulate
from fssim.model.tables import KNOTS, Tables

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
