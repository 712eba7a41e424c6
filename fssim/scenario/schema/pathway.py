"""What happens to a family: stages, activities, due dates, and the tables decisions are drawn from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from fssim.scenario.findings import Code, FieldError
from fssim.scenario.names import Name
from fssim.scenario.schema.parameter import (
    Frozen,
    Multiplier,
    People,
    Period,
    PerYear,
    Probability,
    Sessions,
    Share,
    Title,
    VaryingDuration,
    VaryingHours,
    VaryingWindow,
    YearsOfReferrals,
)


class Participant(Frozen):
    """Somebody's part in an activity. The key it stands under says who: `holder` (the worker who holds the family),
    `practitioners` (those now meeting a need of this family), or a role (anyone of that role in the team or its
    pool). Required parts must be done for the activity to be held; attending ones cost hours only."""

    hours: VaryingHours
    """The hours that each of them spends."""
    required: bool = True
    """Whether the activity is held only once this part is done; otherwise it costs hours and nothing waits for it."""
    people: People | None = None
    """How many of the role take part; left out, one."""
    direct_share: Share | None = None
    """The share of the hours that is spent with the family; left out, none."""
    recording_share: Share | None = None
    """The share of the hours that is spent on recording; left out, none."""
    further_child: Share | None = None
    """What each child of a family beyond the first adds, as a share of the hours; left out, nothing."""


class FirstDue(Frozen):
    """When an activity is first due: a period after the stage named in `since` began (this stage if left out)."""

    period: Period
    """How long after it begins to count the activity is due."""
    since: str | None = None
    """The stage from whose beginning it counts; left out, this one."""


class Planned(Frozen):
    """The day that work is planned for: a share of the way through the planned length of a stage."""

    share: Share
    """How far through the planned length: 1 is its end."""
    of: str
    """The stage, which has a `planned_length`; it counts from when that was last entered."""


class Starts(StrEnum):
    """What sets an activity off: entering a stage that lists it, another activity (`after`), or a new holder."""

    entry = "entry"
    after = "after"
    new_holder = "new holder"


class StageCount(StrEnum):
    """What the published statistics count by families' entering a stage, or being in it."""

    section_47_enquiry = "section 47 enquiry"
    child_in_need_plan = "child in need plan"
    child_protection_plan = "child protection plan"


class ActivityCount(StrEnum):
    """What the published statistics count by an activity's being held."""

    assessment = "assessment"
    initial_conference = "initial child protection conference"
    review_conference = "review child protection conference"
    statutory_visit = "statutory visit"


class OutcomeCount(StrEnum):
    """What the published statistics count by how a decision went."""

    no_further_action = "no further action"
    not_in_need = "not in need"


class BringsForward(Frozen):
    """A meeting at which, for a family that is ready, another activity may be brought forward."""

    activity: str
    """The activity that may be brought forward."""
    chance: Probability
    """The chance that it is, at each meeting."""
    period: Period
    """How soon after the meeting it is then due."""


class Activity(Frozen):
    """A piece of work with a due date.

    It can begin once its `gap` is over (elapsed time in which nobody here could do it: arranging, other agencies, the
    court) and not before `window` ahead of its due date; a window with a distribution is drawn each time, as people
    book ahead. `planned` counts the window from a day in the plan for its stage, and the due date is then the limit
    alone. `repeat` makes it due again that long after it was held.
    `delivers_plan_work` gives the family a session of its plan work; `notices` spots needs that did not start or
    dropped out and refers them again. `title` is what it is called, where that is not its name in words.
    """

    title: Title | None = None
    """What people read, where that is not its name in words."""
    priority: str
    """How urgent its tasks are, one of the pathway's `priorities`."""
    participants: dict[str, Participant] = {}
    """Who takes part, by role or as `holder` or `practitioners`."""
    starts: Annotated[Starts, Field(strict=False)] = Starts.entry
    """What sets it off."""
    after: str | None = None
    """The activity that it follows, with `starts: after`."""
    first_due: FirstDue
    """When it is first due."""
    repeat: Period | None = None
    """How long after it was held it is due again; left out, it is held once."""
    window: VaryingWindow | None = None
    """How many working days before it is due, or planned for, it can begin; left out, at any time."""
    planned: Planned | None = None
    """The day that it is planned for, in the planned length of a stage; left out, the day it is due."""
    gap: VaryingDuration | None = None
    """Elapsed time before anyone here could do it; left out, none."""
    delivers_plan_work: bool = False
    """Whether a family that attends has a session of its plan work."""
    only_for_plan_work: bool = False
    """Whether it is held only while some of the plan work is left: sessions that are nothing else."""
    notices: bool = False
    """Whether needs that did not start, or dropped out, are picked up in it and referred again."""
    unsticks: bool = False
    """Whether it may move a plan that is not ready on (see the working model's effects)."""
    brings_forward: BringsForward | None = None
    """Another activity that it may bring forward for a family that is ready."""
    counted_as: Annotated[ActivityCount | None, Field(strict=False)] = None
    """What the published statistics count it as when it is held; left out, nothing."""
    elastic: Share | None = None
    """The least share of its hours that it is done in under pressure; left out, it always takes them all."""

    @model_validator(mode="after")
    def _fits_together(self) -> Activity:
        if (self.after is None) == (self.starts is Starts.after):
            message = "`after` names the activity to follow, and goes with `starts: after`; give both or neither"
            raise FieldError(Code.both_or_neither, message, "after", "starts")
        if self.only_for_plan_work and not (self.delivers_plan_work and self.repeat):
            message = (
                "`only_for_plan_work` is for work that repeats and delivers plan work; give it those, or leave it out"
            )
            raise FieldError(Code.both_or_neither, message, "only_for_plan_work", "delivers_plan_work")
        if self.planned is not None and self.repeat is not None:
            message = "`planned` is for work that is held once, and this has a `repeat`; leave one of them out"
            raise FieldError(Code.one_of_two, message, "planned", "repeat")
        return self


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


class PlanWork(Frozen):
    """The family's own sessions of plan work (direct work, or a programme's modules), delivered during visits."""

    sessions: Sessions
    """How many sessions the family's plan takes."""
    missed: Probability
    """The chance that one is missed."""


class Decision(Frozen):
    """The tables an activity's outcome is drawn from: one for ready families, one for families that are not."""

    ready: str
    """The decision table for families whose plan is delivered."""
    not_ready: str
    """The decision table for the others."""
    pressure_stage: str | None = None
    """The stage whose holders' pressure moves it; left out, that of whoever holds the family."""


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
    present team if left out); `holder` is the role that holds the family. `statutory_plan` names the published plan a
    child counts as being on."""

    title: Title
    """What people read."""
    team: str | None = None
    """The kind of team that it is worked in; left out, the team the family is with."""
    holder: str | None = None
    """The role of the allocated worker; left out, there is none."""
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
