"""The workflow as a scenario, on fssim's own engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.reference_workflow.answers import Answers, Run, timed
from benchmarks.reference_workflow.service import SEED, Service
from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import prepare_engine, simulate_tables


def run_compiled(service: Service, replications: Sequence[int]) -> Run:
    """On the compiled engine."""
    prepare_engine("compiled")
    return _run(service, replications, "compiled")


def run_simpy(service: Service, replications: Sequence[int]) -> Run:
    """On the SimPy engine."""
    return _run(service, replications, "simpy")


def _run(service: Service, replications: Sequence[int], engine: str) -> Run:
    rows = 0

    def tell(log: EventLog) -> Answers:
        nonlocal rows
        rows = len(log)
        return answers_of(log)

    done = timed(
        replications,
        prepare=lambda replication: replication,
        simulate=lambda replication: simulate_tables(service.tables, SEED, replication, engine),
        tell=tell,
    )
    return replace(done, log_rows=rows)


def answers_of(log: EventLog) -> Answers:
    """The answers in an event log."""
    tables, families = log.tables, len(log.families)
    kind, family, subject = (np.asarray(log.columns[name]) for name in ("kind", "family", "subject"))
    time, enabled, started = (np.asarray(log.columns[name]) for name in ("time", "enabled", "started"))
    activities = tables.names.activities
    visits = [row for row, name in enumerate(activities) if "visit" in name]
    sessions = [row for row, name in enumerate(activities) if name.endswith(tuple("123456")) and "session" in name]
    held = kind == Event.HELD
    visited, seen = held & np.isin(subject, visits), held & np.isin(subject, sessions)
    allocated = kind == Event.ALLOCATED
    closed = (kind == Event.ENTERED) & (subject == tables.closed_stage)
    assert closed.sum() == families, "a family has not closed"
    waits = np.bincount(family[seen], (started - enabled)[seen], minlength=families)
    arrival = np.asarray(log.families.arrival)
    return Answers(
        families,
        int(visited.sum()),
        int(seen.sum()),
        float((time - enabled)[allocated].mean()),
        float(waits[np.unique(family[seen])].mean()),
        float((time[closed] - arrival[family[closed]]).mean()),
    )
