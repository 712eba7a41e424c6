"""A CSV file of figures, read strictly: everything wrong with it by line and column."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fssim.scenario.findings import Code, Problem, ScenarioError, instead_of
from fssim.scenario.reading.file_text import Unreadable, table_of


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a column of numbers may hold, and whether a cell may be blank."""

    least: float = -math.inf
    most: float = math.inf
    may_be_blank: bool = False

    def wrong_with(self, text: str) -> str:
        """What is wrong with a cell, or nothing."""
        number = number_in(text)
        if not text:
            return "" if self.may_be_blank else "is blank; give a number"
        if math.isnan(number):
            blank = ", or blank where nothing is published" if self.may_be_blank else ""
            return f"is '{text}'; it must be a number{blank}"
        if not self.least <= number <= self.most:
            most = f"from {self.least:g} to {self.most:g}" if math.isfinite(self.most) else f"{self.least:g} or more"
            return f"is {text}; it must be {most}"
        return ""


Row = dict[str, str]


def read_table(
    file: Path,
    texts: Sequence[str],
    numbers: Mapping[str, Numbers],
    keys: Sequence[str],
    wrong_with: Callable[[Row], Iterator[tuple[str, str]]] = lambda row: iter(()),
) -> list[Row]:
    """The rows of a file that has exactly these columns, as text. No two have the same `keys`.

    Raises `ScenarioError` with everything wrong with it; `wrong_with` yields what more is wrong with a row.
    """
    problems: list[Problem] = []
    found: dict[tuple[str, ...], Row] = {}
    try:
        rows = table_of(file)
        refuse_other_columns(file, rows.fieldnames or (), (*texts, *numbers))
        for row in rows:
            wrong = list(_wrong_cells(row, texts, numbers)) or list(wrong_with(row))
            key = tuple(row.get(name) or "" for name in keys)
            if not wrong and key in found:
                wrong = [(keys[-1], f"{' '.join(key)} has a row already; keep one of the two")]
            problems += [
                Problem(file, rows.line_num, (column,) if column else (), why, Code.wrong_panel)
                for column, why in wrong
            ]
            if not wrong:
                found[key] = row
    except Unreadable as error:
        raise ScenarioError([Problem(file, error.line, (), error.message, error.code)]) from None
    except csv.Error as error:
        message = f"cannot be read as CSV: {error}; save it as UTF-8 CSV"
        raise ScenarioError([Problem(file, 0, (), message, Code.not_csv)]) from None
    if not found and not problems:
        problems.append(Problem(file, 1, (), "has no row below its first line; give one or more", Code.wrong_panel))
    if problems:
        raise ScenarioError(problems)
    return list(found.values())


def refuse_other_columns(file: Path, columns: Sequence[str], right: Sequence[str]) -> None:
    """Raise `ScenarioError` for columns that are missing, and for any that are none of these."""
    missing = [name for name in right if name not in columns]
    others = [name for name in columns if name not in right]
    wrong = [(name, f"there is no column '{name}'; add it") for name in missing]
    wrong += [(name, f"there is no such column; {instead_of(name, right)}") for name in others]
    problems = [Problem(file, 1, (name,), why, Code.wrong_panel) for name, why in wrong]
    if problems:
        raise ScenarioError(problems)


def number_in(text: str) -> float:
    """The number a cell holds, or nan if it holds none."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _wrong_cells(row: Row, texts: Sequence[str], numbers: Mapping[str, Numbers]) -> Iterator[tuple[str, str]]:
    if None in row or None in row.values():
        yield "", "has more or fewer cells than the first line has columns; give each column one"
        return
    for column in texts:
        if not row[column].strip():
            yield column, "is blank; fill it in"
    for column, limits in numbers.items():
        why = limits.wrong_with(row[column])
        if why:
            yield column, why
