"""One replication's measures: one flat row of named floats."""

from __future__ import annotations

from array import array
from typing import Any

from fssim.engine.event_log import EventLog
from fssim.measures.indicators.cost import cost
from fssim.measures.indicators.durations import durations
from fssim.measures.indicators.flows import flows
from fssim.measures.indicators.timeliness import timeliness
from fssim.measures.indicators.waits import waits, who_waits
from fssim.measures.indicators.workforce import staffing, workload
from fssim.measures.ledger.ledger_measures import ledger_measures
from fssim.measures.log_view.people_in_post import staff_of
from fssim.measures.log_view.view import View
from fssim.model.family_table import FamilyTable
from fssim.model.posts_over_time import WorkerTable
from fssim.model.tables import Tables


def measure(log: EventLog) -> dict[str, float]:
    """The measures of one log, over its observed years.

    Names end in their unit. Every replication of a scenario has the same names in the same order; a measure of nothing
    (the mean wait of nobody) is nan. `fssim.measures.catalogue` says each in words.
    """
    return measures_of(View(log))


def measures_of(view: View) -> dict[str, float]:
    """See `measure`."""
    staff = staff_of(view)
    return {
        **flows(view),
        **durations(view),
        **timeliness(view),
        **waits(view),
        **who_waits(view),
        **ledger_measures(view),
        **workload(view, staff),
        **staffing(view, staff),
        **cost(view, staff),
    }


def measure_names(tables: Tables) -> list[str]:
    """The names of the measures of a compiled scenario, in order: those of a log in which nothing happens to nobody."""
    families, workers = FamilyTable(*_columns("dqQqqqdd")), WorkerTable(*_columns("qqqddqqd"))
    return list(measure(EventLog(tables, 0, 0, families, workers)))


def _columns(codes: str) -> list[Any]:
    """Empty columns of these types."""
    return [array(code) for code in codes]
