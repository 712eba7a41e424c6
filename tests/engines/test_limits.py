"""What the compiled engine cannot number is an error before the run, never a wrong log."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fssim.engine.compiled.runtime.buffer_pool import Memory
from fssim.engine.compiled.runtime.records import (
    LARGEST_SHORT,
    LARGEST_SUBJECT,
    MOST_COURSES,
    MOST_NEEDS,
    check_limits,
)
from fssim.engine.compiled.runtime.world_arrays import World
from fssim.engine.event_log import EventLog
from fssim.model.family_table import draw_families
from fssim.model.posts_over_time import draw_workers
from fssim.model.tables import KNOTS, Tables
from tests.laws.shipped import tables_of


def log_to_write(tables: Tables) -> EventLog:
    return EventLog(tables, 1, 0, draw_families(tables, 1, 0), draw_workers(tables, 1, 0))


def with_names(**counts: int) -> Callable[[EventLog], EventLog]:
    names = {what: ("one",) * count for what, count in counts.items()}
    return lambda log: replace(log, tables=replace(log.tables, names=replace(log.tables.names, **names)))


def with_rows(**columns: int) -> Callable[[EventLog], EventLog]:
    tables_of_so_many: dict[str, Any] = {name: range(count) for name, count in columns.items()}
    return lambda log: replace(log, **tables_of_so_many)


def with_children(log: EventLog) -> EventLog:
    return replace(log, tables=replace(log.tables, children_counts=array("q", [1, LARGEST_SHORT + 1])))


def with_sessions(log: EventLog) -> EventLog:
    quantiles = array("d", log.tables.quantiles)
    quantiles[(log.tables.needs.sessions[0] + 1) * KNOTS - 1] = LARGEST_SHORT + 0.5
    return replace(log, tables=replace(log.tables, quantiles=quantiles))


@pytest.mark.parametrize(
    ("what", "made"),
    [
        ("activities", with_names(activities=LARGEST_SUBJECT + 1)),
        ("stages", with_names(stages=LARGEST_SUBJECT + 1)),
        ("teams", with_names(teams=LARGEST_SUBJECT + 1)),
        ("priorities", with_names(priorities=LARGEST_SUBJECT + 1)),
        ("courses", with_names(courses=MOST_COURSES + 1)),
        ("needs", with_names(needs=MOST_NEEDS + 1)),
        ("workers", with_rows(workers=LARGEST_SHORT + 1)),
        ("families times activities", with_rows(families=LARGEST_SHORT // 8)),
        ("families times needs", lambda log: with_rows(families=LARGEST_SHORT // 2)(with_names(activities=1)(log))),
        ("children in a family", with_children),
        ("sessions", with_sessions),
    ],
)
def test_more_than_can_be_numbered_is_refused(what: str, made: Callable[[EventLog], EventLog]) -> None:
    log = made(log_to_write(tables_of("one_district")))
    with pytest.raises(ValueError, match=rf"at most \d+ {what}, and this scenario has \d+"):
        World(log, 100, Memory())


def test_as_much_as_can_be_numbered_is_not() -> None:
    log = log_to_write(tables_of("one_district"))
    check_limits(log)
    check_limits(with_names(courses=MOST_COURSES, needs=MOST_NEEDS, activities=LARGEST_SUBJECT)(log))
