"""How long children are on each statutory plan, in the bands the statistics use, counted in children, by real dates;
how long assessments take; and what was done in time, and how late the rest was, against due dates."""

from __future__ import annotations

from math import nan

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event
from fssim.measures.declaration import BETTER, NEITHER, WORSE, Measure, indicator
from fssim.measures.log_view.arithmetic import mean, months_after, percent, percentile, ratio, total
from fssim.measures.log_view.spells import Runs, spell_at, spells_of
from fssim.measures.log_view.view import View, once_a_log
from fssim.measures.published import ASSESSMENT_LIMIT, LEAST_FOLLOWED, PLAN_BAND_MONTHS, PLAN_BANDS, rows_counted_as
from fssim.scenario.schema.activities import ActivityCount


@once_a_log
def plans_of(view: View) -> Runs:
    """Every spell on a statutory plan: consecutive stages of one plan, as one. Labels are the plans' rows."""
    return spells_of(view).runs(np.asarray(view.tables.stages.statutory_plan)[spells_of(view).stage])


def bands(view: View, start: Floats, end: Floats) -> Integers:
    """The published band of each duration, from 0 (the shortest)."""
    first, last = view.dates(start), view.dates(end)
    longer_than = last > months_after(first, np.array(PLAN_BAND_MONTHS)[:, None])
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
    plans, seen = plans_of(view), _can_be_seen(view)
    ended = np.flatnonzero(plans.ended_in(view))
    of_ended = bands(view, plans.start[ended], plans.end[ended])
    year_end, is_open = np.nonzero(plans.open_at(view.year_ends[:, None]))
    of_open = bands(view, plans.start[is_open], view.year_ends[year_end])
    measures: dict[str, float] = {}
    for row, name in enumerate(view.tables.names.statutory_plans):
        mine, mine_open = plans.label[ended] == row, plans.label[is_open] == row
        measures |= _how_long(view, plans, ended[mine], plans.label == row, name)
        in_bands = (
            (ENDED_IN_BAND, _percent_in_bands(of_ended[mine], view.children[plans.family[ended[mine]]])),
            (OPEN_IN_BAND, _percent_in_bands(of_open[mine_open], view.children[plans.family[is_open[mine_open]]])),
        )
        for band, named in enumerate(PLAN_BANDS):
            for measure, percentages in in_bands:
                measures[measure.named(plan=name, band=named)] = percentages[band] if seen[band] else nan
    return measures


def _how_long(view: View, plans: Runs, ended: Integers, chosen: Booleans, plan: str) -> dict[str, float]:
    """Of the plans chosen, those among them that ended in the observed years being known: means, and the median."""
    children = view.children[plans.family].astype(np.float64)
    weights = children[ended]
    weeks = (view.dates(plans.end[ended]) - view.dates(plans.start[ended])) / 7.0
    child_days = total(view.in_window(plans.start[chosen], plans.end[chosen]) * children[chosen])
    begun = total(children[chosen & plans.began_in(view)])
    weeks_a_day = view.observed_weeks / view.observed_days
    return {
        MEAN_WEEKS.named(plan=plan): mean(weeks, weights),
        MEDIAN_WEEKS.named(plan=plan): percentile(weeks, 50.0, weights.astype(np.int64)),
        STEADY_WEEKS.named(plan=plan): ratio(child_days * weeks_a_day, begun),
        CHILDREN_ON_PLAN.named(plan=plan): child_days / view.observed_days,
    }


def _percent_in_bands(band: Integers, children: Integers) -> list[float]:
    """The percentage of so many children that each band has."""
    in_band, everyone = np.bincount(band, children, len(PLAN_BANDS)), float(children.sum())
    return [ratio(100.0 * float(counted), everyone) for counted in in_band]


def _can_be_seen(view: View) -> list[bool]:
    """Which bands a plan can be in for long enough to be counted: one begun on the first simulated day would have to
    come to the band before all but a tenth of the observed years are over."""
    first, last = view.dates(np.array([0.0, view.horizon - LEAST_FOLLOWED * view.observed_days]))
    reached = months_after(np.array([first]), np.array(PLAN_BAND_MONTHS)[:, None])[:, 0] < last
    return [True, *reached.tolist()]


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
    return spells_of(view).referred[spell_at(view, rows)]
