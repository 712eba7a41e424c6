"""Families of a cohort, followed from when they first met what it is about to the end of that episode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event
from fssim.measures.cohorts import Cohort, Lasting, Meets, stages_of
from fssim.measures.declaration import BETTER, NEITHER, WORSE, Measure
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.measures.log_view.people_in_post import holdings_of
from fssim.measures.log_view.spells import Runs, pieces, spell_at, spells_of
from fssim.measures.log_view.view import View
from fssim.measures.published import rows_counted_as
from fssim.scenario.schema.activities import ActivityCount
from fssim.scenario.schema.scenario import Scenario

OUTCOMES = (
    "ended",  # 1 if the episode was closed within the run, else 0
    "open_days",  # working days from the meeting until then, or until the end of the run
    "unallocated_days",  # of the whole episode, in working days
    "assessment_days",  # working days from the episode's referral until its assessment was completed; nan if none was
    "visits",  # statutory visits held
    "visits_in_time",
    "drift_days",  # working days of drift on plans, in the observed years
    "referred",  # 1 if the need was referred for help, from the meeting on, else 0
    "started",  # 1 if that help then started, else 0
    "wait_days",  # working days from that referral until it did; nan if it did not
)

FOLLOWED = "Of the families whom what changes touches, followed to the end of that episode or of the run"
STARTED = Measure(
    "followed_started_percent", "Of those followed: started help in that episode", "%", BETTER,
    f"{FOLLOWED}: of those referred for help, the percentage who started it.",
)  # fmt: skip
WAIT = Measure(
    "followed_wait_mean_working_days", "Of those followed who started: mean wait", "working days", WORSE,
    f"{FOLLOWED}: working days they waited for help, mean over those who started.",
)  # fmt: skip
UNALLOCATED = Measure(
    "followed_unallocated_mean_working_days", "Of those followed: unallocated in that episode, mean", "working days",
    WORSE, f"{FOLLOWED}: working days without an allocated worker, mean over all of them.",
)  # fmt: skip
ASSESSMENT = Measure(
    "followed_assessment_mean_working_days", "Of those followed: referral to assessment, mean", "working days", WORSE,
    f"{FOLLOWED}: working days from referral to a completed assessment, mean over those with one.",
)  # fmt: skip
VISITS_IN_TIME = Measure(
    "followed_visits_in_time_percent", "Of those followed: visits in time", "%", BETTER,
    f"{FOLLOWED}: of their visits, the percentage in time.",
)  # fmt: skip
DRIFT_ON_PLANS = Measure(
    "followed_drift_mean_working_days", "Of those followed: drift on plans, mean", "working days", WORSE,
    f"{FOLLOWED}: working days of drift on plans, mean over all of them.",
)  # fmt: skip
OPEN = Measure(
    "followed_open_mean_working_days", "Of those followed: open from then on, mean", "working days", WORSE,
    f"{FOLLOWED}: working days open from then on, mean over all of them.",
)  # fmt: skip
STILL_OPEN = Measure(
    "followed_still_open_percent", "Of those followed: still open at the end of the run", "%", NEITHER,
    f"{FOLLOWED}: the percentage still open at the end of the run.",
)  # fmt: skip
FOLLOWED_MEASURES = (STARTED, WAIT, UNALLOCATED, ASSESSMENT, VISITS_IN_TIME, DRIFT_ON_PLANS, OPEN, STILL_OPEN)


@dataclass(frozen=True, slots=True)
class Followed:
    """One row a family, in order of `identity`, which names it in every scenario.

    `since` is the ordinal of the date of the meeting; `is_member`, whether it fell while what the cohort is about
    lasted; `numbers` has a row for each of `OUTCOMES`.
    """

    identity: Integers
    since: Integers
    is_member: Booleans
    numbers: Floats

    def only(self, chosen: Booleans) -> Followed:
        """Some of the families."""
        return Followed(self.identity[chosen], self.since[chosen], self.is_member[chosen], self.numbers[:, chosen])

    def of(self, outcome: str) -> Floats:
        """One of `OUTCOMES`."""
        numbers: Floats = self.numbers[OUTCOMES.index(outcome)]
        return numbers


def followed(view: View, scenario: Scenario, cohort: Cohort) -> Followed:
    """Every family of a log that ever meets what a cohort is about, whether or not it lasts then."""
    spells = spells_of(view)
    row, spell = _first_meetings(view, scenario, cohort)
    family = spells.family[spell]
    episodes = spells.runs(np.zeros(len(spells), np.int64))
    mine = episodes.run[spell]
    time = view.time[row]
    numbers = np.stack(
        [
            np.where(episodes.is_open[mine], 0.0, 1.0),
            episodes.end[mine] - time,
            _unallocated(view, episodes)[mine],
            _assessments(view, episodes)[mine],
            *(column[mine] for column in _visits(view, episodes, family)),
            ledger_of(view)
            .by(np.where(view.plan_stages[spells.stage], episodes.run, -1), len(episodes))[
                :, [int(line) for line in DRIFT]
            ]
            .sum(axis=1)[mine],
            *_help(view, cohort.need, row, family, spells.end_row[episodes.last[mine]]),
        ]
    )
    identity = np.asarray(view.log.families.identity)[family]
    order = np.argsort(identity)
    since = view.dates(time)
    member = _is_member(view, scenario, cohort, since, spells.team[spell])
    return Followed(identity[order], since[order], member[order], numbers[:, order])


def _first_meetings(view: View, scenario: Scenario, cohort: Cohort) -> tuple[Integers, Integers]:
    """The log row of each family's first meeting, and the spell it falls in."""
    names, spells = view.tables.names, spells_of(view)
    if cohort.meets is Meets.NEED:
        rows = view.rows_about(Event.NEED_REFERRED, _places(names.needs, (cohort.subject,)))
        spell = spell_at(view, rows)
    elif cohort.meets is Meets.STAGE:
        stages = _places(names.stages, stages_of(scenario, cohort.subject))
        rows = np.concatenate([view.rows_about(kind, stages) for kind in (Event.ENTERED, Event.BEGAN_BESIDE)])
        spell = spell_at(view, rows)
    else:
        if cohort.meets is Meets.TEAM:
            chosen = np.isin(spells.team, np.flatnonzero(_any_team(view, scenario, cohort)))
        else:
            chosen = np.isinf(view.last_closed[spells.family])
        spell = np.flatnonzero(chosen)
        rows = spells.row[spell]
    order = np.lexsort((rows, spells.family[spell]))
    rows, spell = rows[order], spell[order]
    first = np.ones(len(rows), bool)
    first[1:] = spells.family[spell][1:] != spells.family[spell][:-1]
    return rows[first], spell[first]


def _places(names: tuple[str, ...], wanted: tuple[str, ...]) -> list[int]:
    return [place for place, name in enumerate(names) if name in wanted]


def _is_member(view: View, scenario: Scenario, cohort: Cohort, since: Integers, team: Integers) -> Booleans:
    is_member = np.zeros(len(since), bool)
    for lasting in cohort.lasting:
        there = _teams(view, scenario, cohort, lasting)[team]
        is_member |= there & (since >= lasting.start.toordinal()) & (since < lasting.until.toordinal())
    return is_member


def _any_team(view: View, scenario: Scenario, cohort: Cohort) -> Booleans:
    is_touched = np.zeros(len(view.tables.names.teams), bool)
    for lasting in cohort.lasting:
        is_touched |= _teams(view, scenario, cohort, lasting)
    return is_touched


def _teams(view: View, scenario: Scenario, cohort: Cohort, lasting: Lasting) -> Booleans:
    """Which teams it lasts in: the numbered ones of a kind, or those that the numbered ones of a pool serve."""
    tables, kind = view.tables, lasting.team
    is_touched = np.zeros(len(tables.names.teams), bool)
    if kind is None:
        return np.ones(len(is_touched), bool)
    for team, (of_kind, number) in enumerate(zip(tables.teams.kind, tables.teams.number, strict=True)):
        is_touched[team] = tables.names.team_kinds[of_kind] == kind and (
            not lasting.numbers or number in lasting.numbers
        )
    if kind in scenario.pools:
        roles = len(tables.names.roles)
        role = scenario.needs[cohort.subject].role if cohort.meets is Meets.NEED else cohort.subject
        for team in range(len(is_touched)):
            group = tables.group_of[team * roles + tables.names.roles.index(role)]
            pool = tables.groups.pool[group] if group >= 0 else -1
            is_touched[team] = pool >= 0 and _is_of_pool(tables.names.pools[pool], kind, lasting.numbers)
    return is_touched


def _is_of_pool(name: str, kind: str, numbers: tuple[int, ...]) -> bool:
    """Whether a pool is one of a kind's numbered ones: the only one goes by the kind's name, others by a number too."""
    if name == kind:
        return not numbers or 1 in numbers
    number = name.removeprefix(f"{kind} ")
    return number != name and number.isdigit() and (not numbers or int(number) in numbers)


def _unallocated(view: View, episodes: Runs) -> Floats:
    waits = holdings_of(view).unallocated()
    _, spell, start, end = pieces(view, waits.family, waits.start, waits.end)
    days = np.bincount(episodes.run[spell], weights=end - start, minlength=len(episodes))
    return days.astype(np.float64)


def _assessments(view: View, episodes: Runs) -> Floats:
    """Working days from each episode's referral until its first completed assessment; nan if it has none."""
    completed = rows_counted_as(view.tables.names.activities_counted_as, ActivityCount.assessment)
    rows = view.rows_about(Event.HELD, completed)
    spell = spell_at(view, rows)
    days = np.full(len(episodes), np.inf)
    np.minimum.at(days, episodes.run[spell], np.floor(view.time[rows]) - np.floor(spells_of(view).referred[spell]))
    return np.where(np.isinf(days), np.nan, days)


def _visits(view: View, episodes: Runs, family: Integers) -> tuple[Floats, Floats]:
    """Statutory visits held in each episode of some families, and how many of them on or before the day they were
    due."""
    is_followed = np.zeros(len(view.children), bool)
    is_followed[family] = True
    visits = rows_counted_as(view.tables.names.activities_counted_as, ActivityCount.statutory_visit)
    rows = view.rows_about(Event.HELD, visits)
    rows = rows[np.flatnonzero(is_followed[view.family[rows]])]
    rows = rows[np.flatnonzero(~np.isnan(view.due[rows]))]
    run = episodes.run[spell_at(view, rows)]
    in_time = np.floor(view.time[rows]) <= np.floor(view.due[rows])
    all_of_them, some = np.bincount(run, minlength=len(episodes)), np.bincount(run[in_time], minlength=len(episodes))
    return all_of_them.astype(np.float64), some.astype(np.float64)


def _help(view: View, need: str, row: Integers, family: Integers, end_row: Integers) -> tuple[Floats, Floats, Floats]:
    """Whether a need was referred between two log rows of each family, whether help then started, and the wait."""
    places = _places(view.tables.names.needs, (need,))
    referred = _next(view, Event.NEED_REFERRED, places, family, row, end_row)
    started = _next(view, Event.NEED_STARTED, places, family, np.where(referred >= 0, referred, end_row), end_row)
    wait = np.where(started >= 0, view.time[started] - view.time[referred], np.nan) if len(row) else np.empty(0)
    return (referred >= 0).astype(np.float64), (started >= 0).astype(np.float64), wait


def _next(view: View, kind: Event, needs: list[int], family: Integers, row: Integers, end_row: Integers) -> Integers:
    """The first log row of a kind, about one of these needs, at or after a row of each family and before another; -1
    if there is none."""
    rows = view.by_family(view.rows_about(kind, needs))
    if not len(rows):
        return np.full(len(family), -1)
    width = np.int64(len(view) + 1)
    place = np.searchsorted(view.family[rows] * width + rows, family * width + row)
    nearest = rows[np.minimum(place, len(rows) - 1)]
    there = (place < len(rows)) & (view.family[nearest] == family) & (nearest < end_row)
    return np.where(there, nearest, -1)
