"""The numbers and dates of a form that a sweep can vary, and the values that are typed for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fssim.app.form.answers import CannotRead
from fssim.app.form.change_scenario import item_of
from fssim.app.form.field_makers import AMOUNT, PERCENT, PLACES, SHARE, VACANCIES
from fssim.app.form.fields import NUMBERS, AnswerKind, Form, FormField
from fssim.app.form.read_form import read_answer
from fssim.scenario.schema.scenario import Scenario

MOST_VALUES = 8
LONGEST_TYPED = 1_000  # letters of a list of values
VALUE = ".value"
_BETWEEN = re.compile(r"\s*(?:;|\n|,\s+|\band\b)\s*")

Value = float | date


@dataclass(frozen=True, slots=True)
class LeverChoice:
    """A field that can be varied: its `path` in a scenario, and what its answers are divided by to be values there."""

    field: FormField
    section: str
    label: str
    path: str
    divisor: float = 1.0

    @property
    def asked(self) -> str:
        """How it is asked for: with its answer in the service as it is."""
        return f"{self.label}: now {self.field.now}"

    @property
    def written(self) -> str:
        """How results call it."""
        return f"{self.label}, as a share" if self.divisor != 1.0 else self.label


@dataclass(frozen=True, slots=True)
class VariedLever:
    """What a sweep varies, and over which values."""

    choice: LeverChoice
    values: tuple[Value, ...]


def list_lever_choices(form: Form) -> list[LeverChoice]:
    """Every field of a form that a sweep can vary, in order."""
    return list(_choices(form))


def _choices(form: Form) -> Iterator[LeverChoice]:
    for section in form.sections:
        for part in section.parts:
            for group in part.groups:
                for field in group.fields:
                    if field.kind not in (*NUMBERS, AnswerKind.date) or not field.text:
                        continue
                    around = ", ".join(filter(None, (part.title, group.title)))
                    label = f"{field.label} ({around})" if around else field.label
                    share = field.path[-1] == AMOUNT and form.base.vacancies[str(field.path[1])].given_as == SHARE
                    yield LeverChoice(
                        field, section.title, label, _scenario_path(form.base, field), PERCENT if share else 1.0
                    )


def _scenario_path(base: Scenario, field: FormField) -> str:
    """A field's path as a sweep names it."""
    parts = [str(part) for part in field.path]
    if parts[0] in PLACES and item_of(field.path):
        staff = getattr(base, parts[0])[parts[1]].posts[parts[3]]
        if not isinstance(staff, tuple):
            del parts[4]
    if parts[0] == VACANCIES and parts[2] == AMOUNT:
        parts[2] = base.vacancies[parts[1]].given_as
    return ".".join(parts) + ("" if field.kind is AnswerKind.date else VALUE)


def read_typed_values(choice: LeverChoice, typed: str) -> tuple[Value, ...]:
    """The values that are typed for a lever: `8, 10 and 12`, or `1 July 2019; 1 October 2019`. Raises `CannotRead`."""
    parts = [part for part in _BETWEEN.split(typed.strip()[:LONGEST_TYPED]) if part]
    if not parts:
        raise CannotRead(f"Enter the values to try, such as {_example(choice)}")
    values: list[Value] = []
    for part in parts:
        for text in _apart(choice.field, part):
            answer = read_answer(choice.field, text)
            values.append(answer / choice.divisor if isinstance(answer, float) else answer)
    if len(set(values)) != len(values):
        raise CannotRead("Enter each value once")
    if not 2 <= len(values) <= MOST_VALUES:
        raise CannotRead(f"Enter from 2 to {MOST_VALUES} values; this has {len(values)}")
    return tuple(sorted(values))


def _apart(field: FormField, text: str) -> list[str]:
    """The values of a text with commas and no spaces, if it is no number as a whole."""
    try:
        read_answer(field, text)
    except CannotRead:
        return [part for part in text.split(",") if part] if field.kind in NUMBERS else [text]
    return [text]


def _example(choice: LeverChoice) -> str:
    return "1 July 2019; 1 October 2019" if choice.field.kind is AnswerKind.date else "8, 10, 12"
