"""The jobs that make a page of a finished run: one family's story, and the service in motion."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fssim.app.work.run_job import Tell
from fssim.engine.event_log import EventLog
from fssim.report.animation.film import MOST, animation
from fssim.report.story.pick import story
from fssim.runs.folder.run_folder import add_to_run
from fssim.runs.folder.stored_run import read_run
from fssim.runs.replicate import simulate

REPLICATION = 0  # of the run, that is shown


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


def replay_logs(folder: Path) -> list[EventLog]:
    """The logs of a run's first replication, scenario by scenario, which come out as they did then."""
    run = read_run(folder)
    return [simulate(side.scenario, side.seed, REPLICATION, side.engine) for side in run.results]


def _add_page(folder: Path, name: str, page: str) -> None:
    with add_to_run(folder, [name]) as partial:
        (partial / name).write_text(page, encoding="utf-8", newline="\n")
