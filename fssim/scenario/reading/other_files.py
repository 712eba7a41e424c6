"""Files that are no scenarios, read as strictly: maps that a schema of their own describes, and CSV files."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.scenario.reading.extends import Merged
from fssim.scenario.reading.file_text import Unreadable
from fssim.scenario.reading.schema_errors import find_all
from fssim.scenario.reading.strict_yaml import FileKind, plain_values, read

Contents = TypeVar("Contents", bound=BaseModel)


def read_map(file: Path, kind: FileKind) -> tuple[Merged, list[Problem]]:
    """The map in a YAML file, and what else is wrong with its text. Raises `ScenarioError` if it has none."""
    node, problems = read(file, kind)
    if node is None:
        raise ScenarioError(problems)
    return Merged(node.file, node), problems


def check_map(whole: Merged, problems: list[Problem], schema: type[Contents]) -> Contents:
    """A map as its schema has it. Raises `ScenarioError` with everything that is wrong, the `problems` too, by line."""
    assert whole.node is not None
    try:
        return schema.model_validate(plain_values(whole.node))
    except ValidationError as error:
        findings = find_all(error, schema)
        wrong = [Problem(*whole.place(one.path), one.path, one.message, one.code) for one in findings]
        raise ScenarioError(sort_by_line([*problems, *wrong])) from None


def sort_by_line(problems: list[Problem]) -> list[Problem]:
    """Problems in the order of the file."""
    return sorted(problems, key=lambda problem: problem.line)


@contextmanager
def refusing_bad_csv(file: Path) -> Iterator[None]:
    """Raises `ScenarioError` if the file that is read in the body cannot be, or is no CSV."""
    try:
        yield
    except Unreadable as error:
        raise ScenarioError([Problem(file, error.line, (), error.message, error.code)]) from None
    except csv.Error as error:
        message = f"cannot be read as CSV: {error}; save it as UTF-8 CSV"
        raise ScenarioError([Problem(file, 0, (), message, Code.not_csv)]) from None


def number_in(text: str | None) -> float:
    """The number a cell holds, or nan if it holds none."""
    try:
        number = float(text or "")
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
