"""The row tables of what happens to families: stages, activities, decisions, hazards, needs and services.

A reference to a row of another table is that row's number, and -1 where there is none.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stages:
    """One row a stage."""

    team_kind: array[int]  # -1: stays in the present team
    holder: array[int]  # role of the pathway's own, or -1 where nobody holds families, whatever the way of working
    at_once: array[int]
    ledger: array[int]  # LEDGER_*
    plan: array[int]  # PLAN_*
    statutory_plan: array[int]  # row of names.statutory_plans, or -1
    planned_length: array[int]  # quantile row, or -1
    length_purpose: array[int]
    first_hazard: array[int]  # into hazards
    hazard_count: array[int]
    beside: array[int]  # whether families are in it beside another


@dataclass(frozen=True, slots=True)
class WorkedStages:
    """One row for each (working model, stage): model * stages + stage. Who has its families, and what is done there."""

    holder: array[int]  # role, or -1
    first_choice: array[int]  # into holder_choices
    choice_count: array[int]
    co_holder: array[int]  # role, or -1
    first_activity: array[int]  # into stage_activities
    activity_count: array[int]


@dataclass(frozen=True, slots=True)
class HolderChoices:
    """One row a role that holds some of the families of a (working model, stage) instead of its holder."""

    role: array[int]
    risks: array[int]  # bit n is risk n
    needs: array[int]  # bit n is need n; 0 if any or none will do
    share: array[float]
    purpose: array[int]  # of the draw, by the role


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
    """One row for each (working model, stage, activity): (model * stages + stage) * activities + activity. Outcome
    tables, or -1 for no decision."""

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
class OpenCells:
    """One row a stage and a time spent in it: how many families are open so when the observed years begin."""

    stage: array[int]
    since: array[float]  # they entered it on this working day or later
    before: array[float]  # and before this one
    families: array[int]
    children: array[int]  # -1 if it is not known how many they have
