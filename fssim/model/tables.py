"""The scenario compiled to plain arrays: everything an engine needs to know, and no names it has to know.

Row tables are dataclasses of equally long `array.array` columns; `rows` turns one into records. A reference to a row of
another table is that row's number, and -1 where there is none. Quantities drawn are rows of `quantiles`.
"""

from __future__ import annotations

from array import array
from collections import namedtuple
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from fssim.model.pathway_tables import (
    Activities,
    Decisions,
    Hazards,
    HolderChoices,
    Needs,
    OpenCells,
    Outcomes,
    OutcomeTables,
    Participants,
    PlanWorks,
    Services,
    Stages,
    WorkedStages,
)
from fssim.model.people_tables import (
    Closures,
    CourseDays,
    Courses,
    Curves,
    Groups,
    Models,
    Places,
    Posts,
    Responses,
    Roles,
    Switches,
    TeamKinds,
    Teams,
    VacantPosts,
    Workloads,
)
from fssim.model.scenario_hash import hash_scenario

if TYPE_CHECKING:
    from fssim.scenario.schema.scenario import Scenario

QUANTILE_CELLS = 2048  # of equal chance, to the place where the upper tail begins
TAIL = 0.984375  # 63 of 64
CELLS_BELOW_TAIL = 2016
TAIL_CELLS, TAIL_STEP, TAIL_PARTS = 64, 0.875, 14  # a part of the tail takes up seven eighths of what is left of it
CELLS_A_PART = 56
KNOTS = CELLS_BELOW_TAIL + CELLS_A_PART * (TAIL_PARTS - 1) + TAIL_CELLS + 1


@dataclass(frozen=True, slots=True)
class Names:
    """The scenario's names, by row number: for reading the log, never for the engine."""

    stages: tuple[str, ...]
    activities: tuple[str, ...]
    decision_tables: tuple[str, ...]
    outcomes: tuple[str, ...]
    hazards: tuple[str, ...]
    needs: tuple[str, ...]
    services: tuple[str, ...]
    roles: tuple[str, ...]
    working_models: tuple[str, ...]
    team_kinds: tuple[str, ...]
    teams: tuple[str, ...]
    pools: tuple[str, ...]
    groups: tuple[str, ...]
    posts: tuple[str, ...]
    courses: tuple[str, ...]
    priorities: tuple[str, ...]
    statutory_plans: tuple[str, ...]
    financial_years: tuple[str, ...]  # as parts of measures' names
    payers: tuple[str, ...]  # partners who pay for posts
    stages_counted_as: tuple[str, ...]  # what the published statistics count each as, "" if nothing
    activities_counted_as: tuple[str, ...]
    outcomes_counted_as: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """A scenario compiled for one engine run; shared, read-only, between replications. Each is equal to itself
    alone, so that what follows from one can be kept by it."""

    scenario: Scenario  # what they were compiled from: for reading the log, never for the engine
    names: Names
    # clock: day i is the calendar date with ordinal day_ordinals[i]; days go on past the horizon for due dates
    day_ordinals: array[int]
    observed_from: float
    horizon: float
    working_days_a_year: float
    financial_years: FinancialYears
    periods: array[int]  # periods x days: the day a period after day i ends on (see `Calendar.after`)
    period_count: int
    # quantities drawn
    quantiles: array[float]  # rows of KNOTS knots: see `fssim.model.draws`
    # demand
    child_population: float
    families_a_day: array[float]  # expected number arriving on each working day until the horizon
    returns_a_day: array[float]  # of those closed before the run; all 0 if there are none
    open_a_day: array[
        float
    ]  # of those open at the start, on each working day of the first year; none without a warm-up
    open_weights: array[float]  # of them, by the stage that they are in
    streams_a_day: array[float]  # streams x days: of those who come otherwise than by a referral
    stream_stages: array[int]  # the stage that those of each stream begin in
    open_cells: OpenCells  # who is open when the observed years begin; none if that is not known
    returns_kept: array[float]  # the chance that a return due on each working day happens
    children_counts: array[int]
    children_weights: array[float]
    need_masks: array[int]  # bit n is need n
    need_weights: array[float]
    need_weights_of_returns: array[float]
    had_plan: array[float]  # share of those closed before the run who had been on each statutory plan
    risk_weights: array[float]
    risk_tilts: array[float]
    engagement: int  # quantile row
    unit_exponential: int  # quantile row
    # pathway
    first_stage: int
    closed_stage: int
    stages: Stages
    worked_stages: WorkedStages
    holder_choices: HolderChoices
    stage_activities: array[int]
    carried: array[int]  # as stage_activities: whether it goes on in the stage and does not begin with it
    plan_works: PlanWorks
    activities: Activities
    participants: Participants
    decisions: Decisions
    outcome_tables: OutcomeTables
    outcomes: Outcomes
    outcome_weights: array[float]  # working models x outcomes
    hazards: Hazards
    tilt_per_unresolved_need: float
    longest_wait: int  # period
    lost_progress: int  # period
    # needs
    needs: Needs
    need_purposes: array[int]  # needs x NEED_DRAWS
    services: Services
    re_referral_chance: float
    re_referral_tilt: float
    re_referral_delay: int
    # people
    roles: Roles
    caseload_limits: array[float]  # working models x roles; infinite if none
    models: Models
    team_kinds: TeamKinds
    teams: Teams
    groups: Groups
    group_of: array[int]  # teams x roles: the group that serves a team, or -1
    posts: Posts
    closures: Closures
    vacant_posts: VacantPosts  # when the observed years begin; none if that is not known
    switches: Switches
    courses: Courses
    course_days: CourseDays
    # work and pressure
    workloads: Workloads
    responses: Responses
    curves: Curves
    places: Places

    def places_listed(self, stage: int) -> list[int]:
        """Where the activities of a stage are in `stage_activities`, whatever the working model."""
        worked = self.worked_stages
        rows = range(stage, len(worked.holder), len(self.names.stages))
        ends = [(worked.first_activity[row], worked.activity_count[row]) for row in rows]
        return [place for first, count in ends for place in range(first, first + count)]

    @property
    def scenario_hash(self) -> str:
        return hash_scenario(self.scenario)

    def __repr__(self) -> str:
        return f"<Tables: scenario {self.scenario_hash[:12]}>"


LEDGER_ENQUIRY, LEDGER_PLAN, LEDGER_COURT, LEDGER_CLOSED = range(4)
PLAN_NONE, PLAN_OPENS, PLAN_CONTINUES = range(3)
TO_CONTINUE, TO_END = -1, -2
STARTS_ENTRY, STARTS_AFTER, STARTS_NEW_HOLDER, STARTS_OTHERWISE = range(4)
WHO_HOLDER, WHO_ROLE, WHO_PRACTITIONERS, WHO_ASSIGNED = range(4)
OUTCOME_NEUTRAL, OUTCOME_ADVERSE, OUTCOME_ENTRY_TO_CARE = range(3)
POLICY_WAIT, POLICY_REFER_EXTERNALLY, POLICY_SUBSTITUTE = range(3)


def rows(table: Any) -> list[Any]:
    """A row table as a list of named tuples, one a row, with the table's column names as fields."""
    names = tuple(column.name for column in fields(table))
    record = _record(names)
    return [record(*values) for values in zip(*(getattr(table, name) for name in names), strict=True)]


@cache
def _record(names: tuple[str, ...]) -> Any:
    """What a row with these columns is, which takes longer to make than many rows."""
    return namedtuple("Row", names)


@dataclass(frozen=True, slots=True)
class FinancialYears:
    """One row a financial year (April to March) that the observed years fall in: what of it is observed."""

    start: array[float]
    until: array[float]
    working_days: array[float]  # of the whole year
    set_up_cost: array[float]  # pounds spent at once in what is observed of it
