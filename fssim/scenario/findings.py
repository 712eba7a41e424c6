"""What is wrong with a scenario: which file, line and field, and what would be right."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from fssim.errors import Error

FieldPath = tuple[str | int, ...]
ANY = "*"  # in what a finding refers to: whatever name stands there


class Code(StrEnum):
    """What kind of thing is wrong; `docs/reference/error_codes.md` has each with an example."""

    # the file
    file_not_there = "file-not-there"
    unreadable_file = "unreadable-file"
    too_large = "too-large"
    not_yaml = "not-yaml"
    not_csv = "not-csv"
    hidden_character = "hidden-character"
    given_twice = "given-twice"
    merge_key = "merge-key"
    tag = "tag"
    ambiguous_value = "ambiguous-value"
    other_kind_of_file = "other-kind-of-file"
    # what a file changes
    wrong_extends = "wrong-extends"
    circle = "circle"
    nothing_to_remove = "nothing-to-remove"
    removes_what_is_needed = "removes-what-is-needed"
    no_source_given = "no-source-given"
    wrong_path = "wrong-path"
    # a field by itself
    missing = "missing"
    unknown_field = "unknown-field"
    wrong_type = "wrong-type"
    wrong_choice = "wrong-choice"
    wrong_value = "wrong-value"
    out_of_range = "out-of-range"
    wrong_unit = "wrong-unit"
    wrong_name = "wrong-name"
    wrong_date = "wrong-date"
    range_without_value = "range-without-value"
    grade_without_source = "grade-without-source"
    low_confidence = "low-confidence"
    value_or_distribution = "value-or-distribution"
    one_of_two = "one-of-two"
    both_or_neither = "both-or-neither"
    # tables and distributions
    wrong_key = "wrong-key"
    sum_not_1 = "sum-not-1"
    wrong_histogram = "wrong-histogram"
    wrong_distribution = "wrong-distribution"
    cannot_be_drawn = "cannot-be-drawn"
    # names
    unknown_name = "unknown-name"
    unknown_source = "unknown-source"
    unknown_measure = "unknown-measure"
    listed_twice = "listed-twice"
    names_nothing = "names-nothing"
    name_taken = "name-taken"
    names_alike = "names-alike"
    # the pathway
    closed_stage = "closed-stage"
    stage_without_decision = "stage-without-decision"
    unreachable_stage = "unreachable-stage"
    stage_never_ends = "stage-never-ends"
    side_stage = "side-stage"
    no_planned_length = "no-planned-length"
    not_in_stage = "not-in-stage"
    activity_never_held = "activity-never-held"
    no_outcome_left = "no-outcome-left"
    endless = "endless"
    # people and posts
    nobody_for_work = "nobody-for-work"
    no_posts = "no-posts"
    cannot_be_pooled = "cannot-be-pooled"
    substitute = "substitute"
    number_not_there = "number-not-there"
    no_team_named = "no-team-named"
    more_than_there_are = "more-than-there-are"
    takes_nobody = "takes-nobody"
    # dates
    until_before_start = "until-before-start"
    outside_run = "outside-run"
    outside_calendar = "outside-calendar"
    cost_not_counted = "cost-not-counted"
    clocks_differ = "clocks-differ"
    # other files, and what comes after
    wrong_sweep = "wrong-sweep"
    wrong_targets = "wrong-targets"
    wrong_free_parameter = "wrong-free-parameter"
    wrong_ensemble = "wrong-ensemble"
    wrong_panel = "wrong-panel"
    wrong_return = "wrong-return"
    more_to_check = "more-to-check"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a scenario. `refers_to` has the fields besides its own that it follows from: where what it
    names is, or would be, given."""

    path: FieldPath
    code: Code
    message: str
    refers_to: tuple[FieldPath, ...] = ()


class FieldError(Error, ValueError):
    """What a model finds wrong with fields that are each right: of `fields` of it, or of the whole if none is named."""

    def __init__(self, code: Code, message: str, *fields: str) -> None:
        super().__init__(message)
        self.code, self.fields = code, fields


def is_around(outer: FieldPath, path: FieldPath) -> bool:
    """Whether a field is another, or is around it."""
    return len(outer) <= len(path) and all(
        part == inner or ANY in (part, inner) for part, inner in zip(outer, path, strict=False)
    )


def dotted(path: FieldPath) -> str:
    """A field's name as it is shown to people: `teams.safeguarding.count.value`."""
    return ".".join(str(part) for part in path)


def no_file(path: Path) -> str:
    """Why nothing can be read at a path: nothing is there, or it is a folder, a pipe or a device."""
    return f"{show_path(path)} is not a file" if os.path.exists(path) else f"there is no file {show_path(path)}"


def show_path(file: Path | str) -> str:
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
    path: FieldPath
    message: str
    code: Code

    @property
    def field(self) -> str:
        """The field's dotted path, such as `teams.safeguarding.count.value`; empty if it is of the whole file."""
        return dotted(self.path)

    def __str__(self) -> str:
        place = f"{show_path(self.file)}:{self.line}" if self.line else show_path(self.file)
        return visible(f"{place}: {self.field}: {self.message}" if self.path else f"{place}: {self.message}")


class ScenarioError(Error):
    """A scenario, sweep or other file that cannot be used. `str()` gives a line for each thing wrong with it.

    Attributes
    ----------
    problems : tuple of Problem
        Everything wrong, in the order of the lines. Each has `file` (a path, or a name where there is no file), `line`
        (from 1; 0 where there is none), `path` (the field, as a tuple of names and numbers), `field` (the same as
        dotted text), `message` (what was found, and what would be right) and `code` (what kind of thing it is, such
        as `unknown-name`: the reference has a page of them).
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def list_names(names: Iterable[str], joint: str = "or") -> str:
    """Names as a sentence would list them: `'a', 'b' or 'c'`."""
    *most, last = [f"'{name}'" for name in names] or ["nothing"]
    return f"{', '.join(most)} {joint} {last}" if most else last


def instead_of(name: str, choices: Collection[str]) -> str:
    """What would be right in place of a name that refers to nothing: the nearest one, or all of them if few; of many,
    the shortest that have its words."""
    nearest = get_close_matches(name, list(choices), n=1, cutoff=0.7)
    if nearest:
        return f"did you mean '{nearest[0]}'?"
    if not choices:
        return "there are none to name"
    if len(choices) <= 12:
        return f"it must be {list_names(sorted(choices))}"
    words = re.findall(r"[a-z0-9]+", name.lower())
    alike = [choice for choice in choices if words and all(word in choice.lower() for word in words)]
    some = sorted(alike, key=lambda choice: (len(choice), choice)) or sorted(choices)
    return f"it must be one of the {len(choices)} that are there, such as {list_names(some[:3])}"
