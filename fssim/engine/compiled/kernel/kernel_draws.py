"""Draws, quantities and chances: the arithmetic of `fssim.model.draws` and `fssim.model.draws`, in 64-bit words."""

from __future__ import annotations

from typing import Any

from numpy import float64, uint64

from fssim.engine.compiled.kernel.jit import inlined, jitted
from fssim.engine.compiled.kernel.record_access import courses_of_need, families, need_purposes, quantiles, quantities
from fssim.model.draws import GOLDEN, LAST_PART, LEFT, NEED_DRAWS, TAIL_SHARE, UNIT
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
def uniform(key: Any, purpose: Any, index: int) -> float:
    """A uniform draw strictly between 0 and 1."""
    word = mix(mix(uint64(key) ^ uint64(purpose)) + uint64(index + 1) * _GOLDEN)
    return float64((word >> _11) | _1) * UNIT


@inlined
def quantile(w: Any, row: int, draw: float) -> float:
    """The quantity at a uniform draw; without a look-up if it is always the same."""
    quantity = quantities(w, row)
    if not quantity.varies:
        return quantity.least  # type: ignore[no-any-return]
    position = draw * QUANTILE_CELLS if draw < TAIL else place_in_tail(draw)
    cell = int(position)
    at = row * KNOTS + cell
    low = quantiles(w, at).value
    return low + (quantiles(w, at + 1).value - low) * (position - cell)  # type: ignore[no-any-return]


@jitted
def place_in_tail(draw: float) -> float:
    """The cell of a draw from the upper tail, and how far through it."""
    first, within = CELLS_BELOW_TAIL, (draw - TAIL) / TAIL_SHARE
    while within >= TAIL_STEP and first < LAST_PART:
        first, within = first + CELLS_A_PART, (within - TAIL_STEP) / LEFT
    return first + within * TAIL_CELLS


@inlined
def tilted(chance: float, odds_multiplier: float) -> float:
    """A chance with its odds multiplied. Nothing of odds, even of a certainty's, is no chance."""
    raised = chance * odds_multiplier
    whole = 1.0 - chance + raised
    return raised / whole if whole > 0.0 else 0.0


@inlined
def draw(w: Any, family: int, purpose: Any, index: int) -> float:
    """A family's own uniform draw."""
    return uniform(families(w, family).key, purpose, index)  # type: ignore[no-any-return]


@inlined
def draw_need(w: Any, family: int, need: int, purpose: int, index: int) -> float:
    """A uniform draw of a family's own for one of its needs."""
    return uniform(  # type: ignore[no-any-return]
        families(w, family).key, need_purposes(w, need * _NEED_DRAWS + purpose).value, index
    )


@inlined
def need_at(w: Any, family: int, need: int) -> Any:
    """The course of a family's need."""
    return courses_of_need(w, family * w.need_count + need)
