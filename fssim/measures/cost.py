"""What the service cost: staff in post, and sessions outside the authority. Modelled, at the scenario's prices."""

from __future__ import annotations

from bisect import bisect_right
from math import isnan, nan

import numpy as np

from fssim.engine.log import Event
from fssim.measures.arithmetic import Floats, ratio, total
from fssim.measures.ledger_measures import families_entering_a_plan
from fssim.measures.published import COST_BAND_4_UP_TO_POUNDS, COST_BAND_FROM_POUNDS
from fssim.measures.spells import children_in_need
from fssim.measures.staff import Staff
from fssim.measures.view import View
from fssim.scenario.names import slug


def cost(view: View, staff: Staff) -> dict[str, float]:
    """Staff cost a year by role, the specialist posts' cost per family entering a plan, and cost per child in need."""
    roles = view.tables.roles
    pounds = _staff_cost(view, staff)
    measures = {}
    for role, name in enumerate(view.tables.names.roles):
        measures[f"cost_{slug(name)}_gbp_a_year"] = total(pounds[staff.role == role]) / view.observed_years
    specialists = total(pounds[np.asarray(roles.specialist).astype(bool)[staff.role]])
    per_family = ratio(specialists, float(families_entering_a_plan(view)))
    outside = view.observed(view.rows(Event.SESSION))
    outside = outside[view.worker[outside] < 0]
    service = np.asarray(view.tables.needs.service)[view.subject[outside]]
    sessions = np.asarray(view.tables.services.cost_a_session)[service]
    return measures | {
        "cost_staff_gbp_a_year": total(pounds) / view.observed_years,
        "cost_external_sessions_gbp_a_year": total(sessions) / view.observed_years,
        "cost_specialists_gbp_per_family": per_family,
        "cost_guidebook_band": cost_band(per_family),
        "cost_staff_gbp_per_child_in_need_week": ratio(total(pounds), _child_weeks_in_need(view)),
    }


def cost_band(pounds_a_family: float) -> float:
    """The Guidebook cost band, 1 to 5, that a cost per family would fall in; nan if there is no cost to place."""
    if isnan(pounds_a_family) or pounds_a_family == 0.0:
        return nan
    return 1.0 + bisect_right(COST_BAND_FROM_POUNDS, pounds_a_family) + (pounds_a_family > COST_BAND_4_UP_TO_POUNDS)


def _staff_cost(view: View, staff: Staff) -> Floats:
    """What each worker cost in the observed years."""
    roles = view.tables.roles
    years = staff.full_time_days / view.observed_days * view.observed_years
    rate = np.where(staff.agency, np.asarray(roles.agency_multiplier)[staff.role], 1.0)
    pounds: Floats = years * np.asarray(roles.cost_a_year)[staff.role] * rate
    return pounds


def _child_weeks_in_need(view: View) -> float:
    """Weeks that children were in need (open, and past screening) in the observed years."""
    spells = view.spells
    days = view.in_window(spells.start, spells.end)
    return total(days * children_in_need(view)) / view.observed_days * view.observed_weeks
