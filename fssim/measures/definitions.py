"""What each measure counts, exactly: for the workbook, for `fssim.describe`, and for docs/measures.md."""

from __future__ import annotations

import re
from functools import cache

OBSERVED = "in the observed years"
WAIT = "Working days from a referral of the need until the help that came of it started"
FIRST = "Working days from the first referral of the need under a plan until help for it first starts under that plan"
HELP = "Working days from the first referral of any need under a plan until help for that need starts"
DRIFT_OF_PLAN = (
    "Working days in the observed years on which a plan was adrift (all ledger lines but moving and court), of each "
    "plan with a day in them"
)
STAGE_DRIFT = "Working days in the observed years adrift (all ledger lines but moving and court), of each spell in it"
BAND = "by real dates; a plan of exactly a band's limit is in the lower band"
FULL_TIME = "full-time equivalents"
FOLLOWED = "Of the families whom what changes touches, followed to the end of that episode or of the run"
YEAR_TOTAL = "in that financial year (1 April to 31 March), as far as it was observed"

LINES = {
    "unallocated": "the family waited for a worker to be allocated",
    "overdue": (
        "the family would be moving, but for work not started though the day it was due on was over: in an enquiry or "
        "assessment any of the stage's activities, on a plan visits or practitioners' sessions for its critical item "
        "(what was in hand when its stage ended counts as not started)"
    ),
    "waiting_post_vacant": "the plan's critical need was on the list of posts of which nobody was in any",
    "waiting_practitioner_list": (
        "the plan's critical need was on a practitioner's list, until the first contact was held, and somebody was in "
        "post"
    ),
    "waiting_external_service": "the plan's critical need waited for an external service",
    "not_engaged": (
        "the parent had not engaged with help for the plan's critical need, or had stopped attending, and that had not "
        "been picked up"
    ),
    "awaiting_decision": (
        "all that the plan was for was delivered or no longer offered, and a review, a conference chair or closure was "
        "awaited"
    ),
    "court": "the family was in proceedings, waiting for the court",
    "moving": "none of the other lines held: work was under way and nothing was late",
    "drift": "any line but moving and court was booked",
}
CRITICAL = (
    "A plan's critical item is the need, or the plan work, that was addressed or left last in the stage; while some "
    "are not yet, the one with most sessions still to do (of those with equally many a need, the first in the "
    "scenario's order). Shortening anything else would not have ended the plan "
    "sooner."
)
LEDGER_ORDER = (
    "Each working day of each open family, or part of one, is booked to one line. Unallocated comes before all others; "
    "overdue takes only what would be moving."
)
_LINE = "|".join(LINES)
_NEED_ROUTE = "(?P<need>.+)_(?P<route>internal|external)"
ROUTES = {"internal": "by a practitioner of the service", "external": "by an external service"}

DEFINITIONS = (  # the first that matches the whole name; {names} stand for what matched
    (
        r"referrals_per_10000_children",
        "Children in families referred, a year of the observed years, per 10,000 children.",
    ),
    (
        r"no_further_action_percent",
        "Children whose referral ended with no further action, as a percentage of children referred, both {observed}.",
    ),
    (
        r"assessed_not_in_need_percent",
        "Children found by an assessment not to be in need, as a percentage of children referred, both {observed}.",
    ),
    (
        r"section_47_per_10000_children",
        "Children in families that entered a section 47 enquiry, a year of the observed years, per 10,000 children.",
    ),
    (
        r"initial_conferences_per_10000_children",
        "Children in families with an initial child protection conference held, a year of the observed years, per "
        "10,000 children.",
    ),
    (
        r"conferences_per_section_47_percent",
        "Children with an initial conference, per 100 who entered a section 47 enquiry, both {observed}.",
    ),
    (
        r"plans_per_conference_percent",
        "Children who began a child protection plan, per 100 with an initial conference, both {observed}.",
    ),
    (
        r"plans_(?P<plan>.+)_starts_per_10000_children",
        "Children who began a {plan} plan, a year of the observed years, per 10,000 children. Consecutive stages "
        "on one plan are one.",
    ),
    (
        r"plans_(?P<plan>.+)_at_31_march_per_10000_children",
        "Children on a {plan} plan at the end of each 31 March observed (of the run, if there is none), on "
        "average, per 10,000 children.",
    ),
    (
        r"plans_(?P<plan>.+)_repeat_percent",
        "Children beginning a {plan} plan {observed} who had been on one before since the run began, as a "
        "percentage of all beginning one.",
    ),
    (
        r"child_in_need_plan_share_percent",
        "Of the children in need at the end of each 31 March observed, the percentage on a child in need plan; "
        "mean of those days.",
    ),
    (
        r"children_in_need_per_10000_children",
        "Children whose family was open past screening, on an average working day {observed}, per 10,000 children.",
    ),
    (
        r"re_referred_within_12_months_percent",
        "Children whose family was closed {observed} and at least 12 months before the run ended: the percentage "
        "referred again within 12 months. Not given if those are fewer than a tenth of the closures.",
    ),
    (
        r"care_applications_per_10000_children",
        "Families entering care proceedings, a year of the observed years, per 10,000 children.",
    ),
    (
        r"proceedings_mean_weeks",
        "Weeks from entering proceedings to leaving them, mean over the families that left {observed}.",
    ),
    (
        r"duration_(?P<plan>.+)_stock_over_flow_weeks",
        "Child-weeks on a {plan} plan over children who began one, both {observed}: the mean duration if numbers "
        "are steady.",
    ),
    (
        r"duration_(?P<plan>.+)_(?P<which>mean|median)_weeks",
        "Weeks that a {plan} plan had lasted when it ended, by real dates: {which} over the children whose plan "
        "ended {observed}.",
    ),
    (r"duration_(?P<plan>.+)_children_mean", "Children on a {plan} plan on an average working day {observed}."),
    (
        r"duration_(?P<plan>.+)_ended_(?P<band>.+)_percent",
        "Of the children whose {plan} plan ended {observed}, the percentage for whom it had lasted {band} "
        "({bands}). Not given for bands that the run is too short to see.",
    ),
    (
        r"duration_(?P<plan>.+)_open_(?P<band>.+)_percent",
        "Of the children on a {plan} plan at the end of each 31 March observed, the percentage for whom it had "
        "lasted {band} ({bands}). Not given for bands that the run is too short to see.",
    ),
    (
        r"visits_in_time_percent",
        "Child protection visits, child in need visits and visits in proceedings held {observed}: the percentage "
        "held on the day they were due or before.",
    ),
    (
        r"reviews_in_time_percent",
        "Review child protection conferences held {observed}: the percentage held on the day they were due or before.",
    ),
    (
        r"timely_(?P<activity>.+)_percent",
        "Of '{activity}' held {observed} with a due date, the percentage held on the day they were due or before.",
    ),
    (
        r"late_(?P<activity>.+)_mean_working_days",
        "Whole working days after the day it was due, mean over '{activity}' held late {observed}.",
    ),
    (
        r"assessment_median_working_days",
        "Working days from the day of the referral to that of the assessment's sign-off, for the middle child of "
        "the assessments completed {observed}.",
    ),
    (
        r"assessment_p90_working_days",
        "Working days from the day of the referral to that of the assessment's sign-off, within which nine in ten "
        "children's were completed, of those completed {observed}.",
    ),
    (
        r"assessment_within_45_working_days_percent",
        "Children whose assessment was completed {observed}: the percentage completed within 45 working days of "
        "the referral.",
    ),
    (
        r"wait_(?P<need>.+)_from_first_referral_mean_working_days",
        "{first}, including the time before it was picked up that it had not; mean over first starts {observed}. "
        "Those who never start are in no wait. Each plan has a clock of its own: a child in need plan that follows a "
        "child protection plan starts it anew.",
    ),
    (
        r"wait_(?P<need>.+)_from_first_referral_p90_working_days",
        "{first}: nine in ten first starts {observed} came within this.",
    ),
    (
        r"wait_(?P<need>.+)_ever_started_percent",
        "Of the needs for {need} help first referred under a plan {observed}, the percentage for which help "
        "started under that plan by the end of the run.",
    ),
    (
        r"wait_(?P<need>.+)_open_mean_working_days",
        "Working days from the referral to the end of the run, mean over referrals for {need} help still waiting then.",
    ),
    (
        rf"wait_{_NEED_ROUTE}_to_offer_mean_working_days",
        "Working days from a referral for {need} help to the offer of a place {route}, taken up or not; mean over "
        "offers {observed}.",
    ),
    (rf"wait_{_NEED_ROUTE}_mean_working_days", "{wait}, {route}; mean over starts {observed}."),
    (rf"wait_{_NEED_ROUTE}_p90_working_days", "{wait}, {route}: nine in ten starts {observed} came within this."),
    (
        rf"wait_{_NEED_ROUTE}_took_up_percent",
        "Of the offers of {need} help {route} {observed}, the percentage taken up.",
    ),
    (
        rf"wait_{_NEED_ROUTE}_families_waiting",
        "Families with a referral waiting for {need} help {route}, on an average working day {observed}.",
    ),
    (
        r"help_wait_needs_(?P<number>\d+)_mean_working_days",
        "{help}; mean over starts {observed}, in families with {number} of the needs.",
    ),
    (
        r"help_wait_needs_(?P<number>\d+)_p90_working_days",
        "{help}: nine in ten starts {observed} came within this, in families with {number} of the needs.",
    ),
    (
        r"help_wait_(?P<cut>stage|team)_(?P<group>.+)_mean_working_days",
        "{help}; mean over starts {observed} of those referred in the {cut} {group}.",
    ),
    (
        r"help_wait_(?P<cut>stage|team)_(?P<group>.+)_p90_working_days",
        "{help}: nine in ten starts {observed} came within this, of those referred in the {cut} {group}.",
    ),
    (
        r"plan_drift_needs_(?P<number>\d+)_mean_working_days",
        "{drift}; mean over plans of families with {number} of the needs.",
    ),
    (
        r"plan_drift_needs_(?P<number>\d+)_p90_working_days",
        "{drift}: nine in ten plans of families with {number} of the needs have no more.",
    ),
    (r"plan_drift_stage_(?P<group>.+)_mean_working_days", "{stage_drift}; mean over spells in the stage {group}."),
    (
        r"plan_drift_stage_(?P<group>.+)_p90_working_days",
        "{stage_drift}: nine in ten spells in the stage {group} have no more.",
    ),
    (r"plan_drift_team_(?P<group>.+)_mean_working_days", "{drift}; mean over plans that began in the team {group}."),
    (
        r"plan_drift_team_(?P<group>.+)_p90_working_days",
        "{drift}: nine in ten plans that began in the team {group} have no more.",
    ),
    (r"followed_started_percent", "{followed}: of those referred for help, the percentage who started it."),
    (r"followed_wait_mean_working_days", "{followed}: working days they waited for help, mean over those who started."),
    (
        r"followed_unallocated_mean_working_days",
        "{followed}: working days without an allocated worker, mean over all of them.",
    ),
    (
        r"followed_assessment_mean_working_days",
        "{followed}: working days from referral to a completed assessment, mean over those with one.",
    ),
    (r"followed_visits_in_time_percent", "{followed}: of their visits, the percentage in time."),
    (r"followed_drift_mean_working_days", "{followed}: working days of drift on plans, mean over all of them."),
    (r"followed_open_mean_working_days", "{followed}: working days open from then on, mean over all of them."),
    (r"followed_still_open_percent", "{followed}: the percentage still open at the end of the run."),
    (
        r"critical_(?P<item>.+)_percent",
        "Of all working days on plans {observed}, the percentage in stages of which {item} was the critical item. "
        "{critical}",
    ),
    (
        rf"ledger_in_plans_(?P<line>{_LINE})_days_per_family",
        "Working days on plans {observed} on which {line}, over families that entered a plan in them. {order}",
    ),
    (
        rf"ledger_in_plans_(?P<line>{_LINE})_percent",
        "Of all working days on plans {observed}, the percentage on which {line}. {order}",
    ),
    (
        rf"ledger_stage_(?P<stage>.+?)_(?P<line>{_LINE})_days_per_family",
        "Working days in the stage {stage} {observed} on which {line}, over spells in that stage that began in "
        "them. {order}",
    ),
    (
        rf"ledger_(?P<line>{_LINE})_days_per_family",
        "Working days {observed} on which {line}, over referrals in them. {order}",
    ),
    (
        rf"ledger_(?P<line>{_LINE})_percent",
        "Of all working days that families were open {observed}, the percentage on which {line}. {order}",
    ),
    (
        r"caseload_children_per_full_time_worker",
        "Children allocated, over case-holding workers in post ({full_time}), on an average working day "
        "{observed}. All case-holding roles.",
    ),
    (
        r"caseload_spread_children",
        "Standard deviation of caseloads, each at full time (children over the share of full time worked), of all "
        "case-holding workers in post, counted every 20 working days {observed}.",
    ),
    (
        r"caseload_p90_children",
        "Nine in ten caseloads, each at full time, have no more children: of all case-holding workers "
        "in post, counted every 20 working days {observed}.",
    ),
    (
        r"caseload_(?P<team>.+)_children_per_full_time_worker",
        "Children allocated over workers in post ({full_time}) in {team} teams, on an average working day {observed}.",
    ),
    (
        r"utilisation_(?P<role>.+)_percent",
        "Time that work took people in this role, as a percentage of their productive hours in post, {observed}. "
        "Productive hours leave out leave, sickness, meetings and the like.",
    ),
    (r"hours_(?P<role>.+)_per_year", "Hours of work done by this role, a year of the observed years."),
    (
        r"direct_share_percent",
        "Of the hours that case-holding workers were at work {observed}, the percentage in direct "
        "contact with families.",
    ),
    (
        r"workers_per_family",
        "Different allocated workers of a family from its referral to its closure: mean over episodes closed "
        "{observed} that were ever allocated.",
    ),
    (
        r"unallocated_families_mean",
        "Families waiting for a worker to be allocated, on an average working day {observed}.",
    ),
    (
        r"unallocated_days_per_family",
        "Working days {observed} on which a family waited for a worker to be allocated, over referrals in them. "
        "Stages without an allocated worker, such as screening, do not count.",
    ),
    (
        r"vacancy_(?P<role>.+)_uncovered_percent",
        "Posts ({full_time}) with nobody in them, as a percentage of posts, over the observed years. Agency "
        "workers count as somebody; at least 0.",
    ),
    (
        r"vacancy_(?P<role>.+)_percent",
        "Posts ({full_time}) without a permanent worker, as a percentage of posts, over the observed years: as "
        "published, one covered by an agency worker is vacant.",
    ),
    (
        r"turnover_(?P<role>.+)_percent_a_year",
        "Permanent workers who left ({full_time}), a year of the observed years, as a percentage of those in post.",
    ),
    (
        r"cost_staff_gbp_a_year",
        "Posts at the scenario's prices while somebody is in them, agency workers at theirs, a year of the "
        "observed years.",
    ),
    (
        r"cost_agency_workers_gbp_a_year",
        "What agency workers cost, a year of the observed years: part of the staff cost.",
    ),
    (
        r"cost_external_sessions_gbp_a_year",
        "Sessions held by external services, at their price, a year of the observed years.",
    ),
    (
        r"cost_recruitment_gbp_a_year",
        "Permanent workers starting in a post, at the cost of recruiting each, a year of the observed years.",
    ),
    (r"cost_set_up_gbp_a_year", "Set-up costs given in the scenario, over the observed years, a year."),
    (
        r"cost_everything_gbp_a_year",
        "Staff, external sessions, recruitment and setting up, a year of the observed years.",
    ),
    (
        r"cost_agency_workers_(?P<year>\d{4}_\d\d)(_part)?_gbp",
        "What agency workers cost {year_total}: part of the staff cost.",
    ),
    (
        r"cost_external_sessions_(?P<year>\d{4}_\d\d)(_part)?_gbp",
        "Sessions held by external services {year_total}, at their price.",
    ),
    (
        r"cost_recruitment_(?P<year>\d{4}_\d\d)(_part)?_gbp",
        "Permanent workers starting in a post {year_total}, at the cost of recruiting each.",
    ),
    (r"cost_set_up_(?P<year>\d{4}_\d\d)(_part)?_gbp", "Set-up costs given in the scenario that fall {year_total}."),
    (
        r"cost_everything_(?P<year>\d{4}_\d\d)(_part)?_gbp",
        "Staff, external sessions, recruitment and setting up {year_total}.",
    ),
    (
        r"cost_staff_(?P<year>\d{4}_\d\d)(_part)?_gbp",
        "Posts at the scenario's prices while somebody is in them, agency workers at theirs, {year_total}.",
    ),
    (
        r"cost_specialists_gbp_per_family",
        "What the specialist roles' posts cost {observed}, over families that entered a plan in them.",
    ),
    (
        r"cost_guidebook_band",
        "The Guidebook's cost band (1 to 5) that the specialist posts' cost per family would fall in: from 100, "
        "500 and 1,000 pounds bands 2, 3 and 4, above 2,000 band 5. Not a rating.",
    ),
    (
        r"cost_staff_gbp_per_child_in_need_week",
        "Staff cost {observed} over the weeks that children were in need in them.",
    ),
    (
        r"cost_(?P<role>.+)_gbp_a_year",
        "What this role's posts cost while somebody is in them, agency workers at their price, a year of the "
        "observed years.",
    ),
)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), text) for pattern, text in DEFINITIONS]


def definition_of(name: str) -> str:
    """What a measure counts, in a sentence or two; nothing for a name that is not known."""
    for pattern, text in _patterns():
        match = pattern.fullmatch(name)
        if match:
            found = {key: _said(key, value) for key, value in match.groupdict().items()}
            return text.format(**WORDS | found)
    return ""


WORDS = {
    "observed": OBSERVED,
    "first": FIRST,
    "wait": WAIT,
    "help": HELP,
    "drift": DRIFT_OF_PLAN,
    "stage_drift": STAGE_DRIFT,
    "bands": BAND,
    "full_time": FULL_TIME,
    "followed": FOLLOWED,
    "critical": CRITICAL,
    "order": LEDGER_ORDER,
    "year_total": YEAR_TOTAL,
}


def _said(key: str, value: str) -> str:
    if key == "line":
        return LINES[value]
    if key == "route":
        return ROUTES[value]
    return value.replace("_", " ")
