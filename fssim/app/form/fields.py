"""A form's fields, and the sections, parts and groups that they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from fssim.scenario.findings import FieldPath, dotted
from fssim.scenario.schema.scenario import Scenario


class AnswerKind(StrEnum):
    """What a field's answer is."""

    number = "number"
    whole_number = "whole number"
    date = "date"
    team_numbers = "team numbers"
    choice = "choice"
    text = "text"


NUMBERS = (AnswerKind.number, AnswerKind.whole_number)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a few: what is sent, and what people read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a form. `text` is what the input holds at first and `now` is that of the base in words, if it has
    it; `standing` is how well a number is known and `source` where it is from. A number of a scenario, with a unit and
    a source, `is_parameter`; what is not is given as it is."""

    path: FieldPath
    kind: AnswerKind
    label: str
    hint: str = ""
    text: str = ""
    unit: str = ""
    now: str = ""
    standing: str = ""
    source: str = ""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    is_parameter: bool = False

    @property
    def name(self) -> str:
        """What the input is sent by."""
        return dotted(self.path)

    @property
    def id(self) -> str:
        """What a page refers to it by, which has no spaces."""
        return page_id(self.name)


def page_id(name: str) -> str:
    """A name as a page's identifier: names have spaces, and no plus signs."""
    return name.replace(" ", "+")


@dataclass(frozen=True, slots=True)
class Adding:
    """What may be added: `name` is where to, and `choices` what of, if that is to be chosen first."""

    name: str
    label: str
    choices: tuple[Choice, ...] = ()
    choices_label: str = ""

    @property
    def choice_name(self) -> str:
        """What the choice is sent by."""
        return f"add-what.{self.name}"

    @property
    def choice_id(self) -> str:
        """What a page refers to the choice by."""
        return page_id(self.choice_name)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields of one thing. One that can be removed is an `item`, by the path of its place; `kept` is what it holds that
    no field shows."""

    title: str
    fields: tuple[FormField, ...]
    item: str = ""
    kept: str = ""

    @property
    def id(self) -> str:
        """What a page refers to it by."""
        return page_id(f"item.{self.item}")


@dataclass(frozen=True, slots=True)
class FormPart:
    """Groups under one heading, and what may be added to them. One with a `note`, which sums it up, can fold away."""

    title: str
    groups: tuple[FieldGroup, ...]
    adding: Adding | None = None
    note: str = ""

    @property
    def id(self) -> str:
        """What a page refers to it by."""
        return page_id(f"part.{self.title}")


@dataclass(frozen=True, slots=True)
class FormSection:
    """Parts under one heading."""

    name: str
    title: str
    intro: str
    parts: tuple[FormPart, ...]

    @property
    def fields(self) -> Iterator[FormField]:
        """Every field of it, in order."""
        return (field for part in self.parts for group in part.groups for field in group.fields)


@dataclass(frozen=True)
class Form:
    """What can be changed of a base, as a page asks for it."""

    base: Scenario
    sections: tuple[FormSection, ...]

    @cached_property
    def fields(self) -> dict[str, FormField]:
        """Every field by name, in order."""
        return {field.name: field for section in self.sections for field in section.fields}

    @property
    def items(self) -> tuple[str, ...]:
        """The items that the form has, by their paths, in order."""
        return tuple(group.item for group in self._groups() if group.item)

    @property
    def adding(self) -> dict[str, Adding]:
        """What may be added, by name."""
        parts = (part for section in self.sections for part in section.parts)
        return {part.adding.name: part.adding for part in parts if part.adding is not None}

    def field_at(self, path: Sequence[str]) -> FormField | None:
        """The field that shows what is at a path of the form, what is around it or, if none does, inside it."""
        parts = tuple(path)
        around = [field for field in self.fields.values() if parts[: len(field.path)] == field.path]
        inside = [field for field in self.fields.values() if field.path[: len(parts)] == parts]
        nearest = sorted(around, key=lambda field: -len(field.path)) or inside
        return nearest[0] if nearest else None

    def shows(self, path: Sequence[str]) -> bool:
        """Whether a field shows what is at a path of the form, or part of it."""
        parts = tuple(path)
        return parts in self._around or any(parts[:depth] in self._paths for depth in range(1, len(parts) + 1))

    @cached_property
    def _paths(self) -> set[FieldPath]:
        return {field.path for field in self.fields.values()}

    @cached_property
    def _around(self) -> set[FieldPath]:
        return {path[:depth] for path in self._paths for depth in range(1, len(path) + 1)}

    def _groups(self) -> Iterator[FieldGroup]:
        return (group for section in self.sections for part in section.parts for group in part.groups)
