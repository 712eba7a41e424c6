"""The questions of a form, each made from what a scenario and its schema declare of a field."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from fssim.app.form.answers import type_number, type_team_numbers
from fssim.app.form.fields import AnswerKind, Choice, FormField
from fssim.app.page_words import write_form_amount
from fssim.dates import write_date
from fssim.runs.folder.provenance import read_csv_rows
from fssim.scenario.findings import FieldPath
from fssim.scenario.reading.schema_errors import fields_of, kind_at
from fssim.scenario.schema.parameter import NO_SOURCE, YOUR_NUMBER, Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import Limits

AMOUNT, GIVEN_AS = "amount", "given_as"  # of a vacancy: its number of posts, or its share of them
POSTS, SHARE = "posts", "share"
PERCENT = 100.0
PLACES = ("teams", "pools")
VACANCIES, ROLL_OUT, SHOCKS = "vacancies", "roll_out", "demand.shocks"
NOT_GIVEN = ("", "-")  # in a file of sources


def readable_name(name: str) -> str:
    """A name of a scenario as people read it: `children_in_care` as `Children in care`."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


class Questions:
    """Asks for fields of a base, and of the items that a form of it is to have, if they are not its own."""

    def __init__(self, base: Scenario, items: Sequence[str] | None) -> None:
        self.base = base
        self.items = None if items is None else [tuple(item.split(".")) for item in items]
        self.roles = tuple(Choice(name, role.title) for name, role in base.roles.items())
        self.models = tuple(Choice(name, readable_name(name)) for name in base.working_models)
        self.teams = tuple(Choice(name, readable_name(name)) for name in base.teams)
        self.pools = tuple(Choice(name, readable_name(name)) for name in base.pools)
        self.sources = _sources(base.sources)

    def named_items(self, place: str, known: dict[str, Any]) -> list[tuple[str, Any]]:
        """The items of one kind that the form has: their names, and what the base has by the name, if anything."""
        if self.items is None:
            return list(known.items())
        outer = tuple(place.split("."))
        names = [item[-1] for item in self.items if item[:-1] == outer]
        return [(name, known.get(name)) for name in dict.fromkeys(names)]

    def number(
        self, path: FieldPath, number: Parameter | None = None, *, label: str = "", hint: str | None = None,
        text: str = "", optional: bool = False,
    ) -> FormField:  # fmt: skip
        """A question for a number with a unit and a source: of the base at the path, if none is given."""
        number = number or _at(self.base, path)
        at = schema_path(path)
        limits = next((limit for limit in kind_at(at)[1] if isinstance(limit, Limits)), Limits(("",)))
        unit = number.unit if number is not None else limits.units[0]
        standing, source = self.rests_on(number) if number is not None else ("", "")
        return FormField(
            path,
            AnswerKind.whole_number if limits.whole else AnswerKind.number,
            label or readable_name(str(path[-1])),
            _about(at) if hint is None else hint,
            text if number is None else type_number(number.value),
            unit,
            "" if number is None else write_form_amount(f"{number.value:,.10g}", unit),
            standing,
            source,
            optional=optional,
            is_parameter=True,
        )

    def plain(
        self, path: FieldPath, kind: AnswerKind, around: BaseModel | None = None, *, label: str = "",
        hint: str | None = None, text: str = "", choices: tuple[Choice, ...] = (), optional: bool = False,
    ) -> FormField:  # fmt: skip
        """A question for what has no unit and no source: of the base, or of a model of it, if it is given."""
        value = getattr(self.base if len(path) == 1 else around, str(path[-1]), None)
        typed = text if value is None and around is None else _type(value)
        names = {choice.value: choice.label for choice in choices}
        has = len(path) == 1 or around is not None
        return FormField(
            path, kind, label or readable_name(str(path[-1])), _about(schema_path(path)) if hint is None else hint,
            typed, now=names.get(typed, typed) if has else "", choices=choices,
            optional=optional,
        )  # fmt: skip

    def team_numbers(self, path: FieldPath, around: Any, label: str, optional: bool = True) -> FormField:
        """A question for numbers of teams."""
        hint = "For example 1, 2 or 1 to 3." + (" Leave it empty for all of them." if optional else "")
        return self.plain(
            (*path, "numbers"), AnswerKind.team_numbers, around, label=label, hint=hint, optional=optional
        )

    def rests_on(self, number: Parameter) -> tuple[str, str]:
        """How well a number is known, and where it is from."""
        if number.source == YOUR_NUMBER:
            return NO_SOURCE[:1].upper() + NO_SOURCE[1:], number.note
        standing = f"{readable_name(number.grade.value)}, {number.confidence_held.value} confidence"
        if number.low is not None and number.high is not None:
            standing += f", {number.low:,.10g} to {number.high:,.10g}"
        return standing, ". ".join(filter(None, (self.sources.get(number.source, number.source), number.note)))

    def role_title(self, role: str) -> str:
        """What people read of a role."""
        return self.base.roles[role].title if role in self.base.roles else readable_name(role)

    def first_day(self) -> str:
        """The first day that is measured, as it is typed."""
        return write_date(self.base.clock.observed_from)


def schema_path(path: FieldPath) -> FieldPath:
    """A path of the form as the schema counts it: groups of posts by numbers."""
    return tuple(int(part) if index == 4 and _is_staff(path) else part for index, part in enumerate(path))


def _is_staff(path: FieldPath) -> bool:
    return path[0] in PLACES and len(path) > 4 and path[2] == POSTS


def _at(base: Scenario, path: FieldPath) -> Any:
    """The number of a base at a path that the schema has; None if the base has none."""
    here: Any = base
    for part in path:
        here = here.get(part) if isinstance(here, dict) else getattr(here, str(part), None)
    return here


def _about(path: FieldPath) -> str:
    """What the schema says that a field means."""
    outer, _ = kind_at(path[:-1])
    field = fields_of(outer).get(str(path[-1]))
    return " ".join((field.description or "").split()).replace("left out", "left empty") if field else ""


def _type(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return type_team_numbers(value)
    if isinstance(value, Enum):
        return str(value.value)
    return write_date(value) if hasattr(value, "isoformat") else str(value)  # type: ignore[arg-type]


@lru_cache(maxsize=16)
def _sources(files: tuple[str, ...]) -> dict[str, str]:
    """What each source is about and where it is from, by its id."""
    entries = {}
    for file in map(Path, files):
        for row in read_csv_rows(file):
            parts = [row.get(name) for name in ("source_title", "publisher", "source_year")]
            known = ", ".join(part for part in parts if part and part not in NOT_GIVEN)
            entries[row["id"]] = f"{row.get('quantity', '')}: {known}".removesuffix(": ")
    return entries
