"""Turning a uniform draw into a quantity: a quantile table or a list of weights. Only + - * / are used, so that every
machine and both engines agree to the last bit."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.model.tables import QUANTILE_CELLS


def quantile(quantiles: Sequence[float], row: int, draw: float) -> float:
    """The quantity at a uniform draw: one look-up and one linear interpolation in row `row`."""
    position = draw * QUANTILE_CELLS
    cell = int(position)
    at = row * (QUANTILE_CELLS + 1) + cell
    low = quantiles[at]
    return low + (quantiles[at + 1] - low) * (position - cell)


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
