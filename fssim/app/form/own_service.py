"""A scenario file that somebody uploads: read as any is, but for other files, of which it may name only those that come
with fssim, and sources that are kept here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.load import load
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.reading.strict_yaml import Node, read
from fssim.scenario.schema.scenario import Scenario

SHIPPED_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
SOURCES = "sources"
KEPT_SOURCES = re.compile(r"sources-[0-9a-f]{16}\.csv")  # of an authority that was made here
ONE_FILE = "upload.yaml"
MORE_FILES = "the app takes one file at a time"


@dataclass(frozen=True, slots=True)
class OwnService:
    """What an uploaded file says: its scenario, and the one that comes with fssim that it extends, if it does."""

    scenario: Scenario
    extends: str


def read_service(text: str, name: str, kept: Path | None = None) -> OwnService:
    """The scenario that a file's text says, which may have its sources in a file of the folder `kept`.

    Raises `ScenarioError` with everything wrong, by the file's name.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / ONE_FILE
        file.write_bytes(text.encode())
        try:
            node, problems = read(file)
            if node is None:
                raise ScenarioError(problems)
            meant, extends = _with_files_here(node, text, kept)
            file.write_bytes(meant.encode())
            return OwnService(load(file), extends)
        except ScenarioError as error:
            raise ScenarioError(_by_its_name(problem, file, name) for problem in error.problems) from None


def is_shipped(name: str) -> bool:
    """Whether a scenario that comes with fssim has this name."""
    return SHIPPED_NAME.fullmatch(name) is not None and (shipped_folder() / f"{name}.yaml").is_file()


def _by_its_name(problem: Problem, file: Path, name: str) -> Problem:
    message = problem.message.replace(str(file), name).replace(f"{file.parent}/", "")
    ours = isinstance(problem.file, Path) and problem.file.name == file.name
    return replace(problem, file=name if ours else problem.file, message=message)


def _with_files_here(node: Node, text: str, kept: Path | None) -> tuple[str, str]:
    """The text with the files that it names where they are on this computer, line by line as it was, and the name of
    the scenario that it extends. Raises `ScenarioError` for a file that neither comes with fssim nor is kept here."""
    lines = text.split("\n")
    entries = node.value if isinstance(node.value, dict) else {}
    problems: list[Problem] = []
    extends = ""
    given = entries.get("extends")
    if given is not None and isinstance(given.value, str):
        extends = given.value.removesuffix(".yaml")
        if is_shipped(extends):
            _say_instead(lines, given, extends)
        else:
            right = f"{MORE_FILES}, so it must be a scenario that comes with fssim, such as 'standard'"
            problems.append(
                Problem(given.file, given.line, ("extends",), f"is '{given.value}'; {right}", Code.wrong_extends)
            )
    sources = entries.get("sources")
    for place, item in enumerate(sources.value if sources is not None and isinstance(sources.value, list) else []):
        if not isinstance(item.value, str):
            continue
        file = _shipped_source(item.value) or _kept_source(item.value, kept)
        if file is not None:
            _say_instead(lines, item, file.as_posix())
        else:
            right = (
                f"{MORE_FILES}, so it must be a file of sources that comes with fssim; leave it out, and give your own "
                "numbers the source 'your_number'"
            )
            path = ("sources", place)
            problems.append(Problem(item.file, item.line, path, f"is '{item.value}'; {right}", Code.file_not_there))
    if problems:
        raise ScenarioError(problems)
    if "compare_with" in entries:  # the app asks what to compare with
        first = entries["compare_with"].line
        later = [other.line for other in entries.values() if other.line > first]
        _blank(lines, entries, first, min(later, default=len(lines) + 1))
    return "\n".join(lines), extends


def _blank(lines: list[str], entries: dict[str, Node], first: int, end: int) -> None:
    start = next(number for number in range(first, 0, -1) if lines[number - 1].lstrip("'\"").startswith("compare_with"))
    for number in range(start, end):
        lines[number - 1] = ""


def _say_instead(lines: list[str], item: Node, file: str) -> None:
    value = re.escape(str(item.value))
    lines[item.line - 1] = re.sub(
        rf"(['\"]?){value}\1(?=\s*(?:[,\]#]|$))", lambda _: json.dumps(file), lines[item.line - 1]
    )


def _shipped_source(name: str) -> Path | None:
    """The file of sources that comes with fssim and is meant by a path; None if none is."""
    file = shipped_folder() / SOURCES / PurePosixPath(name).name
    is_meant = name in (file.name, f"{SOURCES}/{file.name}", str(located(file)))
    return file if is_meant and file.suffix == ".csv" and file.is_file() else None


def _kept_source(name: str, kept: Path | None) -> Path | None:
    """The file of sources that was kept in a folder under this name, wherever the folder was then."""
    own = re.split(r"[\\/]", name)[-1]
    file = kept / own if kept is not None and KEPT_SOURCES.fullmatch(own) else None
    return file.absolute() if file is not None and file.is_file() else None
