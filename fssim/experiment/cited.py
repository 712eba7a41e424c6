"""What a run's scenarios cite, kept with the run: the sources of their numbers, and published figures to set beside."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fssim.experiment.targets import TARGETS_FILE
from fssim.scenario.parameter import Parameter
from fssim.scenario.scenario import Scenario
from fssim.scenario.table_checks import parts_of

SOURCES, TARGETS = "sources.csv", TARGETS_FILE
SOURCE_COLUMNS = ("id", "quantity", "source_title", "publisher", "source_year", "note")
TARGET_COLUMNS = ("id", "measure", "value", "unit", "tolerance", "geography", "year", "statistics_id")


def parameters_of(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], Parameter]]:
    """Every number of a scenario that carries a source and a grade, with its place."""
    return ((path, part) for path, part in parts_of(scenario) if isinstance(part, Parameter))


def write_cited(folder: Path, scenarios: Sequence[Scenario]) -> None:
    """Write `sources.csv`, the entries that any of the scenarios cites, and `targets.csv`, the published figures kept
    beside the first one's sources: its own before those it inherits, or none. Raises `OSError` if they cannot be
    written."""
    cited = {parameter.source for scenario in scenarios for _, parameter in parameters_of(scenario)}
    files = dict.fromkeys(Path(file) for scenario in scenarios for file in scenario.sources)
    entries = {row["id"]: row for file in files for row in _rows(file) if row.get("id") in cited}
    _write(folder / SOURCES, SOURCE_COLUMNS, entries.values())
    folders = dict.fromkeys(Path(source).parent for source in reversed(scenarios[0].sources))
    published = next((beside / TARGETS for beside in folders if (beside / TARGETS).is_file()), None)
    _write(folder / TARGETS, TARGET_COLUMNS, _rows(published) if published else ())


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(file: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
