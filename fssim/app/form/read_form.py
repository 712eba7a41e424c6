"""What a page sent, read against its form: answers as typed, what is wrong with each, and the scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from fssim.app.form.answers import (
    LONGEST_ANSWER,
    CannotRead,
    read_date,
    read_team_numbers,
    read_typed_number,
    read_whole_number,
    shown_answer,
)
from fssim.app.form.build_form import ITEM_KINDS, MOST_ITEMS, build_form
from fssim.app.form.change_scenario import change_scenario, form_path
from fssim.app.form.field_makers import readable_name
from fssim.app.form.fields import Adding, AnswerKind, Form, FormField
from fssim.errors import TooLarge
from fssim.model.size import describe_memory, estimate_size, find_most_bytes, refuse_too_large
from fssim.scenario.differences import describe_changes
from fssim.scenario.findings import Problem
from fssim.scenario.names import named
from fssim.scenario.schema.parameter import LONGEST_TITLE
from fssim.scenario.schema.scenario import Scenario

ITEM = "item"  # what the paths of the items on a page are sent by
MOST_ITEMS_OF_ALL = 400
MOST_SHOWN = 5  # of the unknown answers that a page sent
READERS: dict[AnswerKind, Callable[[str], Any]] = {
    AnswerKind.number: read_typed_number,
    AnswerKind.whole_number: read_whole_number,
    AnswerKind.date: read_date,
    AnswerKind.team_numbers: read_team_numbers,
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong: at the field of that name, if it has one; `label` says which, where it is read alone."""

    name: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page sent: the `scenario` if nothing is wrong, and `sentences` that say what it changes of the base."""

    form: Form
    texts: Mapping[str, str]
    mistakes: tuple[Mistake, ...] = ()
    scenario: Scenario | None = None
    sentences: tuple[str, ...] = ()

    @property
    def changed(self) -> set[str]:
        """The names of fields whose answers are others than the base's; those of new items are none of them."""
        fields = self.form.fields
        return {name for name, text in self.texts.items() if fields[name].now and not _is_as_before(fields[name], text)}

    @property
    def mistakes_at(self) -> dict[str, str]:
        """What is wrong with each field, by its name."""
        together: dict[str, list[str]] = {}
        for mistake in self.mistakes:
            together.setdefault(mistake.name, []).append(mistake.message)
        return {name: ". ".join(messages) for name, messages in together.items()}


def show_form(base: Scenario) -> Reading:
    """The form of a base as it is first shown."""
    form = build_form(base)
    return Reading(form, {name: field.text for name, field in form.fields.items()}, (), base)


def read_form(base: Scenario, answers: Sequence[tuple[str, str]]) -> Reading:
    """Read what a page with the form of a base sent: its items, and an answer for each field. Never raises."""
    sent = dict(answers)
    form = build_form(base, [value for name, value in answers if name == ITEM][:MOST_ITEMS_OF_ALL])
    texts = {name: sent.get(name, "") for name in form.fields}
    mistakes = [*_wrong_sending(form, answers)]
    values: dict[str, Any] = {}
    at_fault = {mistake.name for mistake in mistakes}
    for name, field in form.fields.items():
        if name in at_fault:
            continue
        try:
            values[name] = read_answer(field, texts[name])
        except CannotRead as error:
            mistakes.append(Mistake(name, label_in_full(form, field), str(error)))
    changed = {name: value for name, value in values.items() if is_changed(form.fields[name], value)}
    scenario, problems = change_scenario(form, changed, values)
    hidden = {mistake.name for mistake in mistakes}
    mistakes += [mistake for problem in problems if (mistake := _placed(form, problem)).name not in hidden]
    if scenario is not None and not mistakes and (too_large := _find_too_large(form, scenario)) is not None:
        mistakes.append(too_large)
    order = {name: place for place, name in enumerate(form.fields)}
    mistakes = sorted(dict.fromkeys(mistakes), key=lambda mistake: order.get(mistake.name, -1))
    if mistakes or scenario is None:
        return Reading(form, texts, tuple(mistakes))
    return Reading(form, texts, (), scenario, tuple(describe_changes(base, scenario)))


def add_item(reading: Reading, name: str, choice: str) -> Reading:
    """The form with one more item, which is empty; or what is wrong with adding it."""
    form, adding = reading.form, reading.form.adding.get(name)
    if adding is None:
        return _with_mistake(reading, "", "The page", "asked to add something that this form does not have")
    if adding.choices and choice not in {known.value for known in adding.choices}:
        return _with_mistake(reading, adding.choice_name, adding.label, "Choose which role the posts are for")
    if sum(_adding_of(item) == name for item in form.items) >= MOST_ITEMS:
        return _with_mistake(reading, adding.choice_name, adding.label, f"There may be {MOST_ITEMS} at most")
    grown = build_form(form.base, [*form.items, _new_item(form, adding, choice)])
    return Reading(grown, {key: reading.texts.get(key, field.text) for key, field in grown.fields.items()})


def remove_item(reading: Reading, item: str) -> Reading:
    """The form without an item, if it has it."""
    form = reading.form
    left = [other for other in form.items if other != item]
    fields = build_form(form.base, left).fields
    texts = [(key, reading.texts.get(key, field.text)) for key, field in fields.items()]
    return read_form(form.base, [*texts, *((ITEM, other) for other in left)])


def read_answer(field: FormField, text: str) -> Any:
    """A typed answer as a value: None for an optional one that is left empty. Raises `CannotRead`."""
    bare = text.replace("\r\n", "\n").strip()
    longest = LONGEST_TITLE if field.kind is AnswerKind.text else LONGEST_ANSWER
    if len(bare) > longest:
        raise CannotRead(f"Enter {longest:,} letters at most; this has {len(bare):,}")
    if field.kind is AnswerKind.choice:
        if bare not in {choice.value for choice in field.choices} or (not bare and not field.optional):
            raise CannotRead("Choose one from the list")
        return bare or None
    if not bare and field.kind is not AnswerKind.team_numbers:
        if field.optional:
            return None
        raise CannotRead(f"Enter {_what_to_enter(field)}")
    if field.kind is AnswerKind.team_numbers and not bare and not field.optional:
        raise CannotRead("Enter the numbers of the teams, such as 1, 2 or 1 to 3")
    return READERS[field.kind](bare) if field.kind in READERS else bare


def is_changed(field: FormField, value: Any) -> bool:
    """Whether an answer is another than the one that the form began with."""
    try:
        return bool(read_answer(field, field.text) != value)
    except CannotRead:
        return True


def _is_as_before(field: FormField, text: str) -> bool:
    with suppress(CannotRead):
        return not is_changed(field, read_answer(field, text))
    return False


def label_in_full(form: Form, field: FormField) -> str:
    """A field's label with the section, part and group around it, for where it is read alone."""
    for section in form.sections:
        for part in section.parts:
            for group in part.groups:
                if field in group.fields:
                    around = [title for title in (part.title, group.title) if title]
                    return f"{field.label} ({', '.join(around or [section.title])})"
    return field.label


def _what_to_enter(field: FormField) -> str:
    label = field.label[:1].lower() + field.label[1:]
    if field.kind is AnswerKind.date:
        return f"a date for '{label}', such as 1 April 2019"
    return f"an answer for '{label}'"


def _wrong_sending(form: Form, answers: Sequence[tuple[str, str]]) -> Iterable[Mistake]:
    """What is wrong with a page's answers as a whole: some twice, some missing, some that no field has."""
    times = Counter(name for name, _ in answers)
    for name, field in form.fields.items():
        if times[name] > 1:
            yield Mistake(name, label_in_full(form, field), f"was sent {times[name]} times; send it once")
        elif not times[name]:
            yield Mistake(name, label_in_full(form, field), "was not sent; give an answer")
    unknown = [name for name in times if name not in form.fields and name != ITEM]
    for name in unknown[:MOST_SHOWN]:
        yield Mistake("", "The page", f"sent {shown_answer(name)}, which this form does not have")
    items, known = [value for name, value in answers if name == ITEM], set(form.items)
    for item, number in islice(Counter(items).items(), MOST_ITEMS_OF_ALL):
        if number > 1:
            yield Mistake("", "The page", f"sent {shown_answer(item)} {number} times; send it once")
        elif item not in known:
            yield Mistake("", "The page", f"sent {shown_answer(item)}, which this form cannot have")
    for kind, number in Counter(map(_adding_of, dict.fromkeys(items))).items():
        if number > MOST_ITEMS:
            yield Mistake("", "The page", f"sent {number} of {kind}; there may be {MOST_ITEMS} at most")


def _placed(form: Form, problem: Problem) -> Mistake:
    """A problem of the scenario, at the field that shows what it is about."""
    field = form.field_at(form_path(problem.path)) if problem.path else None
    message = problem.message[:1].upper() + problem.message[1:]
    if field is None:
        place = readable_name(named(problem.path)) if problem.path else "The service"
        return Mistake("", place, message)
    return Mistake(field.name, label_in_full(form, field), message)


def _find_too_large(form: Form, scenario: Scenario) -> Mistake | None:
    """The number that makes a service larger than this computer can simulate, if one does."""
    try:
        refuse_too_large(scenario)
    except TooLarge as error:
        field = form.field_at(form_path(error.path))
        needed, most = (describe_memory(amount) for amount in (estimate_size(scenario).bytes, find_most_bytes()))
        message = (
            f"Enter a smaller number: a service of this size takes {needed} of memory, and this computer has {most}"
        )
        return (
            Mistake(field.name, label_in_full(form, field), message) if field else Mistake("", "The service", message)
        )
    return None


def _with_mistake(reading: Reading, name: str, label: str, message: str) -> Reading:
    return Reading(reading.form, reading.texts, (*reading.mistakes, Mistake(name, label, message)))


def _adding_of(item: str) -> str:
    """Where an item would be added."""
    parts = item.split(".")
    return ".".join(parts[:3]) if len(parts) == 5 else ".".join(parts[:-1])


def _new_item(form: Form, adding: Adding, choice: str) -> str:
    """The path of one more item: a group of posts by the next number, and others by the next name."""
    taken = {*form.items, *build_form(form.base).items}
    if adding.choices:
        stems = (f"{adding.name}.{choice}.{number}" for number in range(10 * MOST_ITEMS))
    else:
        word = ITEM_KINDS[adding.name]
        stems = (f"{adding.name}.{word}_{number}" for number in range(1, 10 * MOST_ITEMS))
    return next(stem for stem in stems if stem not in taken)
