"""Flows and stocks as the statistics count them: children, a year, per 10,000 children."""

from __future__ import annotations

import numpy as np

from fssim.engine.event_log import Event
from fssim.measures import published
from fssim.measures.indicators.durations import plans_of
from fssim.measures.log_view.arithmetic import Booleans, Integers, months_after, percent, ratio, total
from fssim.measures.log_view.spells import children_in_need, spells_of
from fssim.measures.log_view.view import View
from fssim.measures.published import rows_named
from fssim.scenario.names import slug


def flows(view: View) -> dict[str, float]:
    """Rates, stocks at 31 March, and what share of one flow becomes the next."""
    names = view.tables.names
    spells = spells_of(view)
    per_10000 = ratio(1e4, view.tables.child_population)
    a_year = per_10000 / view.observed_years
    referred = _children(view, Event.REFERRED, None)
    no_action = _children(view, Event.DECIDED, rows_named(names.outcomes, published.NO_FURTHER_ACTION))
    not_in_need = _children(view, Event.DECIDED, rows_named(names.outcomes, published.NOT_IN_NEED))
    section_47 = rows_named(names.stages, published.SECTION_47)
    enquiries = _children(view, Event.ENTERED, section_47) + _children(view, Event.BEGAN_BESIDE, section_47)
    conferences = _children(view, Event.HELD, rows_named(names.activities, published.INITIAL_CONFERENCE))
    return {
        "referrals_per_10000_children": referred * a_year,
        "no_further_action_percent": 100.0 * ratio(no_action, referred),
        "assessed_not_in_need_percent": 100.0 * ratio(not_in_need, referred),
        "section_47_per_10000_children": enquiries * a_year,
        "initial_conferences_per_10000_children": conferences * a_year,
        "conferences_per_section_47_percent": 100.0 * ratio(conferences, enquiries),
        **_plans(view, conferences, per_10000, a_year),
        "child_in_need_plan_share_percent": _child_in_need_share(view),
        "children_in_need_per_10000_children": total(view.in_window(spells.start, spells.end) * children_in_need(view))
        / view.observed_days
        * per_10000,
        "re_referred_within_12_months_percent": _re_referred(view),
        **_court(view),
    }


def _children(view: View, kind: Event, wanted: Integers | None) -> float:
    """How many children events of a kind happened to in the observed years: those of these subjects, if given.

    Decisions are told apart by their outcome.
    """
    rows = view.observed(view.rows(kind))
    if wanted is not None:
        of = view.detail if kind is Event.DECIDED else view.subject
        rows = rows[np.isin(of[rows], wanted)]
    return float(view.children[view.family[rows]].sum()) if wanted is None or len(wanted) else np.nan


def _plans(view: View, conferences: float, per_10000: float, a_year: float) -> dict[str, float]:
    names = view.tables.names.statutory_plans
    plans = plans_of(view)
    children = view.children[plans.family].astype(np.float64)
    measures: dict[str, float] = {}
    for row, name in enumerate(names):
        mine = plans.label == row
        began = mine & plans.began_in(view)
        stocks = [total(children[mine & plans.open_at(at)]) for at in view.year_ends]
        first = np.zeros(len(plans), bool)
        first[np.flatnonzero(mine)[np.unique(plans.family[mine], return_index=True)[1]]] = True
        measures |= {
            f"plans_{slug(name)}_starts_per_10000_children": total(children[began]) * a_year,
            f"plans_{slug(name)}_at_31_march_per_10000_children": ratio(sum(stocks), len(stocks)) * per_10000,
            f"plans_{slug(name)}_repeat_percent": percent(~first[began], children[began]),
        }
    chosen = np.isin(plans.label, rows_named(names, published.CHILD_PROTECTION_PLAN)) & plans.began_in(view)
    return measures | {"plans_per_conference_percent": 100.0 * ratio(total(children[chosen]), conferences)}


def _child_in_need_share(view: View) -> float:
    """Of the children in need at each 31 March, the share on a child in need plan."""
    spells = spells_of(view)
    stages = rows_named(view.tables.names.stages, published.CHILD_IN_NEED_PLAN)
    on_plan = np.isin(spells.stage, stages)
    in_need = children_in_need(view)
    shares: list[float] = []
    for at in view.year_ends:
        now = spells.open_at(at)
        shares.append(ratio(total(in_need[now & on_plan]), total(in_need[now])))
    return 100.0 * sum(shares) / len(shares) if len(stages) else np.nan


def _re_referred(view: View) -> float:
    """Of the children whose case was closed, at least 12 months before the end, the share referred again within 12.

    nan if those are too few of the closures to speak for them.
    """
    spells = spells_of(view)
    closed = np.flatnonzero((spells.next_stage == view.tables.closed_stage) & (spells.end >= view.observed_from))
    last = view.dates(np.array([view.horizon]))[0]
    a_year_later = months_after(view.dates(spells.end[closed]), published.RE_REFERRAL_MONTHS)
    followed = a_year_later <= last
    if np.count_nonzero(followed) < published.LEAST_FOLLOWED * len(closed):
        return np.nan
    closed, a_year_later = closed[followed], a_year_later[followed]
    following = np.minimum(closed + 1, len(spells) - 1)
    comes_back = (following > closed) & (spells.family[following] == spells.family[closed])
    again = comes_back & (view.dates(spells.start[following]) <= a_year_later)
    return percent(again, view.children[spells.family[closed]].astype(np.float64))


def _court(view: View) -> dict[str, float]:
    """Care applications, in families as they are published, and how long proceedings took."""
    court: Booleans = view.court_stages[spells_of(view).stage]
    proceedings = spells_of(view).runs(np.where(court, 0, -1))
    issued = float(np.count_nonzero(proceedings.began_in(view)))
    ended = proceedings.ended_in(view)
    weeks = (view.dates(proceedings.end[ended]) - view.dates(proceedings.start[ended])) / 7.0
    return {
        "care_applications_per_10000_children": ratio(issued / view.observed_years * 1e4, view.tables.child_population),
        "proceedings_mean_weeks": ratio(total(weeks), float(len(weeks))),
    }
