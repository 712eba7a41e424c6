"""The jobs that make a page of a finished run: one family's story, the service in motion, a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fssim.app.work.run_job import Tell, rarely
from fssim.app.work.work_folder import read_asked
from fssim.engine.event_log import EventLog
from fssim.lessons.lesson import lesson
from fssim.lessons.lesson_plan import find_plan
from fssim.report.animation.film import MOST, animation
from fssim.report.story.pick import story
from fssim.runs.folder.run_folder import add_to_run
from fssim.runs.folder.stored_run import read_run
from fssim.runs.replicate import simulate
from fssim.scenario.reading.shipped_files import named_file

REPLICATION = 0  # of the run, that is shown
LESSON_REPLICATIONS = 10  # of every combination of decisions: a quarter of what `fssim lesson` plays


def make_story(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Tell a family's story in the run's scenarios: the one with the number `family`, or the one to `pick`."""
    logs = replay_logs(folder)
    tell({"state": "writing"})
    lives = story(logs, family=options.get("family"), pick=options.get("pick"))
    _add_page(folder, str(options["file"]), lives.html())


def make_animation(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Show families moving through the run's scenario and the first that it is compared with."""
    logs = replay_logs(folder)
    tell({"state": "writing"})
    film = animation(logs[:MOST], district=options.get("district"))
    _add_page(folder, str(options["file"]), film.html())


def make_class_lesson(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Make a lesson of a run, with the decisions that go with its scenario, if there are any."""
    first, *others = read_run(folder).results
    tell_progress = rarely(lambda done, total: tell({"done": done, "total": total}))
    made = lesson(
        first.scenario, [other.scenario for other in others], plan=_plan_of(folder), replications=LESSON_REPLICATIONS,
        seed=first.seed,
        on_progress=tell_progress,
    )  # fmt: skip
    tell({"state": "writing"})
    _add_page(folder, str(options["file"]), made.html())


def _plan_of(folder: Path) -> Path | None:
    """The decisions that come with the scenario that was asked for."""
    asked = read_asked(folder)
    if asked is None or asked.scenarios[0].endswith(".yaml"):
        return None
    return find_plan(named_file(asked.scenarios[0]))


def replay_logs(folder: Path) -> list[EventLog]:
    """The logs of a run's first replication, scenario by scenario, which come out as they did then."""
    run = read_run(folder)
    return [simulate(side.scenario, side.seed, REPLICATION, side.engine) for side in run.results]


def _add_page(folder: Path, name: str, page: str) -> None:
    with add_to_run(folder, [name]) as partial:
        (partial / name).write_text(page, encoding="utf-8", newline="\n")
