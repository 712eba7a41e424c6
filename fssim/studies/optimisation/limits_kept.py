"""How near a chosen staffing is to each limit, and how near any that was tried came: which limit stands in the way."""

from __future__ import annotations

import math

import pandas as pd

from fssim.studies.optimisation.estimates import Scores
from fssim.studies.optimisation.goals import Limit
from fssim.studies.optimisation.plan_file import Optimisation

AT_MOST, AT_LEAST, ABOVE_BASE, BELOW_BASE = "at_most", "at_least", "above_base_at_most", "below_base_at_most"


def frame_limits(question: Optimisation, chosen: Scores, tried: Scores) -> pd.DataFrame:
    """A row for each limit: the measure, what the file says of it, and what the first staffing of `chosen` and the
    nearest of all tried come to, as the file gives the bound."""
    rows = []
    first = len(question.goals.goals)
    for place, limit in enumerate(question.goals.limits, first):
        rows.append(
            {
                "measure": question.measures[limit.column],
                "limit": _name_limit(limit),
                "bound": _as_file(limit, limit.bound),
                "value": _as_file(limit, limit.sign * chosen.means[0, place] + limit.bound),
                "probability_kept": float((chosen.resampled[:, 0, place] <= 0.0).mean()),
                "nearest_tried": _as_file(limit, limit.sign * tried.means[:, place].min() + limit.bound),
                "can_be_kept": bool(tried.means[:, place].min() <= 0.0),
            }
        )
    columns = ["measure", "limit", "bound", "value", "probability_kept", "nearest_tried", "can_be_kept"]
    return pd.DataFrame(rows, columns=columns).set_index(["measure", "limit"])


def _name_limit(limit: Limit) -> str:
    if limit.over_base:
        return ABOVE_BASE if limit.sign > 0.0 else BELOW_BASE
    return AT_MOST if limit.sign > 0.0 else AT_LEAST


def _as_file(limit: Limit, value: float) -> float:
    """A value of the measure, or how far it is from the base's, as the file gives the bound; nan if there is none."""
    if not math.isfinite(value):
        return math.nan
    return float(-value if limit.over_base and limit.sign < 0.0 else value)
