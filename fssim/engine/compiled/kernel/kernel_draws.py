"""Draws, quantities and chances, with the arithmetic of `fssim.model.draws` in 64-bit words; and the families of a
replication, drawn: when they come, and what they are like.
"""

from __future__ import annotations

from typing import Any

from numpy import float64, uint64

from fssim.engine.compiled.kernel.compiled_code import (
    courses_of_need,
    families,
    inlined,
    jitted,
    need_purposes,
    quantiles,
    quantities,
)
from fssim.model.draws import GOLDEN, LAST_PART, LEFT, NEED_DRAWS, TAIL_SHARE, UNIT, Purposes
from fssim.model.tables import CELLS_A_PART, CELLS_BELOW_TAIL, KNOTS, QUANTILE_CELLS, TAIL, TAIL_CELLS, TAIL_STEP

_GOLDEN = uint64(GOLDEN)
_FIRST, _SECOND = uint64(0xBF58476D1CE4E5B9), uint64(0x94D049BB133111EB)
_11, _27, _30, _31, _1 = uint64(11), uint64(27), uint64(30), uint64(31), uint64(1)
_NEED_DRAWS = len(NEED_DRAWS)


@inlined
def mix(word: Any) -> Any:
    """Scramble 64 bits."""
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return word ^ (word >> _31)


@inlined
def draw_uniform(key: Any, purpose: Any, index: int) -> float:
    """A uniform draw strictly between 0 and 1."""
    word = mix(mix(uint64(key) ^ uint64(purpose)) + uint64(index + 1) * _GOLDEN)
    return float64((word >> _11) | _1) * UNIT


@inlined
def find_quantile(w: Any, row: int, draw: float) -> float:
    """The quantity at a uniform draw; without a look-up if it is always the same."""
    quantity = quantities(w, row)
    if not quantity.varies:
        return quantity.least  # type: ignore[no-any-return]
    position = draw * QUANTILE_CELLS if draw < TAIL else find_place_in_tail(draw)
    cell = int(position)
    at = row * KNOTS + cell
    low = quantiles(w, at).value
    return low + (quantiles(w, at + 1).value - low) * (position - cell)  # type: ignore[no-any-return]


@inlined
def find_place_in_tail(draw: float) -> float:
    """The cell of a draw from the upper tail, and how far through it."""
    first, within = CELLS_BELOW_TAIL, (draw - TAIL) / TAIL_SHARE
    while within >= TAIL_STEP and first < LAST_PART:
        first, within = first + CELLS_A_PART, (within - TAIL_STEP) / LEFT
    return first + within * TAIL_CELLS


@inlined
def tilt(chance: float, odds_multiplier: float) -> float:
    """A chance with its odds multiplied. Nothing of odds, even of a certainty's, is no chance."""
    raised = chance * odds_multiplier
    whole = 1.0 - chance + raised
    return raised / whole if whole > 0.0 else 0.0


@inlined
def draw(w: Any, family: int, purpose: Any, index: int) -> float:
    """A family's own uniform draw."""
    return draw_uniform(families(w, family).key, purpose, index)  # type: ignore[no-any-return]


@inlined
def draw_need(w: Any, family: int, need: int, purpose: int, index: int) -> float:
    """A uniform draw of a family's own for one of its needs."""
    return draw_uniform(  # type: ignore[no-any-return]
        families(w, family).key, need_purposes(w, need * _NEED_DRAWS + purpose).value, index
    )


@inlined
def find_need(w: Any, family: int, need: int) -> Any:
    """The course of a family's need."""
    return courses_of_need(w, family * w.need_count + need)


_GOLDEN = uint64(GOLDEN)
_ARRIVAL, _HEIGHT, _CHILDREN, _NEEDS, _RISK, _ENGAGEMENT, _PLACE, _LAST_CLOSED, _HAD_PLAN, _BEGINS_IN = (
    uint64(purpose)
    for purpose in (
        Purposes.ARRIVAL,
        Purposes.HEIGHT,
        Purposes.CHILDREN,
        Purposes.NEEDS,
        Purposes.RISK,
        Purposes.ENGAGEMENT,
        Purposes.PLACE,
        Purposes.LAST_CLOSED,
        Purposes.HAD_PLAN,
        Purposes.BEGINS_IN,
    )
)


@jitted
def _find_quantile(quantiles: Any, row: int, draw: float) -> float:
    position = draw * QUANTILE_CELLS if draw < TAIL else find_place_in_tail(draw)
    cell = int(position)
    at = row * KNOTS + cell
    low = quantiles[at]
    return low + (quantiles[at + 1] - low) * (position - cell)  # type: ignore[no-any-return]


@jitted
def _pick(weights: Any, draw: float) -> int:
    """The first position at which the weights so far are more than the draw; the last weight is infinite."""
    position = 0
    draw -= weights[0]
    while draw >= 0.0:
        position += 1
        draw -= weights[position]
    return position


@jitted
def arrivals_in_layer(
    rates: Any,
    quantiles: Any,
    exponential: int,
    horizon: float,
    key: Any,
    layer: int,
    room: int,
    times: Any,
    identities: Any,
) -> int:
    """Fill in the accepted arrivals of one layer; their number, or -1 if there are more than there is room for."""
    count = 0
    time = 0.0
    index = 0
    while True:
        time += _find_quantile(quantiles, exponential, draw_uniform(key, _ARRIVAL, index))
        if time >= horizon:
            return count
        if layer + draw_uniform(key, _HEIGHT, index) < rates[int(time)]:
            if count == room:
                return -1
            times[count] = time
            identities[count] = (layer << 32) | index
            count += 1
        index += 1


@jitted
def describe_families(
    start: Any,
    count: int,
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
    for family in range(count):
        key = mix(start + uint64(identity[family]) + _GOLDEN)
        keys[family] = key
        children[family] = _pick(children_weights, draw_uniform(key, _CHILDREN, 0))
        needs[family] = _pick(need_weights, draw_uniform(key, _NEEDS, 0))
        risk[family] = _pick(risk_weights, draw_uniform(key, _RISK, 0))
        engagement[family] = _find_quantile(quantiles, engagement_row, draw_uniform(key, _ENGAGEMENT, 0))
        place[family] = draw_uniform(key, _PLACE, 0)


@jitted
def _find_share_beyond(quantiles: Any, chances: Any, row: int, quantity: float) -> float:
    """How likely what is drawn from row `row` is to be above a quantity."""
    first = row * KNOTS
    low, high = first, first + KNOTS
    while low < high:
        middle = (low + high) >> 1
        if quantity < quantiles[middle]:
            high = middle
        else:
            low = middle + 1
    knot = low - 1
    if knot < first:
        return 1.0
    if knot == first + KNOTS - 1:
        return 0.0
    above, below = chances[knot - first], chances[knot - first + 1]
    return above - (above - below) * (  # type: ignore[no-any-return]
        (quantity - quantiles[knot]) / (quantiles[knot + 1] - quantiles[knot])
    )


@jitted
def describe_past(
    count: int,
    keys: Any,
    arrival: Any,
    quantiles: Any,
    chances: Any,
    delay: int,
    plans: int,
    plan_shares: Any,
    last_closed: Any,
    had_plans: Any,
) -> None:
    """Fill in when each family that returns was closed, and the statutory plans it had been on."""
    for family in range(count):
        key, time = keys[family], arrival[family]
        longer = _find_share_beyond(quantiles, chances, delay, time)
        drawn = min(1.0 - longer * draw_uniform(key, _LAST_CLOSED, 0), 1.0 - UNIT)
        last_closed[family] = min(time - _find_quantile(quantiles, delay, drawn), 0.0)
        had_plans[family] = 0
        for plan in range(plans):
            if draw_uniform(key, _HAD_PLAN, plan) < plan_shares[plan]:
                had_plans[family] |= 1 << plan


@jitted
def describe_open(count: int, keys: Any, stage_weights: Any, begins_in: Any) -> None:
    """Fill in the stage that each family is in when the run begins."""
    for family in range(count):
        begins_in[family] = _pick(stage_weights, draw_uniform(keys[family], _BEGINS_IN, 0))
