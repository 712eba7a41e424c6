"""The families of one replication, drawn by compiled code: what `fssim.model.family_table` draws, to the last bit."""

from __future__ import annotations

from array import array
from math import inf
from typing import Any, cast

import numpy

from fssim.engine.compiled.runtime.functions import Functions
from fssim.model.draws import (
    FAMILY,
    GOLDEN,
    LAYER,
    MASK,
    OPEN_LAYER,
    PAST_LAYER,
    STREAM_LAYER,
    chances_beyond,
    entity_key,
    mix,
)
from fssim.model.family_table import (
    COLUMNS,
    FamilyTable,
    first_identity,
    layers,
    list_kinds,
    list_rates,
    refuse_too_many,
)
from fssim.model.tables import Tables

FEW = 64
CHANCES_BEYOND = numpy.array(chances_beyond())


def draw_families(functions: Functions, tables: Tables, seed: int, replication: int) -> FamilyTable:
    """Every family referred before the horizon, in order of arrival."""
    refuse_too_many(tables)
    kinds = [kind for kind in list_kinds(tables) if kind == LAYER or any(list_rates(tables, kind))]
    drawn = [_drawn(functions, tables, seed, replication, kind) for kind in kinds]
    if len(drawn) == 1:
        return FamilyTable(*(_column(code, values) for code, values in zip(COLUMNS, drawn[0], strict=True)))
    columns = [numpy.concatenate(of_kinds) for of_kinds in zip(*drawn, strict=True)]
    order = numpy.argsort(columns[0], kind="stable")
    return FamilyTable(*(_column(code, values[order]) for code, values in zip(COLUMNS, columns, strict=True)))


def _drawn(functions: Functions, tables: Tables, seed: int, replication: int, kind: int) -> list[Any]:
    """The columns of the table of families of a kind, in order of arrival."""
    rates, quantiles = numpy.asarray(list_rates(tables, kind)), numpy.asarray(tables.quantiles)
    drawn = [
        _layer(functions, rates, quantiles, tables, entity_key(seed, replication, kind, layer), layer)
        for layer in range(layers(tables, kind))
    ]
    returns = kind == PAST_LAYER
    arrival = numpy.concatenate([numpy.zeros(0), *(times for times, _ in drawn)])
    identity = numpy.concatenate([numpy.zeros(0, numpy.int64), *(identities for _, identities in drawn)])
    order = numpy.argsort(arrival, kind="stable")
    arrival, identity = arrival[order], identity[order] | first_identity(kind)
    count = len(arrival)
    key = numpy.empty(count, numpy.uint64)
    children, needs, risk = (numpy.empty(count, numpy.int64) for _ in range(3))
    engagement, place = numpy.empty(count), numpy.empty(count)
    functions.describe_families(
        _start_of_keys(seed, replication),
        count,
        identity,
        _to_the_last(tables.children_weights),
        _to_the_last(tables.need_weights_of_returns if returns else tables.need_weights),
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
    last_closed, had_plans = numpy.full(count, inf), numpy.zeros(count, numpy.int64)
    if returns:
        plan_shares = numpy.asarray(tables.had_plan)
        delay, plans = tables.re_referral_delay, len(plan_shares)
        functions.describe_past(
            count, key, arrival, quantiles, CHANCES_BEYOND, delay, plans, plan_shares, last_closed, had_plans
        )
    children, needs = numpy.asarray(tables.children_counts)[children], numpy.asarray(tables.need_masks)[needs]
    streams = kind >= STREAM_LAYER
    first = tables.stream_stages[kind - STREAM_LAYER] if streams else tables.first_stage
    begins_in = numpy.full(count, first, numpy.int64)
    if kind == OPEN_LAYER:
        functions.describe_open(count, key, _to_the_last(tables.open_weights), begins_in)
    return [arrival, identity, key, children, needs, risk, engagement, place, last_closed, had_plans, begins_in]


def _start_of_keys(seed: int, replication: int) -> int:
    """What `entity_key` mixes a family's number into."""
    start = 0
    for word in (seed, replication, FAMILY):
        start = mix(start + word + GOLDEN)
    return start & MASK


def _layer(functions: Functions, rates: Any, quantiles: Any, tables: Tables, key: int, layer: int) -> tuple[Any, Any]:
    """The accepted arrivals of one layer: their times and identities."""
    room = len(rates) + FEW
    while True:
        times, identities = numpy.empty(room), numpy.empty(room, numpy.int64)
        count = functions.arrivals_in_layer(
            rates, quantiles, tables.unit_exponential, float(len(rates)), key, layer, room, times, identities
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
