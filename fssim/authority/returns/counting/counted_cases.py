"""What of children in need censuses is counted: who was referred, assessed and planned for, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fssim.authority.returns.counting.periods import Coverage, find_days_covered
from fssim.authority.returns.figures import FIRST_YEAR_OF_PRE_PROCEEDINGS
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
