"""`tried_values.csv`: numbers of a run's scenarios that were tried at other values, and what each did to the answer."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from io import StringIO
from pathlib import Path

from fssim.comma_separated import BYTE_ORDER_MARK, as_written, csv_text

TRIED_VALUES = "tried_values.csv"


@dataclass(frozen=True, slots=True)
class TriedValue:
    """The difference between the first scenario of a run and the first it is compared with, at another value of a
    number.

    `number` is the dotted path of where it is said first and `label` its place in words; it is `usual` in the run and
    `tried` here. `low` and `high` are the ends of the interval that the `verdict` is read off, over `n` replications.
    """

    measure: str
    number: str
    label: str
    unit: str
    grade: str
    usual: float
    tried: float
    difference: float
    low: float
    high: float
    n: int
    verdict: str


def write_tried_values(file: Path, tried: Sequence[TriedValue]) -> None:
    """One row a measure and value tried. Raises `OSError` if it cannot be written."""
    rows = [[field.name for field in fields(TriedValue)], *map(astuple, tried)]
    file.write_text(csv_text(rows), encoding="utf-8", newline="")


def read_tried_values(file: Path) -> tuple[TriedValue, ...]:
    """What `write_tried_values` wrote. Raises `OSError`, or `ValueError` or `LookupError` if it is not that."""
    text = file.read_text(encoding="utf-8").removeprefix(BYTE_ORDER_MARK)
    return tuple(_value(row) for row in csv.DictReader(StringIO(text)))


def _value(row: dict[str, str]) -> TriedValue:
    measure, number, label, unit, grade, *numbers, replications, verdict = map(as_written, row.values())
    usual, tried, difference, low, high = (float(cell or "nan") for cell in numbers)
    return TriedValue(
        measure, number, label, unit, grade, usual, tried, difference, low, high, int(replications), verdict
    )
