"""Which unknown number would change the choice between the staffings that came near: from their fresh replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from fssim.studies.decisions.futures import spread_tables
from fssim.studies.decisions.weigh_numbers import FEWEST_FUTURES, WeighedNumbers, weigh_numbers
from fssim.studies.optimisation.plan_file import Optimisation
from fssim.studies.sweeps.plan.sweep_file import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def weigh_unknowns(
    question: Optimisation, numbers: Sequence[int], fresh: Sequence[Floats], base: Floats,
    futures: Sequence[Mapping[str, Value]],
) -> WeighedNumbers:  # fmt: skip
    """What each uncertainty would be worth to know before choosing between staffings, by the first goal.

    Each replication is in a future of its own, the same for every staffing: what differs between them, over a number's
    values, is a curve through as many points as there are replications. Nothing is said where there is nothing to
    choose between, nothing uncertain, or fewer than 30 futures.
    """
    seed = question.plan.seed
    if len(futures) < FEWEST_FUTURES or len(numbers) < 2:
        return weigh_numbers((), (), np.zeros((1, 1)), (), seed)
    benefits = -np.column_stack([question.goals.score(rows, base)[:, 0] for rows in fresh])
    known = np.asarray(np.isfinite(benefits).all(axis=1))
    uncertainties, values = spread_tables(question.sweep.uncertainties, futures)
    kept = [future for future, is_known in zip(values, known, strict=True) if is_known]
    return weigh_numbers(uncertainties, kept, benefits[known], numbers, seed)
