"""What happens to a family: stages, and the tables decisions are drawn from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from fssim.scenario.names import Name
from fssim.scenario.schema.activities import Activity, PlanWork
from fssim.scenario.schema.demand import Risk
from fssim.scenario.schema.parameter import Frozen, Title
from fssim.scenario.schema.units import (
    Multiplier,
    Period,
    PerYear,
    Probability,
    Share,
    VaryingDuration,
    YearsOfReferrals,
)


class StageCount(StrEnum):
    """What the published statistics count by families' entering a stage, or being in it."""

    section_47_enquiry = "section 47 enquiry"
    child_in_need_plan = "child in need plan"
    child_protection_plan = "child protection plan"


class OutcomeCount(StrEnum):
    """What the published statistics count by how a decision went."""

    no_further_action = "no further action"
    not_in_need = "not in need"


class Allocation(StrEnum):
    """How a stage gets a holder: at once to the least loaded, or when somebody has room."""

    at_once = "at once"
    when_room = "when room"


class LedgerKind(StrEnum):
    """How a stage's days are booked in the time ledger."""

    enquiry = "enquiry"
    plan = "plan"
    court = "court"


class PlanKind(StrEnum):
    """Whether needs are being met in a stage: `opens` refers them, `continues` keeps what is under way, `none` ends
    it."""

    none = "none"
    opens = "opens"
    continues = "continues"


class Decision(Frozen):
    """The tables an activity's outcome is drawn from: one for ready families, one for families that are not."""

    ready: str
    """The decision table for families whose plan is delivered."""
    not_ready: str
    """The decision table for the others."""
    pressure_stage: str | None = None
    """The stage whose holders' pressure moves it; left out, that of whoever holds the family."""


class HolderChoice(Frozen):
    """When a role holds a family instead of the stage's `holder`: for families of these risks that have one of these
    needs, in so large a share of them. One draw for each family, episode and role decides in every stage, so that a
    family's lead stays of the same role."""

    share: Share
    """The share of those families that it holds."""
    risks: tuple[Risk, ...] = Field(default=(), strict=False)
    """The risks of families that it may hold; left out, all."""
    needs: tuple[str, ...] = Field(default=(), strict=False)
    """The needs of which a family that it may hold has one at least; left out, any or none."""


class OutcomeKind(StrEnum):
    """`adverse` outcomes grow with risk and unresolved needs; `entry to care` is adverse too."""

    neutral = "neutral"
    adverse = "adverse"
    entry_to_care = "entry to care"


class Incident(Frozen):
    """Something that may happen to a family on any day in a stage, at a rate, and does not end the stage: another
    report of harm, say."""

    title: Title | None = None
    """How it is said, where that is not its name in words."""
    beside: str
    """The side stage that it opens, if none is open."""
    rate: PerYear
    """How many there would be in a year for each family in the stage, before risk and needs tilt it."""
    kind: Annotated[OutcomeKind, Field(strict=False)] = OutcomeKind.adverse
    """Whether it is adverse, and so grows with risk and unresolved needs."""


class Exit(Frozen):
    """A way out of a stage that no meeting decides, such as moving away: it may happen on any day, at a rate."""

    title: Title | None = None
    """How it is said, where that is not its name in words."""
    to: str
    """The stage that it leads to."""
    rate: PerYear
    """How many there would be in a year for each family in the stage, before risk and needs tilt it."""
    kind: Annotated[OutcomeKind, Field(strict=False)] = OutcomeKind.neutral
    """Whether it is adverse, and so grows with risk and unresolved needs."""
    coming_back: Multiplier | None = None
    """What the chance of another referral is multiplied by, if it closes the case; left out, 1."""


class Stage(Frozen):
    """One place on the pathway. A family is in one stage at a time, and may be in one side stage (`beside`) at the same
    time: a section 47 enquiry beside an assessment, which goes on. `team` is the kind of team it is worked in (the
    present team if left out); `holder` is the role that holds the family, and `co_holder` one beside it. Both stay with
    the family from stage to stage as long as the same group of posts has the stage. `statutory_plan` names the
    published plan a child counts as being on."""

    title: Title
    """What people read."""
    team: str | None = None
    """The kind of team that it is worked in; left out, the team the family is with."""
    holder: str | None = None
    """The role of the allocated worker; left out, there is none."""
    other_holders: dict[str, HolderChoice] = {}
    """Roles that hold some of the families instead of it, in the order in which they are asked; left out, none."""
    co_holder: str | None = None
    """A role of which one worker has the family beside its allocated worker, and does what the role does for it; left
    out, anybody of a role does its work."""
    allocation: Annotated[Allocation, Field(strict=False)] = Allocation.when_room
    """How the family gets its allocated worker."""
    ledger: Annotated[LedgerKind, Field(strict=False)] = LedgerKind.enquiry
    """What its days are booked as."""
    plan: Annotated[PlanKind, Field(strict=False)] = PlanKind.none
    """Whether needs are met in it."""
    statutory_plan: Name | None = None
    """The published plan that its children count as being on; left out, none."""
    plan_work: PlanWork | None = None
    """The family's own sessions of plan work; left out, none."""
    beside: bool = False
    """Whether families are in it beside another stage, whose team and allocated worker do its work."""
    activities: tuple[str, ...] = Field(default=(), strict=False)
    """The activities held in it, by name."""
    carries_on: tuple[str, ...] = Field(default=(), strict=False)
    """Activities of earlier stages that go on in it if they are under way, and do not begin with it."""
    decisions: dict[str, Decision] = {}
    """Which activities decide what comes next, and by which tables."""
    planned_length: VaryingDuration | None = None
    """How long it is planned to take, drawn once for each family and episode; left out, nothing is planned."""
    exits: dict[Name, Exit] = {}
    """What may end it at any time, at a rate, by name; left out, only decisions do."""
    incidents: dict[Name, Incident] = {}
    """What may happen in it at any time, at a rate, and opens a side stage; left out, nothing."""
    open_at_start: YearsOfReferrals | None = None
    """How many families are in it when the run begins, as a multiple of those that are new in a year; left out, none.
    They come over the warm-up's first year: a stage that families stay in for years is then full by its end."""
    counted_as: Annotated[StageCount | None, Field(strict=False)] = None
    """What the published statistics count it as; left out, nothing."""


class Outcome(Frozen):
    """One way a decision can go: the stage it leads to, or `continue` to stay in this one. A decision in a side stage
    may also `end` it, and the main stage goes on; `beside` opens a side stage. While one is open a case is not closed:
    outcomes that close it are left out, or if there are no others, wait for its end. `title` is how it is said, where
    that is not its name in words: `plan continues`."""

    title: Title | None = None
    """How it is said, where that is not its name in words."""
    to: str
    """The stage that it leads to, or `continue`; in a side stage, also `end`."""
    beside: str | None = None
    """The side stage that it opens as well; left out, none."""
    probability: Probability
    """Its chance, before risk and needs tilt it."""
    kind: Annotated[OutcomeKind, Field(strict=False)] = OutcomeKind.neutral
    """Whether it is adverse, and so grows with risk and unresolved needs."""
    coming_back: Multiplier | None = None
    """What the chance of another referral is multiplied by, if it closes the case; left out, 1."""
    exit: Share | None = None
    """How far a service under pressure comes to it more readily: the share of the change in odds that the role's
    `pressure` gives that acts on it; left out, none."""
    counted_as: Annotated[OutcomeCount | None, Field(strict=False)] = None
    """What the published statistics count it as; left out, nothing."""


class Tilts(Frozen):
    """What adverse outcomes' weights are multiplied by: the family's risk, and each unresolved need."""

    low_risk: Multiplier
    """For families at low risk."""
    medium_risk: Multiplier
    """For families at medium risk."""
    high_risk: Multiplier
    """For families at high risk."""
    per_unresolved_need: Multiplier
    """Once more for each need that is not resolved."""


class HoldingRules(Frozen):
    """Nobody waits unallocated for longer than `longest_wait`. After a change of worker during a plan, plan work does
    not move on for `lost_progress`."""

    longest_wait: Period
    """How long a family can be unallocated before it is given to somebody, room or not."""
    lost_progress: Period
    """How long plan work stands still after a change of worker."""


class Pathway(Frozen):
    """The stages from referral to closure. `first` is where a referral begins; `closed` ends the episode."""

    first: str
    """The stage in which a referral begins."""
    closed: str
    """The stage that ends the episode."""
    priorities: tuple[Name, ...] = Field(strict=False)
    """The names of priorities, the most urgent first."""
    stages: dict[Name, Stage]
    """The stages by name."""
    activities: dict[Name, Activity]
    """The activities by name."""
    decisions: dict[Name, dict[Name, Outcome]]
    """The tables that decisions are drawn from: outcomes by name, whose probabilities sum to 1."""
    tilts: Tilts
    """What the weights of adverse outcomes are multiplied by."""
    holding: HoldingRules
    """What happens to families that are unallocated, and after a change of worker."""
