"""An authority's scenario as it goes on, and as it is from the day that it starts something new."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from fssim.scenario.override import plainly, with_values
from fssim.scenario.schema.parameter import YOUR_NUMBER, Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import MONTHS_A_YEAR
from fssim.trials.design_file import Contamination, TrialPlan
from fssim.trials.variation_in_time import Autoregression

OWN = {"source": YOUR_NUMBER, "grade": Grade.assumed.value}


def go_on_as_it_is(local: Scenario, plan: TrialPlan, demand: Autoregression, random: np.random.Generator) -> Scenario:
    """An authority that goes on as it is, over the time of a trial.

    Demand is its own in the first year, and moves away from it from year to year; and what else happens meanwhile does
    or does not happen to it, by lot.
    """
    years = -(-max(plan.months) // MONTHS_A_YEAR)
    begins = [_add_years(plan.first_month, year) for year in range(years + 1)]
    shocks: dict[str, Any] = {}
    level = 0.0
    for year in range(1, years):
        level = demand.move_on(level, 1.0, random)
        factor = {"value": float(np.exp(level)), "unit": "multiplier", **OWN}
        shocks[f"demand_of_year_{year + 1}"] = {"start": begins[year], "until": begins[year + 1], "factor": factor}
    for name, happening in plan.contamination.items():
        if random.random() < happening.share.value:
            shocks[name] = _as_shock(happening)
    clock = {"observed_from": plan.first_month, "warm_up_years": local.clock.warm_up_years, "observed_years": years}
    earlier = plainly(local.model_dump())["demand"].get("shocks", {})
    return with_values(local, {"clock": clock, "demand.shocks": {**earlier, **shocks}}, files=False)


def leave_undisturbed(going_on: Scenario, plan: TrialPlan) -> Scenario:
    """The same authority without what else happens meanwhile."""
    happened = [name for name in plan.contamination if name in going_on.demand.shocks]
    return with_values(going_on, {f"demand.shocks.{name}": None for name in happened}, files=False)


def start_on(day: date, going_on: Scenario, reform: Scenario) -> Scenario:
    """The same authority from a day on by `reform`: its own scenario of how it works then.

    Until that day its teams work as they did, posts of roles that they had not are empty, and courses have no seats.
    """
    first = _add_years(going_on.clock.observed_from, -going_on.clock.warm_up_years)
    as_it_goes_on = plainly(going_on.model_dump())
    changes: dict[str, Any] = {"clock": as_it_goes_on["clock"], "demand.shocks": as_it_goes_on["demand"]["shocks"]}
    for name, team in reform.teams.items():
        before = going_on.teams[name]
        if team.working_model == before.working_model:
            continue
        changes[f"teams.{name}.working_model"] = before.working_model
        changes[f"roll_out.start_of_{name}"] = {
            "team": name,
            "numbers": list(range(1, round(team.count.value) + 1)),
            "working_model": team.working_model,
            "start": day,
        }
        for role in team.posts:
            if role not in before.posts:
                changes[f"vacancies.{role}_in_{name}_before_start"] = {
                    "role": role, "team": name, "start": first, "until": day,
                    "share": {"value": 1.0, "unit": "share", **OWN},
                }  # fmt: skip
    for name in reform.training:
        if name not in going_on.training:
            changes[f"training.{name}.start"] = day
    return with_values(reform, changes, files=False)


def _as_shock(happening: Contamination) -> dict[str, Any]:
    """What happens as a scenario says it, where its source is not known."""
    factor = {"value": happening.factor.value, "unit": happening.factor.unit, **OWN}
    return {
        "start": happening.start, "until": happening.until, "acts_on": happening.acts_on.value, "factor": factor,
    }  # fmt: skip


def _add_years(day: date, years: int) -> date:
    return day.replace(year=day.year + years)
