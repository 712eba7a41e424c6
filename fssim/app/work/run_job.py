"""The job that runs what was asked for, and says what the answer is so far."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fssim.app.work.answer_so_far import describe_so_far
from fssim.app.work.work_folder import ASKED, TRY_RANGES
from fssim.engine.simulate import ENGINES
from fssim.errors import QuestionError
from fssim.report.answer import tellable_measures
from fssim.report.document.save_report import RUN_FILES, save_run
from fssim.runs.folder.run_folder import output_folder
from fssim.runs.folder.stored_run import TRIED_VALUES, TriedValue, estimate_bytes
from fssim.runs.results import Results
from fssim.runs.runner import Progress, start_replicating
from fssim.scenario.reading.load import load
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.analysis.differences.what_turns import MOST_MEASURES, try_values

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
