"""How long a simulated service takes to settle, from its own numbers: MSER-5.

MSER-5 (White, 1997, "An effective truncation heuristic for bias reduction in simulation output") takes means of five
weeks and leaves out as many of the first of them as makes the standard error of the mean of the rest least.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WEEKS_A_BATCH = 5
FEWEST_BATCHES = 5  # to work out a variance from


def find_truncation(numbers: NDArray[np.float64]) -> int:
    """Find how many weeks MSER-5 leaves out of a weekly series.

    Parameters
    ----------
    numbers
        One a week, from the start of the run, in any unit: shape (weeks,), float64.

    Returns
    -------
    int
        Weeks, a multiple of 5, and at most what leaves five batches of five weeks; 0 if there are no five batches.
    """
    batches = len(numbers) // WEEKS_A_BATCH
    means = numbers[: batches * WEEKS_A_BATCH].reshape(batches, WEEKS_A_BATCH).mean(axis=1)
    errors = [means[left_out:].var() / (batches - left_out) for left_out in range(batches - FEWEST_BATCHES + 1)]
    return int(np.argmin(errors)) * WEEKS_A_BATCH if errors else 0
