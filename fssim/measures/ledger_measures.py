"""The time ledger as measures: where an average family's days go, overall, in plans and stage by stage."""

from __future__ import annotations

import numpy as np

from fssim.engine.log import Event
from fssim.measures.arithmetic import Floats, ratio, slug, total
from fssim.measures.lines import DRIFT, Line
from fssim.measures.spells import need_chains
from fssim.measures.view import View
from fssim.model.tables import PLAN_OPENS


def ledger_measures(view: View) -> dict[str, float]:
    """Days on each line in the observed years, per family referred in them (or that entered the plan, or the stage),
    and as a percentage of the days families were open."""
    ledger = view.ledger
    spells = view.spells
    days = _columns(ledger.days)
    in_plans = _columns(ledger.days[view.plan_stages[spells.stage]])
    referred = float(len(view.observed(view.rows(Event.REFERRED))))
    measures = {
        **_per_family("ledger", days, referred),
        **_shares("ledger", days),
        **_per_family("ledger_in_plans", in_plans, float(families_entering_a_plan(view))),
        **_shares("ledger_in_plans", in_plans),
    }
    by_stage = ledger.by(spells.stage, len(view.tables.names.stages))
    began = spells.start >= view.observed_from
    for stage, name in enumerate(view.tables.names.stages):
        if stage != view.tables.closed_stage:
            entered = float(np.count_nonzero(began & (spells.stage == stage)))
            measures |= _per_family(f"ledger_stage_{slug(name)}", by_stage[stage], entered)
    return measures


def families_entering_a_plan(view: View) -> int:
    """Families that entered a plan in the observed years, by the first stage of each plan that opens it."""
    spells = view.spells
    chains = need_chains(view)
    opens = np.flatnonzero(np.asarray(view.tables.stages.plan)[spells.stage] == PLAN_OPENS)
    first = opens[np.unique(chains.run[opens], return_index=True)[1]]
    return int(np.count_nonzero(spells.start[first] >= view.observed_from))


def _columns(days: Floats) -> Floats:
    return np.array([total(days[:, line]) for line in Line])


def _per_family(prefix: str, days: Floats, families: float) -> dict[str, float]:
    measures = {f"{prefix}_{line.name.lower()}_days_per_family": ratio(float(days[line]), families) for line in Line}
    measures[f"{prefix}_drift_days_per_family"] = ratio(float(sum(days[line] for line in DRIFT)), families)
    return measures


def _shares(prefix: str, days: Floats) -> dict[str, float]:
    open_days = float(days.sum())
    measures = {f"{prefix}_{line.name.lower()}_percent": 100.0 * ratio(float(days[line]), open_days) for line in Line}
    measures[f"{prefix}_drift_percent"] = 100.0 * ratio(float(sum(days[line] for line in DRIFT)), open_days)
    return measures
