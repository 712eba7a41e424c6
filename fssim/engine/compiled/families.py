"""The families of one replication, drawn by compiled code: what `fssim.model.families` draws, to the last bit."""

from __future__ import annotations

from array import array
from math import ceil
from typing import Any, cast

import numpy
from numpy import uint64

from fssim.engine.compiled.draws import mix, uniform
from fssim.engine.compiled.jit import jitted, kept
from fssim.model.draws import FAMILY, GOLDEN, LAYER, MASK, Purposes, entity_key
from fssim.model.draws import mix as mix_in_python
from fssim.model.families import FamilyTable
from fssim.model.tables import QUANTILE_CELLS, Tables

_GOLDEN = uint64(GOLDEN)
_ARRIVAL, _HEIGHT, _CHILDREN, _NEEDS, _RISK, _ENGAGEMENT, _PLACE = (
    uint64(purpose)
    for purpose in (
        Purposes.ARRIVAL,
        Purposes.HEIGHT,
        Purposes.CHILDREN,
        Purposes.NEEDS,
        Purposes.RISK,
        Purposes.ENGAGEMENT,
        Purposes.PLACE,
    )
)
FEW = 64


def draw_families(tables: Tables, seed: int, replication: int) -> FamilyTable:
    """Every family first referred before the horizon, in order of arrival."""
    rates, quantiles = numpy.asarray(tables.families_a_day), numpy.asarray(tables.quantiles)
    layers = [
        _layer(rates, quantiles, tables, entity_key(seed, replication, LAYER, layer), layer)
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
    describe(
        uint64(_start_of_keys(seed, replication)),
        identity,
        numpy.asarray(tables.children_weights),
        numpy.asarray(tables.need_weights),
        numpy.asarray(tables.risk_weights),
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
        start = mix_in_python(start + word + GOLDEN)
    return start & MASK


def _layer(rates: Any, quantiles: Any, tables: Tables, key: int, layer: int) -> tuple[Any, Any]:
    """The accepted arrivals of one layer: their times and identities."""
    room = int(tables.horizon) + FEW
    while True:
        times, identities = numpy.empty(room), numpy.empty(room, numpy.int64)
        count = arrivals_in_layer(
            rates, quantiles, tables.unit_exponential, tables.horizon, uint64(key), layer, times, identities
        )
        if count >= 0:
            return times[:count], identities[:count]
        room *= 2


def _column(code: str, values: Any) -> array[Any]:
    column = array(code)
    column.frombytes(memoryview(cast(Any, numpy.ascontiguousarray(values))).cast("B"))
    return column


@jitted
def _quantile(quantiles: Any, row: int, draw: float) -> float:
    position = draw * QUANTILE_CELLS
    cell = int(position)
    at = row * (QUANTILE_CELLS + 1) + cell
    low = quantiles[at]
    return low + (quantiles[at + 1] - low) * (position - cell)  # type: ignore[no-any-return]


@jitted
def _pick(weights: Any, draw: float) -> int:
    for position in range(len(weights)):
        draw -= weights[position]
        if draw < 0.0:
            return position
    return len(weights) - 1


@kept
def arrivals_in_layer(
    rates: Any, quantiles: Any, exponential: int, horizon: float, key: Any, layer: int, times: Any, identities: Any
) -> int:
    """Fill in the accepted arrivals of one layer; their number, or -1 if there are more than there is room for."""
    count = 0
    time = 0.0
    index = 0
    while True:
        time += _quantile(quantiles, exponential, uniform(key, _ARRIVAL, index))
        if time >= horizon:
            return count
        if layer + uniform(key, _HEIGHT, index) < rates[int(time)]:
            if count == len(times):
                return -1
            times[count] = time
            identities[count] = (layer << 32) | index
            count += 1
        index += 1


@kept
def describe(
    start: Any,
    identity: Any,
    children_weights: Any,
    need_weights: Any,
    risk_weights: Any,
    quantiles: Any,
    engagement_row: int,
    keys: Any,
    children: Any,
    needs: Any,
    risk: Any,
    engagement: Any,
    place: Any,
) -> None:
    """Fill in what each family is like; children and needs as rows of their tables."""
    for family in range(len(identity)):
        key = mix(start + uint64(identity[family]) + _GOLDEN)
        keys[family] = key
        children[family] = _pick(children_weights, uniform(key, _CHILDREN, 0))
        needs[family] = _pick(need_weights, uniform(key, _NEEDS, 0))
        risk[family] = _pick(risk_weights, uniform(key, _RISK, 0))
        engagement[family] = _quantile(quantiles, engagement_row, uniform(key, _ENGAGEMENT, 0))
        place[family] = uniform(key, _PLACE, 0)
