"""Who waits most: waits for help and days adrift by number of needs, by stage and by team, tails as well as means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.measures.log_view.arithmetic import Floats, Integers, mean, percentile
from fssim.measures.log_view.view import View
from fssim.scenario.names import slug

CUTS = ("needs", "stage", "team")


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to cut families: the groups' names, and each thing's group (-1: none), in the order of its days."""

    name: str
    groups: tuple[str, ...]
    of_waits: Integers
    of_drift: Integers
    drift: Floats


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
            for what, values in (
                ("help_wait", days[cut.of_waits == place]),
                ("plan_drift", cut.drift[cut.of_drift == place]),
            ):
                prefix = f"{what}_{cut.name}_{slug(group)}"
                measures[f"{prefix}_mean_working_days"] = mean(values)
                measures[f"{prefix}_p90_working_days"] = percentile(values, 90.0)
    return measures


def _waits(view: View) -> tuple[Integers, Floats]:
    """The spell in which each need was referred that has started in the observed years, and the days it took."""
    planned, started = (np.concatenate([pair[side] for pair in view.first_starts]) for side in (0, 1))
    kept = (started >= 0) & (view.time[started] >= view.observed_from)
    planned, started = planned[kept], started[kept]
    width, spells = len(view) + 1, view.spells
    at = view.family[planned].astype(np.int64) * width + planned
    spell = np.searchsorted(spells.family * width + spells.row, at) - 1
    return spell, view.time[started] - view.time[planned]


def _cuts(view: View, waited: Integers) -> Iterator[Cut]:
    names, spells, ledger = view.tables.names, view.spells, view.ledger
    chains = view.need_chains
    in_plan = view.plan_stages[spells.stage[ledger.spell]]
    interval, of_chain = ledger.spell[in_plan], chains.run[ledger.spell[in_plan]]
    lost = np.where(np.isin(ledger.line[in_plan], DRIFT), (ledger.end - ledger.start)[in_plan], 0.0)
    chain, chain_drift = _each(of_chain, lost)
    spell, spell_drift = _each(interval, lost)

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


def _each(label: Integers, days: Floats) -> tuple[Integers, Floats]:
    """Each label there is (0 or more), and its days."""
    labelled = label >= 0
    found, place = np.unique(label[labelled], return_inverse=True)
    return found, np.bincount(place, weights=days[labelled], minlength=len(found)).astype(np.float64)


def _team_of_plan(view: View) -> Integers:
    """The team that each chain of stages began its plan in: an enquiry that came before it may be another team's."""
    chains, spells = view.need_chains, view.spells
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
