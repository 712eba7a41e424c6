"""Pieces of work: who takes part, for how long, how often and by when, and what they deliver."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from fssim.scenario.findings import Code, FieldError
from fssim.scenario.schema.parameter import Frozen, Title
from fssim.scenario.schema.units import (
    People,
    Period,
    Probability,
    Sessions,
    Share,
    VaryingDuration,
    VaryingHours,
    VaryingWindow,
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


class ActivityCount(StrEnum):
    """What the published statistics count by an activity's being held."""

    assessment = "assessment"
    initial_conference = "initial child protection conference"
    review_conference = "review child protection conference"
    statutory_visit = "statutory visit"


class BringsForward(Frozen):
    """A meeting at which, for a family that is ready, another activity may be brought forward."""

    activity: str
    """The activity that may be brought forward."""
    chance: Probability
    """The chance that it is, at each meeting."""
    period: Period
    """How soon after the meeting it is then due."""


class PlanWork(Frozen):
    """The family's own sessions of plan work (direct work, or a programme's modules), delivered during visits."""

    sessions: Sessions
    """How many sessions the family's plan takes."""
    missed: Probability
    """The chance that one is missed."""


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
