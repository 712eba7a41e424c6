"""Who waits most: waits for help and days adrift by number of needs, by stage and by team, tails as well as means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fssim.arrays import Floats, Integers
from fssim.measures.declaration import WORSE, Measure, indicator
from fssim.measures.indicators.waits import first_starts_of
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.measures.log_view.arithmetic import mean, percentile
from fssim.measures.log_view.spells import need_chains_of, spell_at, spells_of
from fssim.measures.log_view.view import View

CUTS = ("needs", "stage", "team")
PART = {"needs": "number", "stage": "stage", "team": "team"}  # what the names of the measures of a cut vary by


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to cut families: the groups' names, and each thing's group (-1: none), in the order of its days."""

    name: str
    groups: tuple[str, ...]
    of_waits: Integers
    of_drift: Integers
    drift: Floats


HELP = "Working days from the first referral of any need under a plan until help for that need starts"
ADRIFT = (
    "Working days in the observed years on which a plan was adrift (all ledger lines but moving and court), of each "
    "plan with a day in them"
)
SPELL_ADRIFT = "Working days in the observed years adrift (all ledger lines but moving and court), of each spell in it"


def _mean_and_p90(what: str, cut: str, label: str, mean_counts: str, p90_counts: str) -> tuple[Measure, Measure]:
    """The mean and the ninetieth percentile of one kind of days, of the groups of one cut."""
    name = f"{what}_{cut}_{{{PART[cut]}}}"
    return (
        Measure(f"{name}_mean_working_days", f"{label}: mean", "working days", WORSE, mean_counts),
        Measure(f"{name}_p90_working_days", f"{label}: 9 in 10", "working days", WORSE, p90_counts),
    )


HELP_WAITS = {
    "needs": _mean_and_p90(
        "help_wait", "needs", "Wait for help, families by needs, {number}",
        f"{HELP}; mean over starts {{observed}}, in families with {{number}} of the needs.",
        f"{HELP}: nine in ten starts {{observed}} came within this, in families with {{number}} of the needs.",
    ),
    "stage": _mean_and_p90(
        "help_wait", "stage", "Wait for help, stage {stage}",
        f"{HELP}; mean over starts {{observed}} of those referred in the stage {{stage}}.",
        f"{HELP}: nine in ten starts {{observed}} came within this, of those referred in the stage {{stage}}.",
    ),
    "team": _mean_and_p90(
        "help_wait", "team", "Wait for help, team {team}",
        f"{HELP}; mean over starts {{observed}} of those referred in the team {{team}}.",
        f"{HELP}: nine in ten starts {{observed}} came within this, of those referred in the team {{team}}.",
    ),
}  # fmt: skip
PLAN_DRIFT = {
    "needs": _mean_and_p90(
        "plan_drift", "needs", "Drift of a plan, families by needs, {number}",
        f"{ADRIFT}; mean over plans of families with {{number}} of the needs.",
        f"{ADRIFT}: nine in ten plans of families with {{number}} of the needs have no more.",
    ),
    "stage": _mean_and_p90(
        "plan_drift", "stage", "Drift of a plan, stage {stage}",
        f"{SPELL_ADRIFT}; mean over spells in the stage {{stage}}.",
        f"{SPELL_ADRIFT}: nine in ten spells in the stage {{stage}} have no more.",
    ),
    "team": _mean_and_p90(
        "plan_drift", "team", "Drift of a plan, team {team}",
        f"{ADRIFT}; mean over plans that began in the team {{team}}.",
        f"{ADRIFT}: nine in ten plans that began in the team {{team}} have no more.",
    ),
}  # fmt: skip


@indicator(*(measure for days in (HELP_WAITS, PLAN_DRIFT) for pair in days.values() for measure in pair))
def who_waits(view: View) -> dict[str, float]:
    """Mean and ninetieth percentile of two kinds of days, group by group.

    Waits for help are from the first referral of any need under a plan until it starts, of starts in the observed
    years. Drift is the days in the observed years on which a family was held up, of each plan with any day in
    them (of each spell, by stage). A plan is counted with the team it began in.
    """
    waited, days = _waits(view)
    measures: dict[str, float] = {}
    for cut in _cuts(view, waited):
        for place, group in enumerate(cut.groups):
            for (mean_days, p90_days), values in (
                (HELP_WAITS[cut.name], days[cut.of_waits == place]),
                (PLAN_DRIFT[cut.name], cut.drift[cut.of_drift == place]),
            ):
                of = {PART[cut.name]: group}
                measures[mean_days.named(**of)] = mean(values)
                measures[p90_days.named(**of)] = percentile(values, 90.0)
    return measures


def _waits(view: View) -> tuple[Integers, Floats]:
    """The spell in which each need was referred that has started in the observed years, and the days it took."""
    planned, started = (np.concatenate([pair[side] for pair in first_starts_of(view)]) for side in (0, 1))
    kept = (started >= 0) & (view.time[started] >= view.observed_from)
    planned, started = planned[kept], started[kept]
    return spell_at(view, planned), view.time[started] - view.time[planned]


def _cuts(view: View, waited: Integers) -> Iterator[Cut]:
    names, spells, ledger = view.tables.names, spells_of(view), ledger_of(view)
    chains = need_chains_of(view)
    in_plan = view.plan_stages[spells.stage[ledger.spell]]
    interval, of_chain = ledger.spell[in_plan], chains.run[ledger.spell[in_plan]]
    lost = np.where(np.isin(ledger.line[in_plan], DRIFT), (ledger.end - ledger.start)[in_plan], 0.0)
    chain, chain_drift = _days_by_label(of_chain, lost)
    spell, spell_drift = _days_by_label(interval, lost)

    needs = np.sum([view.needs >> need & 1 for need in range(len(names.needs))], axis=0)
    numbers = tuple(str(number) for number in range(len(names.needs) + 1))
    yield Cut("needs", numbers, needs[spells.family[waited]], needs[chains.family[chain]], chain_drift)
    stages = np.flatnonzero(view.plan_stages)
    row = np.full(len(names.stages), -1)
    row[stages] = np.arange(len(stages))
    stage_names = tuple(names.stages[stage] for stage in stages)
    yield Cut("stage", stage_names, row[spells.stage[waited]], row[spells.stage[spell]], spell_drift)
    teams = _teams_with_plans(view)
    row = np.full(len(names.teams), -1)
    row[teams] = np.arange(len(teams))
    team_names = tuple(names.teams[team] for team in teams)
    yield Cut("team", team_names, row[spells.team[waited]], row[_team_of_plan(view)[chain]], chain_drift)


def _days_by_label(label: Integers, days: Floats) -> tuple[Integers, Floats]:
    """Each label there is (0 or more), and its days."""
    labelled = label >= 0
    labels, place = np.unique(label[labelled], return_inverse=True)
    return labels, np.bincount(place, weights=days[labelled], minlength=len(labels)).astype(np.float64)


def _team_of_plan(view: View) -> Integers:
    """The team that each chain of stages began its plan in: an enquiry that came before it may be another team's."""
    chains, spells = need_chains_of(view), spells_of(view)
    on_plan = np.flatnonzero(view.plan_stages[spells.stage] & (chains.run >= 0))
    team = np.full(len(chains), -1)
    team[chains.run[on_plan[::-1]]] = spells.team[on_plan[::-1]]  # in reverse, so that the first one stays
    return team


def _teams_with_plans(view: View) -> Integers:
    """The teams of the kinds that families on plans are in."""
    kinds = np.asarray(view.tables.stages.team_kind)[view.plan_stages]
    if np.any(kinds < 0):  # a plan may stay in whatever team the family is in
        return np.arange(len(view.tables.names.teams))
    return np.flatnonzero(np.isin(np.asarray(view.tables.teams.kind), kinds))
