"""The time ledger as measures: where an average family's days go, overall, in plans and stage by stage."""

from __future__ import annotations

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.ledger.critical_item import NOTHING
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.measures.log_view.arithmetic import Floats, ratio, total
from fssim.measures.log_view.spells import need_chains_of, spells_of
from fssim.measures.log_view.view import View
from fssim.model.tables import LEDGER_CLOSED, LEDGER_COURT, LEDGER_ENQUIRY, LEDGER_PLAN, PLAN_OPENS
from fssim.scenario.names import slug

Lines = tuple[Line, ...]

PLAN_LINES = tuple(line for line in Line if line is not Line.COURT)
LINES_OF: dict[int, Lines] = {  # the lines that a stage's days can be on
    LEDGER_ENQUIRY: (Line.UNALLOCATED, Line.OVERDUE, Line.MOVING),
    LEDGER_PLAN: PLAN_LINES,
    LEDGER_COURT: (Line.UNALLOCATED, Line.COURT),
    LEDGER_CLOSED: (),
}


def ledger_measures(view: View) -> dict[str, float]:
    """Days on each line in the observed years, per family referred in them (or that entered the plan, or the stage),
    and as a percentage of the days families were open."""
    spells = spells_of(view)
    days = ledger_of(view).by(spells.stage, len(view.tables.names.stages))
    everywhere = days.sum(axis=0)
    in_plans = days[view.plan_stages].sum(axis=0)
    referred = float(len(view.observed(view.rows(Event.REFERRED))))
    measures = {
        **_per_family("ledger", everywhere, referred, tuple(Line)),
        **_shares("ledger", everywhere, tuple(Line)),
        **_per_family("ledger_in_plans", in_plans, float(families_entering_a_plan(view)), PLAN_LINES),
        **_shares("ledger_in_plans", in_plans, PLAN_LINES),
    }
    began = spells.stage[spells.start >= view.observed_from]
    entered = np.bincount(began, minlength=len(days))
    for stage, name in enumerate(view.tables.names.stages):
        lines = LINES_OF[view.tables.stages.ledger[stage]]
        if lines:
            measures |= _per_family(f"ledger_stage_{slug(name)}", days[stage], float(entered[stage]), lines)
    return measures | _critical(view, total(in_plans))


def _critical(view: View, plan_days: float) -> dict[str, float]:
    """The percentage of days in plans for which each need, or plan work, was the critical item."""
    names = (*view.tables.names.needs, "plan_work")
    in_plan = view.plan_stages[spells_of(view).stage]
    days = ledger_of(view).by(np.where(in_plan, ledger_of(view).critical, NOTHING), len(names))
    return {
        f"critical_{slug(name)}_percent": 100.0 * ratio(total(days[item]), plan_days) for item, name in enumerate(names)
    }


def families_entering_a_plan(view: View) -> int:
    """Families that entered a plan in the observed years, by the first stage of each plan that opens it."""
    spells = spells_of(view)
    chains = need_chains_of(view)
    opens = np.flatnonzero(np.asarray(view.tables.stages.plan)[spells.stage] == PLAN_OPENS)
    first = opens[np.unique(chains.run[opens], return_index=True)[1]]
    return int(np.count_nonzero(spells.start[first] >= view.observed_from))


def _per_family(prefix: str, days: Floats, families: float, lines: Lines) -> dict[str, float]:
    measures = {f"{prefix}_{line.name.lower()}_days_per_family": ratio(float(days[line]), families) for line in lines}
    measures[f"{prefix}_drift_days_per_family"] = ratio(_drift(days), families)
    return measures


def _shares(prefix: str, days: Floats, lines: Lines) -> dict[str, float]:
    open_days = total(days)
    measures = {f"{prefix}_{line.name.lower()}_percent": 100.0 * ratio(float(days[line]), open_days) for line in lines}
    measures[f"{prefix}_drift_percent"] = 100.0 * ratio(_drift(days), open_days)
    return measures


def _drift(days: Floats) -> float:
    return float(sum(days[line] for line in DRIFT))
