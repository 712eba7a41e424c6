"""One replication's measures: one flat row of named floats, of all measures or of those that are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from fssim.engine.event_log import EventLog
from fssim.errors import UnknownMeasure
from fssim.measures.catalogue import INDICATORS
from fssim.measures.declaration import Indicator
from fssim.measures.log_view.view import View
from fssim.model.family_table import no_families
from fssim.model.posts_over_time import WorkerTable
from fssim.model.tables import Tables
from fssim.scenario.findings import instead_of


def measure(log: EventLog, measures: Collection[str] | None = None) -> dict[str, float]:
    """The measures of one log, over its observed years.

    Parameters
    ----------
    log : EventLog
        What a simulation wrote.
    measures : collection of str, optional
        The names of those wanted, which then cost no more than they need. All, if left out.

    Returns
    -------
    dict of str to float
        Values by name, in the order of a run's files. Names end in their unit. Every replication of a scenario has the
        same names; a measure of nothing (the mean wait of nobody) is nan. A measure asked for is the same number, to
        the last bit, as when all are worked out. `fssim.describe` says each in words.

    Raises
    ------
    UnknownMeasure
        If a name is no measure of the log's scenario: the message gives the nearest that is.
    """
    values = measures_of(View(log), measures)
    if measures is not None:
        refuse_unknown([name for name in measures if name not in values], measure_names(log.tables))
    return values


def measures_of(view: View, wanted: Collection[str] | None = None) -> dict[str, float]:
    """The measures of a log's view: all, or those wanted that its scenario has."""
    if wanted is None:
        return {name: value for indicator in INDICATORS for name, value in indicator(view).items()}
    names = frozenset(wanted)
    values = {name: value for indicator in _needed_for(names) for name, value in indicator(view).items()}
    return {name: value for name, value in values.items() if name in names}


@lru_cache(maxsize=64)
def _needed_for(names: frozenset[str]) -> list[Indicator[View]]:
    """The indicators that declare any of these measures."""
    return [
        indicator
        for indicator in INDICATORS
        if any(measure.pattern.fullmatch(name) for measure in indicator.measures for name in names)
    ]


def measure_names(tables: Tables) -> list[str]:
    """The names of the measures of a compiled scenario, in order: those of a log in which nothing happens to nobody."""
    families, workers = no_families(), WorkerTable(*_columns("qqqddqqd"))
    return list(measure(EventLog(tables, 0, 0, families, workers)))


def refuse_unknown(asked: Collection[str], known: Collection[str]) -> None:
    """Raise `UnknownMeasure` for a measure that is not `known`, with the nearest that is."""
    for name in asked:
        if name not in known:
            raise UnknownMeasure(
                f"there is no measure '{name}'; {instead_of(name, [str(known_name) for known_name in known])}"
            )


def _columns(codes: str) -> list[Any]:
    """Empty columns of these types."""
    return [array(code) for code in codes]
