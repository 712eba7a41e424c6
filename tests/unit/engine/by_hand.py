"""Simulating a few families whose arrivals are given, on scenarios whose every time is fixed, to compare with what was
worked out by hand."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, NamedTuple
from unittest.mock import patch

from fssim.engine.event_log import OF_ACTIVITIES, OF_NOTHING, OF_STAGES, Event, EventLog
from fssim.engine.simulate import ENGINES, prepare_engine, simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.draws import FAMILY, entity_key
from fssim.model.family_table import FamilyTable
from fssim.model.tables import Tables
from tests.laws import building as b

OF_MODELS = (Event.SWITCHED,)
OF_COURSES = (Event.TRAINED,)


class Row(NamedTuple):
    """One event, with its subject by name."""

    event: Event
    family: int
    subject: str
    detail: int
    worker: int
    time: float
    enabled: float
    started: float
    due: float
    hours: float


class Happened(list[Row]):
    """What happened, in order; cut down by event, subject, family or worker."""

    def __init__(self, rows: Sequence[Row], log: EventLog) -> None:
        super().__init__(rows)
        self.log = log

    def of(self, *events: Event, **wanted: Any) -> Happened:
        """Only these events, with these values in the named columns."""
        chosen = [r for r in self if r.event in events and all(getattr(r, n) == v for n, v in wanted.items())]
        return Happened(chosen, self.log)

    @property
    def times(self) -> list[float]:
        return [row.time for row in self]

    @property
    def starts(self) -> list[float]:
        return [row.started for row in self]

    @property
    def families(self) -> list[int]:
        return [row.family for row in self]

    @property
    def workers(self) -> list[int]:
        return [row.worker for row in self]


def happened(
    mapping: Mapping[str, Any],
    arrivals: Sequence[float] = (0.0,),
    *,
    needs: int = 0,
    children: int | Sequence[int] = 1,
    places: Sequence[float] | None = None,
    last_closed: Sequence[float] | None = None,
) -> Happened:
    """Simulate families that are referred at these times, alike but for their places and numbers of children."""
    count = len(arrivals)
    sizes = [children] * count if isinstance(children, int) else list(children)
    tables = compile_scenario(b.scenario_of(dict(mapping)))
    families = FamilyTable(
        arrival=array("d", arrivals),
        identity=array("q", range(count)),
        key=array("Q", (entity_key(1, 0, FAMILY, number) for number in range(count))),
        children=array("q", sizes),
        needs=array("q", [needs] * count),
        risk=array("q", [1] * count),
        engagement=array("d", [1.0] * count),
        place=array("d", places or [0.5] * count),
        last_closed=array("d", last_closed or [inf] * count),
        had_plans=array("q", [0] * count),
        begins_in=array("q", [tables.first_stage] * count),
    )
    logs = [_simulated_by(engine, tables, families) for engine in ENGINES]
    assert len({log.to_bytes() for log in logs}) == 1, "the engines differ"
    return Happened(rows_of(logs[-1]), logs[-1])


def _simulated_by(engine: str, tables: Tables, families: FamilyTable) -> EventLog:
    package = {"compiled": "compiled.runtime.run_compiled", "simpy": "reference.run_reference"}[engine]
    prepare_engine(engine)  # which tests the compiled engine first, with the families that it draws
    with patch(f"fssim.engine.{package}.draw_families", return_value=families):
        return simulate_tables(tables, 1, 0, engine)


def rows_of(log: EventLog) -> list[Row]:
    return [
        Row(Event(kind), family, _named(log, Event(kind), subject), *rest)
        for kind, family, subject, *rest in zip(*log.columns.values(), strict=True)
    ]


def _named(log: EventLog, event: Event, subject: int) -> str:
    names = log.tables.names
    if event in OF_NOTHING:
        return ""
    for events, known in (
        (OF_STAGES, names.stages),
        (OF_ACTIVITIES, names.activities),
        (OF_MODELS, names.working_models),
        (OF_COURSES, names.courses),
    ):
        if event in events:
            return known[subject]
    return (*names.needs, "plan work")[subject]
