"""What the published statistics would say of a log, year by year: each counted as they count it.

Where children are counted, a family counts once for each of its children.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event, EventLog
from fssim.measures import published
from fssim.measures.indicators.durations import bands, plans_of
from fssim.measures.indicators.flows import enquiries_of, found_not_in_need
from fssim.measures.log_view.arithmetic import months_after, overlap, percent, percentile, ratio, total
from fssim.measures.log_view.people_in_post import holdings_of, staff_of
from fssim.measures.log_view.spells import Runs, children_in_need, spells_of
from fssim.measures.log_view.view import View
from fssim.measures.published import rows_counted_as, rows_of_child_protection_plans
from fssim.scenario.schema.activities import ActivityCount
from fssim.scenario.schema.pathway import OutcomeCount
from fssim.scenario.schema.units import DAYS_A_YEAR, WEEKS_A_YEAR

BANDS = ("le3m", "3_6m", "6_12m", "1_2y", "2yplus")
CONFERENCE_BANDS = {"icpc_0_10": (0, 10), "icpc_11_15": (11, 15), "icpc_16_20": (16, 20), "icpc_21p": (21, 10**6)}
ASSESSMENT_BANDS = {
    "assess_same_day": (0, 0), "assess_1_10": (1, 10), "assess_11_20": (11, 20), "assess_21_30": (21, 30),
    "assess_31_40": (31, 40), "assess_41_45": (41, 45), "assess_46_50": (46, 50), "assess_51_60": (51, 60),
    "assess_61p": (61, 10**6),
}  # fmt: skip
CONFERENCE_LIMIT = 15  # working days, from the strategy discussion
MONTHS_TO_FIRST_REVIEW, MONTHS_TO_NEXT_REVIEW = 3, 6  # by law: how long a plan may go without one
REFERRED_AGAIN_MONTHS = 12


def count_as_published(log: EventLog) -> list[dict[str, float]]:
    """The statistics of each observed year, by name; nan for what there is nothing of.

    Rates are for 10,000 children, `caseload` is children held for each full-time worker in post of the roles that hold
    families, `care_apps` counts families, and the rest are percentages but for `cpp_mean_weeks` and what is in working
    days (`assess_median`, `assess_p25` and `assess_p75`).
    """
    years = Years(View(log))
    return [years.statistics(since, until) for since, until in years.spans()]


class Years:
    """A log and what is asked of it for every year, worked out once."""

    def __init__(self, view: View) -> None:
        names = view.tables.names
        self.view = view
        self.staff = staff_of(view)
        self.held = holdings_of(view).held_by(self.staff.holds)
        self.referred = view.by_family(view.rows(Event.REFERRED))
        self.no_action = self._rows(Event.DECIDED, names.outcomes_counted_as, OutcomeCount.no_further_action)
        self.not_in_need = found_not_in_need(view)
        self.enquiries = enquiries_of(view)
        self.conferences = self._rows(Event.HELD, names.activities_counted_as, ActivityCount.initial_conference)
        self.reviews = self._rows(Event.HELD, names.activities_counted_as, ActivityCount.review_conference)
        self.assessments = self._rows(Event.HELD, names.activities_counted_as, ActivityCount.assessment)
        self.assessment_days = self._days_since(self.assessments, self.referred)
        self.conference_days = self._days_since(self.conferences, view.by_family(self.enquiries))
        self.again = self._referred_again()
        plans, wanted = plans_of(view), rows_of_child_protection_plans(names, view.tables.stages.statutory_plan)
        self.plans = _chosen(plans, np.isin(plans.label, wanted))
        had_plan = view.had_plans[self.plans.family] >> self.plans.label & 1 == 1
        self.repeats = _follows_another(self.plans.family) | had_plan
        self.episodes = spells_of(view).runs(np.where(spells_of(view).stage == view.tables.first_stage, -1, 0))
        self.need_began = spells_of(view).referred[self.episodes.first]
        self.was_in_need = self._was_in_need()

    def spans(self, months: int = 12) -> Iterator[tuple[float, float]]:
        """When each observed year, or each stretch of so many months, begins and ends."""
        view = self.view
        first = view.dates(np.array([view.observed_from]))
        since, later = view.observed_from, months
        while since < view.horizon:
            day = int(months_after(first, later)[0])
            until = float(np.searchsorted(view.day_ordinals, day)) if day <= view.day_ordinals[-1] else view.horizon
            until = min(until, view.horizon)
            yield since, until
            since, later = until, later + months

    def statistics(self, since: float, until: float) -> dict[str, float]:
        """The statistics of the year between two times."""
        days = self.view.dates(np.array([since, until]))  # weekends at either end count as those within do
        per_10000 = ratio(1e4, self.view.tables.child_population)
        a_year = per_10000 * DAYS_A_YEAR / float(days[1] - days[0])
        referred = self._children(self.referred, since, until)
        enquiries = self._children(self.enquiries, since, until)
        conferences = self._children(self.conferences, since, until)
        in_year = self._within(self.referred, since, until)
        return {
            "referral_rate": referred * a_year,
            "nfa": 100.0 * ratio(self._children(self.no_action, since, until), referred),
            "assessed_not_need": 100.0 * ratio(self._children(self.not_in_need, since, until), referred),
            "rereferral": percent(self.again[in_year], self._weights(self.referred[in_year])),
            "s47_rate": enquiries * a_year,
            "s47_per_100_referrals": 100.0 * ratio(enquiries, referred),
            "icpc_rate": conferences * a_year,
            "icpc_per_100_s47": 100.0 * ratio(conferences, enquiries),
            **self._assessments(since, until),
            **self._conferences(since, until),
            **self._plans(since, until, conferences, per_10000, a_year),
            **self._episodes(since, until, per_10000),
            "care_apps": self._care_applications(since, until) * a_year,
            **self._workers(since, until),
        }

    def _assessments(self, since: float, until: float) -> dict[str, float]:
        chosen = self._within(self.assessments, since, until)
        days, weights = self.assessment_days[chosen], self._weights(self.assessments[chosen])
        children = weights.astype(np.int64)
        return {
            "assess45": percent(days <= published.ASSESSMENT_LIMIT, weights),
            "assess_p25": percentile(days, 25.0, children),
            "assess_median": percentile(days, 50.0, children),
            "assess_p75": percentile(days, 75.0, children),
            **_in_bands(days, weights, ASSESSMENT_BANDS),
        }

    def _conferences(self, since: float, until: float) -> dict[str, float]:
        chosen = self._within(self.conferences, since, until)
        days, weights = self.conference_days[chosen], self._weights(self.conferences[chosen])
        return {
            "icpc15": percent(days <= CONFERENCE_LIMIT, weights),
            **_in_bands(days, weights, CONFERENCE_BANDS),
        }

    def _plans(
        self, since: float, until: float, conferences: float, per_10000: float, a_year: float
    ) -> dict[str, float]:
        plans = self.plans
        children = self.view.children[plans.family].astype(np.float64)
        began = (plans.start >= since) & (plans.start < until)
        ended = ~plans.is_open & (plans.end >= since) & (plans.end < until)
        is_open = plans.open_at(until)
        starts, stock = total(children[began]), total(children[is_open])
        of_ended = bands(self.view, plans.start[ended], plans.end[ended])
        of_open = bands(self.view, plans.start[is_open], np.full(np.count_nonzero(is_open), until))
        by_ended = {f"cpp_end_{name}": percent(of_ended == band, children[ended]) for band, name in enumerate(BANDS)}
        by_open = {f"cpp_open_{name}": percent(of_open == band, children[is_open]) for band, name in enumerate(BANDS)}
        return {
            "cpp_start_rate": starts * a_year,
            "cpp_per_100_icpc": 100.0 * ratio(starts, conferences),
            "cpp_rate": stock * per_10000,
            "cpp_mean_weeks": ratio(stock * per_10000, starts * a_year) * WEEKS_A_YEAR,
            **by_ended,
            **by_open,
            "cpp_end_2y": by_ended["cpp_end_2yplus"],
            "cpp_open_2y": by_open["cpp_open_2yplus"],
            "revcp": self._reviewed_in_time(is_open, until),
            "cpp_repeat": percent(self.repeats[began], children[began]),
        }

    def _reviewed_in_time(self, is_open: Booleans, until: float) -> float:
        """Of the children on plans that have been open for three months, those who had every review in time."""
        view, plans = self.view, self.plans
        now = int(view.dates(np.array([until - 1.0]))[0])
        asked = np.flatnonzero(is_open)
        began = view.dates(plans.start[asked])
        asked = asked[months_after(began, MONTHS_TO_FIRST_REVIEW) <= now]
        timely = np.zeros(len(asked), bool)
        reviews = view.by_family(self.reviews)
        first = np.searchsorted(view.family[reviews], plans.family[asked], "left")
        last = np.searchsorted(view.family[reviews], plans.family[asked], "right")
        for place, plan in enumerate(asked):
            mine = view.time[reviews[first[place] : last[place]]]
            held = view.dates(mine[(mine >= plans.start[plan]) & (mine < until)])
            from_day = view.dates(plans.start[plan : plan + 1])
            limits = np.concatenate(
                [months_after(from_day, MONTHS_TO_FIRST_REVIEW), months_after(held, MONTHS_TO_NEXT_REVIEW)]
            )
            timely[place] = bool((np.append(held, now) <= limits).all())
        return percent(timely, view.children[plans.family[asked]].astype(np.float64))

    def _episodes(self, since: float, until: float, per_10000: float) -> dict[str, float]:
        """Episodes of need: from referral, if it went beyond screening, to closure.

        Those found not to be in need count while they are open, and not among those ended: ended episodes (394,660 in
        England in 2024) are as many as referrals less those closed at once and those assessed and not in need.
        """
        view, episodes = self.view, self.episodes
        children = view.children[episodes.family].astype(np.float64)
        ended = self.was_in_need & ~episodes.is_open & (episodes.end >= since) & (episodes.end < until)
        is_open = episodes.open_at(until)
        of_ended = bands(view, self.need_began[ended], episodes.end[ended])
        of_open = bands(view, self.need_began[is_open], np.full(np.count_nonzero(is_open), until))
        by_ended = {f"cin_end_{name}": percent(of_ended == band, children[ended]) for band, name in enumerate(BANDS)}
        by_open = {f"cin_open_{name}": percent(of_open == band, children[is_open]) for band, name in enumerate(BANDS)}
        now = spells_of(view).open_at(until)
        return {
            "cin_rate": total(children_in_need(view)[now]) * per_10000,
            **by_ended,
            **by_open,
            "cin_end_over_1y": by_ended["cin_end_1_2y"] + by_ended["cin_end_2yplus"],
        }

    def _was_in_need(self) -> Booleans:
        """Of each episode, whether no assessment in it found the child not to be in need."""
        view, episodes = self.view, self.episodes
        apart = view.horizon + 2.0
        found_not = view.family[self.not_in_need] * apart + view.time[self.not_in_need]
        where = np.searchsorted(episodes.family * apart + episodes.start, found_not, "right") - 1
        was_in_need = np.ones(len(episodes.family), bool)
        was_in_need[where] = False
        return was_in_need

    def _care_applications(self, since: float, until: float) -> float:
        view = self.view
        proceedings = spells_of(view).runs(np.where(view.court_stages[spells_of(view).stage], 0, -1))
        return float(np.count_nonzero((proceedings.start >= since) & (proceedings.start < until)))

    def _workers(self, since: float, until: float) -> dict[str, float]:
        view, staff, held = self.view, self.staff, self.held
        child_days = total(overlap(held.start, held.end, since, until) * view.children[held.family])
        hours = staff.hours
        filled = overlap(hours.start, hours.end, since, until) * hours.share * staff.full_time[hours.worker]
        days: Floats = np.bincount(hours.worker, filled, len(staff)).astype(np.float64)
        posts = view.tables.posts
        of_holders = np.isin(np.asarray(view.tables.groups.role)[np.asarray(posts.group, np.int64)], view.holder_roles)
        there = overlap(np.asarray(posts.opens), np.asarray(posts.ends), since, until) * np.asarray(
            posts.full_time_share
        )
        post_days = total(there[of_holders & (np.asarray(posts.agency) == 0)])
        permanent = total(days[staff.holds & ~staff.agency])
        everybody = total(days[staff.holds])
        left = staff.holds & ~staff.agency & staff.leaves & (staff.end >= since) & (staff.end < until)
        return {
            "caseload": ratio(child_days, everybody),
            "vacancy": 100.0 * (1.0 - ratio(permanent, post_days)),
            "turnover": 100.0 * ratio(total(staff.full_time[left]) * (until - since), permanent),
            "agency": 100.0 * ratio(everybody - permanent, everybody),
        }

    def _rows(self, kind: Event, counted_as: tuple[str, ...], what: StrEnum) -> Integers:
        rows = self.view.rows(kind)
        of = self.view.detail if kind is Event.DECIDED else self.view.subject
        return rows[np.isin(of[rows], rows_counted_as(counted_as, what))]

    def _within(self, rows: Integers, since: float, until: float) -> Booleans:
        time = self.view.time[rows]
        within: Booleans = (time >= since) & (time < until)
        return within

    def _weights(self, rows: Integers) -> Floats:
        return self.view.children[self.view.family[rows]].astype(np.float64)

    def _children(self, rows: Integers, since: float, until: float) -> float:
        return total(self._weights(rows[self._within(rows, since, until)]))

    def _days_since(self, rows: Integers, earlier: Integers) -> Floats:
        """Working days from the last of the `earlier` rows of the same family, which are family by family."""
        view = self.view
        before = view.last_before(rows, earlier)
        days: Floats = np.floor(view.time[rows]) - np.floor(view.time[before])
        return np.where(before >= 0, days, np.nan)

    def _referred_again(self) -> Booleans:
        """Whether each referral comes within twelve months of an earlier one of the family: of its closure, if that was
        before the run, as it is not known when it had been referred."""
        view, rows = self.view, self.referred
        again = np.zeros(len(rows), bool)
        dates = view.dates(view.time[rows])
        same = view.family[rows[1:]] == view.family[rows[:-1]]
        again[1:] = same & (dates[1:] <= months_after(dates[:-1], REFERRED_AGAIN_MONTHS))
        family = view.family[rows].astype(np.int64)
        back = np.flatnonzero(~_follows_another(family) & ~np.isinf(view.last_closed[family]))
        again[back] = dates[back] <= months_after(view.closed_on(family[back]), REFERRED_AGAIN_MONTHS)
        return again


def _chosen(runs: Runs, which: Booleans) -> Runs:
    return Runs(runs.run, *(getattr(runs, name)[which] for name in Runs.__slots__ if name != "run"))


def _follows_another(family: Integers) -> Booleans:
    """Whether each, family by family in order of time, is not its family's first."""
    follows = np.zeros(len(family), bool)
    follows[1:] = family[1:] == family[:-1]
    return follows


def _in_bands(days: Floats, weights: Floats, limits: dict[str, tuple[int, int]]) -> dict[str, float]:
    return {name: percent((days >= low) & (days <= high), weights) for name, (low, high) in limits.items()}
