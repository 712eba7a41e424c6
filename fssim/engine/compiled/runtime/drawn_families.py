"""The families of one replication, drawn by compiled code: what `fssim.model.family_table` draws, to the last bit."""

from __future__ import annotations

from array import array
from math import ceil, inf
from typing import Any, cast

import numpy

from fssim.engine.compiled.runtime.functions import Functions
from fssim.model.draws import FAMILY, GOLDEN, LAYER, MASK, entity_key, mix
from fssim.model.family_table import FamilyTable, refuse_too_many
from fssim.model.tables import Tables

FEW = 64


def draw_families(functions: Functions, tables: Tables, seed: int, replication: int) -> FamilyTable:
    """Every family first referred before the horizon, in order of arrival."""
    refuse_too_many(tables)
    rates, quantiles = numpy.asarray(tables.families_a_day), numpy.asarray(tables.quantiles)
    layers = [
        _layer(functions, rates, quantiles, tables, entity_key(seed, replication, LAYER, layer), layer)
        for layer in range(ceil(max(tables.families_a_day, default=0.0)))
    ]
    arrival = numpy.concatenate([numpy.zeros(0), *(times for times, _ in layers)])
    identity = numpy.concatenate([numpy.zeros(0, numpy.int64), *(identities for _, identities in layers)])
    order = numpy.argsort(arrival, kind="stable")
    arrival, identity = arrival[order], identity[order]
    count = len(arrival)
    key = numpy.empty(count, numpy.uint64)
    children, needs, risk = (numpy.empty(count, numpy.int64) for _ in range(3))
    engagement, place = numpy.empty(count), numpy.empty(count)
    functions.describe(
        _start_of_keys(seed, replication),
        count,
        identity,
        _to_the_last(tables.children_weights),
        _to_the_last(tables.need_weights),
        _to_the_last(tables.risk_weights),
        quantiles,
        tables.engagement,
        key,
        children,
        needs,
        risk,
        engagement,
        place,
    )
    return FamilyTable(
        _column("d", arrival),
        _column("q", identity),
        _column("Q", key),
        _column("q", numpy.asarray(tables.children_counts)[children]),
        _column("q", numpy.asarray(tables.need_masks)[needs]),
        _column("q", risk),
        _column("d", engagement),
        _column("d", place),
    )


def _start_of_keys(seed: int, replication: int) -> int:
    """What `entity_key` mixes a family's number into."""
    start = 0
    for word in (seed, replication, FAMILY):
        start = mix(start + word + GOLDEN)
    return start & MASK


def _layer(functions: Functions, rates: Any, quantiles: Any, tables: Tables, key: int, layer: int) -> tuple[Any, Any]:
    """The accepted arrivals of one layer: their times and identities."""
    room = int(tables.horizon) + FEW
    while True:
        times, identities = numpy.empty(room), numpy.empty(room, numpy.int64)
        count = functions.arrivals_in_layer(
            rates, quantiles, tables.unit_exponential, tables.horizon, key, layer, room, times, identities
        )
        if count >= 0:
            return times[:count], identities[:count]
        room *= 2


def _to_the_last(weights: Any) -> Any:
    """Weights of which the last takes whatever the others leave."""
    complete = numpy.array(weights)
    complete[-1:] = inf
    return complete


def _column(code: str, values: Any) -> array[Any]:
    column = array(code)
    column.frombytes(memoryview(cast(Any, numpy.ascontiguousarray(values))).cast("B"))
    return column
