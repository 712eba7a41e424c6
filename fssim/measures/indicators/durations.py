"""How long children are on each statutory plan, in the bands the statistics use. Counted in children, by real dates."""

from __future__ import annotations

from math import nan

import numpy as np

from fssim.measures.declaration import NEITHER, WORSE, Measure, indicator
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
from fssim.measures.log_view.view import View, once_a_log
from fssim.measures.published import LEAST_FOLLOWED, PLAN_BAND_MONTHS, PLAN_BANDS


@once_a_log
def plans_of(view: View) -> Runs:
    """Every spell on a statutory plan: consecutive stages of one plan, as one. Labels are the plans' rows."""
    return spells_of(view).runs(np.asarray(view.tables.stages.statutory_plan)[spells_of(view).stage])


def bands(view: View, start: Floats, end: Floats) -> Integers:
    """The published band of each duration, from 0 (the shortest)."""
    first, last = view.dates(start), view.dates(end)
    longer_than = np.stack([last > months_after(first, months) for months in PLAN_BAND_MONTHS])
    band: Integers = longer_than.sum(axis=0)
    return band


MEAN_WEEKS = Measure(
    "duration_{plan}_mean_weeks", "{plan} plan: mean duration of those ending", "weeks", WORSE,
    "Weeks that a {plan} plan had lasted when it ended, by real dates: mean over the children whose plan ended "
    "{observed}.",
)  # fmt: skip
MEDIAN_WEEKS = Measure(
    "duration_{plan}_median_weeks", "{plan} plan: median duration of those ending", "weeks", WORSE,
    "Weeks that a {plan} plan had lasted when it ended, by real dates: median over the children whose plan ended "
    "{observed}.",
)  # fmt: skip
STEADY_WEEKS = Measure(
    "duration_{plan}_stock_over_flow_weeks", "{plan} plan: duration if numbers were steady", "weeks", WORSE,
    "Child-weeks on a {plan} plan over children who began one, both {observed}: the mean duration if numbers are "
    "steady.",
)  # fmt: skip
CHILDREN_ON_PLAN = Measure(
    "duration_{plan}_children_mean", "Children on a {plan} plan, on average", "children", NEITHER,
    "Children on a {plan} plan on an average working day {observed}.",
)  # fmt: skip
BAND_RULE = "(by real dates; a plan of exactly a band's limit is in the lower band)"
ENDED_IN_BAND = Measure(
    "duration_{plan}_ended_{band}_percent", "{plan} plans ended: {band}", "%", NEITHER,
    "Of the children whose {plan} plan ended {observed}, the percentage for whom it had lasted {band} "
    f"{BAND_RULE}. Not given for bands that the run is too short to see.",
)  # fmt: skip
OPEN_IN_BAND = Measure(
    "duration_{plan}_open_{band}_percent", "{plan} plans open: {band}", "%", NEITHER,
    "Of the children on a {plan} plan at the end of each 31 March observed, the percentage for whom it had lasted "
    f"{{band}} {BAND_RULE}. Not given for bands that the run is too short to see.",
)  # fmt: skip


@indicator(MEAN_WEEKS, MEDIAN_WEEKS, STEADY_WEEKS, CHILDREN_ON_PLAN, ENDED_IN_BAND, OPEN_IN_BAND)
def durations(view: View) -> dict[str, float]:
    """Durations of the plans that ended in the observed years, and of those open at the end of each year."""
    plans = plans_of(view)
    measures: dict[str, float] = {}
    for row, name in enumerate(view.tables.names.statutory_plans):
        measures |= _of_plan(view, plans, plans.label == row, name)
    return measures


def _of_plan(view: View, plans: Runs, chosen: Booleans, plan: str) -> dict[str, float]:
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
        MEAN_WEEKS.named(plan=plan): mean(weeks, weights),
        MEDIAN_WEEKS.named(plan=plan): percentile(weeks, 50.0, weights.astype(np.int64)),
        STEADY_WEEKS.named(plan=plan): ratio(child_days * weeks_a_day, begun),
        CHILDREN_ON_PLAN.named(plan=plan): child_days / view.observed_days,
    }
    seen = _can_be_seen(view)
    for band, name in enumerate(PLAN_BANDS):
        ended_in, open_in = ENDED_IN_BAND.named(plan=plan, band=name), OPEN_IN_BAND.named(plan=plan, band=name)
        measures[ended_in] = percent(of_ended == band, weights) if seen[band] else nan
        measures[open_in] = percent(of_open == band, open_children) if seen[band] else nan
    return measures


def _can_be_seen(view: View) -> list[bool]:
    """Which bands a plan can be in for long enough to be counted: one begun on the first simulated day would have to
    come to the band before all but a tenth of the observed years are over."""
    first, last = view.dates(np.array([0.0, view.horizon - LEAST_FOLLOWED * view.observed_days]))
    reached = [int(months_after(np.array([first]), months)[0]) < last for months in PLAN_BAND_MONTHS]
    return [True, *reached]
