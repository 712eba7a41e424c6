"""Compiling needs, the services outside the authority, and what happens after closure."""

from __future__ import annotations

from array import array
from math import inf
from typing import Any

from fssim.model.compile.row_numbers import Registry
from fssim.model.draws import NEED_DRAWS, purpose_of
from fssim.model.tables import Needs, Services


def compile_needs(registry: Registry) -> dict[str, Any]:
    """The needs, services and re-referral columns of `Tables`."""
    scenario = registry.scenario
    needs = scenario.needs.values()
    services = scenario.services.values()
    activity = registry.activities.index
    return {
        "needs": Needs(
            role=array("q", (registry.roles.index(need.role) for need in needs)),
            service=array("q", (registry.services.index(need.service) for need in needs)),
            sessions=array("q", (registry.drawn_number(need.sessions) for need in needs)),
            takes_up=array("d", (need.takes_up.value for need in needs)),
            halves_after=array("d", (registry.working_days(need.take_up_halves_after) for need in needs)),
            lasting=array("d", (need.take_up_lasting.value if need.take_up_lasting else 0.0 for need in needs)),
            offers_a_plan=array("d", (need.offers_a_plan.value if need.offers_a_plan else inf for need in needs)),
            missed=array("d", (need.missed.value for need in needs)),
            drops_out=array("d", (need.drops_out.value for need in needs)),
            resolved=array("d", (need.resolved.value for need in needs)),
            interval=array("q", (registry.drawn_days(need.session_interval) for need in needs)),
            first_contact=array("q", (activity(f"{need} first contact") for need in registry.needs)),
            session=array("q", (activity(f"{need} session") for need in registry.needs)),
            first_contact_due=array("d", (registry.working_days(need.first_contact_due) for need in needs)),
            session_due=array("d", (registry.working_days(need.session_due) for need in needs)),
        ),
        "need_purposes": array("Q", (purpose_of(f"{need} {draw}") for need in registry.needs for draw in NEED_DRAWS)),
        "services": Services(
            wait=array("q", (registry.drawn_days(service.wait) for service in services)),
            interval=array("q", (registry.drawn_days(service.session_interval) for service in services)),
            cost_a_session=array("d", (service.cost_a_session.value for service in services)),
        ),
        "re_referral_chance": scenario.re_referral.chance.value,
        "re_referral_tilt": scenario.re_referral.per_unresolved_need.value,
        "re_referral_delay": registry.drawn_days(scenario.re_referral.delay),
    }
