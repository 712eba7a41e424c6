"""What the service cost, at the scenario's prices: staff in post, sessions outside, hiring and setting up."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_measures import families_entering_a_plan
from fssim.measures.log_view.arithmetic import Floats, overlap, ratio, total
from fssim.measures.log_view.people_in_post import Staff
from fssim.measures.log_view.spells import children_in_need, spells_of
from fssim.measures.log_view.view import View
from fssim.measures.published import COST_BAND_4_UP_TO_POUNDS, COST_BAND_FROM_POUNDS
from fssim.scenario.names import slug


def cost(view: View, staff: Staff) -> dict[str, float]:
    """Staff cost a year by role, the specialist posts' cost per family entering a plan, and cost per child in need;
    hiring and setting up; and what is spent in each financial year observed."""
    roles = view.tables.roles
    pounds = _staff_cost(view, staff)
    measures = {}
    for role, name in enumerate(view.tables.names.roles):
        measures[f"cost_{slug(name)}_gbp_a_year"] = total(pounds[staff.role == role]) / view.observed_years
    specialists = total(pounds[np.asarray(roles.specialist).astype(bool)[staff.role]])
    per_family = ratio(specialists, float(families_entering_a_plan(view)))
    sessions = _sessions_outside(view)
    hires = _hires(view, staff)
    once = {
        "external_sessions": total(sessions.pounds),
        "recruitment": total(hires.pounds),
        "set_up": total(np.asarray(view.tables.financial_years.set_up_cost)),
    }
    everything = total(pounds) + sum(once.values())
    return measures | {
        "cost_staff_gbp_a_year": total(pounds) / view.observed_years,
        "cost_agency_workers_gbp_a_year": total(pounds[staff.agency]) / view.observed_years,
        **{f"cost_{what}_gbp_a_year": spent / view.observed_years for what, spent in once.items()},
        "cost_everything_gbp_a_year": everything / view.observed_years,
        **_by_financial_year(view, staff, sessions, hires),
        "cost_specialists_gbp_per_family": per_family,
        "cost_guidebook_band": cost_band(per_family),
        "cost_staff_gbp_per_child_in_need_week": ratio(total(pounds), _child_weeks_in_need(view)),
    }


@dataclass(frozen=True, slots=True)
class Spent:
    """Money spent at moments of the observed years."""

    time: Floats
    pounds: Floats

    def between(self, start: float, until: float) -> float:
        """What is spent from one time until another."""
        return total(self.pounds[(self.time >= start) & (self.time < until)])


def _sessions_outside(view: View) -> Spent:
    rows = view.observed(view.rows(Event.SESSION))
    rows = rows[view.worker[rows] < 0]
    service = np.asarray(view.tables.needs.service)[view.subject[rows]]
    return Spent(view.time[rows], np.asarray(view.tables.services.cost_a_session)[service])


def _hires(view: View, staff: Staff) -> Spent:
    """Everybody who starts in a post, but for agency workers, in the observed years."""
    starts = ~staff.agency & (staff.start >= view.observed_from) & (staff.start > 0.0)
    return Spent(staff.start[starts], np.asarray(view.tables.roles.recruitment_cost)[staff.role[starts]])


def _by_financial_year(view: View, staff: Staff, sessions: Spent, hires: Spent) -> dict[str, float]:
    """What is spent in each financial year: a year's price of a post is spread evenly over that year's working days."""
    hours = staff.hours
    rate = (hours.share * _price(view, staff, np.ones(len(staff)))[hours.worker]).astype(np.float64)
    agency = staff.agency[hours.worker]
    years = view.tables.financial_years
    measures: dict[str, float] = {}
    columns = zip(years.start, years.until, years.working_days, years.set_up_cost, strict=True)
    for name, (start, until, days, set_up) in zip(view.tables.names.financial_years, columns, strict=True):
        pounds = overlap(hours.start, hours.end, start, until) / days * rate
        spent = {
            "staff": total(pounds),
            "external_sessions": sessions.between(start, until),
            "recruitment": hires.between(start, until),
            "set_up": set_up,
        }
        everything = sum(spent.values())
        spent |= {"agency_workers": total(pounds[agency]), "everything": everything}
        measures |= {f"cost_{what}_{name}_gbp": amount for what, amount in spent.items()}
    return measures


def cost_band(pounds_a_family: float) -> float:
    """The Guidebook cost band, 1 to 5, that a cost per family would fall in; nan if there is no cost to place."""
    if isnan(pounds_a_family) or pounds_a_family == 0.0:
        return nan
    return 1.0 + bisect_right(COST_BAND_FROM_POUNDS, pounds_a_family) + (pounds_a_family > COST_BAND_4_UP_TO_POUNDS)


def _staff_cost(view: View, staff: Staff) -> Floats:
    """What each worker cost in the observed years."""
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
