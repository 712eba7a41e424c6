"""What of children in need censuses is counted: who was referred, assessed and planned for, and when; their
families, and parents' needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from fssim.authority.returns.codes import NEED_OF_FACTOR
from fssim.authority.returns.counting.periods import Coverage, find_days_covered
from fssim.authority.returns.figures import FIRST_YEAR_OF_PRE_PROCEEDINGS, LARGEST_FAMILY, MEANINGS, NEW_AFTER, NONE
from fssim.authority.returns.reading.episodes_of_need import (
    Assessment,
    ChildEnquiry,
    ChildPreProceedings,
    ChildProtectionPlan,
    CinReading,
    EpisodeOfNeed,
)


@dataclass
class CountedCases:
    """What figures count, of the days that returns tell of."""

    reading: CinReading
    coverage: Coverage

    def __post_init__(self) -> None:
        episodes, within = self.reading.episodes, self.coverage
        self.last_day = within.ends[1]
        self.referrals: list[EpisodeOfNeed] = [episode for episode in episodes if episode.referral in within]
        self.closed: list[EpisodeOfNeed] = [episode for episode in episodes if episode.closure in within]
        self.open: list[EpisodeOfNeed] = [
            episode for episode in episodes if episode.closure is None and not episode.no_further_action
        ]
        self.assessed: list[tuple[EpisodeOfNeed, Assessment]] = [
            (episode, assessment)
            for episode in episodes
            for assessment in episode.assessments
            if assessment.done in within
        ]
        self.enquiries: list[ChildEnquiry] = [
            enquiry for episode in episodes for enquiry in episode.enquiries if enquiry.start in within
        ]
        self.conferences: list[ChildEnquiry] = [
            enquiry for episode in episodes for enquiry in episode.enquiries if enquiry.conference in within
        ]
        conferences = {
            (episode.child, day)
            for episode in episodes
            for day in (episode.transferred_conference, *(enquiry.conference for enquiry in episode.enquiries))
            if day and day in within
        }
        self.all_conferences: list[date] = sorted(day for _, day in conferences)
        self.plans: list[ChildProtectionPlan] = [plan for episode in episodes for plan in episode.plans]
        self.begun: list[ChildProtectionPlan] = [plan for plan in self.plans if plan.start in within]
        self.referred_on: list[date] = [episode.referral for episode in self.referrals]
        self.enquired_on: list[date] = [enquiry.start for enquiry in self.enquiries]
        self.begun_on: list[date] = [plan.start for plan in self.begun]
        self.pre_proceedings: list[ChildPreProceedings] = [
            process for episode in episodes for process in episode.pre_proceedings
        ]
        self.pre_proceedings_cover = find_days_covered(
            header for header in self.reading.returns if header.year >= FIRST_YEAR_OF_PRE_PROCEEDINGS
        )


def list_needs(assessments: Iterable[Assessment]) -> list[tuple[set[str], date]]:
    """The needs that each completed assessment has among its factors, and when it was completed."""
    return [
        ({NEED_OF_FACTOR[code] for code in assessment.factors if code in NEED_OF_FACTOR}, assessment.done)
        for assessment in assessments
        if assessment.factors and assessment.done
    ]


def list_needs_of_new(counts: CountedCases) -> list[tuple[set[str], date]]:
    """The needs of children when they were first assessed.

    Those with needs come back more often, and are assessed again. So only children are counted who had not been
    referred for as long before as the returns tell, up to `NEW_AFTER` years; and if they are too few, for less.
    """
    first: dict[int, EpisodeOfNeed] = {}
    for episode in sorted(counts.reading.episodes, key=lambda episode: episode.referral):
        first.setdefault(episode.child, episode)
    assessed = [
        (episode.referral, assessment)
        for episode in first.values()
        if episode.referral in counts.coverage
        for assessment in episode.assessments[:1]
        if assessment.done in counts.coverage
    ]
    for years in range(NEW_AFTER, 0, -1):
        needs = list_needs(one for referral, one in assessed if counts.coverage.follows(referral, years))
        if len(needs) >= MEANINGS[f"needs_{NONE}"].least:
            return needs
    return list_needs(assessment for _, assessment in assessed)


def list_family_sizes(episodes: Iterable[EpisodeOfNeed], coverage: Coverage) -> list[int]:
    """How many children each family has of which a referral in these days led to a completed assessment.

    Others have too few dates to go by: many families are referred on one day by one source. Groups of more than
    `LARGEST_FAMILY` are left out.
    """
    sizes = Counter(
        list_dates(episode)
        for episode in episodes
        if episode.referral in coverage and any(assessment.done for assessment in episode.assessments)
    )
    return [size for size in sizes.values() if size <= LARGEST_FAMILY]


def list_dates(episode: EpisodeOfNeed) -> Hashable:
    """What children of one family have in common: the source and every date of the case but those of reviews."""
    return (
        episode.referral,
        episode.source,
        episode.closure,
        tuple((assessment.start, assessment.done) for assessment in episode.assessments),
        tuple((enquiry.start, enquiry.conference) for enquiry in episode.enquiries),
        tuple((plan.start, plan.end) for plan in episode.cin_plans),
        tuple((plan.start, plan.end) for plan in episode.plans),
    )


def compute_cluster(sizes: Iterable[int]) -> float:
    """The design effect of families: the mean over children of how many their family has; 1 if none is known."""
    known = list(sizes)
    return sum(size * size for size in known) / sum(known) if known else 1.0
