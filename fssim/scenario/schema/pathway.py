"""What happens to a family: stages, activities, due dates, and the tables decisions are drawn from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from fssim.scenario.names import Name
from fssim.scenario.schema.parameter import (
    Frozen,
    Multiplier,
    Parameter,
    People,
    Period,
    Probability,
    Sessions,
    Share,
    Title,
    VaryingDuration,
    VaryingHours,
)


class Participant(Frozen):
    """Somebody's part in an activity. The key it stands under says who: `holder` (the worker who holds the family),
    `practitioners` (those now meeting a need of this family), or a role (anyone of that role in the team or its
    pool). Required parts must be done for the activity to be held; attending ones cost hours only."""

    hours: VaryingHours
    required: bool = True
    people: People | None = None
    direct_share: Share | None = None
    recording_share: Share | None = None


class FirstDue(Frozen):
    """When an activity is first due: a period after the stage named in `since` began (this stage if left out)."""

    period: Period
    since: str | None = None


class Starts(StrEnum):
    """What sets an activity off: entering a stage that lists it, another activity (`after`), or a new holder."""

    entry = "entry"
    after = "after"
    new_holder = "new holder"


class BringsForward(Frozen):
    """A meeting at which, for a family that is ready, another activity may be brought forward."""

    activity: str
    chance: Probability
    period: Period


class Activity(Frozen):
    """A piece of work with a due date.

    It can begin once its `gap` is over (elapsed time in which nobody here could do it: arranging, other agencies, the
    court) and not before `window` ahead of its due date. `repeat` makes it due again that long after it was held.
    `delivers_plan_work` gives the family a session of its plan work; `notices` spots needs that did not start or
    dropped out and refers them again. `title` is what it is called, where that is not its name in words.
    """

    title: Title | None = None
    priority: str
    participants: dict[str, Participant] = {}
    starts: Annotated[Starts, Field(strict=False)] = Starts.entry
    after: str | None = None
    first_due: FirstDue
    repeat: Period | None = None
    window: Parameter | None = None
    gap: VaryingDuration | None = None
    delivers_plan_work: bool = False
    notices: bool = False
    unsticks: bool = False
    brings_forward: BringsForward | None = None

    @model_validator(mode="after")
    def _after_something(self) -> Activity:
        if (self.after is None) == (self.starts is Starts.after):
            raise ValueError(
                "`after` names the activity to follow, and goes with `starts: after`; give both or neither"
            )
        if self.window is not None and (self.window.unit != "working days" or self.window.value < 0):
            raise ValueError(f"window is {self.window.value:g} {self.window.unit}; it must be 0 or more working days")
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
    missed: Probability


class Decision(Frozen):
    """The tables an activity's outcome is drawn from: one for ready families, one for families that are not."""

    ready: str
    not_ready: str


class Stage(Frozen):
    """One place on the pathway. `team` is the kind of team it is worked in (the present team if left out); `holder`
    is the role that holds the family. `statutory_plan` names the published plan a child counts as being on."""

    title: Title
    team: str | None = None
    holder: str | None = None
    allocation: Annotated[Allocation, Field(strict=False)] = Allocation.when_room
    ledger: Annotated[LedgerKind, Field(strict=False)] = LedgerKind.enquiry
    plan: Annotated[PlanKind, Field(strict=False)] = PlanKind.none
    statutory_plan: Name | None = None
    plan_work: PlanWork | None = None
    activities: tuple[str, ...] = Field(default=(), strict=False)
    decisions: dict[str, Decision] = {}


class OutcomeKind(StrEnum):
    """`adverse` outcomes grow with risk and unresolved needs; `entry to care` is adverse too."""

    neutral = "neutral"
    adverse = "adverse"
    entry_to_care = "entry to care"


class Outcome(Frozen):
    """One way a decision can go: the stage it leads to, or `continue` to stay in this one. `title` is how it is said,
    where that is not its name in words: `plan continues`."""

    title: Title | None = None
    to: str
    probability: Probability
    kind: Annotated[OutcomeKind, Field(strict=False)] = OutcomeKind.neutral


class Tilts(Frozen):
    """What adverse outcomes' weights are multiplied by: the family's risk, and each unresolved need."""

    low_risk: Multiplier
    medium_risk: Multiplier
    high_risk: Multiplier
    per_unresolved_need: Multiplier


class HoldingRules(Frozen):
    """Nobody waits unallocated for longer than `longest_wait`. After a change of worker during a plan, plan work does
    not move on for `lost_progress`."""

    longest_wait: Period
    lost_progress: Period


class Pathway(Frozen):
    """The stages from referral to closure. `first` is where a referral begins; `closed` ends the episode."""

    first: str
    closed: str
    priorities: tuple[Name, ...] = Field(strict=False)
    stages: dict[Name, Stage]
    activities: dict[Name, Activity]
    decisions: dict[Name, dict[Name, Outcome]]
    tilts: Tilts
    holding: HoldingRules
