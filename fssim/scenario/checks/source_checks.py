"""Every number's source must be an entry of a sources file."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from fssim.scenario.checks.table_checks import Part
from fssim.scenario.findings import Code, Finding, instead_of, no_file, show_path
from fssim.scenario.reading.file_text import Unreadable, table_of
from fssim.scenario.schema.parameter import YOUR_NUMBER, Parameter
from fssim.scenario.schema.scenario import Scenario

ID = "id"
SAYS = ("quantity", "source_title")
OF_YOUR_OWN = (
    f"to add one, list a CSV file of your own in `sources`, with columns `id`, `{SAYS[0]}` and `{SAYS[1]}`; for a "
    f"number without a source write `{YOUR_NUMBER}`"
)


def source_findings(scenario: Scenario, parts: Sequence[Part], of_file: bool) -> Iterator[Finding]:
    """Sources files that cannot be used, sources they do not list, and scenarios to compare with that are not there.

    The sources that a scenario file names must say what a report tells of them (`SAYS`).
    """
    for index, file in enumerate(scenario.compare_with):
        if not os.path.isfile(file):
            yield Finding(
                ("compare_with", index),
                Code.file_not_there,
                f"{no_file(Path(file))}; give the path relative to this file",
            )
    if not scenario.sources:
        yield Finding(
            ("sources",),
            Code.names_nothing,
            "names no sources file; give the CSV files that list the sources of the numbers",
        )
        return
    known: set[str] = set()
    unusable: list[Finding] = []
    for index, file in enumerate(scenario.sources):
        try:
            known |= _ids(Path(file), (ID, *SAYS) if of_file else (ID,))
        except Unreadable as trouble:
            message = f"{show_path(Path(file))}: {trouble.message}"
            unusable.append(Finding(("sources", index), trouble.code, message))
    yield from unusable
    if unusable:
        return
    for path, part in parts:
        if isinstance(part, Parameter) and part.source not in known and part.source != YOUR_NUMBER:
            right = instead_of(part.source, known)
            yield Finding(
                (*path, "source"),
                Code.unknown_source,
                f"the sources files list no '{part.source}'; {right} ({OF_YOUR_OWN})",
            )


def _ids(file: Path, needed: tuple[str, ...]) -> set[str]:
    """The ids a sources file lists. Raises `Unreadable` saying why it cannot be used."""
    try:
        rows = table_of(file)
        missing = [name for name in needed if name not in (rows.fieldnames or ())]
        if missing:
            columns = " or ".join(f"`{name}`" for name in missing)
            raise Unreadable(Code.not_csv, 1, f"has no column {columns}; its first line must name the columns")
        return {row[ID] for row in rows if row[ID]}
    except Unreadable as error:
        if error.code is not Code.file_not_there:
            raise
        where = "there is no such file; give the path relative to the file that says it"
        raise Unreadable(error.code, 0, where) from None
    except csv.Error as error:
        raise Unreadable(Code.not_csv, 0, f"cannot be read as CSV: {error}; save it as UTF-8 CSV") from None
