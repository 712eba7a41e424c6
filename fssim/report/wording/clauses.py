"""What a measure says, as part of a sentence, with what it is compared with and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from fssim.measures import followed_families as followed
from fssim.measures.catalogue import declaration_of, describe
from fssim.measures.headline import (
    ASSESSMENTS,
    CARE,
    CASELOAD,
    DRIFT,
    RE_REFERRED,
    REFERRED,
    STAFF_COST,
    UNALLOCATED,
    VISITS,
)
from fssim.measures.indicators import durations, flows, staffing, waits
from fssim.report.wording.words import interval, number, plain
from fssim.runs.compare import Comparison
from fssim.statistics.verdict import CANNOT_TELL, EVERY_TIME, NO_DIFFERENCE, SAME, SUGGESTED

LEAST_ROUNDED, MOST_ROUNDED = 10.0, 100_000.0
LEAST_APART = 2.0
FEWEST_FOR_BOUNDS = 3  # replications: the interval of two reaches so far that it says less than its verdict does

CLAUSES = {  # by a measure's name as it is declared, or in full; {} stands for the number with its unit
    waits.FIRST_START_MEAN.name: "parents on a plan who start {need} help have waited {}",
    waits.FIRST_START_P90.name: "nine in ten parents on a plan who start {need} help have waited no more than {}",
    waits.EVER_STARTED.name: "{} of parents referred for {need} help while on a plan start it under that plan",
    DRIFT: "a family that enters a plan has {} of drift",
    durations.MEAN_WEEKS.name: "{plan} plans that end have lasted {}",
    flows.PLAN_STOCK.name: "{} are on a {plan} plan at 31 March",
    CASELOAD: "caseloads average {} for each full-time worker in post",
    UNALLOCATED: "a family is unallocated for {}",
    VISITS: "{} of visits are in time",
    durations.REVIEWS_IN_TIME.name: "{} of child protection reviews are in time",
    durations.IN_TIME.name: "{activity} in time: {}",
    ASSESSMENTS: "{} of assessments are completed within 45 working days",
    staffing.UTILISATION.name: "{} of the time of {role}s is in use",
    RE_REFERRED: "{} of children are referred again within 12 months of closure",
    REFERRED: "{} per 10,000 are referred a year",
    CARE: "care applications per 10,000 children number {} a year",
    STAFF_COST: "staff cost {} a year",
    followed.STARTED.name: "{} start it in that episode",
    followed.WAIT.name: "those who start have waited {}",
    followed.UNALLOCATED.name: "they are unallocated for {} in that episode",
    followed.ASSESSMENT.name: "their assessments take {} from referral",
    followed.VISITS_IN_TIME.name: "{} of their visits are in time",
    followed.DRIFT_ON_PLANS.name: "they have {} of drift on plans",
}
VERDICT_NOTES = {
    CANNOT_TELL: "these runs cannot tell them apart",
    NO_DIFFERENCE: NO_DIFFERENCE,
    SAME: "the same in every replication",
} | dict.fromkeys(SUGGESTED, "these runs suggest this, and no more")
OWN_UNITS = {  # where a sentence says a unit in another way than a table
    UNALLOCATED: "working days",
    DRIFT: "working days",
    CARE: "",
    REFERRED: "children",
}


def is_tellable(measure: str) -> bool:
    """Whether there are words for a measure."""
    return _words_for(measure) is not None


def clause(measure: str, value: float, written: Callable[[float], str] = number) -> str:
    """What a measure says: `a family is unallocated for 2.1 working days`. `written` is how its number is written."""
    words, amount = _words_for(measure), _amount(measure, value, written)
    if words is None:
        return f"{plain(describe(measure).label)}: {amount}"
    template, parts = words
    return template.format(amount, **{part: plain(name).replace("_", " ") for part, name in parts.items()})


def _words_for(measure: str) -> tuple[str, Mapping[str, str]] | None:
    """The words for a measure, and what stands in its name for what varies in them; None if there are none."""
    declared = declaration_of(measure)
    if declared is None:
        return None
    declaration, parts = declared
    template = CLAUSES.get(measure) or CLAUSES.get(declaration.name)
    return None if template is None else (template, parts)


def compared_clause(measure: str, row: Comparison, other: str = "", first: bool = False) -> str:
    """What a measure says in two scenarios: the second value is `other`'s, if that is named. The `first` of a sentence
    says what is in its brackets."""
    written = _whole if _is_plain(row) else number
    there = _with_sign_of_unit(measure, written(row.baseline))
    return f"{clause(measure, row.value, written)}, against {there}{other}{_how_sure(row, first, written)}"


def _is_plain(row: Comparison) -> bool:
    """Whether whole numbers tell two values apart well enough: then they are easier to say."""
    larger = max(abs(row.value), abs(row.baseline))
    return LEAST_ROUNDED <= larger < MOST_ROUNDED and abs(row.difference) >= LEAST_APART


def _whole(value: float) -> str:
    return number(value) if math.isnan(value) else f"{round(value):,}"


def _how_sure(row: Comparison, first: bool, written: Callable[[float], str]) -> str:
    if row.n < 2:
        return ""
    few = row.n < FEWEST_FOR_BOUNDS and row.verdict == CANNOT_TELL
    bounds = "" if few or math.isnan(row.low) else interval(row.low, row.high, partial(_signed, written=written))
    if bounds and first and row.low < row.high:
        bounds = f"95% interval of the difference {bounds}"
    if bounds == EVERY_TIME:
        bounds = f"{_signed(row.difference, written)} {bounds}"
    inside = [part for part in (bounds, VERDICT_NOTES.get(row.verdict, "")) if part]
    return f" ({'; '.join(inside)})" if inside else ""


def _signed(value: float, written: Callable[[float], str]) -> str:
    text = number(value) if written(value) == "0" else written(value)  # an end that is near zero is on one side of it
    return f"+{text}" if value > 0.0 and text != "0" else text


def _amount(measure: str, value: float, written: Callable[[float], str]) -> str:
    """A measure's number with its unit: 67.6%, 25.1 working days, 1.23m pounds."""
    unit = _unit(measure)
    text = _with_sign_of_unit(measure, written(value))
    return text if text != written(value) else f"{text} {unit}".rstrip()


def _with_sign_of_unit(measure: str, text: str) -> str:
    unit = _unit(measure)
    return f"{text} pounds" if unit.startswith("GBP") else f"{text}%" if unit.startswith("%") else text


def _unit(measure: str) -> str:
    return OWN_UNITS.get(measure, describe(measure).unit)
