"""The scenario compiled to plain arrays: everything an engine needs to know, and no names it has to know.

Row tables are dataclasses of equally long `array.array` columns; `rows` turns one into records. A reference to a row of
another table is that row's number, and -1 where there is none. Quantities drawn are rows of `quantiles`.
"""

from __future__ import annotations

from array import array
from collections import namedtuple
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from fssim.model.pressure_tables import Curves, Places, Responses, Workloads

if TYPE_CHECKING:
    from fssim.scenario.schema.scenario import Scenario

QUANTILE_CELLS = 2048  # of equal chance, to the place where the upper tail begins
TAIL = 0.984375  # 63 of 64
CELLS_BELOW_TAIL = 2016
TAIL_CELLS, TAIL_STEP, TAIL_PARTS = 64, 0.875, 14  # a part of the tail takes up seven eighths of what is left of it
CELLS_A_PART = 56
KNOTS = CELLS_BELOW_TAIL + CELLS_A_PART * (TAIL_PARTS - 1) + TAIL_CELLS + 1


@dataclass(frozen=True, slots=True)
class Stages:
    """One row a stage."""

    team_kind: array[int]  # -1: stays in the present team
    holder: array[int]  # role, or -1
    at_once: array[int]
    ledger: array[int]  # LEDGER_*
    plan: array[int]  # PLAN_*
    statutory_plan: array[int]  # row of names.statutory_plans, or -1
    first_activity: array[int]  # into stage_activities
    activity_count: array[int]
    planned_length: array[int]  # quantile row, or -1
    length_purpose: array[int]
    first_hazard: array[int]  # into hazards
    hazard_count: array[int]
    beside: array[int]  # whether families are in it beside another


@dataclass(frozen=True, slots=True)
class PlanWorks:
    """One row for each (working model, stage): model * stages + stage. The dose of plan work entering it sets."""

    sessions: array[int]  # quantile row, or -1 where the stage sets no dose
    missed: array[float]


@dataclass(frozen=True, slots=True)
class Activities:
    """One row for each (working model, activity): model * activities + activity."""

    priority: array[int]  # 0 is the most urgent
    starts: array[int]  # STARTS_*
    after: array[int]  # activity, or -1
    first_due: array[int]  # period
    due_since: array[int]  # stage, or -1 for the present one
    repeat: array[int]  # period, or -1
    window: array[float]  # working days before due that it may begin; infinite if at any time
    drawn_window: array[int]  # quantile row in place of the window, or -1
    window_purpose: array[int]
    planned_share: array[float]  # of the way through the planned length of a stage
    planned_of: array[int]  # that stage, or -1
    gap: array[int]  # quantile row, or -1
    gap_purpose: array[int]
    delivers: array[int]
    only_for_plan_work: array[int]
    notices: array[int]
    unsticks: array[int]
    brings_forward: array[int]  # activity, or -1
    forward_chance: array[float]
    forward_period: array[int]
    least_share: array[float]  # of its hours, under pressure: 1 if it always takes them all
    first_part: array[int]  # into participants
    part_count: array[int]


@dataclass(frozen=True, slots=True)
class Participants:
    """One row for each part in each (working model, activity)."""

    who: array[int]  # WHO_*
    role: array[int]
    people: array[int]
    required: array[int]
    hours: array[int]  # quantile row
    direct_share: array[float]
    recording_share: array[float]
    further_child: array[float]  # what each child beyond the first adds, as a share
    purpose: array[int]  # of the draw of its hours


@dataclass(frozen=True, slots=True)
class Decisions:
    """One row for each (stage, activity): stage * activities + activity. Outcome tables, or -1 for no decision."""

    ready: array[int]
    not_ready: array[int]
    pressure_stage: array[int]  # the stage whose holders' pressure moves it, or -1 for the family's own
    purpose: array[int]


@dataclass(frozen=True, slots=True)
class OutcomeTables:
    """One row a decision table: where its outcomes begin in `outcomes`, and how many."""

    first: array[int]
    count: array[int]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One row an outcome."""

    to: array[int]  # stage, or -1 to continue, or -2 to end a side stage
    beside: array[int]  # side stage that opens, or -1
    weight: array[float]
    kind: array[int]  # OUTCOME_*
    leaves: array[float]  # the share of what pressure does to the odds of exits that acts on it
    coming_back: array[float]  # multiplies the chance of another referral


@dataclass(frozen=True, slots=True)
class Hazards:
    """One row for each thing that may happen in a stage at a rate: its exits, then its incidents."""

    to: array[int]  # stage, or -1 for an incident
    beside: array[int]  # side stage that an incident opens, or -1
    rate: array[float]  # a working day
    highest_rate: array[float]  # that risk, needs and working models may tilt it to
    kind: array[int]  # OUTCOME_*
    coming_back: array[float]
    purpose: array[int]
    accepted_purpose: array[int]


@dataclass(frozen=True, slots=True)
class Needs:
    """One row a need."""

    role: array[int]
    service: array[int]
    sessions: array[int]
    takes_up: array[float]
    halves_after: array[float]  # working days
    lasting: array[float]
    offers_a_plan: array[float]  # infinite if there is no limit
    missed: array[float]
    drops_out: array[float]
    resolved: array[float]
    interval: array[int]
    first_contact: array[int]  # activity
    session: array[int]  # activity
    first_contact_due: array[float]  # working days
    session_due: array[float]  # working days


@dataclass(frozen=True, slots=True)
class Services:
    """One row a service outside the authority."""

    wait: array[int]
    interval: array[int]
    cost_a_session: array[float]


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
    stages_counted_as: tuple[str, ...]  # what the published statistics count each as, "" if nothing
    activities_counted_as: tuple[str, ...]
    outcomes_counted_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """A scenario compiled for one engine run; shared, read-only, between replications."""

    scenario: Scenario  # what they were compiled from: for reading the log, never for the engine
    scenario_hash: str
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
    stage_activities: array[int]
    carried: array[int]  # as stage_activities: whether it goes on in the stage and does not begin with it
    plan_works: PlanWorks
    activities: Activities
    participants: Participants
    decisions: Decisions
    outcome_tables: OutcomeTables
    outcomes: Outcomes
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
    switches: Switches
    courses: Courses
    course_days: CourseDays
    # work and pressure
    workloads: Workloads
    responses: Responses
    curves: Curves
    places: Places

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
    names = [column.name for column in fields(table)]
    record = namedtuple("Row", names)  # type: ignore[misc]
    return [record(*values) for values in zip(*(getattr(table, name) for name in names), strict=True)]


@dataclass(frozen=True, slots=True)
class Roles:
    """One row a role. Hours are at full time, and productive unless the name says otherwise."""

    hours_a_day: array[float]
    at_work_hours_a_day: array[float]  # contracted, less leave and sickness
    specialist: array[int]
    among_case_holders: array[int]
    policy: array[int]  # POLICY_*
    substitute: array[int]
    cost_a_year: array[float]
    recruitment_cost: array[float]
    agency_multiplier: array[float]
    has_turnover: array[int]
    leaving_rate: array[float]  # a working day
    time_to_hire: array[int]
    hire_succeeds: array[float]
    agency_cover: array[float]
    agency_delay: array[int]
    agency_stay: array[int]
    induction: array[float]  # working days
    induction_speed: array[float]


@dataclass(frozen=True, slots=True)
class Models:
    """One row a working model."""

    recording: array[float]
    recording_at_first: array[float]
    at_first: array[float]  # working days
    takes_up: array[float]
    unsticks: array[float]
    missed_when_trained: array[float]
    re_referral: array[float]
    entry_to_care: array[float]


@dataclass(frozen=True, slots=True)
class Teams:
    """One row a team."""

    kind: array[int]
    number: array[int]  # 1 is the first of its kind
    model: array[int]  # working model at the start of the run


@dataclass(frozen=True, slots=True)
class TeamKinds:
    """One row a kind of team: its teams are rows first .. first + count - 1 of `teams`."""

    first: array[int]
    count: array[int]


@dataclass(frozen=True, slots=True)
class Groups:
    """One row for the posts of one role in one team or pool."""

    role: array[int]
    team: array[int]  # -1 for a pool's
    pool: array[int]  # -1 for a team's


@dataclass(frozen=True, slots=True)
class Posts:
    """One row a post, or a place of an agency worker beside the posts. `key` is mixed from its name, so that other
    posts change nothing about it."""

    group: array[int]
    full_time_share: array[float]
    key: array[int]
    agency: array[int]  # a place of an agency worker: no post, so never vacant
    opens: array[float]  # the working day from which it is there
    ends: array[float]  # and until which; the horizon if it stays
    first_closed: array[int]  # into closures
    closed_count: array[int]


@dataclass(frozen=True, slots=True)
class Closures:
    """Spells in which a post, or a part of it, is kept vacant: from a working day until another. A post's are in order
    of time and apart."""

    start: array[float]
    until: array[float]
    taken: array[float]  # how much of the post: 1 is all of it


@dataclass(frozen=True, slots=True)
class Switches:
    """Teams changing working model, in order of time."""

    time: array[float]
    team: array[int]
    model: array[int]


@dataclass(frozen=True, slots=True)
class Courses:
    """One row a training course."""

    model: array[int]
    roles: array[int]  # bit mask of role rows
    seats: array[int]
    activity: array[int]  # the pseudo-activity its hours are booked to


@dataclass(frozen=True, slots=True)
class CourseDays:
    """When seats come up, in order of time."""

    time: array[float]
    course: array[int]


@dataclass(frozen=True, slots=True)
class FinancialYears:
    """One row a financial year (April to March) that the observed years fall in: what of it is observed."""

    start: array[float]
    until: array[float]
    working_days: array[float]  # of the whole year
    set_up_cost: array[float]  # pounds spent at once in what is observed of it
