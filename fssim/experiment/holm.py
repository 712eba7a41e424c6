"""Many tests at once: p-values that allow for how many there are."""

from __future__ import annotations

import math
from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values, in the order given (Holm, 1979, "A simple sequentially rejective multiple test procedure").

    Calling a difference real wherever its adjusted p-value is at most 0.05 is wrong about even one of them in at most
    5% of studies, however the tests depend on one another. What is nan is no test: it stays nan and is not counted.
    """
    order = sorted((p, place) for place, p in enumerate(p_values) if not math.isnan(p))
    adjusted = [math.nan] * len(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(order):
        largest = min(1.0, max(largest, (len(order) - rank) * p))
        adjusted[place] = largest
    return adjusted
