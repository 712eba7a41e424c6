"""What a run's scenarios cite, kept with the run: the sources of their numbers, and published figures to set beside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fssim.files.comma_separated import as_written, csv_text
from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.reading.file_text import table_of
from fssim.scenario.schema.parameter import NO_SOURCE, YOUR_NUMBER, Confidence, Parameter
from fssim.scenario.schema.scenario import Scenario

SOURCES, TARGETS_FILE = "sources.csv", "targets.csv"
SOURCE_COLUMNS = ("id", "quantity", "source_title", "publisher", "source_year", "confidence", "note")
TARGET_COLUMNS = ("id", "measure", "value", "unit", "tolerance", "geography", "year", "statistics_id")


def list_parameters(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], Parameter]]:
    """Every number of a scenario that carries a source and a grade, with its place."""
    return ((path, part) for path, part in parts_of(scenario) if isinstance(part, Parameter))


def write_provenance(folder: Path, scenarios: Sequence[Scenario]) -> None:
    """Write `sources.csv`, the entries that any of the scenarios cites, each with the least confidence of the numbers
    that cite it, and `targets.csv`, the first one's published figures, if any. Raises `OSError` if they cannot be
    written."""
    confidences: dict[str, set[Confidence]] = {}
    for scenario in scenarios:
        for _, parameter in list_parameters(scenario):
            confidences.setdefault(parameter.source, set()).add(parameter.confidence_held)
    files = dict.fromkeys(Path(file) for scenario in scenarios for file in scenario.sources)
    entries = {row["id"]: row for file in files for row in read_csv_rows(file) if row.get("id") in confidences}
    if YOUR_NUMBER in confidences:
        entries[YOUR_NUMBER] = {"id": YOUR_NUMBER, "quantity": "Numbers without a source", "source_title": NO_SOURCE}
    for source, entry in entries.items():
        entry["confidence"] = [confidence.value for confidence in Confidence if confidence in confidences[source]][-1]
    _write(folder / SOURCES, SOURCE_COLUMNS, entries.values())
    _write(folder / TARGETS_FILE, TARGET_COLUMNS, read_target_rows(scenarios[0]))


def find_targets(scenario: Scenario) -> Path | None:
    """The targets kept beside a scenario's sources: its own before those it inherits, which are named first. None if
    there are none."""
    files = (Path(source).parent / TARGETS_FILE for source in reversed(scenario.sources))
    return next((file for file in files if os.path.isfile(file)), None)


def read_target_rows(scenario: Scenario) -> list[dict[str, str]]:
    """The rows of the targets kept beside a scenario's sources, as `find_targets` finds them; none if it finds none.
    They are not checked, as `fssim.studies.calibration.targets.read_targets` does."""
    file = find_targets(scenario)
    return read_csv_rows(file) if file else []


def describe_place_and_year(figure: dict[str, str]) -> str:
    """Of where and when a published figure is: `England, 2019`; nothing, if its row does not say."""
    return ", ".join(filter(None, (figure.get("geography"), figure.get("year"))))


def read_csv_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading, or none if there is no such file."""
    if not file.is_file():
        return []
    return [
        {key: as_written(cell) for key, cell in row.items() if isinstance(key, str) and isinstance(cell, str)}
        for row in table_of(file)
    ]


def _write(file: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    cells = ([row.get(column) or "" for column in columns] for row in rows)
    file.write_text(csv_text([columns, *cells]), encoding="utf-8", newline="")
