"""A replication played again: with the families' luck drawn anew from a moment on, or with needs set aside."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from itertools import compress

from fssim.engine.log import EventLog
from fssim.engine.simulate import simulate
from fssim.model.draws import GOLDEN, mix
from fssim.model.families import FamilyTable, NewLuck


@dataclass(frozen=True, slots=True)
class Replay:
    """How to play a replication again.

    `luck` 0 is the luck it had; any other number is another luck, the same in every scenario, `since` a time on, in
    working days. `aside` is a mask of needs that no family but `family` has.
    """

    family: int
    luck: int = 0
    since: float = 0.0
    aside: int = 0


def played_again(log: EventLog, how: Replay, engine: str | None = None) -> EventLog:
    """What then happens to the one family: a log of its rows alone. Who is in post, when families come and what they
    are like stay as they were."""
    families = _with_needs_aside(log.families, how) if how.aside else log.families
    luck = NewLuck(how.since, _keys(log.families, how.luck)) if how.luck else None
    played = simulate(log.tables, log.seed, log.replication, engine, families=families, luck=luck)
    return of_one_family(played, how.family)


def of_one_family(log: EventLog, family: int) -> EventLog:
    """The log's rows about one family."""
    try:
        import numpy
    except ImportError:
        chosen = [each == family for each in log.columns["family"]]
        columns = {name: array(c.typecode, compress(c, chosen)) for name, c in log.columns.items()}
    else:
        rows = numpy.flatnonzero(numpy.asarray(log.columns["family"]) == family)
        columns = {}
        for name, column in log.columns.items():
            columns[name] = array(column.typecode)
            columns[name].frombytes(numpy.asarray(column)[rows].tobytes())
    return replace(log, columns=columns)


def _keys(families: FamilyTable, luck: int) -> array[int]:
    return array("Q", (mix(mix(key) + luck * GOLDEN) for key in families.key))


def _with_needs_aside(families: FamilyTable, how: Replay) -> FamilyTable:
    needs = array("q", (each & ~how.aside for each in families.needs))
    needs[how.family] = families.needs[how.family]
    return replace(families, needs=needs)
