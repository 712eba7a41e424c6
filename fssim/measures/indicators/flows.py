"""Flows and stocks as the statistics count them: children, a year, per 10,000 children."""

from __future__ import annotations

from math import inf

import numpy as np

from fssim.arrays import Booleans, Integers
from fssim.engine.event_log import Event
from fssim.measures.declaration import NEITHER, WORSE, Measure, indicator
from fssim.measures.indicators.durations import plans_of
from fssim.measures.log_view.arithmetic import months_after, percent, ratio, total
from fssim.measures.log_view.spells import children_in_need, spells_of
from fssim.measures.log_view.view import View, once_a_log
from fssim.measures.published import (
    LEAST_FOLLOWED,
    RE_REFERRAL_MONTHS,
    rows_counted_as,
    rows_of_child_protection_plans,
)  # fmt: skip
from fssim.scenario.schema.activities import ActivityCount
from fssim.scenario.schema.pathway import OutcomeCount, StageCount

A_YEAR = "a year of the observed years, per 10,000 children"
REFERRALS = Measure(
    "referrals_per_10000_children", "Children referred", "a year per 10,000 children", NEITHER,
    f"Children in families referred, {A_YEAR}.",
)  # fmt: skip
NO_FURTHER_ACTION = Measure(
    "no_further_action_percent", "Referrals with no further action", "%", NEITHER,
    "Children whose referral ended with no further action, as a percentage of children referred, both {observed}.",
)  # fmt: skip
NOT_IN_NEED = Measure(
    "assessed_not_in_need_percent", "Referrals assessed and found not in need", "%", NEITHER,
    "Children found by an assessment not to be in need, in a case without a section 47 enquiry, as a percentage of "
    "children referred, both {observed}. With an enquiry, a return has another reason for closing.",
)  # fmt: skip
SECTION_47 = Measure(
    "section_47_per_10000_children", "Section 47 enquiries", "a year per 10,000 children", NEITHER,
    f"Children in families that entered a section 47 enquiry, {A_YEAR}.",
)  # fmt: skip
CONFERENCES = Measure(
    "initial_conferences_per_10000_children", "Initial child protection conferences", "a year per 10,000 children",
    NEITHER, f"Children in families with an initial child protection conference held, {A_YEAR}.",
)  # fmt: skip
CONFERENCES_PER_SECTION_47 = Measure(  # a flow may be more than all of another
    "conferences_per_section_47_percent", "Initial conferences per section 47 enquiry", "%", NEITHER,
    "Children with an initial conference, per 100 who entered a section 47 enquiry, both {observed}.", most=inf,
)  # fmt: skip
PLAN_STARTS = Measure(
    "plans_{plan}_starts_per_10000_children", "{plan} plans started", "a year per 10,000 children", NEITHER,
    f"Children who began a {{plan}} plan, {A_YEAR}. Consecutive stages on one plan are one.",
)  # fmt: skip
PLAN_STOCK = Measure(
    "plans_{plan}_at_31_march_per_10000_children", "Children on a {plan} plan at 31 March", "per 10,000 children",
    NEITHER,
    "Children on a {plan} plan at the end of each 31 March observed (of the run, if there is none), on average, per "
    "10,000 children.",
)  # fmt: skip
REPEAT_PLANS = Measure(
    "plans_{plan}_repeat_percent", "{plan} plans that are a second or later one", "%", WORSE,
    "Children beginning a {plan} plan {observed} who had been on one before, since the run began or, of families whose "
    "case was closed before it, in their past: as a percentage of all beginning one.",
)  # fmt: skip
PLANS_PER_CONFERENCE = Measure(
    "plans_per_conference_percent", "Plans per initial conference", "%", NEITHER,
    "Children who began a child protection plan, per 100 with an initial conference, both {observed}.", most=inf,
)  # fmt: skip
CHILD_IN_NEED_SHARE = Measure(
    "child_in_need_plan_share_percent", "Children in need who are on a child in need plan", "%", NEITHER,
    "Of the children in need at the end of each 31 March observed, the percentage on a child in need plan; mean of "
    "those days.",
)  # fmt: skip
CHILDREN_IN_NEED = Measure(
    "children_in_need_per_10000_children", "Children in need, on average", "per 10,000 children", NEITHER,
    "Children whose family was open past screening, on an average working day {observed}, per 10,000 children.",
)  # fmt: skip
RE_REFERRED = Measure(
    "re_referred_within_12_months_percent", "Referred again within 12 months of closure", "%", WORSE,
    "Children whose family was closed {observed} and at least 12 months before the run ended: the percentage referred "
    "again within 12 months. Not given if those are fewer than a tenth of the closures.",
)  # fmt: skip
CARE_APPLICATIONS = Measure(
    "care_applications_per_10000_children", "Care applications (families)", "a year per 10,000 children", WORSE,
    f"Families entering care proceedings, {A_YEAR}.",
)  # fmt: skip
PROCEEDINGS_WEEKS = Measure(
    "proceedings_mean_weeks", "Mean length of care proceedings", "weeks", WORSE,
    "Weeks from entering proceedings to leaving them, mean over the families that left {observed}.",
)  # fmt: skip


@indicator(
    REFERRALS, NO_FURTHER_ACTION, NOT_IN_NEED, SECTION_47, CONFERENCES, CONFERENCES_PER_SECTION_47
)  # fmt: skip
def referrals_and_conferences(view: View) -> dict[str, float]:
    """Referrals, what became of them, section 47 enquiries and first conferences."""
    names = view.tables.names
    a_year = _per_10000_a_year(view)
    referred = float(view.children[view.family[view.observed(view.referrals())]].sum())
    outcomes = names.outcomes_counted_as
    no_action = _children(view, Event.DECIDED, rows_counted_as(outcomes, OutcomeCount.no_further_action))
    not_in_need = enquiries = np.nan  # of a scenario that has no such outcome, and no such stage
    if OutcomeCount.not_in_need in outcomes:
        not_in_need = _observed_children(view, found_not_in_need(view))
    if StageCount.section_47_enquiry in names.stages_counted_as:
        enquiries = _observed_children(view, enquiries_of(view))
    conferences = _conferences(view)
    return {
        REFERRALS.name: referred * a_year,
        NO_FURTHER_ACTION.name: 100.0 * ratio(no_action, referred),
        NOT_IN_NEED.name: 100.0 * ratio(not_in_need, referred),
        SECTION_47.name: enquiries * a_year,
        CONFERENCES.name: conferences * a_year,
        CONFERENCES_PER_SECTION_47.name: 100.0 * ratio(conferences, enquiries),
    }


@once_a_log
def enquiries_of(view: View) -> Integers:
    """The rows, in log order, on which a family enters a section 47 enquiry, beside another stage or not."""
    section_47 = rows_counted_as(view.tables.names.stages_counted_as, StageCount.section_47_enquiry)
    begun = view.rows(Event.ENTERED, Event.BEGAN_BESIDE)
    return begun[np.isin(view.subject[begun], section_47)]


@once_a_log
def found_not_in_need(view: View) -> Integers:
    """The rows, in log order, of decisions that a child is not in need, where no section 47 enquiry was begun since the
    referral: as a return has "case closed after assessment" as a reason for closing."""
    outcomes = rows_counted_as(view.tables.names.outcomes_counted_as, OutcomeCount.not_in_need)
    decided = view.rows(Event.DECIDED)
    rows = decided[np.isin(view.detail[decided], outcomes)]
    referred = view.last_before(rows, view.by_family(view.rows(Event.REFERRED)))
    return rows[view.last_before(rows, view.by_family(enquiries_of(view))) <= referred]


def _per_10000_a_year(view: View) -> float:
    return ratio(1e4, view.tables.child_population) / view.observed_years


@once_a_log
def _conferences(view: View) -> float:
    return _children(
        view, Event.HELD, rows_counted_as(view.tables.names.activities_counted_as, ActivityCount.initial_conference)
    )


def _children(view: View, kind: Event, wanted: Integers | None) -> float:
    """How many children events of a kind happened to in the observed years: those of these subjects, if given.

    Decisions are told apart by their outcome.
    """
    rows = view.rows(kind)
    if wanted is not None:
        if not len(wanted):
            return np.nan
        of = (view.detail if kind is Event.DECIDED else view.subject)[rows]
        rows = rows[np.flatnonzero(np.logical_or.reduce([of == int(number) for number in wanted]))]
    return _observed_children(view, rows)


def _observed_children(view: View, rows: Integers) -> float:
    return float(view.children[view.family[view.observed(rows)]].sum())


@indicator(PLAN_STARTS, PLAN_STOCK, REPEAT_PLANS, PLANS_PER_CONFERENCE)
def plans(view: View) -> dict[str, float]:
    """Statutory plans begun, and the children on them at each 31 March."""
    names = view.tables.names.statutory_plans
    plans = plans_of(view)
    children = view.children[plans.family].astype(np.float64)
    a_year, per_10000 = _per_10000_a_year(view), ratio(1e4, view.tables.child_population)
    measures: dict[str, float] = {}
    for row, name in enumerate(names):
        mine = plans.label == row
        began = mine & plans.began_in(view)
        stocks = [total(children[mine & plans.open_at(at)]) for at in view.year_ends]
        first = np.zeros(len(plans), bool)
        first[np.flatnonzero(mine)[np.unique(plans.family[mine], return_index=True)[1]]] = True
        first &= view.had_plans[plans.family] >> row & 1 == 0
        measures |= {
            PLAN_STARTS.named(plan=name): total(children[began]) * a_year,
            PLAN_STOCK.named(plan=name): ratio(sum(stocks), len(stocks)) * per_10000,
            REPEAT_PLANS.named(plan=name): percent(~first[began], children[began]),
        }
    of_conferences = rows_of_child_protection_plans(view.tables.names, view.tables.stages.statutory_plan)
    chosen = np.isin(plans.label, of_conferences) & plans.began_in(view)
    return measures | {PLANS_PER_CONFERENCE.name: 100.0 * ratio(total(children[chosen]), _conferences(view))}


@indicator(CHILD_IN_NEED_SHARE, CHILDREN_IN_NEED)
def in_need(view: View) -> dict[str, float]:
    """Children in need, and the share of them on a child in need plan."""
    spells, per_10000 = spells_of(view), ratio(1e4, view.tables.child_population)
    return {
        CHILD_IN_NEED_SHARE.name: _child_in_need_share(view),
        CHILDREN_IN_NEED.name: total(view.in_window(spells.start, spells.end) * children_in_need(view))
        / view.observed_days
        * per_10000,
    }


def _child_in_need_share(view: View) -> float:
    """Of the children in need at each 31 March, the share on a child in need plan."""
    spells = spells_of(view)
    stages = rows_counted_as(view.tables.names.stages_counted_as, StageCount.child_in_need_plan)
    on_plan = np.isin(spells.stage, stages)
    in_need = children_in_need(view)
    shares: list[float] = []
    for at in view.year_ends:
        now = spells.open_at(at)
        shares.append(ratio(total(in_need[now & on_plan]), total(in_need[now])))
    return 100.0 * sum(shares) / len(shares) if len(stages) else np.nan


@indicator(RE_REFERRED)
def re_referred(view: View) -> dict[str, float]:
    """Of the children whose case was closed, the share referred again within 12 months."""
    return {RE_REFERRED.name: _re_referred(view)}


def _re_referred(view: View) -> float:
    """Of the children whose case was closed, at least 12 months before the end, the share referred again within 12.

    nan if those are too few of the closures to speak for them.
    """
    spells = spells_of(view)
    was_referred = ~np.isin(spells.stage, view.tables.stream_stages)  # and did not leave as they came, without
    ends_a_case = (spells.next_stage == view.tables.closed_stage) & was_referred
    closed = np.flatnonzero(ends_a_case & (spells.end >= view.observed_from))
    last = view.dates(np.array([view.horizon]))[0]
    a_year_later = months_after(view.dates(spells.end[closed]), RE_REFERRAL_MONTHS)
    followed = a_year_later <= last
    if np.count_nonzero(followed) < LEAST_FOLLOWED * len(closed):
        return np.nan
    closed, a_year_later = closed[followed], a_year_later[followed]
    following = np.minimum(closed + 1, len(spells) - 1)
    comes_back = (following > closed) & (spells.family[following] == spells.family[closed])
    again = comes_back & (view.dates(spells.start[following]) <= a_year_later)
    return percent(again, view.children[spells.family[closed]].astype(np.float64))


@indicator(CARE_APPLICATIONS, PROCEEDINGS_WEEKS)
def court(view: View) -> dict[str, float]:
    """Care applications, in families as they are published, and how long proceedings took."""
    court: Booleans = view.court_stages[spells_of(view).stage]
    proceedings = spells_of(view).runs(np.where(court, 0, -1))
    issued = float(np.count_nonzero(proceedings.began_in(view)))
    ended = proceedings.ended_in(view)
    weeks = (view.dates(proceedings.end[ended]) - view.dates(proceedings.start[ended])) / 7.0
    return {
        CARE_APPLICATIONS.name: ratio(issued / view.observed_years * 1e4, view.tables.child_population),
        PROCEEDINGS_WEEKS.name: ratio(total(weeks), float(len(weeks))),
    }
