"""Each law notices a log that breaks it."""

import copy
from math import nan

import numpy as np
import pytest

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.measures import check_laws
from fssim.measures.laws import ledger_balances, nothing_below_zero
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.log_view.view import View
from fssim.model.tables import Tables


@pytest.fixture
def log(tables: Tables) -> EventLog:
    """A log of its own, to spoil."""
    return copy.deepcopy(simulate_tables(tables, 5, 0))


def rows_of(log: EventLog, *kinds: Event) -> list[int]:
    return [row for row, kind in enumerate(log.columns["kind"]) if kind in kinds]


def remove(log: EventLog, row: int) -> None:
    for name, column in log.columns.items():
        log.columns[name] = np.delete(column, row)


def broken(log: EventLog) -> str:
    return "\n".join(check_laws(log))


@pytest.mark.parametrize("seed", [1, 2])
def test_an_engine_s_log_breaks_none(tables: Tables, seed: int) -> None:
    assert check_laws(simulate_tables(tables, seed, 0)) == []


def test_a_family_lost(log: EventLog) -> None:
    remove(log, rows_of(log, Event.REFERRED)[5])
    assert "families in are closed or open" in broken(log)
    assert "every family is referred" in broken(log)


def test_a_family_referred_while_open(log: EventLog) -> None:
    again = next(row for row in rows_of(log, Event.REFERRED) if log.columns["detail"][row] == 1)
    family = log.columns["family"][again]
    closed = max(r for r in rows_of(log, Event.ENTERED) if r < again and log.columns["family"][r] == family)
    log.columns["subject"][closed] = log.tables.first_stage
    assert "a family is in one stage at a time" in broken(log)


def test_stages_out_of_order(log: EventLog) -> None:
    closed = log.tables.closed_stage
    row = next(row for row in rows_of(log, Event.ENTERED) if log.columns["subject"][row] == closed)
    log.columns["time"][row] -= 1000.0
    assert "the log is in order of time" in broken(log)
    assert "a family's stages are in order of time" in broken(log)


def test_two_holders(log: EventLog) -> None:
    row = rows_of(log, Event.ALLOCATED)[0]
    for name, column in log.columns.items():
        log.columns[name] = np.insert(column, row + 1, column[row])
    assert "a family is allocated to at most one worker" in broken(log)


def test_a_holder_who_is_not_in_post(log: EventLog) -> None:
    row = rows_of(log, Event.ALLOCATED)[0]
    worker = log.columns["worker"][row]
    log.workers.start[worker] = log.columns["time"][row] + 1.0
    assert "an allocated worker is in post" in broken(log)
    assert "nobody works outside their time in post" in broken(log)


@pytest.mark.parametrize("kind", [Event.ALLOCATED, Event.NEED_TAKEN])
def test_a_family_given_to_somebody_who_is_leaving(log: EventLog, kind: Event) -> None:
    row = rows_of(log, kind)[-1]
    log.workers.end[log.columns["worker"][row]] = log.columns["time"][row]
    assert f"nothing is allocated to somebody who is leaving: 1 times, first in row {row} " in broken(log)


@pytest.mark.parametrize(
    ("kind", "column", "value", "law"),
    [
        (Event.HELD, "hours", -0.5, "no hours are below 0"),
        (Event.PART_DONE, "hours", nan, "no hours are below 0"),
        (Event.ALLOCATED, "enabled", 1e6, "no wait is below 0"),
        (Event.NEED_STARTED, "enabled", nan, "no wait is below 0"),
        (Event.SESSION, "detail", -1, "no count is below 0"),
        (Event.PLANNED, "detail", -3, "no count is below 0"),
        (Event.REFERRED, "time", nan, "nothing happens before the run begins"),
    ],
)
def test_hours_waits_and_counts_below_zero(log: EventLog, kind: Event, column: str, value: float, law: str) -> None:
    row = rows_of(log, kind)[-1]
    log.columns[column][row] = value
    assert f"{law}: 1 times, first in row {row} " in "\n".join(nothing_below_zero(View(log)))


def test_a_family_without_children(log: EventLog) -> None:
    log.families.children[3] = 0
    assert "every family has a child: family 3 has 0" in broken(log)


@pytest.mark.parametrize("column", ["hours_a_day", "end"])
def test_somebody_in_post_for_no_time_or_hours(log: EventLog, column: str) -> None:
    getattr(log.workers, column)[1] = 0.0
    assert "everybody in post has hours and time: worker 1 has none" in "\n".join(nothing_below_zero(View(log)))


def test_books_that_do_not_balance(log: EventLog) -> None:
    view = View(log)
    ledger_of(view).end[10] += 0.5
    assert "the ledger balances" in "\n".join(ledger_balances(view))


def test_two_tasks_at_once(log: EventLog) -> None:
    row = next(r for r in rows_of(log, Event.HELD, Event.PART_DONE) if log.columns["worker"][r] >= 0)
    for name, column in log.columns.items():
        log.columns[name] = np.insert(column, row, column[row])
    assert "no worker does two tasks at once" in broken(log)
    assert "nobody is busy for longer than in post" not in broken(log)


def test_more_hours_than_there_were(log: EventLog) -> None:
    row = next(r for r in rows_of(log, Event.HELD, Event.PART_DONE) if log.columns["worker"][r] >= 0)
    log.columns["hours"][row] += 100.0
    assert "nobody works more hours than contracted" in broken(log)


@pytest.mark.parametrize(
    ("column", "by", "law"),
    [
        ("started", -1000.0, "nothing starts before it is enabled"),
        ("started", 1000.0, "nothing completes before it starts"),
        ("due", 1000.0, "no due date is after the end of its period"),
    ],
)
def test_times_out_of_order(log: EventLog, column: str, by: float, law: str) -> None:
    visit = log.tables.names.activities.index("plan visit")
    row = next(r for r in rows_of(log, Event.HELD) if log.columns["subject"][r] == visit)
    log.columns[column][row] += by
    assert law in broken(log)


def test_a_wait_that_ends_before_it_begins(log: EventLog) -> None:
    row = rows_of(log, Event.NEED_STARTED)[0]
    log.columns["enabled"][row] += 1000.0
    assert "no wait ends before it begins" in broken(log)


def test_a_law_names_the_first_row_that_breaks_it(log: EventLog) -> None:
    row = next(r for r in rows_of(log, Event.HELD, Event.PART_DONE) if log.columns["worker"][r] >= 0)
    log.columns["hours"][row] = 1e6
    assert f"1 times, first in row {row} (" in broken(log)
