"""What is wrong with a scenario: which file, line and field, and what would be right."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from fssim.errors import Error

FieldPath = tuple[str | int, ...]
Finding = tuple[FieldPath, str]


def dotted(path: FieldPath) -> str:
    """A field's name as it is shown to people: `teams.safeguarding.count.value`."""
    return ".".join(str(part) for part in path)


def no_file(path: Path) -> str:
    """Why nothing can be read at a path: nothing is there, or it is a folder, a pipe or a device."""
    return f"{shown(path)} is not a file" if os.path.exists(path) else f"there is no file {shown(path)}"


def shown(file: Path | str) -> str:
    """A file's path, relative to the current folder when it is inside it."""
    if not isinstance(file, Path):
        return file
    try:
        relative = os.path.relpath(file)
    except ValueError:  # another drive, on Windows
        return str(file)
    return str(file) if relative.startswith("..") else relative


def readable(name: str) -> str:
    """A file's name with `_` for letters of it that are not UTF-8."""
    return "".join("_" if "\ud800" <= letter <= "\udfff" else letter for letter in name)


def visible(text: str) -> str:
    """A text for a terminal: characters that would act on it are shown by their codes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, at one place. `line` counts from 1, and is 0 where there is no file to have lines."""

    file: Path | str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{shown(self.file)}:{self.line}" if self.line else shown(self.file)
        return visible(f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}")


class ScenarioError(Error):
    """A scenario that cannot be used. `problems` holds everything wrong with it; `str()` gives one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def listed(names: Iterable[str], joint: str = "or") -> str:
    """Names as a sentence would list them: `'a', 'b' or 'c'`."""
    *most, last = [f"'{name}'" for name in names] or ["nothing"]
    return f"{', '.join(most)} {joint} {last}" if most else last


def instead_of(name: str, choices: Collection[str]) -> str:
    """What would be right in place of a name that refers to nothing: the nearest one, or all of them if few."""
    nearest = get_close_matches(name, list(choices), n=1, cutoff=0.7)
    if nearest:
        return f"did you mean '{nearest[0]}'?"
    if not choices:
        return "there are none to name"
    if len(choices) <= 12:
        return f"it must be {listed(sorted(choices))}"
    return f"it must be one of the {len(choices)} that are there, such as {listed(sorted(choices)[:3])}"
