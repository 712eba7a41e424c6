"""What kind of question a file asks, told by its fields; one given to the wrong command is told the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.scenario.reading.extends import Merged
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.shipped_files import named_file
from fssim.scenario.reading.strict_yaml import FileKind, plain_values, read


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """A kind of file, the command that runs it, and fields that tell it: a file that has one of the sets is of it."""

    name: str
    command: str
    told_by: tuple[frozenset[str], ...]

    def find_fields(self, fields: Sequence[str]) -> frozenset[str]:
        """The fields by which a file with these is of this kind; none, if it is not."""
        return next((told for told in self.told_by if told <= set(fields)), frozenset())


TRIAL = QuestionFile("a trial's design", "fssim trial", (frozenset({"effects", "outcome"}),))
OPTIMISATION = QuestionFile("an optimisation", "fssim optimise", (frozenset({"base", "goals"}),))
SWEEP = QuestionFile("a sweep", "fssim sweep", (frozenset({"base", "design"}),))
SCENARIO = QuestionFile("a scenario", "fssim run", (frozenset({"extends"}), frozenset({"clock"})))
KINDS = (TRIAL, OPTIMISATION, SWEEP, SCENARIO)  # the first that a file is of is its kind
CHECKED_FILE = FileKind("a scenario, a sweep or an optimisation", "title")


def find_kind(values: Any) -> QuestionFile | None:
    """What kind of file says this, right or not; None if it cannot be told."""
    fields = list(values) if isinstance(values, dict) else []
    return next((kind for kind in KINDS if kind.find_fields(fields)), None)


def read_kind(path: str | Path) -> QuestionFile | None:
    """What kind of file there is at a path, right or not; None if it cannot be told, or it cannot be read."""
    try:
        node, _ = read(located(named_file(path)), CHECKED_FILE)
    except ScenarioError:
        return None
    return find_kind(plain_values(node)) if node is not None else None


def refuse_other_kind(whole: Merged, wanted: QuestionFile) -> None:
    """Raise `ScenarioError` for a file of another kind than is wanted, of which nothing else needs saying."""
    values = plain_values(whole.node) if whole.node is not None else {}
    kind = find_kind(values)
    if kind is None or kind is wanted:
        return
    named = kind.find_fields(list(values))
    field = next(field for field in reversed(values) if field in named)
    message = f"this is {kind.name}, not {wanted.name}; run it with: {kind.command}"
    place = whole.place((field,))
    raise ScenarioError([Problem(*place, (field,), message, Code.other_kind_of_file)])


def find_unreadable(file: Path) -> list[Problem]:
    """What is wrong with a file, of whatever kind it was to be, that holds no map; nothing, if it holds one or is not
    there."""
    try:
        node, problems = read(located(file), CHECKED_FILE)
    except ScenarioError:
        return []
    missing = any(problem.code is Code.file_not_there for problem in problems)
    return [] if missing or node is not None else problems
