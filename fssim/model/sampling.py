"""Turning a uniform draw into a quantity: a quantile table or a list of weights. Only + - * / are used, so that every
machine and both engines agree to the last bit."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.model.tables import (
    CELLS_A_PART,
    CELLS_BELOW_TAIL,
    KNOTS,
    QUANTILE_CELLS,
    TAIL,
    TAIL_CELLS,
    TAIL_PARTS,
    TAIL_STEP,
)

TAIL_SHARE = 1.0 - TAIL
LEFT = 1.0 - TAIL_STEP  # of the tail, beyond each of its parts
LAST_PART = CELLS_BELOW_TAIL + CELLS_A_PART * (TAIL_PARTS - 1)


def quantile(quantiles: Sequence[float], row: int, draw: float) -> float:
    """The quantity at a uniform draw: one look-up and one linear interpolation in row `row`."""
    position = draw * QUANTILE_CELLS if draw < TAIL else place_in_tail(draw)
    cell = int(position)
    at = row * KNOTS + cell
    low = quantiles[at]
    return low + (quantiles[at + 1] - low) * (position - cell)


def place_in_tail(draw: float) -> float:
    """The cell of a draw from the upper tail, and how far through it.

    The tail comes in parts, each an eighth as likely as the one before, so that cells stay narrow in proportion to what
    is beyond them, down to the last bit of a draw: it is from there that long tails have their variance.
    """
    first, within = CELLS_BELOW_TAIL, (draw - TAIL) / TAIL_SHARE
    while within >= TAIL_STEP and first < LAST_PART:
        first, within = first + CELLS_A_PART, (within - TAIL_STEP) / LEFT
    return first + within * TAIL_CELLS


def chances_beyond() -> list[float]:
    """How likely a draw is to be above each of the `KNOTS` knots of a table, in order."""
    found = [1.0 - cell / QUANTILE_CELLS for cell in range(CELLS_BELOW_TAIL)]
    share = TAIL_SHARE
    for _ in range(TAIL_PARTS - 1):
        found += [share * (1.0 - cell / TAIL_CELLS) for cell in range(CELLS_A_PART)]
        share *= LEFT
    return [*found, *(share * (1.0 - cell / TAIL_CELLS) for cell in range(TAIL_CELLS + 1))]


def pick(weights: Sequence[float], draw: float) -> int:
    """Which of several weights (that sum to 1) a uniform draw falls in: its position, in order."""
    for position, weight in enumerate(weights):
        draw -= weight
        if draw < 0.0:
            return position
    return len(weights) - 1


def tilted(chance: float, odds_multiplier: float) -> float:
    """A chance with its odds multiplied: p m / (1 - p + p m). Nothing of odds, even of a certainty's, is no chance."""
    raised = chance * odds_multiplier
    whole = 1.0 - chance + raised
    return raised / whole if whole > 0.0 else 0.0
