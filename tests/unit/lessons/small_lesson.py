"""A lesson small enough to make in a test: a service whose post is empty for a year, and four ways to manage it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fssim.lessons.lesson import Lesson, lesson
from fssim.scenario import Scenario, load

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
SCENARIO = """extends: {small}
title: An empty post
question: Who waits?
compare_with: [full.yaml]
clock: {{observed_years: 2}}
vacancies:
  gap:
    role: mental_health_practitioner
    start: 2019-06-03
    until: 2020-02-03
    share: {{value: 1.0, unit: share, source: guess, grade: assumed}}
"""
FULL = """extends: {small}
title: A full team
question: Who waits?
clock: {{observed_years: 2}}
"""
PLAN = """title: Manage it
question: What do you do?
decisions:
  list:
    title: The list
    date: 2019-06-03
    question: Where do they go?
    options:
      wait: {title: They wait, words: Nobody sees them.}
      outside:
        title: They go outside
        words: The service outside sees them.
        changes: {roles.mental_health_practitioner.when_vacant: refer externally}
  worker:
    title: A manager
    date: 2019-10-01
    question: Is there another manager?
    options:
      no_more: {title: One is enough, words: Nothing changes.}
      one_more:
        title: One more
        words: A second manager from October.
        changes:
          teams.safeguarding.posts.team_manager:
            - posts: {value: 1, unit: posts, source: guess, grade: assumed}
              full_time_share: {value: 1, unit: share, source: guess, grade: assumed}
            - posts: {value: 1, unit: posts, source: guess, grade: assumed}
              full_time_share: {value: 1, unit: share, source: guess, grade: assumed}
              start: 2019-10-01
"""
SEED, REPLICATIONS = 3, 4


def write_lesson(folder: Path) -> tuple[Path, Path]:
    """Write the scenario, what it is compared with and, in `lessons`, its plan; the scenario's and the plan's files."""
    scenario, plan = folder / "empty.yaml", folder / "lessons" / "empty.yaml"
    plan.parent.mkdir()
    (folder / "full.yaml").write_text(FULL.format(small=SMALL), encoding="utf-8")
    scenario.write_text(SCENARIO.format(small=SMALL), encoding="utf-8")
    plan.write_text(PLAN, encoding="utf-8")
    return scenario, plan


@cache
def small_lesson() -> Lesson:
    """The lesson, made once for all tests of a process."""
    with TemporaryDirectory() as folder:
        scenario, plan = write_lesson(Path(folder))
        both = [load(scenario), load(Path(folder) / "full.yaml")]
        return lesson(both[0], both[1:], plan=plan, replications=REPLICATIONS, seed=SEED, replays=2, jobs=1)


def scenarios_of(made: Lesson) -> list[Scenario]:
    """The scenarios of a lesson's combinations."""
    return [played.results.scenario for played in made.played]
