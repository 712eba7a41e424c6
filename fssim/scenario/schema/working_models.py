"""How teams work and what changes it: working models, roll-out, set-up costs and training."""

from __future__ import annotations

from pydantic import Field

from fssim.scenario.schema.activities import Activity, PlanWork
from fssim.scenario.schema.demand import Day
from fssim.scenario.schema.parameter import Frozen
from fssim.scenario.schema.pathway import Decision, HolderChoice, Stage
from fssim.scenario.schema.units import (
    Caseload,
    Duration,
    Hours,
    Multiplier,
    OddsMultiplier,
    People,
    Probability,
    SetUpCost,
)


class Switch(Frozen):
    """Roll-out: the numbered teams of a kind change to a working model on a date, each at a `set_up_cost` that is spent
    on that day; left out, it is none."""

    team: str
    """The kind of team that changes."""
    numbers: tuple[int, ...] = Field(strict=False)
    """The numbers of the teams, from 1."""
    working_model: str
    """What they change to."""
    start: Day
    """The first day that they work so."""
    set_up_cost: SetUpCost | None = None
    """Spent for each team on that day; left out, none."""


class SetUp(Frozen):
    """Money that is spent at once, on a date: on premises, equipment or a programme."""

    cost: SetUpCost
    """How much is spent."""
    date: Day
    """The day on which it is."""


class Workbook(Frozen):
    """How a working model changes recording hours: for good, and for a while after a team switches to it."""

    recording: Multiplier
    """What recording hours are multiplied by for good."""
    recording_at_first: Multiplier
    """What they are multiplied by at first, where a team changes over during the run."""
    at_first: Duration
    """How long that lasts."""


class Effects(Frozen):
    """Effects that are only reported or assumed. Each ships at none.

    `takes_up` multiplies the chance of starting with a co-located practitioner; `unsticks` is the chance that a
    supervision moves a plan that is not ready on by one session; `missed_when_trained` multiplies missed
    appointments with trained staff; `re_referral` multiplies the chance of coming back; `entry_to_care` multiplies
    the chance of decisions marked as entry to care. `decisions` is for what acts in one place alone, such as family
    group decision making before proceedings.
    """

    takes_up: Multiplier
    """Multiplies the chance of starting with a co-located practitioner; none is 1."""
    unsticks: Probability
    """The chance that a supervision moves a plan that is not ready on by one session; none is 0."""
    missed_when_trained: Multiplier
    """Multiplies missed appointments with trained staff; none is 1."""
    re_referral: Multiplier
    """Multiplies the chance of coming back; none is 1."""
    entry_to_care: Multiplier
    """Multiplies the chance of decisions marked as entry to care; none is 1."""
    decisions: dict[str, dict[str, OddsMultiplier]] = {}
    """What the odds of single outcomes are multiplied by, by decision table and outcome; none is 1, and so is what is
    left out."""


class StageChanges(Frozen):
    """What a working model changes of a stage; what is left out is as the pathway has it."""

    holder: str | None = None
    """The role of the allocated worker, in a stage that has one."""
    other_holders: dict[str, HolderChoice] | None = None
    """All the roles that hold some of the families instead of it."""
    co_holder: str | None = None
    """A role of which one worker has the family beside its allocated worker."""
    activities: tuple[str, ...] | None = Field(default=None, strict=False)
    """All the activities held in it, by name."""
    decisions: dict[str, Decision] = {}
    """The decisions that differ, by the activity that decides."""


class WorkingModel(Frozen):
    """A way of working: the stages, activities, plan work and caseload limits that differ from the pathway's own.

    A team that changes over during the run works so from that day on. Families that it has keep their allocated worker
    until their next stage, and have a co-holder at once.
    """

    workbook: Workbook
    """What it changes of recording hours."""
    effects: Effects
    """What it changes that is only reported or assumed."""
    stages: dict[str, StageChanges] = {}
    """Stages that differ from the pathway's, by name."""
    activities: dict[str, Activity] = {}
    """Activities that differ from the pathway's, whole, by name."""
    plan_work: dict[str, PlanWork] = {}
    """Plan work that differs from the pathway's, by stage."""
    caseload_limits: dict[str, Caseload] = {}
    """Caseload limits that differ from the roles', by role."""

    def stage_as_worked(self, name: str, stage: Stage) -> Stage:
        """The pathway's stage of this name with what this way of working changes of it."""
        changes = self.stages.get(name)
        if changes is None:
            return stage
        given = {field: getattr(changes, field) for field in ("holder", "other_holders", "co_holder", "activities")}
        decisions = {**stage.decisions, **changes.decisions}
        return stage.model_copy(
            update={"decisions": decisions} | {field: value for field, value in given.items() if value is not None}
        )


class Course(Frozen):
    """Training for every worker of the roles in teams of one working model: so many seats a month, each taking
    `hours` out of practice. A leaver takes the training with them."""

    working_model: str
    """The working model whose teams are trained."""
    roles: tuple[str, ...] = Field(strict=False)
    """The roles that are."""
    start: Day
    """The day from which there are seats."""
    seats_a_month: People
    """How many start in a month."""
    hours: Hours
    """The hours of practice that it takes of each."""
    priority: str
    """How urgent it is beside other work, one of the pathway's `priorities`."""
