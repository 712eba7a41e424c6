"""A replication played again: with other luck, with needs set aside, or only for a while."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from itertools import compress
from math import inf

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate
from fssim.model.draws import GOLDEN, mix
from fssim.model.family_table import FamilyTable, NewLuck


@dataclass(frozen=True, slots=True)
class Replay:
    """How to play a replication again for one family.

    `luck` 0 is the luck it had. Any other number is another luck, the same in every scenario: everybody else's from the
    first day on, and the family's own `since` a time, in working days. `aside` is a mask of needs that no family but
    this one has. The replay stops at `until`.
    """

    family: int
    luck: int = 0
    since: float = inf
    aside: int = 0
    until: float = inf


def played_again(log: EventLog, how: Replay, engine: str | None = None) -> EventLog:
    """What then happens to the one family: a log of its rows alone. Who is in post, when families come and what they
    are like stay as they were."""
    families, luck = log.families, None
    if how.luck:
        keys = array("Q", (mix(mix(key) + how.luck * GOLDEN) for key in families.key))
        luck = NewLuck(how.since, keys)
        families = replace(families, key=_with(keys, how.family, families.key[how.family]))
    if how.aside:
        families = _with_needs_aside(families, how)
    tables = replace(log.tables, horizon=min(how.until, log.tables.horizon))
    played = simulate(tables, log.seed, log.replication, engine, families=families, luck=luck)
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


def _with(column: array[int], row: int, value: int) -> array[int]:
    changed = column[:]
    changed[row] = value
    return changed


def _with_needs_aside(families: FamilyTable, how: Replay) -> FamilyTable:
    needs = array("q", (each & ~how.aside for each in families.needs))
    return replace(families, needs=_with(needs, how.family, families.needs[how.family]))
