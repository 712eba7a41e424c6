"""The measures that matter: which ones lead the tables, chosen by what the scenario says its headline is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fssim.measures.ledger.ledger_lines import Line
from fssim.scenario.names import slug
from fssim.scenario.schema.scenario import Headline, Scenario

DRIFT = "ledger_in_plans_drift_days_per_family"
STAFF_COST = "cost_staff_gbp_a_year"
EVERYTHING = "cost_everything_gbp_a_year"
COST_TOTALS = (
    STAFF_COST,
    "cost_agency_workers_gbp_a_year",
    "cost_external_sessions_gbp_a_year",
    "cost_recruitment_gbp_a_year",
    "cost_set_up_gbp_a_year",
    EVERYTHING,
)


def wait_measure(need: str) -> str:
    """From the first referral of a need under a plan to the first start of help, all going unnoticed included."""
    return f"wait_{slug(need)}_from_first_referral_mean_working_days"


def started_measure(need: str) -> str:
    """Of those referred for a need under a plan, the share who ever start: the rest are in no wait."""
    return f"wait_{slug(need)}_ever_started_percent"


def duration_measure(headline: Headline) -> str:
    """How long the headline's plans had lasted when they ended."""
    return f"duration_{slug(headline.statutory_plan)}_mean_weeks"


def band_measure(headline: Headline, band: str) -> str:
    """The share of the headline's plans that ended in a published band of durations."""
    return f"duration_{slug(headline.statutory_plan)}_ended_{band}_percent"


def line_measure(line: Line) -> str:
    """A family's days on a line of the ledger, while on a plan."""
    return f"ledger_in_plans_{line.name.lower()}_days_per_family"


def lead_measures(scenario: Scenario) -> tuple[str, ...]:
    """The few measures that an answer is given in: those that the headline names, or else drift, delay, what it does
    to plans, and what it costs."""
    if scenario.headline.measures:
        return scenario.headline.measures
    need = scenario.headline.need
    return DRIFT, wait_measure(need), started_measure(need), duration_measure(scenario.headline), STAFF_COST


def headline_measures(scenario: Scenario, known: Collection[str], asked: Sequence[str] = ()) -> list[str]:
    """The measures to show first, in order: those that the headline names; or else those `asked` about, delay, drift,
    what it does to plans, and what it costs. Only known ones."""
    if scenario.headline.measures:
        return [name for name in dict.fromkeys(scenario.headline.measures) if name in known]
    need, plan = slug(scenario.headline.need), slug(scenario.headline.statutory_plan)
    role = slug(scenario.needs[scenario.headline.need].role)
    wanted = (
        *asked,
        wait_measure(need),
        f"wait_{need}_from_first_referral_p90_working_days",
        started_measure(need),
        f"wait_{need}_internal_to_offer_mean_working_days",
        f"wait_{need}_external_to_offer_mean_working_days",
        DRIFT,
        duration_measure(scenario.headline),
        f"plans_{plan}_at_31_march_per_10000_children",
        "assessment_within_45_working_days_percent",
        "visits_in_time_percent",
        "reviews_in_time_percent",
        "unallocated_days_per_family",
        "caseload_children_per_full_time_worker",
        f"utilisation_{role}_percent",
        "re_referred_within_12_months_percent",
        "care_applications_per_10000_children",
        STAFF_COST,
        "cost_specialists_gbp_per_family",
    )
    return [name for name in dict.fromkeys(wanted) if name in known]
