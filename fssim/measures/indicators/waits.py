"""How long parents' needs wait for help, by need and by route (a practitioner of the authority's, or outside it); and
who waits most: waits for help and days adrift by number of needs, by stage and by team, tails as well as means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures.ledger.critical_item import item_events
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.measures.log_view.arithmetic import Booleans, Floats, Integers, mean, percent, percentile, total
from fssim.measures.log_view.spells import need_chains_of, spells_of
from fssim.measures.log_view.view import View, once_a_log
from fssim.scenario.names import slug

ROUTES = ("internal", "external")


def waits(view: View) -> dict[str, float]:
    """From a referral to the start that came of it; to the offer of help, taken up or not (those who wait longer start
    less often, so starts alone flatter); from the first referral of a plan to the first start; and who is waiting on an
    average day. Of starts, offers and plans in the observed years."""
    measures: dict[str, float] = {}
    started = view.observed(view.rows(Event.NEED_STARTED))
    refused = view.observed(view.rows(Event.NEED_NOT_STARTED))
    referred = referrals_of(view)
    days_waiting = view.in_window(referred.start, referred.end)
    for row, name in enumerate(view.tables.names.needs):
        prefix = f"wait_{slug(name)}"
        mine = started[view.subject[started] == row]
        offered = np.concatenate([mine, refused[view.subject[refused] == row]])
        for code, label in enumerate(ROUTES):
            chosen = mine[(view.worker[mine] < 0) == bool(code)]
            days = view.time[chosen] - view.enabled[chosen]
            offers = offered[(view.worker[offered] < 0) == bool(code)]
            took_it_up = view.kind[offers] == Event.NEED_STARTED
            on_list = (referred.need == row) & (referred.route == code)
            measures[f"{prefix}_{label}_mean_working_days"] = mean(days)
            measures[f"{prefix}_{label}_p90_working_days"] = percentile(days, 90.0)
            measures[f"{prefix}_{label}_to_offer_mean_working_days"] = mean(view.time[offers] - view.enabled[offers])
            measures[f"{prefix}_{label}_took_up_percent"] = percent(took_it_up)
            measures[f"{prefix}_{label}_families_waiting"] = total(days_waiting[on_list]) / view.observed_days
        still = (referred.need == row) & referred.is_open
        measures[f"{prefix}_open_mean_working_days"] = mean(referred.end[still] - referred.start[still])
        measures |= _first_starts(view, row, prefix)
    return measures


def _first_starts(view: View, need: int, prefix: str) -> dict[str, float]:
    """From a need's first referral under a plan to its first start, with the time before that was picked up."""
    planned, started = first_starts_of(view)[need]
    ever = started >= 0
    days = (view.time[started] - view.time[planned])[ever & (view.time[started] >= view.observed_from)]
    return {
        f"{prefix}_from_first_referral_mean_working_days": mean(days),
        f"{prefix}_from_first_referral_p90_working_days": percentile(days, 90.0),
        f"{prefix}_ever_started_percent": percent(ever[view.time[planned] >= view.observed_from]),
    }


@once_a_log
def first_starts_of(view: View) -> list[tuple[Integers, Integers]]:
    """Need by need, the log rows at which it was first referred under each plan, and first started (-1: never)."""
    events = item_events(view, (Event.PLANNED, Event.NEED_STARTED))
    found = []
    for need in range(len(view.tables.names.needs)):
        rows = events.rows[view.subject[events.rows] == need]
        planned = view.kind[rows] == Event.PLANNED
        started = np.full(len(rows), -1)
        follows = planned[:-1] & ~planned[1:] & (view.family[rows[1:]] == view.family[rows[:-1]])
        started[:-1][follows] = rows[1:][follows]
        found.append((rows[planned], started[planned]))
    return found


@dataclass(frozen=True, slots=True)
class Referrals:
    """One row a referral of a need until it is settled: its route's place in `ROUTES`, and whether it still waits."""

    need: Integers
    route: Integers
    start: Floats
    end: Floats
    is_open: Booleans


@once_a_log
def referrals_of(view: View) -> Referrals:
    """Every referral of a need."""
    events = item_events(view, (Event.NEED_REFERRED, Event.NEED_STARTED, Event.NEED_NOT_STARTED))
    rows = events.rows
    family = view.family[rows].astype(np.int64)
    need = view.subject[rows].astype(np.int64)
    end_row = np.full(len(rows), len(view))
    same = (family[1:] == family[:-1]) & (need[1:] == need[:-1])
    end_row[:-1][same] = rows[1:][same]
    end_row = np.minimum(end_row, _next_end_of_needs(view, family, rows))
    is_open = end_row == len(view)
    end = np.where(is_open, view.horizon, view.time[np.minimum(end_row, len(view) - 1)]) if len(rows) else np.empty(0)
    kept = view.kind[rows] == Event.NEED_REFERRED
    route = (view.detail[rows] < 0).astype(np.int64)
    return Referrals(need[kept], route[kept], view.time[rows][kept], end[kept], is_open[kept])


def _next_end_of_needs(view: View, family: Integers, rows: Integers) -> Integers:
    """The log row at which each family's plan ends, next after each row; the length of the log if it goes on."""
    ends = view.by_family(view.rows(Event.NEEDS_ENDED))
    if not len(ends):
        return np.full(len(rows), len(view))
    width = len(view) + 1
    place = np.searchsorted(view.family[ends] * np.int64(width) + ends, family * width + rows)
    following = np.minimum(place, len(ends) - 1)
    found = (place < len(ends)) & (view.family[ends[following]] == family)
    return np.where(found, ends[following], len(view))


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
    planned, started = (np.concatenate([pair[side] for pair in first_starts_of(view)]) for side in (0, 1))
    kept = (started >= 0) & (view.time[started] >= view.observed_from)
    planned, started = planned[kept], started[kept]
    width, spells = len(view) + 1, spells_of(view)
    at = view.family[planned].astype(np.int64) * width + planned
    spell = np.searchsorted(spells.family * width + spells.row, at) - 1
    return spell, view.time[started] - view.time[planned]


def _cuts(view: View, waited: Integers) -> Iterator[Cut]:
    names, spells, ledger = view.tables.names, spells_of(view), ledger_of(view)
    chains = need_chains_of(view)
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
