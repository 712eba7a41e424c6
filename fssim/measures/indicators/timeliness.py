"""What was done in time, and how late the rest was, against due dates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures import published
from fssim.measures.log_view.arithmetic import Integers, percent, percentile, ratio
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from fssim.measures.published import rows_named
from fssim.scenario.names import slug


def timeliness(view: View) -> dict[str, float]:
    """Of each activity held in the observed years and with a due date: how many in time, how late the late.

    What is done on the day it is due is in time; lateness is in whole working days after that.
    """
    names = view.tables.names.activities
    rows = view.observed(view.rows(Event.HELD))
    rows = rows[~np.isnan(view.due[rows]) & (view.family[rows] >= 0)]
    activity = view.subject[rows].astype(np.int64)
    lateness = np.floor(view.time[rows]) - np.floor(view.due[rows])
    late = lateness > 0.0
    held = np.bincount(activity, minlength=len(names))
    late_count = np.bincount(activity[late], minlength=len(names))
    late_days = np.bincount(activity[late], weights=lateness[late], minlength=len(names))

    def in_time(wanted: Sequence[str]) -> float:
        which = rows_named(names, wanted)
        return 100.0 * (1.0 - ratio(float(late_count[which].sum()), float(held[which].sum())))

    measures = {}
    for row, name in enumerate(names):
        if name in view.tables.names.courses:
            continue
        measures[f"timely_{slug(name)}_percent"] = 100.0 * (1.0 - ratio(float(late_count[row]), float(held[row])))
        measures[f"late_{slug(name)}_mean_working_days"] = ratio(float(late_days[row]), float(late_count[row]))
    measures["visits_in_time_percent"] = in_time(published.VISITS)
    measures["reviews_in_time_percent"] = in_time(published.CHILD_PROTECTION_REVIEWS)
    return measures | _assessments(view)


def _assessments(view: View) -> dict[str, float]:
    """Assessments completed in the observed years, from referral, counted in children."""
    completed = rows_named(view.tables.names.activities, published.ASSESSMENT_COMPLETED)
    rows = view.observed(view.rows(Event.HELD))
    rows = rows[np.isin(view.subject[rows], completed)]
    children = view.children[view.family[rows]]
    days = np.floor(view.time[rows]) - np.floor(_referred(view, rows))
    return {
        "assessment_median_working_days": percentile(days, 50.0, children),
        "assessment_p90_working_days": percentile(days, 90.0, children),
        "assessment_within_45_working_days_percent": percent(
            days <= published.ASSESSMENT_LIMIT, children.astype(np.float64)
        ),
    }


def _referred(view: View, rows: Integers) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """When the episode that each of these rows belongs to began."""
    spells = spells_of(view)
    width = len(view) + 1
    key = view.family[rows].astype(np.int64) * width + rows
    return spells.referred[np.searchsorted(spells.family * width + spells.row, key) - 1]
