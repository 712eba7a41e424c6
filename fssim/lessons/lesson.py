"""A lesson: a scenario, what it is compared with, and the decisions, played out and made into a page for a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fssim.errors import NoSuchFamily, QuestionError
from fssim.lessons.lesson_contents import Contents, Progress, play
from fssim.lessons.lesson_plan import Combination, combinations_of, read_plan
from fssim.lessons.page.lesson_page import lesson_page
from fssim.measures.headline import lead_measures
from fssim.report.animation.film import Animation, animation
from fssim.report.story.pick import story
from fssim.report.story.why.explain_why import REPLAYS
from fssim.report.wording.dated_changes import DatedChange, dated_changes, observed_days
from fssim.runs.replicate import refuse_what_cannot_be, simulate
from fssim.scenario.schema.scenario import Scenario
from fssim.whole_numbers import whole_number

REPLICATIONS = 40


@dataclass(frozen=True)
class Lesson(Contents):
    """A lesson that is ready to be taught: what `lesson` returns. `html()` is its page.

    Attributes
    ----------
    gap
        What the scenario does for a time and what it is compared with does not: the lesson is about it.
    plan
        The decisions that learners take, if there are any, and their `combinations`.
    played
        What each combination came to, the first being that nothing is done.
    compared
        What each of the scenarios came to that it is compared with.
    story
        One family's life in the scenario and in what it is compared with.
    film
        The service in motion, beside the first that it is compared with.
    """

    def html(self) -> str:
        """The lesson as one page with nothing to load from elsewhere.

        Returns
        -------
        str
            The page, to be written to a file in UTF-8: it opens in any browser, without a network.
        """
        return lesson_page(self)


def lesson(
    scenario: Scenario,
    compared: Sequence[Scenario],
    *,
    plan: str | Path | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    replays: int = REPLAYS,
    jobs: int | None = None,
    on_progress: Progress | None = None,
) -> Lesson:
    """Make a lesson: a page on which a class guesses what a scenario does, sees it, and tries to manage it.

    Every combination of the decisions is simulated, with the same families and the same luck in each.

    Parameters
    ----------
    scenario : Scenario
        What the lesson is about: something in it begins on a date, such as a post that falls empty.
    compared : sequence of Scenario
        What it is compared with: one or more. The film and the family set it beside the first.
    plan : str or Path, optional
        A file of decisions for learners to take; without one the lesson has none.
    replications : int, default 40
        How many of each combination of decisions, two or more.
    seed : int, default 1
        Of what is drawn: a whole number from 0 and below 2**64.
    replays : int, default 20
        How often both scenarios are played again to tell what each difference between the family's lives is put down
        to.
    jobs : int, optional
        The number of processes: as many as the computer has processors, if left out.
    on_progress : callable, optional
        Called with the numbers of replications done and to do, first with none done.

    Returns
    -------
    Lesson
        `html()` is the page.

    Raises
    ------
    QuestionError
        If there is nothing to compare with, or nothing in the scenario begins on a date in the observed years.
    ScenarioError
        If the plan cannot be used, by line.
    OtherClocks
        If the scenarios run over other days.
    NoSuchFamily
        If there is no family whose life could be shown.
    CannotAnimate
        If the scenarios have other stages or needs.
    TooLarge
        If it takes more time than it may.
    ArgumentError
        If `replications` is no whole number from 2, `seed` none from 0, or `replays` is below 0.
    ArgumentTypeError, ModelError, CannotSimulate
        As `simulate` does.
    WorkerLost
        If a process is ended from outside, or none can be started.
    """
    replications = whole_number("replications", replications, 2)
    for side in (scenario, *compared):
        refuse_what_cannot_be(side, seed)
    if not compared:
        raise QuestionError("there is nothing to compare with; give a scenario to set beside it")
    gap = find_gap(scenario, compared[0])
    read, combinations = None, [Combination((), scenario)]
    if plan is not None:
        read = read_plan(Path(plan))
        combinations = list(combinations_of(read, scenario, Path(plan)))
    shown = read.replication if read else 0
    logs = [simulate(one, seed, shown) for one in (scenario, compared[0])]
    need = scenario.headline.need
    film = animation(logs, district=1)
    focus = list(scenario.needs).index(need)
    film = Animation(film.worded, film.district, focus, _pauses(scenario, gap))
    try:
        family = story(logs, pick="vacancy", replays=replays)
    except NoSuchFamily:
        family = story(logs, pick="delayed", replays=replays)
    all_played = play(
        [*compared, *(combination.scenario for combination in combinations)],
        need,
        lead_measures(scenario),
        replications,
        seed,
        jobs,
        on_progress or _silent,
    )
    others, played = all_played[: len(compared)], all_played[len(compared) :]
    return Lesson(gap, read, tuple(combinations), tuple(played), tuple(others), family, film)


def find_gap(scenario: Scenario, other: Scenario) -> DatedChange:
    """The first thing that a scenario does from a date in the observed years, and another does not.

    Raises `QuestionError` if there is none.
    """
    first, until = observed_days(scenario.clock)
    usual = set(dated_changes(other))
    gaps = [change for change in dated_changes(scenario) if change not in usual and first <= change.start < until]
    if not gaps:
        raise QuestionError(
            f"nothing in '{scenario.title}' begins on a date in the observed years that does not in '{other.title}'; "
            "a lesson is about something that does, such as a vacancy"
        )
    return min(gaps, key=lambda gap: gap.start)


def _pauses(scenario: Scenario, gap: DatedChange) -> tuple[tuple[date, str], ...]:
    """When the film stops, and what the class is then asked."""
    until = observed_days(scenario.clock)[1]
    pauses = [(gap.start, f"{gap.sentence} Which dots will change first? Say where, and when.")]
    if gap.until is not None and gap.until < until:
        pauses.append((gap.until, "It ends here. Is it over? Say how long the line takes to shorten, and why."))
    return (*pauses, (until, "The end. What is left of it, and who paid for it?"))


def _silent(done: int, total: int) -> None:
    pass
