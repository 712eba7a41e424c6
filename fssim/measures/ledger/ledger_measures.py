"""The time ledger as measures: where an average family's days go, overall, in plans and stage by stage."""

from __future__ import annotations

import numpy as np

from fssim.arrays import Floats
from fssim.measures.declaration import NEITHER, Measure, indicator
from fssim.measures.ledger.critical_item import NOTHING
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import ALL_DRIFT, CRITICAL, DRIFT, LEDGER_ORDER, MEANINGS, Line
from fssim.measures.log_view.arithmetic import ratio, total
from fssim.measures.log_view.spells import need_chains_of, spells_of
from fssim.measures.log_view.view import View, once_a_log
from fssim.model.tables import LEDGER_CLOSED, LEDGER_COURT, LEDGER_ENQUIRY, LEDGER_PLAN, PLAN_OPENS

Lines = tuple[Line, ...]

PLAN_LINES = tuple(line for line in Line if line is not Line.COURT)
LINES_OF: dict[int, Lines] = {  # the lines that a stage's days can be on
    LEDGER_ENQUIRY: (Line.UNALLOCATED, Line.OVERDUE, Line.MOVING),
    LEDGER_PLAN: PLAN_LINES,
    LEDGER_COURT: (Line.UNALLOCATED, Line.COURT),
    LEDGER_CLOSED: (),
}


LINE = {"line": MEANINGS}
DAYS_PER_FAMILY = Measure(
    "ledger_{line}_days_per_family", "Days: {line}", "working days a family", NEITHER,
    "Working days {observed} on which {line}, over referrals in them.", LEDGER_ORDER, words=LINE,
)  # fmt: skip
SHARE_OF_DAYS = Measure(
    "ledger_{line}_percent", "Days: {line}", "%", NEITHER,
    "Of all working days that families were open {observed}, the percentage on which {line}.", LEDGER_ORDER, words=LINE,
)  # fmt: skip
PLAN_DAYS_PER_FAMILY = Measure(
    "ledger_in_plans_{line}_days_per_family", "Days in plans: {line}", "working days a family", NEITHER,
    "Working days on plans {observed} on which {line}, over families that entered a plan in them: one that follows "
    "another at once is the same. Proceedings are the court's, and no days on a plan.",
    LEDGER_ORDER, words=LINE,
)  # fmt: skip
SHARE_OF_PLAN_DAYS = Measure(
    "ledger_in_plans_{line}_percent", "Days in plans: {line}", "%", NEITHER,
    "Of all working days on plans {observed}, the percentage on which {line}.", LEDGER_ORDER, words=LINE,
)  # fmt: skip
STAGE_DAYS_PER_FAMILY = Measure(
    "ledger_stage_{stage}_{line}_days_per_family", "Days in {stage}: {line}", "working days a family", NEITHER,
    "Working days in the stage {stage} {observed} on which {line}, over spells in that stage that began in them.",
    LEDGER_ORDER, words=LINE,
)  # fmt: skip
CRITICAL_SHARE = Measure(
    "critical_{item}_percent", "Plan days on which {item} was the critical item", "%", NEITHER,
    "Of all working days on plans {observed}, the percentage in stages of which {item} was the critical item.",
    CRITICAL,
)  # fmt: skip


@indicator(DAYS_PER_FAMILY, SHARE_OF_DAYS, PLAN_DAYS_PER_FAMILY, SHARE_OF_PLAN_DAYS)
def days_by_line(view: View) -> dict[str, float]:
    """Days on each line in the observed years, per family referred in them (or that entered a plan in them), and as a
    percentage of the days families were open."""
    days = _by_stage(view)
    everywhere = days.sum(axis=0)
    in_plans = days[view.plan_stages].sum(axis=0)
    referred = float(len(view.observed(view.referrals())))
    return {
        **_per_family(DAYS_PER_FAMILY, everywhere, referred, tuple(Line)),
        **_shares(SHARE_OF_DAYS, everywhere, tuple(Line)),
        **_per_family(PLAN_DAYS_PER_FAMILY, in_plans, float(families_entering_a_plan(view)), PLAN_LINES),
        **_shares(SHARE_OF_PLAN_DAYS, in_plans, PLAN_LINES),
    }


@indicator(STAGE_DAYS_PER_FAMILY)
def days_by_stage(view: View) -> dict[str, float]:
    """Days on each line that a stage's days can be on, per spell of it that began in the observed years."""
    spells, days = spells_of(view), _by_stage(view)
    began = spells.stage[spells.start >= view.observed_from]
    entered = np.bincount(began, minlength=len(days))
    measures: dict[str, float] = {}
    for stage, name in enumerate(view.tables.names.stages):
        lines = LINES_OF[view.tables.stages.ledger[stage]]
        if lines:
            measures |= _per_family(STAGE_DAYS_PER_FAMILY, days[stage], float(entered[stage]), lines, stage=name)
    return measures


@indicator(CRITICAL_SHARE)
def critical_shares(view: View) -> dict[str, float]:
    """The percentage of days in plans for which each need, or plan work, was the critical item."""
    names = (*view.tables.names.needs, "plan_work")
    plan_days = total(_by_stage(view)[view.plan_stages].sum(axis=0))
    in_plan = view.plan_stages[spells_of(view).stage]
    days = ledger_of(view).by(np.where(in_plan, ledger_of(view).critical, NOTHING), len(names))
    return {
        CRITICAL_SHARE.named(item=name): 100.0 * ratio(total(days[item]), plan_days) for item, name in enumerate(names)
    }


@once_a_log
def _by_stage(view: View) -> Floats:
    return ledger_of(view).by(spells_of(view).stage, len(view.tables.names.stages))


def families_entering_a_plan(view: View) -> int:
    """Families that entered a plan in the observed years, by the first stage of each plan that opens it."""
    spells = spells_of(view)
    chains = need_chains_of(view)
    opens = np.flatnonzero(np.asarray(view.tables.stages.plan)[spells.stage] == PLAN_OPENS)
    first = opens[np.unique(chains.run[opens], return_index=True)[1]]
    return int(np.count_nonzero(spells.start[first] >= view.observed_from))


def _per_family(measure: Measure, days: Floats, families: float, lines: Lines, **of: str) -> dict[str, float]:
    measures = {measure.named(line=line.name, **of): ratio(float(days[line]), families) for line in lines}
    measures[measure.named(line=ALL_DRIFT, **of)] = ratio(_drift(days), families)
    return measures


def _shares(measure: Measure, days: Floats, lines: Lines) -> dict[str, float]:
    open_days = total(days)
    measures = {measure.named(line=line.name): 100.0 * ratio(float(days[line]), open_days) for line in lines}
    measures[measure.named(line=ALL_DRIFT)] = 100.0 * ratio(_drift(days), open_days)
    return measures


def _drift(days: Floats) -> float:
    return float(sum(days[line] for line in DRIFT))
