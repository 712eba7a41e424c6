"""What a measure says, as part of a sentence, with what it is compared with and how sure that is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial

from fssim.measures.catalogue import describe
from fssim.report.wording.words import interval, number, plain
from fssim.runs.compare import Comparison
from fssim.statistics.verdict import CANNOT_TELL, EVERY_TIME, NO_DIFFERENCE, SAME, SUGGESTED

LEAST_SAID_WHOLE, MOST_SAID_WHOLE = 10.0, 100_000.0
LEAST_APART = 2.0
FEWEST_FOR_BOUNDS = 3  # replications: the interval of two reaches so far that it says less than its verdict does

CLAUSES = (  # {} stands for the number with its unit, {names} for what matched
    (
        r"wait_(?P<need>.+)_from_first_referral_mean_working_days",
        "parents on a plan who start {need} help have waited {}",
    ),
    (
        r"wait_(?P<need>.+)_from_first_referral_p90_working_days",
        "nine in ten parents on a plan who start {need} help have waited no more than {}",
    ),
    (
        r"wait_(?P<need>.+)_ever_started_percent",
        "{} of parents referred for {need} help while on a plan start it under that plan",
    ),
    (r"ledger_in_plans_drift_days_per_family", "a family that enters a plan has {} of drift"),
    (r"duration_(?P<plan>.+)_mean_weeks", "{plan} plans that end have lasted {}"),
    (r"plans_(?P<plan>.+)_at_31_march_per_10000_children", "{} per 10,000 are on a {plan} plan at 31 March"),
    (r"caseload_children_per_full_time_worker", "caseloads average {} for each full-time worker in post"),
    (r"unallocated_days_per_family", "a family is unallocated for {}"),
    (r"visits_in_time_percent", "{} of visits are in time"),
    (r"reviews_in_time_percent", "{} of child protection reviews are in time"),
    (r"timely_(?P<activity>.+)_percent", "{activity} in time: {}"),
    (r"assessment_within_45_working_days_percent", "{} of assessments are completed within 45 working days"),
    (r"utilisation_(?P<role>.+)_percent", "{} of the time of {role}s is in use"),
    (r"re_referred_within_12_months_percent", "{} of children are referred again within 12 months of closure"),
    (r"referrals_per_10000_children", "{} per 10,000 are referred a year"),
    (r"care_applications_per_10000_children", "care applications per 10,000 children number {} a year"),
    (r"cost_staff_gbp_a_year", "staff cost {} a year"),
    (r"followed_started_percent", "{} start it in that episode"),
    (r"followed_wait_mean_working_days", "those who start have waited {}"),
    (r"followed_unallocated_mean_working_days", "they are unallocated for {} in that episode"),
    (r"followed_assessment_mean_working_days", "their assessments take {} from referral"),
    (r"followed_visits_in_time_percent", "{} of their visits are in time"),
    (r"followed_drift_mean_working_days", "they have {} of drift on plans"),
)
SAID = {
    CANNOT_TELL: "these runs cannot tell them apart",
    NO_DIFFERENCE: NO_DIFFERENCE,
    SAME: "the same in every replication",
} | dict.fromkeys(SUGGESTED, "these runs suggest this, and no more")
OWN_UNITS = {  # where a sentence says a unit in another way than a table
    "unallocated_days_per_family": "working days",
    "ledger_in_plans_drift_days_per_family": "working days",
    "care_applications_per_10000_children": "",
    "referrals_per_10000_children": "children",
}


def is_tellable(measure: str) -> bool:
    """Whether there are words for a measure."""
    return any(re.fullmatch(pattern, measure) for pattern, _ in CLAUSES)


def clause(measure: str, value: float, said: Callable[[float], str] = number) -> str:
    """What a measure says: `a family is unallocated for 2.1 working days`. `said` is how its number is written."""
    for pattern, words in CLAUSES:
        match = re.fullmatch(pattern, measure)
        if match:
            names = {key: plain(name).replace("_", " ") for key, name in match.groupdict().items()}
            return words.format(_amount(measure, value, said), **names)
    about = describe(measure)
    return f"{plain(about.label)}: {_amount(measure, value, said)}"


def compared_clause(measure: str, row: Comparison, other: str = "", first: bool = False) -> str:
    """What a measure says in two scenarios: the second value is `other`'s, if that is named. The `first` of a sentence
    says what is in its brackets."""
    said = _whole if _is_plain(row) else number
    there = _with_sign_of_unit(measure, said(row.baseline))
    return f"{clause(measure, row.value, said)}, against {there}{other}{_how_sure(row, first, said)}"


def _is_plain(row: Comparison) -> bool:
    """Whether whole numbers tell two values apart well enough: then they are easier to say."""
    larger = max(abs(row.value), abs(row.baseline))
    return LEAST_SAID_WHOLE <= larger < MOST_SAID_WHOLE and abs(row.difference) >= LEAST_APART


def _whole(value: float) -> str:
    return number(value) if math.isnan(value) else f"{round(value):,}"


def _how_sure(row: Comparison, first: bool, said: Callable[[float], str]) -> str:
    if row.n < 2:
        return ""
    few = row.n < FEWEST_FOR_BOUNDS and row.verdict == CANNOT_TELL
    bounds = "" if few or math.isnan(row.low) else interval(row.low, row.high, partial(_signed, said=said))
    if bounds and first and row.low < row.high:
        bounds = f"95% interval of the difference {bounds}"
    if bounds == EVERY_TIME:
        bounds = f"{_signed(row.difference, said)} {bounds}"
    inside = [part for part in (bounds, SAID.get(row.verdict, "")) if part]
    return f" ({'; '.join(inside)})" if inside else ""


def _signed(value: float, said: Callable[[float], str]) -> str:
    text = number(value) if said(value) == "0" else said(value)  # an end that is near zero is on one side of it
    return f"+{text}" if value > 0.0 and text != "0" else text


def _amount(measure: str, value: float, said: Callable[[float], str]) -> str:
    """A measure's number with its unit: 67.6%, 25.1 working days, £1.23m."""
    unit = _unit(measure)
    text = _with_sign_of_unit(measure, said(value))
    return text if text != said(value) else f"{text} {unit}".rstrip()


def _with_sign_of_unit(measure: str, text: str) -> str:
    unit = _unit(measure)
    return f"£{text}" if unit.startswith("GBP") else f"{text}%" if unit.startswith("%") else text


def _unit(measure: str) -> str:
    return OWN_UNITS.get(measure, describe(measure).unit)
