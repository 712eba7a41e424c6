"""Days on which nothing of a plan was left to deliver, counted row by row as the log goes: the ledger looks back from
where each stage ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from fssim.engine.event_log import Event, EventLog
from fssim.measures.ledger.ledger_lines import Line
from fssim.model.tables import LEDGER_PLAN, PLAN_NONE, TO_CONTINUE, rows

DOSES = (Event.PLANNED, Event.SESSION, Event.MISSED, Event.PLAN_WORK, Event.ADDRESSED, Event.NEED_LEFT)


@dataclass
class State:
    """What is known of a family so far."""

    stage: int = -1
    since: float = 0.0
    unallocated: bool = False
    reviewed: bool = False
    left: dict[int, int] = field(default_factory=dict)
    refused: dict[int, bool] = field(default_factory=dict)

    @property
    def line(self) -> Line:
        if self.reviewed:
            return Line.CONTINUED
        return Line.HELP_REFUSED if any(self.refused.values()) else Line.WORK_DONE


def ready_days(log: EventLog) -> Counter[Line]:
    """Working days in the observed years on each of the three lines."""
    tables = log.tables
    stages, outcomes, decisions = rows(tables.stages), rows(tables.outcomes), rows(tables.decisions)
    days: Counter[Line] = Counter()
    families: dict[int, State] = {}

    def book(state: State, time: float) -> None:
        in_plan = state.stage >= 0 and stages[state.stage].ledger == LEDGER_PLAN
        if in_plan and not state.unallocated and not any(state.left.values()):
            days[state.line] += max(0.0, time - max(state.since, tables.observed_from))
        state.since = time

    def lets_it_go_on(state: State, activity: int, outcome: int) -> bool:
        decision = decisions[state.stage * len(tables.names.activities) + activity]
        ranges = [
            range(
                tables.outcome_tables.first[table],
                tables.outcome_tables.first[table] + tables.outcome_tables.count[table],
            )
            for table in (decision.ready, decision.not_ready)
            if table >= 0
        ]
        return outcomes[outcome].to == TO_CONTINUE and any(outcome in span for span in ranges)

    columns = [log.columns[name].tolist() for name in ("kind", "family", "subject", "detail", "time")]
    for kind, family, subject, detail, time in zip(*columns, strict=True):
        if family < 0:
            continue
        state = families.setdefault(family, State())
        book(state, time)
        if kind == Event.ENTERED:
            state.stage, state.reviewed = subject, False
            state.unallocated &= stages[subject].holder >= 0
            if stages[subject].plan == PLAN_NONE:
                state.left, state.refused = {}, {}
        elif kind in DOSES:
            item = len(tables.names.needs) if kind == Event.PLAN_WORK else subject
            state.left[item] = 0 if kind in (Event.ADDRESSED, Event.NEED_LEFT) else detail
            if kind in (Event.PLANNED, Event.NEED_LEFT):
                state.refused[item] = kind == Event.NEED_LEFT
        elif kind in (Event.UNALLOCATED, Event.ALLOCATED):
            state.unallocated = kind == Event.UNALLOCATED
        elif kind == Event.DECIDED and not any(state.left.values()) and lets_it_go_on(state, subject, detail):
            state.reviewed = True
    for state in families.values():
        book(state, tables.horizon)
    return days
