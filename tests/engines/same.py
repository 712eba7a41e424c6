"""Saying where two logs first differ."""

from __future__ import annotations

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.tables import Tables


def assert_engines_agree(tables: Tables, seed: int, replication: int = 0) -> EventLog:
    """Both engines write the same log; the compiled engine's."""
    compiled = simulate_tables(tables, seed, replication, "compiled")
    reference = simulate_tables(tables, seed, replication, "simpy")
    if compiled.to_bytes() != reference.to_bytes():
        raise AssertionError(first_difference(compiled, reference))
    return compiled


def first_difference(compiled: EventLog, reference: EventLog) -> str:
    """The first row in which two logs are not the same, in words."""
    for number, (row, wanted) in enumerate(zip(_rows(compiled), _rows(reference), strict=False)):
        if row != wanted:
            return f"row {number}: the compiled engine wrote {row}, the SimPy engine {wanted}"
    return f"the compiled engine wrote {len(compiled)} rows, the SimPy engine {len(reference)}"


def _rows(log: EventLog) -> list[str]:
    columns = zip(*log.columns.values(), strict=True)
    return [f"{Event(kind).name} {' '.join(map(repr, rest))}" for kind, *rest in columns]
