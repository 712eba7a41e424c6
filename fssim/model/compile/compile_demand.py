"""Compiling demand: how many families arrive on each day, and what they are like."""

from __future__ import annotations

from array import array
from typing import Any

from fssim.model.compile.row_numbers import Registry
from fssim.scenario.schema.demand import MONTHS, RISKS
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


def _families_a_day(registry: Registry) -> array[float]:
    """Expected first referrals of families on each working day until the horizon."""
    demand = registry.scenario.demand
    children = registry.scenario.families.children
    children_a_family = sum(int(count) * weight.value for count, weight in children.items())
    children_a_year = demand.children.value / 10000.0 * demand.referral_rate.value * demand.first_referrals.value
    usual = children_a_year / children_a_family / registry.calendar.working_days(1.0, "years")
    rates = array("d")
    for day in registry.calendar.days[: registry.calendar.horizon]:
        factor = demand.month_factors.get(MONTHS[day.month - 1])
        rate = usual * (factor.value if factor else 1.0)
        for shock in demand.shocks.values():
            if shock.start <= day < shock.until:
                rate *= shock.factor.value
        rates.append(rate)
    return rates
