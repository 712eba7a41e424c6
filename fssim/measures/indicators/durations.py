"""How long children are on each statutory plan, in the bands the statistics use. Counted in children, by real dates."""

from __future__ import annotations

from math import nan

import numpy as np

from fssim.measures.log_view.arithmetic import (
    Booleans,
    Floats,
    Integers,
    mean,
    months_after,
    percent,
    percentile,
    ratio,
    total,
)
from fssim.measures.log_view.spells import Runs, spells_of
from fssim.measures.log_view.view import View
from fssim.measures.published import LEAST_FOLLOWED, PLAN_BAND_MONTHS, PLAN_BANDS
from fssim.scenario.names import slug


def plans_of(view: View) -> Runs:
    """Every spell on a statutory plan: consecutive stages of one plan, as one. Labels are the plans' rows."""
    return spells_of(view).runs(np.asarray(view.tables.stages.statutory_plan)[spells_of(view).stage])


def bands(view: View, start: Floats, end: Floats) -> Integers:
    """The published band of each duration, from 0 (the shortest)."""
    first, last = view.dates(start), view.dates(end)
    longer_than = np.stack([last > months_after(first, months) for months in PLAN_BAND_MONTHS])
    band: Integers = longer_than.sum(axis=0)
    return band


def durations(view: View) -> dict[str, float]:
    """Durations of the plans that ended in the observed years, and of those open at the end of each year."""
    plans = plans_of(view)
    measures: dict[str, float] = {}
    for row, name in enumerate(view.tables.names.statutory_plans):
        measures |= _of_plan(view, plans, plans.label == row, f"duration_{slug(name)}")
    return measures


def _of_plan(view: View, plans: Runs, chosen: Booleans, prefix: str) -> dict[str, float]:
    children = view.children[plans.family].astype(np.float64)
    ended = chosen & plans.ended_in(view)
    weights = children[ended]
    weeks = (view.dates(plans.end[ended]) - view.dates(plans.start[ended])) / 7.0
    of_ended = bands(view, plans.start[ended], plans.end[ended])

    year_end, which = np.nonzero(chosen & plans.open_at(view.year_ends[:, None]))
    of_open = bands(view, plans.start[which], view.year_ends[year_end])
    open_children = children[which]
    child_days = total(view.in_window(plans.start[chosen], plans.end[chosen]) * children[chosen])
    begun = total(children[chosen & plans.began_in(view)])
    weeks_a_day = view.observed_weeks / view.observed_days

    measures = {
        f"{prefix}_mean_weeks": mean(weeks, weights),
        f"{prefix}_median_weeks": percentile(weeks, 50.0, weights.astype(np.int64)),
        f"{prefix}_stock_over_flow_weeks": ratio(child_days * weeks_a_day, begun),
        f"{prefix}_children_mean": child_days / view.observed_days,
    }
    seen = _can_be_seen(view)
    for band, name in enumerate(PLAN_BANDS):
        measures[f"{prefix}_ended_{name}_percent"] = percent(of_ended == band, weights) if seen[band] else nan
        measures[f"{prefix}_open_{name}_percent"] = percent(of_open == band, open_children) if seen[band] else nan
    return measures


def _can_be_seen(view: View) -> list[bool]:
    """Which bands a plan can be in for long enough to be counted: one begun on the first simulated day would have to
    come to the band before all but a tenth of the observed years are over."""
    first, last = view.dates(np.array([0.0, view.horizon - LEAST_FOLLOWED * view.observed_days]))
    reached = [int(months_after(np.array([first]), months)[0]) < last for months in PLAN_BAND_MONTHS]
    return [True, *reached]
