"""Simulating: tables, a seed and a replication number become an event log."""

from __future__ import annotations

from collections.abc import Callable

from fssim.engine.log import EventLog
from fssim.model.tables import Tables

ENGINES = ("simpy",)


def simulate(
    tables: Tables,
    seed: int,
    replication: int,
    engine: str = "simpy",
    on_progress: Callable[[float], None] | None = None,
) -> EventLog:
    """One replication of a compiled scenario.

    `on_progress` is called now and then with the share of the simulated time that is past. Raises `ValueError` for an
    engine not in `ENGINES`. Equal arguments give equal logs, byte for byte.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine '{engine}' is not known; it must be {' or '.join(ENGINES)}")
    from fssim.engine.simpy_engine.run import run

    return run(tables, seed, replication, on_progress)
