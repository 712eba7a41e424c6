"""What each measure is called in words, its unit, and whether more of it is worse."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import inf

from fssim.measures.definitions import definition_of

WORSE, BETTER, NEITHER = "worse", "better", "neither"
ONLY_WORSE = "worse, though less is no better"


@dataclass(frozen=True, slots=True)
class Description:
    """A measure for people to read. `more_is` is `worse`, `better`, `neither`, or `worse, though less
    is no better`: of waits that may be fewer because they have become waits for something else.

    It cannot be below `least` or above `most`: a share lies between 0 and 100, and what is counted is not below 0.
    `definition` says exactly what it counts.
    """

    label: str
    unit: str
    more_is: str
    least: float = -inf
    most: float = inf
    name: str = field(default="", compare=False)

    def smallest_that_matters(self, share: float) -> float:
        """The share of a value that is too little to matter; none of money, which adds up and can be spent."""
        return 0.0 if self.unit.startswith("GBP") else share

    @property
    def definition(self) -> str:
        return definition_of(self.name)


UNITS = (  # by how the name ends; the first that fits
    ("_percent_a_year", "% a year"),
    ("_percent", "%"),
    ("_working_days", "working days"),
    ("_days_per_family", "working days a family"),
    ("_gbp_per_child_in_need_week", "GBP a week"),
    ("_gbp_per_family", "GBP a family"),
    ("_gbp_a_year", "GBP a year"),
    ("_gbp", "GBP"),
    ("_weeks", "weeks"),
    ("_at_31_march_per_10000_children", "per 10,000 children"),
    ("children_in_need_per_10000_children", "per 10,000 children"),
    ("_per_10000_children", "a year per 10,000 children"),
    ("_per_year", "hours a year"),
    ("_children_per_full_time_worker", "children"),
    ("_children", "children"),
    ("_children_mean", "children"),
    ("_families_waiting", "families"),
    ("_families_mean", "families"),
    ("workers_per_family", "workers"),
    ("_band", "band"),
)

LINES = {
    "unallocated": "unallocated",
    "overdue": "work overdue, waiting for a worker",
    "waiting_post_vacant": "last need waiting: post vacant",
    "waiting_practitioner_list": "last need on a practitioner's list",
    "waiting_external_service": "last need waiting: external service",
    "not_engaged": "last need: parent not engaged, not yet picked up",
    "awaiting_decision": "ready, and awaiting a decision",
    "court": "waiting for the court",
    "moving": "moving",
    "drift": "drift (all but moving and court)",
}
SAID = LINES | {"case_holders": "case-holding workers"}
LEDGER_RULE = (
    "Each day on a plan is booked once: as unallocated while it is, otherwise by its last need, which is the need, or "
    "the plan work, that finished last or has most still to do. Sessions for another need may be held that day: they "
    "would not end the plan sooner."
)
JUDGED_LINES = {"drift": WORSE, "unallocated": WORSE, "overdue": WORSE, "waiting_post_vacant": WORSE} | dict.fromkeys(
    ("waiting_practitioner_list", "waiting_external_service", "not_engaged"), ONLY_WORSE
)
_LINE = "|".join(LINES)
_NEED_ROUTE = "(?P<need>.+)_(?P<route>internal|external)"

ENTRIES = (  # the first that matches the whole name; {names} stand for what matched, with spaces
    (r"referrals_per_10000_children", "Children referred", NEITHER),
    (r"no_further_action_percent", "Referrals with no further action", NEITHER),
    (r"assessed_not_in_need_percent", "Referrals assessed and found not in need", NEITHER),
    (r"section_47_per_10000_children", "Section 47 enquiries", NEITHER),
    (r"initial_conferences_per_10000_children", "Initial child protection conferences", NEITHER),
    (r"conferences_per_section_47_percent", "Initial conferences per section 47 enquiry", NEITHER),
    (r"plans_per_conference_percent", "Plans per initial conference", NEITHER),
    (r"plans_(?P<plan>.+)_starts_per_10000_children", "{plan} plans started", NEITHER),
    (r"plans_(?P<plan>.+)_at_31_march_per_10000_children", "Children on a {plan} plan at 31 March", NEITHER),
    (r"plans_(?P<plan>.+)_repeat_percent", "{plan} plans that are a second or later one", WORSE),
    (r"child_in_need_plan_share_percent", "Children in need who are on a child in need plan", NEITHER),
    (r"children_in_need_per_10000_children", "Children in need, on average", NEITHER),
    (r"re_referred_within_12_months_percent", "Referred again within 12 months of closure", WORSE),
    (r"care_applications_per_10000_children", "Care applications (families)", WORSE),
    (r"proceedings_mean_weeks", "Mean length of care proceedings", WORSE),
    (r"duration_(?P<plan>.+)_stock_over_flow_weeks", "{plan} plan: duration if numbers were steady", WORSE),
    (r"duration_(?P<plan>.+)_(?P<which>mean|median)_weeks", "{plan} plan: {which} duration of those ending", WORSE),
    (r"duration_(?P<plan>.+)_children_mean", "Children on a {plan} plan, on average", NEITHER),
    (r"duration_(?P<plan>.+)_(?P<form>ended|open)_(?P<band>.+)_percent", "{plan} plans {form}: {band}", NEITHER),
    (r"visits_in_time_percent", "Visits in time", BETTER),
    (r"reviews_in_time_percent", "Child protection reviews in time", BETTER),
    (r"timely_(?P<activity>.+)_percent", "In time: {activity}", BETTER),
    (r"late_(?P<activity>.+)_mean_working_days", "How late, when late: {activity}", WORSE),
    (r"assessment_median_working_days", "Assessment: median time from referral", WORSE),
    (r"assessment_p90_working_days", "Assessment: nine in ten within", WORSE),
    (r"assessment_within_45_working_days_percent", "Assessments within 45 working days", BETTER),
    (r"wait_(?P<need>.+)_from_first_referral_mean_working_days", "{need}: first referral to start, mean", WORSE),
    (r"wait_(?P<need>.+)_from_first_referral_p90_working_days", "{need}: first referral to start, 9 in 10", WORSE),
    (r"wait_(?P<need>.+)_ever_started_percent", "{need}: referred under a plan and ever started", BETTER),
    (r"wait_(?P<need>.+)_open_mean_working_days", "{need}: waited so far, of those still waiting", WORSE),
    (rf"wait_{_NEED_ROUTE}_to_offer_mean_working_days", "{need}, {route}: from referral to first offer, mean", WORSE),
    (rf"wait_{_NEED_ROUTE}_mean_working_days", "{need}, {route}: mean wait", WORSE),
    (rf"wait_{_NEED_ROUTE}_p90_working_days", "{need}, {route}: 9 in 10 wait up to", WORSE),
    (rf"wait_{_NEED_ROUTE}_took_up_percent", "{need}, {route}: offers taken up", BETTER),
    (rf"wait_{_NEED_ROUTE}_families_waiting", "{need}, {route}: families waiting", ONLY_WORSE),
    (r"help_wait_needs_(?P<number>\d+)_mean_working_days", "Wait for help, families by needs, {number}: mean", WORSE),
    (r"help_wait_needs_(?P<number>\d+)_p90_working_days", "Wait for help, families by needs, {number}: 9 in 10", WORSE),
    (r"help_wait_(?P<cut>stage|team)_(?P<group>.+)_mean_working_days", "Wait for help, {cut} {group}: mean", WORSE),
    (r"help_wait_(?P<cut>stage|team)_(?P<group>.+)_p90_working_days", "Wait for help, {cut} {group}: 9 in 10", WORSE),
    (
        r"plan_drift_needs_(?P<number>\d+)_mean_working_days",
        "Drift of a plan, families by needs, {number}: mean",
        WORSE,
    ),
    (
        r"plan_drift_needs_(?P<number>\d+)_p90_working_days",
        "Drift of a plan, families by needs, {number}: 9 in 10",
        WORSE,
    ),
    (r"plan_drift_(?P<cut>stage|team)_(?P<group>.+)_mean_working_days", "Drift of a plan, {cut} {group}: mean", WORSE),
    (
        r"plan_drift_(?P<cut>stage|team)_(?P<group>.+)_p90_working_days",
        "Drift of a plan, {cut} {group}: 9 in 10",
        WORSE,
    ),
    (r"followed_started_percent", "Of those followed: started help in that episode", BETTER),
    (r"followed_wait_mean_working_days", "Of those followed who started: mean wait", WORSE),
    (r"followed_unallocated_mean_working_days", "Of those followed: unallocated in that episode, mean", WORSE),
    (r"followed_assessment_mean_working_days", "Of those followed: referral to assessment, mean", WORSE),
    (r"followed_visits_in_time_percent", "Of those followed: visits in time", BETTER),
    (r"followed_drift_mean_working_days", "Of those followed: drift on plans, mean", WORSE),
    (r"followed_open_mean_working_days", "Of those followed: open from then on, mean", WORSE),
    (r"followed_still_open_percent", "Of those followed: still open at the end of the run", NEITHER),
    (r"critical_(?P<item>.+)_percent", "Plan days on which {item} was the critical item", NEITHER),
    (rf"ledger_in_plans_(?P<line>{_LINE})_.+", "Days in plans: {line}", ""),
    (rf"ledger_stage_(?P<stage>.+?)_(?P<line>{_LINE})_days_per_family", "Days in {stage}: {line}", ""),
    (rf"ledger_(?P<line>{_LINE})_.+", "Days: {line}", ""),
    (r"caseload_children_per_full_time_worker", "Caseload per full-time worker in post", WORSE),
    (r"caseload_spread_children", "Caseload: standard deviation between workers", WORSE),
    (r"caseload_p90_children", "Caseload: nine in ten workers have up to", WORSE),
    (r"caseload_(?P<team>.+)_children_per_full_time_worker", "Caseload in {team} teams", WORSE),
    (r"utilisation_(?P<role>.+)_percent", "Time in use: {role}", NEITHER),
    (r"hours_(?P<role>.+)_per_year", "Hours worked: {role}", NEITHER),
    (r"direct_share_percent", "Social workers' time in direct contact", BETTER),
    (r"workers_per_family", "Allocated workers a family has had, over its episode", WORSE),
    (r"unallocated_families_mean", "Families unallocated, on average", WORSE),
    (r"unallocated_days_per_family", "Days unallocated", WORSE),
    (r"vacancy_(?P<role>.+)_uncovered_percent", "Posts with nobody in them: {role}", WORSE),
    (r"vacancy_(?P<role>.+)_percent", "Posts vacant or covered by agency: {role}", WORSE),
    (r"turnover_(?P<role>.+)_percent_a_year", "Turnover: {role}", WORSE),
    (r"cost_staff_gbp_a_year", "Staff cost", NEITHER),
    (r"cost_agency_workers_gbp_a_year", "Cost of agency workers, of the staff cost", NEITHER),
    (r"cost_external_sessions_gbp_a_year", "Cost of external sessions", NEITHER),
    (r"cost_recruitment_gbp_a_year", "Cost of recruitment", NEITHER),
    (r"cost_set_up_gbp_a_year", "Cost of setting up", NEITHER),
    (r"cost_everything_gbp_a_year", "Staff, external sessions, recruitment and setting up", NEITHER),
    *(
        (rf"cost_{what}_(?P<year>\d{{4}})_(?P<next>\d\d){part}_gbp", f"{label} in {{year}}-{{next}}{said}", NEITHER)
        for what, label in (
            ("staff", "Staff cost"),
            ("agency_workers", "Cost of agency workers, of the staff cost,"),
            ("external_sessions", "Cost of external sessions"),
            ("recruitment", "Cost of recruitment"),
            ("set_up", "Cost of setting up"),
            ("everything", "Staff, external sessions, recruitment and setting up"),
        )
        for part, said in (("", ""), ("_part", ", the part observed"))
    ),
    (r"cost_specialists_gbp_per_family", "Specialist posts' cost per family entering a plan (modelled)", NEITHER),
    (r"cost_guidebook_band", "Cost band that this modelled cost would fall in (not a rating)", NEITHER),
    (r"cost_staff_gbp_per_child_in_need_week", "Staff cost per child in need per week", NEITHER),
    (r"cost_(?P<role>.+)_gbp_a_year", "Cost: {role}", NEITHER),
)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    return [(re.compile(pattern), label, more_is) for pattern, label, more_is in ENTRIES]


@lru_cache(maxsize=4096)
def describe(name: str) -> Description:
    """A measure in words: its `label`, its `unit`, its `definition`, and whether more of it is `worse`, `better` or
    `neither`.

    A name the catalogue does not know is its own label, and neither good nor bad.
    """
    unit = next((unit for ending, unit in UNITS if name.endswith(ending)), "")
    for pattern, label, more_is in _patterns():
        match = pattern.fullmatch(name)
        if match:
            found = match.groupdict()
            words = {key: SAID.get(value, value.replace("_", " ")) for key, value in found.items()}
            text = label.format(**words)
            more_is = more_is or _more_of_line_is(found["line"])
            is_share = unit == "%" and "_per_" not in name  # a flow may be more than all of another
            most = 100.0 if is_share else inf
            return Description(text[0].upper() + text[1:], unit, more_is, 0.0, most, name)
    return Description(name.replace("_", " "), unit, NEITHER)


def judged(more_is: str, is_more: bool) -> str:
    """Whether a difference, more or less of a measure, is `worse`, `better` or `neither`."""
    if more_is == ONLY_WORSE:
        return WORSE if is_more else NEITHER
    if more_is == NEITHER:
        return NEITHER
    return WORSE if is_more == (more_is == WORSE) else BETTER


def is_measure(name: str) -> bool:
    """Whether the catalogue knows a measure of that name, which a scenario may or may not have."""
    return any(re.fullmatch(pattern, name) for pattern, _, _ in ENTRIES)


def _more_of_line_is(line: str) -> str:
    """A day is on one line only, so fewer days on one may be days that have moved to a worse one; and more days
    awaiting a decision may be days that were spent waiting for help before."""
    return JUDGED_LINES.get(line, NEITHER)
