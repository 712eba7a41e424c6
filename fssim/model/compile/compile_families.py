"""Compiling families: how many arrive on each day, what they are like, their needs, and what follows closure."""

from __future__ import annotations

from array import array
from datetime import timedelta
from math import inf
from typing import Any

from fssim.model.compile.row_numbers import Registry
from fssim.model.draws import NEED_DRAWS, purpose_of, tilted
from fssim.model.pathway_tables import Needs, OpenCells, Services
from fssim.model.quantile_tables import list_shares_beyond
from fssim.scenario.schema.demand import MONTHS, RISKS, ActsOn, Shock
from fssim.scenario.schema.parameter import Distribution, Grade, Varying

UNIT_EXPONENTIAL = Varying(
    value=1.0,
    unit="multiplier",
    source="the definition of a Poisson process",
    grade=Grade.statutory,
    distribution=Distribution(name="expon"),
)


def compile_demand(registry: Registry) -> dict[str, Any]:
    """The demand and family columns of `Tables`."""
    scenario = registry.scenario
    mix = scenario.families
    tilts = scenario.pathway.tilts
    return {
        "child_population": scenario.demand.children.value,
        "families_a_day": _families_a_day(registry),
        **_open_at_start(registry),
        **_streams(registry),
        "open_cells": _open_cells(registry),
        "returns_kept": _returns_kept(registry),
        "children_counts": array("q", (int(children) for children in mix.children)),
        "children_weights": array("d", (weight.value for weight in mix.children.values())),
        "need_masks": array("q", (_mask(registry, needs) for needs in mix.needs)),
        "need_weights": array("d", (weight.value for weight in mix.needs.values())),
        "risk_weights": array("d", (mix.risk[risk].value for risk in RISKS)),
        "risk_tilts": array("d", (tilts.low_risk.value, tilts.medium_risk.value, tilts.high_risk.value)),
        "engagement": registry.drawn(mix.engagement),
        "unit_exponential": registry.drawn(UNIT_EXPONENTIAL),
    }


def _mask(registry: Registry, needs: str) -> int:
    return 0 if needs == "none" else sum(1 << registry.needs.index(need) for need in needs.split(" + "))


def _streams(registry: Registry) -> dict[str, Any]:
    """The columns about families who come otherwise than by a referral, evenly from the day on which the first may."""
    streams = registry.scenario.demand.streams.values()
    firsts = [registry.calendar.number_of(stream.start) if stream.start else 0 for stream in streams]
    rates = [_families_in(registry, stream.rate.value) for stream in streams]
    days = range(registry.calendar.horizon)
    return {
        "streams_a_day": array(
            "d", (rate if day >= first else 0.0 for rate, first in zip(rates, firsts, strict=True) for day in days)
        ),
        "stream_stages": array("q", (registry.stages.index(stream.begins_in) for stream in streams)),
    }


def _usual_families_a_day(registry: Registry) -> float:
    """Expected first referrals of families on a working day, whatever the month."""
    demand = registry.scenario.demand
    return _families_in(registry, demand.referral_rate.value, demand.first_referrals.value)


def _families_in(registry: Registry, rate: float, share: float = 1.0) -> float:
    """The families that a share of a rate (of children a year, for each 10,000) is, on a working day."""
    children = registry.scenario.families.children
    children_a_family = sum(int(count) * weight.value for count, weight in children.items())
    children_a_year = registry.scenario.demand.children.value / 10000.0 * rate * share
    return children_a_year / children_a_family / registry.calendar.working_days(1.0, "years")


def _open_at_start(registry: Registry) -> dict[str, Any]:
    """The columns about families open when the run begins, who come evenly over the first year of a warm-up."""
    stages = registry.scenario.pathway.stages.values()
    years = [stage.open_at_start.value if stage.open_at_start else 0.0 for stage in stages]
    days = round(registry.calendar.working_days(1.0, "years")) if registry.scenario.whole_clock.warm_up_years else 0
    a_day = _usual_families_a_day(registry) * sum(years)
    return {
        "open_a_day": array("d", [a_day] * days),
        "open_weights": array("d", (of_stage / (sum(years) or 1.0) for of_stage in years)),
    }


def _open_cells(registry: Registry) -> OpenCells:
    """Who is open on the first day observed. A band of weeks holds the days from which so many whole weeks are past."""
    cells = OpenCells(array("q"), array("d"), array("d"), array("q"), array("q"))
    opening, calendar = registry.scenario.opening, registry.calendar
    for name, bands in opening.stages.items() if opening is not None else ():
        before = calendar.observed_from
        by_weeks = sorted((int(weeks), count) for weeks, count in bands.items())
        ends = [weeks for weeks, _ in by_weeks[1:]]
        for (weeks, count), end in zip(by_weeks, [*ends, None], strict=True):
            before = min(_first_day_after(registry, weeks), calendar.observed_from)
            cells.stage.append(registry.stages.index(name))
            cells.since.append(float(_first_day_after(registry, end) if end is not None else 0))
            cells.before.append(float(before))
            cells.families.append(int(count.families.value))
            cells.children.append(int(count.children.value) if count.children is not None else -1)
    return cells


def _first_day_after(registry: Registry, weeks: int) -> int:
    """The first working day after the date from which so many weeks are past when the observed years begin."""
    day = registry.scenario.clock.observed_from - timedelta(weeks=weeks)
    return registry.calendar.number_of(day + timedelta(days=1))


def _returns_kept(registry: Registry) -> array[float]:
    """The chance that a return due on a day happens, of each working day until the horizon."""
    kept = array("d", [1.0]) * registry.calendar.horizon
    for shock in registry.scenario.demand.shocks.values():
        if shock.acts_on is ActsOn.all_referrals:
            for day in _days_of(registry, shock):
                kept[day] *= min(shock.factor.value, 1.0)
    return kept


def _days_of(registry: Registry, shock: Shock) -> range:
    """The working days of a shock before the horizon."""
    calendar = registry.calendar
    return range(calendar.number_of(shock.start), min(calendar.number_of(shock.until), calendar.horizon))


def _families_a_day(registry: Registry) -> array[float]:
    """Expected first referrals of families on each working day until the horizon."""
    demand, calendar = registry.scenario.demand, registry.calendar
    usual = _usual_families_a_day(registry)
    factors = [demand.month_factors.get(month) for month in MONTHS]
    by_month = [usual * (factor.value if factor else 1.0) for factor in factors]
    rates = array("d", [by_month[month - 1] for month in calendar.months[: calendar.horizon]])
    for shock in demand.shocks.values():
        for day in _days_of(registry, shock):
            rates[day] *= shock.factor.value
    return rates


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
        **_returns(registry, delay := registry.drawn_days(scenario.re_referral.delay)),
        "re_referral_delay": delay,
    }


def _returns(registry: Registry, delay: int) -> dict[str, Any]:
    """The columns about families closed before the run.

    If a share p of those closed have always come back, p / (1 - p) families have come back for each first referral, and
    as many were closed each day only to do so. Of those, the ones come on a day of the run whose delay is longer than
    the run has lasted. Families of each mixture of needs have a share of their own.
    """
    about, mix = registry.scenario.re_referral, registry.scenario.families.needs
    weights, returns_a_referral = [], 0.0
    for needs, weight in mix.items():
        chance = about.chance.value
        for _ in range(_mask(registry, needs).bit_count()):
            chance = tilted(chance, about.per_unresolved_need.value)
        returns_of_one = chance / (1.0 - chance) if chance < 1.0 else inf
        weights.append(weight.value * returns_of_one if about.past is not None else 0.0)
        returns_a_referral += weights[-1]
    a_day = _usual_families_a_day(registry) * returns_a_referral
    left = list_shares_beyond(registry.tabulation.knots(delay), registry.calendar.horizon)
    rates = [
        a_day * (begins + ends) / 2.0 * kept
        for begins, ends, kept in zip(left[:-1], left[1:], _returns_kept(registry), strict=True)
    ]
    had_plan = about.past.had_plan if about.past is not None else {}
    return {
        "returns_a_day": array("d", rates),
        "need_weights_of_returns": array("d", (weight / (returns_a_referral or 1.0) for weight in weights)),
        "had_plan": array("d", (had_plan[plan].value if plan in had_plan else 0.0 for plan in registry.plans)),
    }
