"""One YAML file, read strictly: every value knows its line, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from fssim.scenario.findings import Code, FieldPath, Problem
from fssim.scenario.reading.file_text import Unreadable, text_of, unseen
from fssim.scenario.reading.plain_scalars import Scalar, plain_value

MOST_VALUES = 100_000
DEEPEST = 40
LONGEST_SHOWN = 60
MERGE = "<<"
_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]")
_BREAKS = re.compile(r"[ ]*[\n\t][ \n\t]*")
NUMBERS = ("value", "low", "high", "warm_up_years", "observed_years")
LISTS_OF_NUMBERS = ("edges", "weights", "numbers", "parameters")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was said. `size` counts the values inside it, aliases written out."""

    value: Scalar | dict[str, Node] | list[Node]
    file: Path
    line: int
    size: int = 1


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is called that is read, and a field that is in every such file."""

    name: str
    field: str

    def __str__(self) -> str:
        return f"{self.name} is a map of fields such as `{self.field}: ...`"


SCENARIO_FILE = FileKind("a scenario file", "title")


def plain_values(node: Node) -> Any:
    """The values alone, as plain maps, lists and scalars."""
    if isinstance(node.value, dict):
        return {key: plain_values(inner) for key, inner in node.value.items()}
    if isinstance(node.value, list):
        return [plain_values(inner) for inner in node.value]
    return node.value


def read(file: Path, kind: FileKind = SCENARIO_FILE) -> tuple[Node | None, list[Problem]]:
    """Read one file. Gives its top-level map and everything wrong with its YAML; no map if it cannot be read at all."""
    problems: list[Problem] = []
    try:
        text = text_of(file, kind.name, problems)
    except Unreadable as error:
        return None, [*problems, _unreadable(file, error)]
    node, wrong = _document(file, kind, text)
    return node, [*problems, *wrong]


@lru_cache(maxsize=4)
def _document(file: Path, kind: FileKind, text: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """The same of a file's text. Kept for a while: scenarios that are compared mostly extend the same long file."""
    problems: list[Problem] = []
    try:
        return _Reading(file, kind, text, problems).document(), tuple(problems)
    except Unreadable as error:
        problems.append(_unreadable(file, error))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.append(Problem(file, mark.line + 1 if mark else 1, (), _syntax(error, text), Code.not_yaml))
    except yaml.YAMLError as error:
        message = f"is not YAML: {' '.join(str(error).split())}; remove what cannot be read"
        problems.append(Problem(file, 1, (), message, Code.not_yaml))
    return None, tuple(problems)


def _unreadable(file: Path, error: Unreadable) -> Problem:
    return Problem(file, error.line, error.path, error.message, error.code)


def _syntax(error: yaml.MarkedYAMLError, text: str) -> str:
    mark, begun = error.problem_mark, error.context_mark
    lines = text.splitlines()
    if mark is not None and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        return "is indented with a tab; indent with spaces"
    context = f" {error.context}" if error.context else ""
    if context and begun is not None and mark is not None and begun.line != mark.line:
        context += f" begun on line {begun.line + 1}"
    return f"is not YAML: {error.problem}{context}; check the indenting, the quotes and the brackets"


class _Reading:
    """Builds nodes from the parser's events, so that depth and aliases are checked before they can do harm."""

    def __init__(self, file: Path, kind: FileKind, text: str, problems: list[Problem]) -> None:
        self.file = file
        self.kind = kind
        self.problems = problems
        self.anchors: dict[str, Node] = {}
        self.values = 0
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Node:
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise Unreadable(Code.not_yaml, 1, f"is empty; {self.kind}")
        event = next(self.events)
        top = self.node(event, ())
        if not isinstance(top.value, dict):
            raise Unreadable(Code.not_yaml, _line(event), f"is not a map; {self.kind}")
        next(self.events)
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise Unreadable(
                Code.not_yaml, _line(event), f"starts a second document with `---`; {self.kind.name} holds one"
            )
        return replace(top, line=1)

    def node(self, event: Any, path: FieldPath) -> Node:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise Unreadable(
                    Code.not_yaml, line, f"*{event.anchor} stands for nothing finished before it; write it out", path
                )
            aliased = self.anchors[event.anchor]
            self.count(aliased.size, line, path)
            return aliased
        if len(path) > DEEPEST:
            raise Unreadable(
                Code.too_large, line, f"is nested more than {DEEPEST} deep; a scenario has no need of that", path[:3]
            )
        self.count(1, line, path)
        self.no_tag(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            node = self.mapping(line, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(line, path)
        else:
            node = Node(self.scalar(event, path), self.file, line)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def mapping(self, line: int, path: FieldPath) -> Node:
        entries: dict[str, Node] = {}
        merging: list[Node] = []
        size = 1
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_line = _line(event)
            key = self.key(event, path)
            merges = key == MERGE and event.implicit[0]
            node = self.node(next(self.events), (*path, key))
            size += node.size
            if merges:
                merging += node.value if isinstance(node.value, list) else [node]
            elif key in entries:
                first = entries[key].line
                self.problem(
                    key_line, (*path, key), Code.given_twice, f"is said twice, first on line {first}; keep one of them"
                )
            else:
                entries[key] = replace(node, line=key_line)
        for node in merging:  # as it was meant, so that nothing else seems wrong
            entries |= {k: inner for k, inner in _entries(node).items() if k not in entries}
        return Node(entries, self.file, line, size)

    def sequence(self, line: int, path: FieldPath) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, (*path, len(items))))
        return Node(items, self.file, line, 1 + sum(item.size for item in items))

    def key(self, event: Any, path: FieldPath) -> str:
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise Unreadable(Code.not_yaml, line, "has a key that is not text; a key is a name", path)
        text = self.text(event, path)
        self.no_tag(event, (*path, text))
        if event.value == MERGE and event.implicit[0]:
            self.problem(
                line, path, Code.merge_key, "merges with `<<`; write the values out, or put them in a file it extends"
            )
        if event.implicit[0] and not _reads_as_name(text):
            self.problem(
                line,
                (*path, text),
                Code.ambiguous_value,
                f"the name {text} is not read as text by every reader of YAML; quote it",
            )
        return text

    def scalar(self, event: Any, path: FieldPath) -> Scalar:
        text = self.text(event, path)
        if not event.implicit[0]:
            return text
        try:
            return plain_value(text, number_needed=_is_number(path))
        except ValueError as surprise:
            self.problem(_line(event), path, Code.ambiguous_value, str(surprise))
            return text

    def text(self, event: Any, path: FieldPath) -> str:
        """The text of a scalar, on one line, refusing characters that would act on a terminal and are not seen."""
        text = str(event.value)
        hidden = _CONTROL.search(text)
        if hidden:
            self.problem(_line(event), path, Code.hidden_character, unseen(hidden[0]))
            text = _CONTROL.sub("", text)
        return _BREAKS.sub(" ", text).strip() if "\n" in text or "\t" in text else text

    def no_tag(self, event: Any, path: FieldPath) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem(
                _line(event), path, Code.tag, f"has the tag {tag}; remove it, as how a value is written says its type"
            )

    def count(self, values: int, line: int, path: FieldPath) -> None:
        self.values += values
        if self.values > MOST_VALUES:
            message = f"makes more than {MOST_VALUES:,} values, aliases written out; a scenario has no need of that"
            raise Unreadable(Code.too_large, line, message, path)

    def problem(self, line: int, path: FieldPath, code: Code, message: str) -> None:
        shown = tuple(part if len(str(part)) <= LONGEST_SHOWN else f"{str(part)[:LONGEST_SHOWN]}..." for part in path)
        self.problems.append(Problem(self.file, line, shown, message, code))


def _reads_as_name(text: str) -> bool:
    try:
        value = plain_value(text)
    except ValueError:
        return False
    return isinstance(value, str | int) and not isinstance(value, bool)


def _entries(node: Node) -> dict[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _is_number(path: FieldPath) -> bool:
    """Whether a number is needed there."""
    return bool(path) and (path[-1] in NUMBERS or (len(path) > 1 and path[-2] in LISTS_OF_NUMBERS))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
