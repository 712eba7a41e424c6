"""What fssim's log numbers the workflow's activities, decisions and stages by, looked up by name in its tables."""

from __future__ import annotations

from benchmarks.reference_workflow.service import POOLS, SESSIONS, VISITS
from fssim.model.tables import Tables

SECOND_STAGE = "second_stage_"
DECISIONS = (  # after which activity, by which table, and which of its outcomes
    *(("visit_1", "after_the_first_visit", pool) for pool in range(len(POOLS))),
    ("visit_1", "after_the_first_visit", len(POOLS)),
    *((f"{pool}_pool_session_{SESSIONS}", "after_the_last_session", 0) for pool in POOLS),
    (f"visit_{VISITS}", "after_the_sixth_visit", 0),
    (f"visit_{VISITS}", "after_the_sixth_visit", 1),
    (f"{SECOND_STAGE}visit_{VISITS}", "after_the_second_stage", 0),
)


def names_of(tables: Tables) -> list[int]:
    """The numbers in the order that `struct Names` of the C++ loop has them in: the first stage; activities, each with
    its participant; and decisions, each with its activity, its outcome and the stage that leads to."""
    visits = [f"{stage}visit_{number + 1}" for stage in ("", SECOND_STAGE) for number in range(VISITS)]
    sessions = [f"{pool}_pool_session_{number + 1}" for pool in POOLS for number in range(SESSIONS)]
    numbers = [tables.first_stage]
    for activity in ("taking_a_slot", *visits, *sessions):
        row = tables.names.activities.index(activity)
        numbers += [row, tables.activities.first_part[row]]
    for activity, table, which in DECISIONS:
        outcome = tables.outcome_tables.first[tables.names.decision_tables.index(table)] + which
        numbers += [tables.names.activities.index(activity), outcome, tables.outcomes.to[outcome]]
    return numbers
