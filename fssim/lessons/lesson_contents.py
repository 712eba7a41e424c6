"""What a lesson is made of, before it is a page: every combination of decisions played out, a film, a family's story,
and how far they differ."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import product

import numpy as np

from fssim.arrays import Floats
from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.lessons.lesson_plan import Combination, LessonPlan
from fssim.measures.catalogue import describe
from fssim.measures.headline import lead_measures
from fssim.measures.indicators.waits import ROUTES
from fssim.measures.indicators.weekly import Weekly, waiting_series
from fssim.model.size import check_effort
from fssim.report.animation.film import Animation
from fssim.report.story.story import Story
from fssim.report.wording.dated_changes import DatedChange, observed_days
from fssim.runs.compare import Comparison, compare_all, compare_pairs
from fssim.runs.paired import pair_measure, refuse_other_clocks
from fssim.runs.process_pool import start_workers
from fssim.runs.replicate import Task, refuse_what_cannot_be, replicate
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import DAYS_A_WEEK
from fssim.statistics.interval import Interval, estimate_mean

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """How many families wait for help with one need at the end of each observed week: a mean and its 95% interval, over
    replications. `days` are the last days of the weeks."""

    days: tuple[date, ...]
    weeks: tuple[Interval, ...]

    def on(self, day: date) -> Interval:
        """At the end of the last week that is over by a day; of the first week, if none is."""
        before = [interval for end, interval in zip(self.days, self.weeks, strict=True) if end <= day]
        return before[-1] if before else self.weeks[0]


@dataclass(frozen=True, slots=True)
class Played:
    """What one scenario came to: its measures in each replication, and the families that wait."""

    results: Results
    line: WaitingLine


def play(
    scenarios: Sequence[Scenario],
    need: str,
    measures: Sequence[str],
    replications: int,
    seed: int,
    jobs: int | None,
    on_progress: Progress,
) -> list[Played]:
    """Run replications of every scenario, with the same families and luck in each, one scenario after another.

    Of what they give, the `measures` are kept, and the families that wait for help with the `need`. Raises as
    `fssim.run` does.
    """
    for scenario in scenarios:
        refuse_what_cannot_be(scenario, seed)
    refuse_other_clocks([(scenario.title, scenario) for scenario in scenarios])
    engine = prepare_engine(ENGINES[0])
    check_effort(scenarios, replications, jobs, engine, kept=False)
    tasks = (
        Task(pickled, engine, seed, replication)
        for pickled in map(pickle.dumps, scenarios)
        for replication in range(replications)
    )
    total = len(scenarios) * replications
    played: list[Played] = []
    on_progress(0, total)
    with start_workers(jobs, total) as workers:
        outcomes = workers.map(replicate, tasks)
        for scenario in scenarios:
            rows: dict[int, dict[str, float]] = {}
            lines: list[Floats] = []
            weeks: Weekly | None = None
            for replication in range(replications):
                outcome = next(outcomes)
                rows[replication] = {name: outcome.row[name] for name in measures if name in outcome.row}
                weeks = outcome.weekly
                assert weeks is not None, "all measures are asked for, and then the weekly numbers are there"
                lines.append(_waiting(weeks, need))
                on_progress(len(played) * replications + replication + 1, total)
            assert weeks is not None
            results = Results(scenario.title, scenario, engine, seed, rows)
            played.append(Played(results, _line(weeks, np.array(lines))))
    return played


def compare_with_nothing_done(played: Sequence[Played], measures: Sequence[str]) -> list[dict[str, Comparison]]:
    """How each combination differs from the first, in which nothing is done, replication by replication.

    All intervals, of every combination and measure, hold at once (Bonferroni's method), so that a class may pick the
    best of them.
    """
    nothing = played[0].results
    rows = max((len(played) - 1) * len(measures), 1)
    return [
        {
            name: compare_pairs(pair_measure(one.results, nothing, name), rows, describe(name, one.results.scenario))
            for name in measures
        }
        for one in played
    ]


def count_options(chosen: Sequence[tuple[int, ...]]) -> list[int]:
    """How many options each decision has, of all the ways to choose. Raises `ValueError` if a way is not there, or is
    there twice."""
    counts = [max(numbers) + 1 for numbers in zip(*chosen, strict=True)]
    if list(chosen) != list(product(*map(range, counts))):
        raise ValueError("not every combination of options was played, once and in order")
    return counts


def _waiting(weekly: Weekly, need: str) -> Floats:
    """How many families wait at the end of each observed week, by every route."""
    routes = [weekly.series.index(waiting_series(need, route)) for route in ROUTES]
    waiting: Floats = weekly.numbers[routes, weekly.warm_up_weeks :].sum(axis=0, dtype=np.float64)
    return waiting


def _line(weekly: Weekly, lines: Floats) -> WaitingLine:
    first = date.fromordinal(weekly.first_week_ends) - timedelta(days=1)
    weeks = range(weekly.warm_up_weeks, weekly.warm_up_weeks + lines.shape[1])
    days = tuple(first + timedelta(days=DAYS_A_WEEK * week) for week in weeks)
    intervals = (estimate_mean(values) for values in lines.T.tolist())
    return WaitingLine(days, tuple(replace(week, low=max(week.low, 0.0)) for week in intervals))


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
