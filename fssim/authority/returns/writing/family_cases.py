"""What happened to families, as a children in need census tells of it: cases with dates, read from a log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

import numpy as np

from fssim.authority.returns.writing.synthetic import CONFERENCE_TARGET, NAMES
from fssim.engine.event_log import Event, EventLog
from fssim.measures.log_view.view import View
from fssim.measures.published import rows_counted_as, rows_of_child_protection_plans
from fssim.model.tables import LEDGER_COURT, Tables
from fssim.scenario.schema.activities import ActivityCount
from fssim.scenario.schema.pathway import OutcomeCount, StageCount


@dataclass(slots=True)
class DatedSpan:
    """From one day to another; `end` is None for what was still going on at the end of the run."""

    start: date
    end: date | None = None


@dataclass(slots=True)
class FamilyAssessment(DatedSpan):
    """An assessment. Its start is the referral's, if it is the first of its case; `begun` is when there was one."""

    begun: date = date.max


@dataclass(slots=True)
class Enquiry(DatedSpan):
    """A section 47 enquiry, which ends with its first conference or without one (`conference` is None)."""

    target: date = date.max  # by which a first conference is due
    conference: date | None = None


@dataclass(slots=True)
class ProtectionPlan(DatedSpan):
    """A child protection plan, the number of those before it, and its review conferences."""

    before: int = 0
    reviews: list[date] = field(default_factory=list)


@dataclass(slots=True)
class PreProceedings(DatedSpan):
    """Pre-proceedings, the first meeting in them, and the application to court that they led to."""

    meeting: date | None = None
    application: date | None = None


class Closing(StrEnum):
    """How a case was closed, as far as a scenario counts it as anything."""

    no_further_action = "no further action"
    not_in_need = "not in need"
    assessed = "by an assessment's decision"
    otherwise = "otherwise"


@dataclass(slots=True)
class FamilyCase:
    """A family's case from its referral to its closure."""

    number: int  # 0 is the family's first in the run
    referred: date
    closed: date | None = None
    closing: Closing = Closing.otherwise
    exit: str = ""  # the name of what closed it, if nobody decided that
    assessments: list[FamilyAssessment] = field(default_factory=list)
    in_need_plans: list[DatedSpan] = field(default_factory=list)
    enquiries: list[Enquiry] = field(default_factory=list)
    other_conferences: list[date] = field(default_factory=list)  # first conferences that no enquiry came to
    protection_plans: list[ProtectionPlan] = field(default_factory=list)
    pre_proceedings: list[PreProceedings] = field(default_factory=list)

    @property
    def ended_at_once(self) -> bool:
        """Whether nothing came of the referral."""
        return self.closing is Closing.no_further_action and not (self.assessments or self.had_more)

    @property
    def had_more(self) -> bool:
        """Whether there was anything besides an assessment."""
        return bool(self.enquiries or self.other_conferences or self.in_need_plans or self.protection_plans)

    def open_between(self, first: date, last: date) -> bool:
        """Whether it was open on one of these days."""
        return self.referred <= last and (self.closed is None or self.closed >= first)


def read_family_cases(log: EventLog) -> Iterator[tuple[int, list[FamilyCase]]]:
    """Every family's number in a log, and its cases in order."""
    view, meaning = View(log), CensusMeaning(log.tables)
    held = view.rows_about(Event.HELD, sorted(meaning.held))
    rows = view.by_family(np.sort(np.concatenate([view.rows(*KINDS), held])))
    family = view.family[rows]
    begins = np.flatnonzero(np.append([True] * (len(rows) > 0), family[1:] != family[:-1])).tolist()
    dates = [date.fromordinal(day) for day in np.asarray(log.tables.day_ordinals).tolist()]
    kinds, subjects, details = (column[rows].tolist() for column in (view.kind, view.subject, view.detail))
    days = np.floor(view.time[rows]).astype(np.int64).tolist()
    for first, last in pairwise([*begins, len(rows)]):
        number = int(family[first])
        retelling = _Retelling(meaning, dates, int(view.had_plans[number]))
        for row in range(first, last):
            retelling.tell(kinds[row], subjects[row], details[row], days[row])
        yield number, retelling.cases


KINDS = (  # and of what was held, what counts
    Event.REFERRED, Event.ENTERED, Event.BEGAN_BESIDE, Event.ENDED_BESIDE, Event.DECIDED, Event.EXITED,
)  # fmt: skip


class CensusMeaning:
    """What the stages, activities and decisions of a scenario are to the census."""

    def __init__(self, tables: Tables) -> None:
        names, stages = tables.names, tables.stages
        assessments = _rows(names.activities_counted_as, ActivityCount.assessment)
        conferences = _rows(names.activities_counted_as, ActivityCount.initial_conference)
        self.assessments, self.conferences = assessments, conferences
        self.reviews = _rows(names.activities_counted_as, ActivityCount.review_conference)
        self.enquiry_stages = _rows(names.stages_counted_as, StageCount.section_47_enquiry)
        self.in_need_stages = _rows(names.stages_counted_as, StageCount.child_in_need_plan)
        self.no_action = _rows(names.outcomes_counted_as, OutcomeCount.no_further_action)
        self.not_in_need = _rows(names.outcomes_counted_as, OutcomeCount.not_in_need)
        self.plans = frozenset(rows_of_child_protection_plans(names, stages.statutory_plan).tolist())
        self.protection_stages = frozenset(
            stage for stage, plan in enumerate(stages.statutory_plan) if plan in self.plans
        )
        self.pre_proceedings_stages = _named(names.stages, NAMES["pre_proceedings"])
        self.meetings = _named(names.activities, NAMES["pre_proceedings_meeting"])
        self.held = assessments | conferences | self.reviews | self.meetings
        self.court_stages = frozenset(stage for stage, kind in enumerate(stages.ledger) if kind == LEDGER_COURT)
        own, listed = _stages_with(tables, assessments)
        self.assessing_begins, self.assessing_goes_on = own, listed
        self.conference_stages, _ = _stages_with(tables, conferences)
        self.closed_stage = tables.closed_stage
        self.closes = frozenset(row for row, to in enumerate(tables.outcomes.to) if to == tables.closed_stage)
        self.exits = dict(enumerate(names.hazards))
        self.closing_exits = frozenset(row for row, to in enumerate(tables.hazards.to) if to == tables.closed_stage)


def _rows(counted_as: tuple[str, ...], what: StrEnum) -> frozenset[int]:
    return frozenset(rows_counted_as(counted_as, what).tolist())


def _named(names: tuple[str, ...], wanted: list[str]) -> frozenset[int]:
    return frozenset(row for row, name in enumerate(names) if name in wanted)


def _stages_with(tables: Tables, activities: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    """The stages in which these activities begin, and those in which they may go on."""
    own, listed = set(), set()
    for stage in range(len(tables.names.stages)):
        for place in tables.places_listed(stage):
            if tables.stage_activities[place] in activities:
                listed.add(stage)
                if not tables.carried[place]:
                    own.add(stage)
    return frozenset(own), frozenset(listed)


class _Retelling:
    """A family's rows of the log, told one after another."""

    def __init__(self, meaning: CensusMeaning, dates: list[date], had_plans: int) -> None:
        self.meaning, self.dates = meaning, dates
        self.cases: list[FamilyCase] = []
        self.stage = self.side = -1
        self.decided = Closing.otherwise
        self.exit = ""
        self.plans_before = sum(1 for plan in meaning.plans if had_plans >> plan & 1)

    @property
    def case(self) -> FamilyCase:
        return self.cases[-1]

    def tell(self, kind: int, subject: int, detail: int, day: int) -> None:
        """What a row means for the family's last case."""
        meaning, today = self.meaning, self.dates[day]
        if kind == Event.REFERRED:
            self.stage = self.side = -1
            self.decided, self.exit = Closing.otherwise, ""
            self.cases.append(FamilyCase(detail, today))
        elif kind == Event.ENTERED:
            self._enter(subject, today)
            self._settle_enquiry(subject, day)
        elif kind == Event.BEGAN_BESIDE:
            self.side = subject
            self._settle_enquiry(subject, day)
        elif kind == Event.ENDED_BESIDE:
            self.side = -1
            self._settle_enquiry(-1, day)
        elif kind == Event.DECIDED:
            if detail in meaning.closes:
                self.decided, self.exit = self._decision(subject, detail), ""
        elif kind == Event.EXITED:
            if detail in meaning.closing_exits:
                self.decided, self.exit = Closing.otherwise, meaning.exits[detail]
        else:
            self._hold(subject, today)

    def _decision(self, activity: int, outcome: int) -> Closing:
        meaning = self.meaning
        if outcome in meaning.no_action:
            return Closing.no_further_action
        if outcome in meaning.not_in_need:
            return Closing.not_in_need
        return Closing.assessed if activity in meaning.assessments else Closing.otherwise

    def _enter(self, stage: int, today: date) -> None:
        meaning, case = self.meaning, self.case
        self.stage = stage
        assessing = _open(case.assessments)
        if assessing is None and stage in meaning.assessing_begins:
            case.assessments.append(FamilyAssessment(today if case.assessments else case.referred, begun=today))
        elif assessing is not None and stage not in meaning.assessing_goes_on:
            assessing.end = today
        _begin_or_end(case.in_need_plans, DatedSpan(today), stage in meaning.in_need_stages)
        begun = len(case.protection_plans)
        _begin_or_end(
            case.protection_plans, ProtectionPlan(today, before=self.plans_before), stage in meaning.protection_stages
        )
        self.plans_before += len(case.protection_plans) - begun
        talks = _open(case.pre_proceedings)
        if talks is not None and stage in meaning.court_stages:
            talks.application = today
        _begin_or_end(case.pre_proceedings, PreProceedings(today), stage in meaning.pre_proceedings_stages)
        if stage == meaning.closed_stage:
            case.closed, case.closing, case.exit = today, self.decided, self.exit

    def _settle_enquiry(self, begun: int, day: int) -> None:
        """An enquiry begins with a stage that has begun, or goes on to its first conference, or ends without one."""
        meaning, case, today = self.meaning, self.case, self.dates[day]
        last = case.enquiries[-1] if case.enquiries else None
        if begun in meaning.enquiry_stages and (last is None or last.end is not None):
            case.enquiries.append(Enquiry(today, target=self.dates[day + CONFERENCE_TARGET]))
        elif last is None:
            return
        elif begun in meaning.conference_stages and last.end == today and last.conference is None:
            last.end = None  # what it came to begins as it ends
        elif last.end is None and not {self.stage, self.side} & (meaning.enquiry_stages | meaning.conference_stages):
            last.end = today

    def _hold(self, activity: int, today: date) -> None:
        meaning, case = self.meaning, self.case
        if activity in meaning.assessments:
            assessing = _open(case.assessments)
            if assessing is not None:
                assessing.end = today
        if activity in meaning.conferences:
            enquiry = _open(case.enquiries)
            if enquiry is None:
                case.other_conferences.append(today)
            else:
                enquiry.end = enquiry.conference = today
        if activity in meaning.reviews:
            plan = _open(case.protection_plans)
            if plan is not None and today > plan.start:
                plan.reviews.append(today)
        if activity in meaning.meetings:
            talks = _open(case.pre_proceedings)
            if talks is not None and talks.meeting is None:
                talks.meeting = today


AnySpan = TypeVar("AnySpan", bound=DatedSpan)


def _open(spans: list[AnySpan]) -> AnySpan | None:
    """The last of them, if it is still going on."""
    return spans[-1] if spans and spans[-1].end is None else None


def _begin_or_end(spans: list[AnySpan], new: AnySpan, is_on: bool) -> None:
    """One begins, goes on or ends, by whether it is on from now.

    One that ends on the day it began has not been; one that begins on the day that another ends goes on with that.
    """
    going_on = _open(spans)
    if going_on is None and is_on:
        if spans and spans[-1].end == new.start:
            spans[-1].end = None
        else:
            spans.append(new)
    elif going_on is not None and not is_on:
        going_on.end = new.start
        if going_on.end == going_on.start:
            spans.pop()
