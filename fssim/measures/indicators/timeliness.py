"""What was done in time, and how late the rest was, against due dates."""

from __future__ import annotations

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.declaration import BETTER, WORSE, Measure, indicator
from fssim.measures.log_view.arithmetic import Integers, percent, percentile, ratio
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from fssim.measures.published import ASSESSMENT_LIMIT, rows_counted_as
from fssim.scenario.schema.pathway import ActivityCount

IN_TIME = Measure(
    "timely_{activity}_percent", "In time: {activity}", "%", BETTER,
    "Of '{activity}' held {observed} with a due date, the percentage held on the day they were due or before.",
)  # fmt: skip
DAYS_LATE = Measure(
    "late_{activity}_mean_working_days", "How late, when late: {activity}", "working days", WORSE,
    "Whole working days after the day it was due, mean over '{activity}' held late {observed}.",
)  # fmt: skip
VISITS_IN_TIME = Measure(
    "visits_in_time_percent", "Visits in time", "%", BETTER,
    "Child protection visits, child in need visits and visits in proceedings held {observed}: the percentage held on "
    "the day they were due or before.",
)  # fmt: skip
REVIEWS_IN_TIME = Measure(
    "reviews_in_time_percent", "Child protection reviews in time", "%", BETTER,
    "Review child protection conferences held {observed}: the percentage held on the day they were due or before.",
)  # fmt: skip
ASSESSMENT_MEDIAN = Measure(
    "assessment_median_working_days", "Assessment: median time from referral", "working days", WORSE,
    "Working days from the day of the referral to that of the assessment's sign-off, for the middle child of the "
    "assessments completed {observed}.",
)  # fmt: skip
ASSESSMENT_P90 = Measure(
    "assessment_p90_working_days", "Assessment: nine in ten within", "working days", WORSE,
    "Working days from the day of the referral to that of the assessment's sign-off, within which nine in ten "
    "children's were completed, of those completed {observed}.",
)  # fmt: skip
ASSESSMENTS_IN_TIME = Measure(
    "assessment_within_45_working_days_percent", "Assessments within 45 working days", "%", BETTER,
    "Children whose assessment was completed {observed}: the percentage completed within 45 working days of the "
    "referral.",
)  # fmt: skip


@indicator(IN_TIME, DAYS_LATE, VISITS_IN_TIME, REVIEWS_IN_TIME)
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

    def in_time(what: ActivityCount) -> float:
        which = rows_counted_as(view.tables.names.activities_counted_as, what)
        return 100.0 * (1.0 - ratio(float(late_count[which].sum()), float(held[which].sum())))

    measures = {}
    for row, name in enumerate(names):
        if name in view.tables.names.courses:
            continue
        measures[IN_TIME.named(activity=name)] = 100.0 * (1.0 - ratio(float(late_count[row]), float(held[row])))
        measures[DAYS_LATE.named(activity=name)] = ratio(float(late_days[row]), float(late_count[row]))
    measures[VISITS_IN_TIME.name] = in_time(ActivityCount.statutory_visit)
    measures[REVIEWS_IN_TIME.name] = in_time(ActivityCount.review_conference)
    return measures


@indicator(ASSESSMENT_MEDIAN, ASSESSMENT_P90, ASSESSMENTS_IN_TIME)
def assessments(view: View) -> dict[str, float]:
    """Assessments completed in the observed years, from referral, counted in children."""
    completed = rows_counted_as(view.tables.names.activities_counted_as, ActivityCount.assessment)
    rows = view.observed(view.rows_about(Event.HELD, completed))
    children = view.children[view.family[rows]]
    days = np.floor(view.time[rows]) - np.floor(_referred(view, rows))
    return {
        ASSESSMENT_MEDIAN.name: percentile(days, 50.0, children),
        ASSESSMENT_P90.name: percentile(days, 90.0, children),
        ASSESSMENTS_IN_TIME.name: percent(days <= ASSESSMENT_LIMIT, children.astype(np.float64)),
    }


def _referred(view: View, rows: Integers) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """When the episode that each of these rows belongs to began."""
    spells = spells_of(view)
    width = len(view) + 1
    key = view.family[rows].astype(np.int64) * width + rows
    return spells.referred[np.searchsorted(spells.family * width + spells.row, key) - 1]
