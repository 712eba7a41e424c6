"""Running tiny services many times over, and holding their means against a known answer."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean, stdev
from typing import Any

import numpy as np
from scipy import stats

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from tests.laws import building as b

ERROR_RATE = 1e-3  # of each comparison, if the model is right
SETTLED_AFTER = 0.25  # of a run: what happens before is left out, as the service begins empty


def replications(mapping: dict[str, Any], number: int, statistic: Callable[[EventLog], float]) -> list[float]:
    """A statistic of each replication of a service, with seed 1."""
    tables = compile_scenario(b.scenario_of(mapping))
    return [statistic(simulate_tables(tables, 1, replication)) for replication in range(number)]


def agree(values: list[float], known: float) -> bool:
    """Whether a known mean lies within the interval of what was found, at the stated error rate."""
    half = stats.t.ppf(1.0 - ERROR_RATE / 2.0, len(values) - 1) * stdev(values) / len(values) ** 0.5
    return abs(fmean(values) - known) <= half


def column(log: EventLog, name: str) -> np.ndarray:
    return np.asarray(log.columns[name])


def of_kind(log: EventLog, *kinds: Event) -> np.ndarray:
    """The rows of some kinds that happened once the service had settled."""
    kind, time = column(log, "kind"), column(log, "time")
    return np.flatnonzero(np.isin(kind, kinds) & (time >= SETTLED_AFTER * log.tables.horizon))


def mean_wait(log: EventLog) -> float:
    """How long work waited from when it could be picked up until somebody did."""
    rows = of_kind(log, Event.HELD)
    return float((column(log, "started")[rows] - column(log, "enabled")[rows]).mean())


def mean_wait_for_a_holder(log: EventLog) -> float:
    rows = of_kind(log, Event.ALLOCATED)
    return float((column(log, "time")[rows] - column(log, "enabled")[rows]).mean())


def mean_time_open(log: EventLog) -> float:
    """How long the families closed since the service had settled were open."""
    closed = of_kind(log, Event.ENTERED)
    closed = closed[column(log, "subject")[closed] == log.tables.closed_stage]
    arrival = np.asarray(log.families.arrival)[column(log, "family")[closed]]
    return float((column(log, "time")[closed] - arrival).mean())


def numbers_open(log: EventLog, every: float = 7.0) -> np.ndarray:
    """How many families were open, looked at now and then once the service had settled."""
    closed = np.sort(column(log, "time")[closed_rows(log)])
    arrival = np.asarray(log.families.arrival)
    looks = np.arange(SETTLED_AFTER * log.tables.horizon, log.tables.horizon, every)
    return np.searchsorted(arrival, looks, side="right") - np.searchsorted(closed, looks, side="right")


def closed_rows(log: EventLog) -> np.ndarray:
    entered = column(log, "kind") == Event.ENTERED
    return np.flatnonzero(entered & (column(log, "subject") == log.tables.closed_stage))
