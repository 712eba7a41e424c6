"""What a worker process does, by kind of job: a folder, options, and a function to tell how far it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fssim.app.work.work_folder import ASKED, RUN
from fssim.engine.simulate import ENGINES
from fssim.measures.catalogue import describe
from fssim.report.answer import answer_of
from fssim.report.document.report_parts import (
    COMPARED_COLUMNS,
    MEASURE,
    UNIT,
    compared_rows,
    measure_rows,
    scenario_columns,
    titles,
)
from fssim.report.document.save_report import write_cell
from fssim.report.document.save_run import RUN_FILES, save_run
from fssim.report.wording.answer_notes import headline_comparisons
from fssim.runs.compare import choose_headline
from fssim.runs.folder.run_folder import output_folder
from fssim.runs.folder.stored_run import estimate_bytes
from fssim.runs.results import Results
from fssim.runs.runner import start_replicating
from fssim.scenario.reading.load import load
from fssim.scenario.schema.scenario import Scenario

Tell = Callable[[Mapping[str, Any]], None]
FIRST_LOOK = 2  # replications, with which there is an interval
GROWTH = 2  # times as many at each look
MOST_ROWS = 6  # measures that are shown while it runs
SECONDS_BETWEEN_WORDS = 0.1


def run(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Run what was asked for, look at the answer as it sharpens, and write the run's files into the folder."""
    asked = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    scenarios, count = load_asked(folder, asked["scenarios"]), int(asked["replications"])
    total, last_time = count * len(scenarios), 0.0

    def on_progress(done: int, _: int) -> None:
        nonlocal last_time
        if done == total or time.monotonic() - last_time > SECONDS_BETWEEN_WORDS:
            last_time = time.monotonic()
            tell({"done": done, "total": total})

    with output_folder(folder, estimate_bytes(len(scenarios), count, False), RUN_FILES) as partial:
        with start_replicating(
            scenarios, count, int(asked["seed"]), None, engine=ENGINES[0], check=False, log_folder=None,
            on_progress=on_progress,
        ) as up_to:  # fmt: skip
            for looked in looks(count):
                results = up_to(looked)
                if looked < count:
                    tell({"look": look(results)})
        tell({"look": look(results), "state": "writing"})
        save_run(partial, results)


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


def look(results: Sequence[Results]) -> dict[str, Any]:
    """The answer so far, in the report's words: sentences, and the measures that matter as rows of a table."""
    answer = answer_of(results)
    names = choose_headline(results)[:MOST_ROWS]
    columns: Sequence[Any] = [MEASURE, UNIT, *scenario_columns(results)]
    if len(results) > 1:
        columns = COMPARED_COLUMNS
        described = {name: describe(name, results[0].scenario) for name in names}
        rows = compared_rows(titles(results)[1:], headline_comparisons(results), described)
    else:
        rows = measure_rows(results, names)
    return {
        "replications": len(results[0].rows),
        "sentences": list(answer.sentences),
        "basis": answer.basis,
        "headings": [column.heading for column in columns],
        "rows": [[write_cell(cell, column.kind) for cell, column in zip(row, columns, strict=True)] for row in rows],
    }


JOBS: dict[str, Callable[[Path, Mapping[str, Any], Tell], None]] = {RUN: run}
