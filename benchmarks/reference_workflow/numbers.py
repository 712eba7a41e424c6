"""What families draw from: purposes, chances and quantile tables, looked up by name in the workflow's tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.reference_workflow.service import POOLS, SESSIONS, VISITS, Service
from fssim.model.draws import Purposes
from fssim.model.tables import KNOTS, Tables


@dataclass(frozen=True)
class Numbers:
    """Purposes are 64-bit words: of intervals and visits one row a stage, of gaps and sessions one row a pool.

    Each quantile table has `KNOTS` knots; `hours` are those of a visit or a session, other times are in
    working days.
    """

    arrival: int
    height: int
    after_first_visit: int
    after_sixth_visit: int
    interval: Any
    visit: Any
    gap: Any
    session: Any
    families_a_day: float
    days: float  # that families arrive on
    hours_a_day: float
    chance_of_pool: tuple[float, ...]
    chance_of_second_stage: float
    unit_exponential: Any
    hours: Any
    long_interval: Any
    short_interval: Any
    session_gap: Any


def numbers_of(service: Service) -> Numbers:
    """Everything that the families of a service draw from."""
    tables = service.tables
    activities, parts = tables.activities, tables.participants
    visits = [[_activity(tables, f"{stage}visit_{n + 1}") for n in range(VISITS)] for stage in ("", "second_stage_")]
    sessions = [[_activity(tables, f"{pool}_pool_session_{n + 1}") for n in range(SESSIONS)] for pool in POOLS]
    hours_purpose = np.asarray(parts.purpose, np.uint64)[np.asarray(activities.first_part)]
    gap_purpose = np.asarray(activities.gap_purpose, np.uint64)
    arriving = np.flatnonzero(np.asarray(tables.families_a_day))
    return Numbers(
        arrival=Purposes.ARRIVAL,
        height=Purposes.HEIGHT,
        after_first_visit=_decision(tables, "visit_1", "first_visit"),
        after_sixth_visit=_decision(tables, "visit_6", "further_visits"),
        interval=gap_purpose[visits],
        visit=hours_purpose[visits],
        gap=gap_purpose[sessions],
        session=hours_purpose[sessions],
        families_a_day=tables.families_a_day[0],
        days=float(arriving[-1] + 1),
        hours_a_day=tables.roles.hours_a_day[tables.names.roles.index("visitor")],
        chance_of_pool=tuple(_chance(tables, "after_the_first_visit", n) for n in range(len(POOLS))),
        chance_of_second_stage=_chance(tables, "after_the_sixth_visit", 0),
        unit_exponential=_knots(tables, tables.unit_exponential),
        hours=_knots(tables, parts.hours[activities.first_part[visits[0][0]]]),
        long_interval=_knots(tables, activities.gap[visits[0][0]]),
        short_interval=_knots(tables, activities.gap[visits[1][0]]),
        session_gap=_knots(tables, activities.gap[sessions[0][1]]),
    )


def _activity(tables: Tables, name: str) -> int:
    return tables.names.activities.index(name)


def _decision(tables: Tables, activity: str, stage: str) -> int:
    row = tables.names.stages.index(stage) * len(tables.names.activities) + _activity(tables, activity)
    return tables.decisions.purpose[row]


def _chance(tables: Tables, table: str, outcome: int) -> float:
    row = tables.outcome_tables.first[tables.names.decision_tables.index(table)] + outcome
    return float(tables.outcome_weights[row])  # of the first working model


def _knots(tables: Tables, row: int) -> Any:
    first = row * KNOTS
    return np.asarray(tables.quantiles)[first : first + KNOTS]
