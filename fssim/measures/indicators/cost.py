"""What the service cost, at the scenario's prices: staff in post, sessions outside, hiring and setting up."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from fssim.arrays import Floats
from fssim.engine.event_log import Event
from fssim.measures.declaration import NEITHER, Measure, indicator
from fssim.measures.ledger.ledger_measures import families_entering_a_plan
from fssim.measures.log_view.arithmetic import overlap, ratio, total
from fssim.measures.log_view.people_in_post import Staff, staff_of
from fssim.measures.log_view.spells import children_in_need, spells_of
from fssim.measures.log_view.view import View, once_a_log
from fssim.measures.published import COST_BAND_4_UP_TO_POUNDS, COST_BAND_FROM_POUNDS

ROLE_COST = Measure(
    "cost_{role}_gbp_a_year", "Cost: {role}", "GBP a year", NEITHER,
    "What this role's posts cost while somebody is in them, agency workers at their price, a year of the observed "
    "years.",
)  # fmt: skip
STAFF = Measure(
    "cost_staff_gbp_a_year", "Staff cost", "GBP a year", NEITHER,
    "Posts at the scenario's prices while somebody is in them, agency workers at theirs, a year of the observed years.",
)  # fmt: skip
AGENCY_WORKERS = Measure(
    "cost_agency_workers_gbp_a_year", "Cost of agency workers, of the staff cost", "GBP a year", NEITHER,
    "What agency workers cost, a year of the observed years: part of the staff cost.",
)  # fmt: skip
EXTERNAL_SESSIONS = Measure(
    "cost_external_sessions_gbp_a_year", "Cost of external sessions", "GBP a year", NEITHER,
    "Sessions held by external services, at their price, a year of the observed years.",
)  # fmt: skip
RECRUITMENT = Measure(
    "cost_recruitment_gbp_a_year", "Cost of recruitment", "GBP a year", NEITHER,
    "Permanent workers starting in a post, at the cost of recruiting each, a year of the observed years.",
)  # fmt: skip
SET_UP = Measure(
    "cost_set_up_gbp_a_year", "Cost of setting up", "GBP a year", NEITHER,
    "Set-up costs given in the scenario, over the observed years, a year.",
)  # fmt: skip
EVERYTHING = Measure(
    "cost_everything_gbp_a_year", "Staff, external sessions, recruitment and setting up", "GBP a year", NEITHER,
    "Staff, external sessions, recruitment and setting up, a year of the observed years.",
)  # fmt: skip
PAYER_COST = Measure(
    "cost_staff_paid_by_{payer}_gbp_a_year", "Staff cost paid by {payer}", "GBP a year", NEITHER,
    "What the posts that {payer} pays for cost while somebody is in them, a year of the observed years: part of the "
    "staff cost.",
)  # fmt: skip
TOTALS = (STAFF, AGENCY_WORKERS, EXTERNAL_SESSIONS, RECRUITMENT, SET_UP, EVERYTHING)
AUTHORITY = "the authority"
IN_YEAR = "in that financial year (1 April to 31 March), as far as it was observed"
STAFF_IN_YEAR = Measure(
    "cost_staff_{year}_gbp", "Staff cost in {year}", "GBP", NEITHER,
    f"Posts at the scenario's prices while somebody is in them, agency workers at theirs, {IN_YEAR}.",
)  # fmt: skip
AGENCY_WORKERS_IN_YEAR = Measure(
    "cost_agency_workers_{year}_gbp", "Cost of agency workers, of the staff cost, in {year}", "GBP", NEITHER,
    f"What agency workers cost {IN_YEAR}: part of the staff cost.",
)  # fmt: skip
EXTERNAL_SESSIONS_IN_YEAR = Measure(
    "cost_external_sessions_{year}_gbp", "Cost of external sessions in {year}", "GBP", NEITHER,
    f"Sessions held by external services {IN_YEAR}, at their price.",
)  # fmt: skip
RECRUITMENT_IN_YEAR = Measure(
    "cost_recruitment_{year}_gbp", "Cost of recruitment in {year}", "GBP", NEITHER,
    f"Permanent workers starting in a post {IN_YEAR}, at the cost of recruiting each.",
)  # fmt: skip
SET_UP_IN_YEAR = Measure(
    "cost_set_up_{year}_gbp", "Cost of setting up in {year}", "GBP", NEITHER,
    f"Set-up costs given in the scenario that fall {IN_YEAR}.",
)  # fmt: skip
EVERYTHING_IN_YEAR = Measure(
    "cost_everything_{year}_gbp", "Staff, external sessions, recruitment and setting up in {year}", "GBP", NEITHER,
    f"Staff, external sessions, recruitment and setting up {IN_YEAR}.",
)  # fmt: skip
IN_YEARS = (
    STAFF_IN_YEAR, AGENCY_WORKERS_IN_YEAR, EXTERNAL_SESSIONS_IN_YEAR, RECRUITMENT_IN_YEAR, SET_UP_IN_YEAR,
    EVERYTHING_IN_YEAR,
)  # fmt: skip
SPECIALISTS_PER_FAMILY = Measure(
    "cost_specialists_gbp_per_family", "Specialist posts' cost per family entering a plan (modelled)", "GBP a family",
    NEITHER, "What the specialist roles' posts cost {observed}, over families that entered a plan in them: one that "
    "follows another at once is the same.",
)  # fmt: skip
GUIDEBOOK_BAND = Measure(
    "cost_guidebook_band", "Cost band that this modelled cost would fall in (not a rating)", "band", NEITHER,
    "The Guidebook's cost band (1 to 5) that the specialist posts' cost per family would fall in: from 100, 500 and "
    "1,000 pounds bands 2, 3 and 4, above 2,000 band 5. Not a rating.",
)  # fmt: skip
PER_CHILD_IN_NEED_WEEK = Measure(
    "cost_staff_gbp_per_child_in_need_week", "Staff cost per child in need per week", "GBP a week", NEITHER,
    "Staff cost {observed} over the weeks that children were in need in them.",
)  # fmt: skip


@indicator(ROLE_COST, *TOTALS)
def costs_a_year(view: View) -> dict[str, float]:
    """Staff cost a year by role and together, sessions outside, hiring and setting up."""
    staff, years = staff_of(view), view.observed_years
    pounds = _staff_cost(view)
    measures = {
        ROLE_COST.named(role=name): total(pounds[staff.role == role]) / years
        for role, name in enumerate(view.tables.names.roles)
    }
    once = {
        EXTERNAL_SESSIONS: total(_sessions_outside(view).pounds),
        RECRUITMENT: total(_hires(view).pounds),
        SET_UP: total(np.asarray(view.tables.financial_years.set_up_cost)),
    }
    return measures | {
        STAFF.name: total(pounds) / years,
        AGENCY_WORKERS.name: total(pounds[staff.agency]) / years,
        **{measure.name: spent / years for measure, spent in once.items()},
        EVERYTHING.name: (total(pounds) + sum(once.values())) / years,
    }


@indicator(PAYER_COST)
def costs_by_payer(view: View) -> dict[str, float]:
    """Staff cost a year by who pays, where partners pay for posts."""
    names = view.tables.names.payers
    payer = np.asarray(view.tables.roles.payer)[staff_of(view).role]
    pounds, years = _staff_cost(view), view.observed_years
    paid = [(AUTHORITY, -1), *((name, row) for row, name in enumerate(names))] if names else []
    return {PAYER_COST.named(payer=name): total(pounds[payer == row]) / years for name, row in paid}


@indicator(SPECIALISTS_PER_FAMILY, GUIDEBOOK_BAND, PER_CHILD_IN_NEED_WEEK)
def costs_per_family(view: View) -> dict[str, float]:
    """The specialist posts' cost per family entering a plan, and staff cost per child in need."""
    staff, pounds = staff_of(view), _staff_cost(view)
    specialists = total(pounds[np.asarray(view.tables.roles.specialist).astype(bool)[staff.role]])
    per_family = ratio(specialists, float(families_entering_a_plan(view)))
    return {
        SPECIALISTS_PER_FAMILY.name: per_family,
        GUIDEBOOK_BAND.name: cost_band(per_family),
        PER_CHILD_IN_NEED_WEEK.name: ratio(total(pounds), _child_weeks_in_need(view)),
    }


@dataclass(frozen=True, slots=True)
class Spent:
    """Money spent at moments of the observed years."""

    time: Floats
    pounds: Floats

    def between(self, start: float, until: float) -> float:
        """What is spent from one time until another."""
        return total(self.pounds[(self.time >= start) & (self.time < until)])


@once_a_log
def _sessions_outside(view: View) -> Spent:
    rows = view.observed(view.rows(Event.SESSION))
    rows = rows[view.worker[rows] < 0]
    service = np.asarray(view.tables.needs.service)[view.subject[rows]]
    return Spent(view.time[rows], np.asarray(view.tables.services.cost_a_session)[service])


@once_a_log
def _hires(view: View) -> Spent:
    """Everybody who starts in a post, but for agency workers, in the observed years."""
    staff = staff_of(view)
    starts = ~staff.agency & (staff.start >= view.observed_from) & (staff.start > 0.0)
    return Spent(staff.start[starts], np.asarray(view.tables.roles.recruitment_cost)[staff.role[starts]])


@indicator(*IN_YEARS)
def costs_by_financial_year(view: View) -> dict[str, float]:
    """What is spent in each financial year: a year's price of a post is spread evenly over that year's working days."""
    staff, sessions, hires = staff_of(view), _sessions_outside(view), _hires(view)
    hours = staff.hours
    rate = (hours.share * _price(view, staff, np.ones(len(staff)))[hours.worker]).astype(np.float64)
    agency = staff.agency[hours.worker]
    years = view.tables.financial_years
    measures: dict[str, float] = {}
    columns = zip(years.start, years.until, years.working_days, years.set_up_cost, strict=True)
    for name, (start, until, days, set_up) in zip(view.tables.names.financial_years, columns, strict=True):
        pounds = overlap(hours.start, hours.end, start, until) / days * rate
        spent = {
            STAFF_IN_YEAR: total(pounds),
            EXTERNAL_SESSIONS_IN_YEAR: sessions.between(start, until),
            RECRUITMENT_IN_YEAR: hires.between(start, until),
            SET_UP_IN_YEAR: set_up,
        }
        everything = sum(spent.values())
        spent |= {AGENCY_WORKERS_IN_YEAR: total(pounds[agency]), EVERYTHING_IN_YEAR: everything}
        measures |= {measure.named(year=name): amount for measure, amount in spent.items()}
    return measures


def cost_band(pounds_a_family: float) -> float:
    """The Guidebook cost band, 1 to 5, that a cost per family would fall in; nan if there is no cost to place."""
    if isnan(pounds_a_family) or pounds_a_family == 0.0:
        return nan
    return 1.0 + bisect_right(COST_BAND_FROM_POUNDS, pounds_a_family) + (pounds_a_family > COST_BAND_4_UP_TO_POUNDS)


@once_a_log
def _staff_cost(view: View) -> Floats:
    """What each worker cost in the observed years."""
    staff = staff_of(view)
    return _price(view, staff, staff.filled_days / view.observed_days * view.observed_years)


def _price(view: View, staff: Staff, years: Floats) -> Floats:
    """What each worker costs in so many years in the whole of their post."""
    roles = view.tables.roles
    rate = np.where(staff.agency, np.asarray(roles.agency_multiplier)[staff.role], 1.0)
    pounds: Floats = years * staff.full_time * np.asarray(roles.cost_a_year)[staff.role] * rate
    return pounds


def _child_weeks_in_need(view: View) -> float:
    """Weeks that children were in need (open, and past screening) in the observed years."""
    spells = spells_of(view)
    days = view.in_window(spells.start, spells.end)
    return total(days * children_in_need(view)) / view.observed_days * view.observed_weeks
