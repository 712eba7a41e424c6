"""What a lesson is made of, before it is a page: runs, a film, a family's story, and how far they differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from fssim.lessons.lesson_plan import Combination, LessonPlan
from fssim.lessons.play_combinations import Played, compare_with_nothing_done
from fssim.measures.headline import lead_measures
from fssim.report.animation.film import Animation
from fssim.report.story.story import Story
from fssim.report.wording.dated_changes import DatedChange, observed_days
from fssim.runs.compare import Comparison, compare_all
from fssim.scenario.schema.scenario import Scenario


@dataclass(frozen=True)
class Contents:
    """What a lesson shows. `gap` is what the scenario does for a time and what it is compared with does not: the lesson
    is about it. `plan` has the decisions that learners take, if there are any; `played` is what each combination of
    them came to, the first being that nothing is done, and `compared` what the scenarios came to that it is compared
    with. The `story` is of one family, and the `film` of the service, each beside the first of those.
    """

    gap: DatedChange
    plan: LessonPlan | None
    combinations: tuple[Combination, ...]
    played: tuple[Played, ...]
    compared: tuple[Played, ...]
    story: Story
    film: Animation

    @property
    def scenario(self) -> Scenario:
        """The scenario, with nothing done about it."""
        return self.played[0].results.scenario

    @property
    def replications(self) -> int:
        """How many there are of each combination."""
        return len(self.played[0].results.rows)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The measures that answers are given in."""
        return lead_measures(self.scenario)

    @cached_property
    def answers(self) -> list[dict[str, Comparison]]:
        """How the scenario differs from each that it is compared with, as `fssim.compare` has it, by measure."""
        others = [other.results for other in self.compared]
        return compare_all(self.played[0].results, others, self.measures)

    @cached_property
    def outcomes(self) -> list[dict[str, Comparison]]:
        """How each combination of decisions differs from doing nothing, by measure: all intervals hold at once."""
        return compare_with_nothing_done(self.played, self.measures)

    @property
    def gap_ends(self) -> date:
        """The last day of the gap, or of the observed years if it does not end in them."""
        until = observed_days(self.scenario.clock)[1]
        return min(self.gap.until or until, until) - timedelta(days=1)
