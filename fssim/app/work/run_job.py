"""The jobs of a run: it is done as it was asked for, with the answer so far; and pages are made of it when it is
finished: one family's story, the service in motion, a lesson."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fssim.app.work.answer_so_far import describe_so_far
from fssim.app.work.work_folder import ASKED, TRY_RANGES, read_asked
from fssim.engine.event_log import EventLog
from fssim.engine.simulate import ENGINES
from fssim.errors import QuestionError
from fssim.lessons.lesson import lesson
from fssim.lessons.lesson_plan import find_plan
from fssim.report.animation.film import MOST, animation
from fssim.report.answer import tellable_measures
from fssim.report.document.save_report import RUN_FILES, save_run
from fssim.report.story.pick import story
from fssim.runs.folder.run_folder import add_to_run, output_folder
from fssim.runs.folder.stored_run import TRIED_VALUES, TriedValue, estimate_bytes, read_run
from fssim.runs.replicate import simulate
from fssim.runs.results import Results
from fssim.runs.runner import Progress, start_replicating
from fssim.scenario.reading.load import load
from fssim.scenario.reading.shipped_files import named_file
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.analysis.differences.what_turns import MOST_MEASURES, try_values

REPLICATION = 0  # of the run, that is shown
LESSON_REPLICATIONS = 10  # of every combination of decisions: a quarter of what `fssim lesson` plays
Tell = Callable[[Mapping[str, Any]], None]
FIRST_LOOK = 2  # replications, with which there is an interval
GROWTH = 2  # times as many at each look
SECONDS_BETWEEN_WORDS = 0.1


def run_asked(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Run what was asked for, look at the answer as it sharpens, and write the run's files into the folder."""
    asked = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    scenarios, count = load_asked(folder, asked["scenarios"]), int(asked["replications"])
    total = count * len(scenarios)
    on_progress = rarely(lambda done, _: tell({"done": done, "total": total}))

    with output_folder(folder, estimate_bytes(len(scenarios), count, False), (*RUN_FILES, TRIED_VALUES)) as partial:
        with start_replicating(
            scenarios, count, int(asked["seed"]), None, engine=ENGINES[0], check=False, log_folder=None,
            on_progress=on_progress,
        ) as up_to:  # fmt: skip
            for looked in looks(count):
                results = up_to(looked)
                if looked < count:
                    tell({"look": describe_so_far(results, count)})
        tried = None
        if options.get(TRY_RANGES):
            tell({"look": describe_so_far(results, count), "state": "trying", "done": 0})
            tried = _try_ranges(results, tell)
        tell({"look": describe_so_far(results, count), "state": "writing"})
        save_run(partial, results, tried=tried)


def _try_ranges(results: Sequence[Results], tell: Tell) -> list[TriedValue] | None:
    """What the least certain numbers do to the answer at the ends of their ranges; None if none has a range."""
    try:
        return try_values(
            results[0], results[1], tellable_measures(results)[:MOST_MEASURES],
            on_progress=rarely(lambda done, total: tell({"done": done, "total": total})),
        )  # fmt: skip
    except QuestionError:
        return None


def rarely(on_progress: Progress) -> Progress:
    """Progress that is told ten times a second at most, and in the end."""
    last_time = 0.0

    def call(done: int, total: int) -> None:
        nonlocal last_time
        if done == total or time.monotonic() - last_time > SECONDS_BETWEEN_WORDS:
            last_time = time.monotonic()
            on_progress(done, total)

    return call


def looks(count: int) -> Iterator[int]:
    """After how many replications to look at the answer."""
    looked = min(FIRST_LOOK, count)
    while looked < count:
        yield looked
        looked = min(looked * GROWTH, count)
    yield count


def load_asked(folder: Path, names: Sequence[str]) -> dict[str, Scenario]:
    """The scenarios that were asked for, by name, the first to be compared with the others. Raises `ScenarioError`."""
    return {Path(name).stem: load(folder / name if name.endswith(".yaml") else name) for name in dict.fromkeys(names)}


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
