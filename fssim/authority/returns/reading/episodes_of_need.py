"""What is read of children in need censuses: episodes of need, with what happened in them.

It is kept in memory, and no further. There is no name, identifier, date of birth, sex or ethnicity in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fssim.authority.returns.reading.account import Account
from fssim.authority.returns.reading.header import ReturnHeader


@dataclass(slots=True)
class Assessment:
    """An assessment: it is not completed if `done` is `None`. The codes of `factors` are in the order of the return."""

    start: date
    done: date | None
    factors: tuple[str, ...]


@dataclass(slots=True)
class Dates:
    """What began and has ended, or has not if `end` is `None`."""

    start: date
    end: date | None


@dataclass(slots=True)
class ChildEnquiry:
    """A section 47 enquiry, with its first conference if there was one."""

    start: date
    conference: date | None
    conference_not_required: bool


@dataclass(slots=True)
class ChildProtectionPlan:
    """A child protection plan; `before` is how many the child had had, or `None` if it is not said."""

    start: date
    end: date | None
    before: int | None
    reviews: tuple[date, ...]


@dataclass(slots=True)
class ChildPreProceedings:
    """Pre-proceedings: `decided` is when it was decided to step up or down, `applied` when a court was applied to."""

    start: date
    decided: date | None
    applied: date | None


@dataclass(slots=True)
class EpisodeOfNeed:
    """One child's episode of need, from referral to closure (`None`: open, or no further action).

    `child` is a number that means nothing outside what was read.
    """

    child: int
    referral: date
    source: str | None
    no_further_action: bool
    closure: date | None
    reason: str | None
    assessments: list[Assessment] = field(default_factory=list)
    enquiries: list[ChildEnquiry] = field(default_factory=list)
    cin_plans: list[Dates] = field(default_factory=list)
    plans: list[ChildProtectionPlan] = field(default_factory=list)
    pre_proceedings: list[ChildPreProceedings] = field(default_factory=list)
    transferred_conference: date | None = None


@dataclass
class CinReading:
    """What was read of one or several children in need censuses: `returns` by year, and what became of it all."""

    returns: tuple[ReturnHeader, ...]
    episodes: list[EpisodeOfNeed] = field(repr=False)
    account: Account = field(repr=False)
