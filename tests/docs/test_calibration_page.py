"""docs/calibration.md says what the files say."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from fssim.scenario import load
from fssim.studies.calibration.fitting import map_known_numbers
from fssim.studies.calibration.free_parameters import read_free_parameters

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
]


def table(heading: str) -> list[list[str]]:
    """The rows below a heading, up to the next table."""
    start = next(row for row, cells in enumerate(ROWS) if cells[0] == heading)
    headings = {"target", "free parameter", "asked"}
    end = next((row for row in range(start + 1, len(ROWS)) if ROWS[row][0] in headings), len(ROWS))
    return ROWS[start + 1 : end]


def test_every_target_with_its_tolerance_and_whether_it_is_met() -> None:
    with (SCENARIOS / "sources" / "targets.csv").open(encoding="utf-8", newline="") as lines:
        published = list(csv.DictReader(lines))
    for row, (title, value, tolerance, model) in zip(published, table("target"), strict=True):
        assert title == f"{row['measure']} ({row['unit']})"
        assert (float(value), float(tolerance)) == (float(row["value"]), float(row["tolerance"]))
        away = abs(float(model.split()[0]) - float(value))
        assert (away <= float(tolerance)) == ("missed" not in model)


def test_every_free_parameter_with_its_range_and_value() -> None:
    parameters = read_free_parameters(SCENARIOS / "calibration" / "standard.yaml")
    numbers = map_known_numbers(load(SCENARIOS / "standard.yaml"))
    for (path, bounds), cells in zip(parameters.free.items(), table("free parameter"), strict=True):
        assert re.fullmatch(r"(.+) to (.+)", cells[1]).groups() == (f"{bounds.low:g}", f"{bounds.high:g}")  # type: ignore[union-attr]
        assert float(cells[2]) == numbers[path].value
