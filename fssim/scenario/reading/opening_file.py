"""An opening caseload from a CSV file beside the scenario that names it: each count remembers its line."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fssim.scenario.findings import Code, Problem, show_path
from fssim.scenario.reading.file_text import Unreadable, table_of
from fssim.scenario.reading.plain_scalars import Scalar
from fssim.scenario.reading.shipped_files import file_beside
from fssim.scenario.reading.strict_yaml import Node
from fssim.scenario.schema.parameter import YOUR_NUMBER, Grade

COLUMNS = ("stage", "weeks", "families")
OPTIONAL = ("children", "source", "grade")
FILE = ("opening", "file")


def with_counts(node: Node, problems: list[Problem]) -> Node:
    """A scenario file's values with the counts of the file that its `opening` names in place of the name."""
    entries = node.value if isinstance(node.value, dict) else {}
    opening = entries.get("opening")
    named = opening.value.get("file") if opening is not None and isinstance(opening.value, dict) else None
    if opening is None or named is None or not isinstance(named.value, str):
        return node
    file = file_beside(named.file.parent, named.value)
    try:
        given = {name: inner for name, inner in opening.value.items() if name != "file"}  # type: ignore[union-attr]
        if "stages" in given:
            raise Unreadable(Code.one_of_two, 0, "is given beside `stages`; give one of the two")
        given["stages"] = Node(_read(file, problems), file, 1)
        return replace(node, value={**entries, "opening": replace(opening, value=given)})
    except Unreadable as error:
        code, message = error.code, error.message
    except csv.Error as error:
        code, message = Code.not_csv, f"cannot be read as CSV: {error}; save it as UTF-8 CSV"
    problems.append(Problem(named.file, named.line, FILE, f"{show_path(file)}: {message}", code))
    return replace(node, value={name: inner for name, inner in entries.items() if name != "opening"})


def _read(file: Path, problems: list[Problem]) -> dict[str, Node]:
    """The counts, as `stages` would have them. Raises `Unreadable`, and `csv.Error` on the way."""
    rows = table_of(file)
    there = rows.fieldnames or ()
    missing = [name for name in COLUMNS if name not in there]
    strange = [name for name in there if name not in (*COLUMNS, *OPTIONAL)]
    if missing or strange:
        wrong = f"has no column `{missing[0]}`" if missing else f"has a column `{strange[0]}`"
        columns = ", ".join((*COLUMNS, *OPTIONAL))
        raise Unreadable(
            Code.not_csv, 1, f"{wrong}; its columns are {columns}, of which the last three may be left out"
        )
    stages: dict[str, Node] = {}
    for row in rows:
        if not any(row.values()):
            continue
        line = rows.line_num
        stage, weeks = (row["stage"] or "").strip(), (row["weeks"] or "").strip()
        bands = stages.setdefault(stage, Node({}, file, line)).value
        assert isinstance(bands, dict)
        if weeks in bands:
            message = f"weeks {weeks} of '{stage}' are counted in line {bands[weeks].line} too; count them once"
            problems.append(Problem(file, line, ("opening", "stages", stage, weeks), message, Code.given_twice))
        bands[weeks] = Node(_count(row, file, line), file, line)
    return stages


def _count(row: Mapping[str, str | None], file: Path, line: int) -> dict[str, Node]:
    about = {"source": (row.get("source") or YOUR_NUMBER), "grade": (row.get("grade") or Grade.assumed.value)}

    def number(column: str) -> Node:
        entries = {"value": _number(row[column]), "unit": column, **about}
        return Node({name: Node(value, file, line) for name, value in entries.items()}, file, line)

    return {column: number(column) for column in ("families", "children") if (row.get(column) or "").strip()}


def _number(text: str | None) -> Scalar:
    """A cell's number; its text, if it holds none, which is then told of."""
    try:
        return float(text or "")
    except ValueError:
        return text or ""
