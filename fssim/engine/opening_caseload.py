"""A caseload that is known on a day: who is open then is chosen beforehand.

The years before that day are simulated without it first. Of the families open in a stage at their end, as many as are
known to be in it, for as long, are taken as they are: they have stayed so long by their own needs, risk and luck. In
the run itself each begins in its stage when it had entered it, and cannot leave it before the day. Everybody else of
those years comes as well, so that work takes as long as it did, and is closed by the day.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from math import inf
from typing import Any

from fssim.engine.event_log import Event, EventLog
from fssim.model.draws import FAMILY, GOLDEN, Purposes, entity_key, mix, pick, quantile, uniform
from fssim.model.family_table import COLUMNS, FamilyTable, Known
from fssim.model.pathway_tables import OpenCells
from fssim.model.tables import Tables

FIRST_OF_EARLIER = 1 << 59  # the identities of families' lives before they entered the stage that they are known in
FIRST_OF_ADDED = 1 << 60  # and of those who are open because it is known that there are more
SEED_BITS = 50  # of an identity, from where on a further seed stands in it
MOST_SEEDS = 3  # that families are taken from, while one has fewer of a kind than are known to be open
JUST_BEFORE = 1.0 / 1024.0  # of a working day: when those who are not open are closed at the latest
NAMES = tuple(column.name for column in fields(FamilyTable))[: len(COLUMNS)]


def end_before_observed(tables: Tables) -> Tables:
    """The tables of the years before those observed, in which nothing is known of who is open at their end."""
    ends = tables.observed_from
    nothing = OpenCells(array("q"), array("d"), array("d"), array("q"), array("q"))
    posts = replace(tables.posts, ends=array("d", (min(end, ends) for end in tables.posts.ends)))
    return replace(tables, horizon=ends, open_cells=nothing, posts=posts)


def open_caseload(tables: Tables, seed: int, simulate_before: Callable[[int], EventLog]) -> FamilyTable:
    """The families of a run that has its known caseload when the observed years begin.

    `simulate_before` gives the log of the years before by the seed; its table of families goes on until the run's
    horizon. Where it has fewer families of a kind than are known to be open, some are taken from other seeds.
    """
    before, day = simulate_before(seed), tables.observed_from
    candidates = _list_candidates(before, 0)
    were_open = {one.row for one in candidates}
    for further in range(1, MOST_SEEDS):
        if not _is_short(candidates, tables.open_cells):
            break
        candidates += _list_candidates(simulate_before(mix(seed + further * GOLDEN)), further)
    columns: list[Any] = [array(code) for code in COLUMNS]
    known = [array("d"), array("d"), array("d")]  # the columns of `Known`

    def add(values: Sequence[Any], *what_is_known: Any) -> None:
        for column, value in zip([*columns, *known], [*values, *what_is_known], strict=True):
            column.append(value)

    for row, values in enumerate(_rows_of(before.families)):
        if values[0] >= day:
            add(values, 0.0, inf, 0.0)
        elif row not in were_open:
            add(values, 0.0, day - JUST_BEFORE, day)
    for one in _choose(before, tables, candidates):
        if one.values[0] < one.entered <= one.since:  # if it is to be there for longer, it was not elsewhere
            arrival, identity, *rest = one.values
            add([arrival, FIRST_OF_EARLIER | identity, *rest], 0.0, one.entered, inf)
        add(one.list_values(), day, inf, 0.0)
    return _in_order_of_arrival(columns, known)


def find_open(log: EventLog) -> dict[int, tuple[int, float]]:
    """The families open at the end of a log: the stage that each is in, and since when."""
    entered = bytes([Event.ENTERED])
    family, subject, time = (log.columns[name] for name in ("family", "subject", "time"))
    kinds, at, stays = log.columns["kind"].tobytes(), -1, {}
    while (at := kinds.find(entered, at + 1)) >= 0:
        stays[int(family[at])] = (int(subject[at]), float(time[at]))
    closed = log.tables.closed_stage
    return {row: stay for row, stay in stays.items() if stay[0] != closed}


@dataclass(slots=True)
class _Candidate:
    """A family that would be open in a stage, or is made to be: its row and values in the table of families that it is
    from, when it had entered the stage, and when it is to have. `further` counts seeds on from the run's own."""

    row: int
    values: Sequence[Any]
    stage: int
    entered: float
    since: float
    children: int
    further: int = 0

    def list_values(self) -> list[Any]:
        """Its values from when it enters the stage on."""
        values = list(self.values)
        values[NAMES.index("arrival")] = self.since
        values[NAMES.index("children")] = self.children
        values[NAMES.index("begins_in")] = self.stage
        return values


def _list_candidates(log: EventLog, further: int) -> list[_Candidate]:
    """Who is open at the end of a log, in an order that is drawn. Those `further` on have identities of their own."""
    stays, candidates = find_open(log), []
    for row, values in enumerate(_rows_of(log.families)):
        if row in stays:
            stage, since = stays[row]
            if further:
                values = (values[0], values[1] | FIRST_OF_ADDED | further << SEED_BITS, *values[2:])
            candidates.append(_Candidate(row, values, stage, since, since, values[NAMES.index("children")], further))
    key = NAMES.index("key")
    return sorted(candidates, key=lambda one: uniform(one.values[key], Purposes.OPEN_TODAY))


def _is_short(candidates: Sequence[_Candidate], cells: OpenCells) -> bool:
    """Whether there are fewer of a kind than are known to be open."""
    return any(len(_of_cell(candidates, cells, cell)) < cells.families[cell] for cell in range(len(cells.stage)))


def _of_cell(candidates: Iterable[_Candidate], cells: OpenCells, cell: int) -> list[_Candidate]:
    stage, since, before = cells.stage[cell], cells.since[cell], cells.before[cell]
    return [one for one in candidates if one.stage == stage and since <= one.entered < before]


def _choose(before: EventLog, tables: Tables, candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Those who are open when the observed years begin: in a stage of which that is known, as many as are known."""
    cells, added = tables.open_cells, 0
    yield from (one for one in candidates if one.stage not in cells.stage and not one.further)
    for stage in sorted(set(cells.stage)):
        mine = [cell for cell in range(len(cells.stage)) if cells.stage[cell] == stage]
        there = [one for one in candidates if one.stage == stage]
        chosen = {cell: _of_cell(there, cells, cell)[: cells.families[cell]] for cell in mine}
        taken = {id(one) for cell in mine for one in chosen[cell]}
        left = {id(one): one for one in there if id(one) not in taken}
        for cell in mine:
            since, until = cells.since[cell], cells.before[cell]
            nearest = sorted(left.values(), key=lambda one: max(since - one.entered, one.entered - until))
            for one in nearest[: cells.families[cell] - len(chosen[cell])]:
                del left[id(one)]
                drawn = uniform(one.values[NAMES.index("key")], Purposes.OPEN_SINCE)
                chosen[cell].append(replace(one, since=since + (until - since) * drawn))
            while len(chosen[cell]) < cells.families[cell]:
                chosen[cell].append(_add_family(before, tables, cell, there, added))
                added += 1
            if cells.children[cell] >= 0:
                _share_children(tables, chosen[cell], cells.children[cell])
            yield from chosen[cell]


def _add_family(before: EventLog, tables: Tables, cell: int, others: Sequence[_Candidate], number: int) -> _Candidate:
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
    return _Candidate(-1, values, cells.stage[cell], since, since, children)


def _share_children(tables: Tables, families: Sequence[_Candidate], children: int) -> None:
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


def _in_order_of_arrival(columns: Sequence[Any], known: Sequence[Any]) -> FamilyTable:
    arrival = columns[0]
    order = sorted(range(len(arrival)), key=lambda row: arrival[row])

    def sort(column: Any) -> Any:
        return array(column.typecode, (column[row] for row in order))

    return FamilyTable(*map(sort, columns), known=Known(*map(sort, known)))
