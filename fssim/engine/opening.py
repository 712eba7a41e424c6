"""A caseload that is known on a day: who is open then is chosen beforehand.

The years before that day are simulated without it first. Of the families open in a stage at their end, as many as are
known to be in it, for as long, are taken as they are: they have stayed so long by their own needs, risk and luck. In
the run itself each begins in its stage when it had entered it, and cannot leave it before the day. Everybody else of
those years comes as well, so that work takes as long as it did, and is closed by the day.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from math import inf
from typing import Any

from fssim.engine.event_log import Event, EventLog
from fssim.model.draws import FAMILY, Purposes, entity_key, pick, quantile, uniform
from fssim.model.family_table import COLUMNS, FamilyTable, Known
from fssim.model.pathway_tables import OpenCells
from fssim.model.tables import Tables

FIRST_OF_EARLIER = 1 << 59  # the identities of families' lives before they entered the stage that they are known in
FIRST_OF_ADDED = 1 << 60  # and of those who are open because it is known that there are more
JUST_BEFORE = 1.0 / 1024.0  # of a working day: when those who are not open are closed at the latest
NAMES = tuple(column.name for column in fields(FamilyTable))[: len(COLUMNS)]
Stays = dict[int, tuple[int, float]]  # family: the stage that it is in, and since when


def end_before_observed(tables: Tables) -> Tables:
    """The tables of the years before those observed, in which nothing is known of who is open at their end."""
    ends = tables.observed_from
    nothing = OpenCells(array("q"), array("d"), array("d"), array("q"), array("q"))
    posts = replace(tables.posts, ends=array("d", (min(end, ends) for end in tables.posts.ends)))
    return replace(tables, horizon=ends, open_cells=nothing, posts=posts)


def open_caseload(before: EventLog, tables: Tables) -> FamilyTable:
    """The families of a run that has its known caseload when the observed years begin.

    `before` is the log of the years before, whose table of families goes on until the run's horizon.
    """
    stays, day = find_open(before), tables.observed_from
    columns: list[Any] = [array(code) for code in COLUMNS]
    known = Known(array("d"), array("d"), array("d"))

    def add(values: Sequence[Any], stays_until: float, closed_by: float, returns_from: float) -> None:
        for column, value in zip(columns, values, strict=True):
            column.append(value)
        known.stays_until.append(stays_until)
        known.closed_by.append(closed_by)
        known.returns_from.append(returns_from)

    for row, values in enumerate(_rows_of(before.families)):
        if values[0] >= day:
            add(values, 0.0, inf, 0.0)
        elif row not in stays:
            add(values, 0.0, day - JUST_BEFORE, day)
    for one in _choose(before, tables, stays):
        if one.row >= 0 and one.values[0] < stays[one.row][1]:
            arrival, identity, *others = one.values
            add([arrival, FIRST_OF_EARLIER | identity, *others], 0.0, stays[one.row][1], inf)
        add(one.list_values(), day, inf, 0.0)
    return _in_order_of_arrival(columns, known)


def find_open(log: EventLog) -> Stays:
    """The families open at the end of a log."""
    entered = bytes([Event.ENTERED])
    family, subject, time = (log.columns[name] for name in ("family", "subject", "time"))
    kinds, at, stays = log.columns["kind"].tobytes(), -1, {}
    while (at := kinds.find(entered, at + 1)) >= 0:
        stays[int(family[at])] = (int(subject[at]), float(time[at]))
    closed = log.tables.closed_stage
    return {row: stay for row, stay in stays.items() if stay[0] != closed}


@dataclass(slots=True)
class _Chosen:
    """A family that is to be open in a stage: its values in the table of families. `row` is its row in that of the
    years before, -1 if there are fewer such families then."""

    row: int
    values: Sequence[Any]
    stage: int
    since: float
    children: int

    def list_values(self) -> list[Any]:
        """Its values from when it enters the stage on."""
        values = list(self.values)
        values[NAMES.index("arrival")] = self.since
        values[NAMES.index("children")] = self.children
        values[NAMES.index("begins_in")] = self.stage
        return values


def _choose(before: EventLog, tables: Tables, stays: Stays) -> Iterator[_Chosen]:
    """Those who are open when the observed years begin: in a stage of which that is known, as many as are known."""
    cells = tables.open_cells
    rows = {row: values for row, values in enumerate(_rows_of(before.families)) if row in stays}
    there: dict[int, list[_Chosen]] = {stage: [] for stage in cells.stage}
    key, children = NAMES.index("key"), NAMES.index("children")
    for row, (stage, since) in sorted(stays.items(), key=lambda stay: uniform(rows[stay[0]][key], Purposes.OPEN_TODAY)):
        there.setdefault(stage, []).append(_Chosen(row, rows[row], stage, since, rows[row][children]))
    added = 0
    for stage, families in there.items():
        mine = [cell for cell in range(len(cells.stage)) if cells.stage[cell] == stage]
        if not mine:
            yield from families
        left, chosen = {one.row: one for one in families}, {}
        for cell in mine:
            right = [one for one in families if cells.since[cell] <= one.since < cells.before[cell]]
            chosen[cell] = [left.pop(one.row) for one in right[: cells.families[cell]]]
        for cell in mine:
            since, before_time = cells.since[cell], cells.before[cell]
            nearest = sorted(left.values(), key=lambda one: max(since - one.since, one.since - before_time))
            for one in nearest[: cells.families[cell] - len(chosen[cell])]:
                del left[one.row]
                drawn = uniform(one.values[key], Purposes.OPEN_SINCE)
                chosen[cell].append(replace(one, since=since + (before_time - since) * drawn))
            while len(chosen[cell]) < cells.families[cell]:
                chosen[cell].append(_add_family(before, tables, cell, families, added))
                added += 1
            if cells.children[cell] >= 0:
                _share_children(tables, chosen[cell], cells.children[cell])
            yield from chosen[cell]


def _add_family(before: EventLog, tables: Tables, cell: int, others: Sequence[_Chosen], number: int) -> _Chosen:
    """A family more than there would be in a stage, of a kind with one of those who would be, if there are any."""
    cells, identity = tables.open_cells, FIRST_OF_ADDED | number
    key = entity_key(before.seed, before.replication, FAMILY, identity)
    since = cells.since[cell] + (cells.before[cell] - cells.since[cell]) * uniform(key, Purposes.OPEN_SINCE)
    if others:
        like = others[int(uniform(key, Purposes.OPEN_TODAY) * len(others))].values
        children, needs, risk, engagement = (
            like[NAMES.index(name)] for name in ("children", "needs", "risk", "engagement")
        )
    else:
        children = tables.children_counts[pick(tables.children_weights, uniform(key, Purposes.CHILDREN))]
        needs = tables.need_masks[pick(tables.need_weights, uniform(key, Purposes.NEEDS))]
        risk = pick(tables.risk_weights, uniform(key, Purposes.RISK))
        engagement = quantile(tables.quantiles, tables.engagement, uniform(key, Purposes.ENGAGEMENT))
    place = uniform(key, Purposes.PLACE)
    values = [since, identity, key, children, needs, risk, engagement, place, inf, 0, cells.stage[cell]]
    return _Chosen(-1, values, cells.stage[cell], since, children)


def _share_children(tables: Tables, families: Sequence[_Chosen], children: int) -> None:
    """Have families together have so many children, each no fewer or more than families have: one after another has one
    more, or one fewer, than it had."""
    fewest, most = min(tables.children_counts), max(tables.children_counts)
    left = children - sum(one.children for one in families)
    step = 1 if left > 0 else -1
    while left and (able := [one for one in families if fewest <= one.children + step <= most]):
        for one in able[: abs(left)]:
            one.children += step
            left -= step


def _rows_of(table: FamilyTable) -> Iterator[tuple[Any, ...]]:
    return zip(*(getattr(table, name) for name in NAMES), strict=True)


def _in_order_of_arrival(columns: Sequence[Any], known: Known) -> FamilyTable:
    arrival = columns[0]
    order = sorted(range(len(arrival)), key=lambda row: arrival[row])

    def sort(column: Any) -> Any:
        return array(column.typecode, (column[row] for row in order))

    in_order = Known(sort(known.stays_until), sort(known.closed_by), sort(known.returns_from))
    return replace(FamilyTable(*(sort(column) for column in columns)), known=in_order)
