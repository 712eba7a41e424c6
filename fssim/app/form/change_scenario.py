"""A scenario with the answers of a form in it: what no field shows, and what is not changed, stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fssim.app.form.field_makers import AMOUNT, GIVEN_AS, PERCENT, PLACES, POSTS, SHARE, SHOCKS, VACANCIES
from fssim.app.form.fields import Form, FormField
from fssim.scenario.findings import FieldPath, Problem, ScenarioError
from fssim.scenario.override import disown, plainly
from fssim.scenario.reading.load import scenario_from
from fssim.scenario.schema.parameter import LONGEST_TITLE, YOUR_NUMBER, Grade
from fssim.scenario.schema.scenario import Scenario

FORM = "<form>"
CHANGED = ", changed"  # after the title of a service that is changed and keeps its name
VACANCY_UNITS = {POSTS: "posts", SHARE: "share"}
ITEMS_AT = (VACANCIES, "roll_out", SHOCKS)

Map = dict[str, Any]


def change_scenario(
    form: Form, changed: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The form's base with the answers that are changed, and what is wrong with it, if anything.

    `values` has every answer that could be read: of a new item, those too that are as the form suggested them.
    """
    whole: Map = plainly(form.base.model_dump())
    _number_groups(whole)
    _remove_items(whole, form)
    before = _items_in(whole)
    fields = form.fields
    for name, value in values.items():
        if name in changed or not _is_there(whole, fields[name].path, before):
            _put(whole, fields[name], value)
    _settle_vacancies(whole, form, values, changed)
    _list_groups(whole, form)
    if (changed or set(form.items) != before) and whole.get("title") == form.base.title:
        whole["title"] = f"{form.base.title[: LONGEST_TITLE - len(CHANGED)]}{CHANGED}"
    try:
        return scenario_from(whole, FORM, of_file=True), ()
    except ScenarioError as error:
        return None, error.problems


def form_path(path: FieldPath) -> tuple[str, ...]:
    """A path of a scenario as the form has it: every group of posts by its number, and a vacancy's amount by that."""
    parts = tuple(map(str, path))
    if parts[:1] == (VACANCIES,) and len(parts) > 2 and parts[2] in VACANCY_UNITS:
        return (*parts[:2], AMOUNT)
    if parts[:1] and parts[0] in PLACES and len(parts) > 4 and parts[2] == POSTS and not parts[4].isdecimal():
        return (*parts[:4], "0", *parts[4:])
    return parts


def _number_groups(whole: Map) -> None:
    """Have groups of posts by their numbers, so that others may be added and removed."""
    for place in _places(whole):
        for role, staff in place[POSTS].items():
            groups = staff if isinstance(staff, list) else [staff]
            place[POSTS][role] = {str(number): group for number, group in enumerate(groups)}


def _list_groups(whole: Map, form: Form) -> None:
    """Have groups of posts as a file says them: one alone, or a list."""
    for kind in PLACES:
        for name, place in whole.get(kind, {}).items():
            known = getattr(form.base, kind)[name].posts
            for role, numbered in list(place[POSTS].items()):
                groups = list(numbered.values())
                if not groups:
                    del place[POSTS][role]
                elif len(groups) == 1 and not isinstance(known.get(role), tuple):
                    place[POSTS][role] = groups[0]
                else:
                    place[POSTS][role] = groups


def _places(whole: Map) -> list[Map]:
    return [place for kind in PLACES for place in whole.get(kind, {}).values()]


def _items_in(whole: Map) -> set[str]:
    items = {
        f"{kind}.{name}.{POSTS}.{role}.{number}"
        for kind in PLACES
        for name, place in whole.get(kind, {}).items()
        for role, groups in place[POSTS].items()
        for number in groups
    }
    return items | {f"{at}.{name}" for at in ITEMS_AT for name in _inside(whole, tuple(at.split(".")))}


def _remove_items(whole: Map, form: Form) -> None:
    for item in _items_in(whole) - set(form.items):
        *outer, last = item.split(".")
        del _inside(whole, tuple(outer))[last]


def _is_there(whole: Map, path: FieldPath, before: set[str]) -> bool:
    """Whether what a field is about was there before, so that an answer that is not changed says nothing new."""
    return not item_of(path) or item_of(path) in before


def item_of(path: FieldPath) -> str:
    """The item that a field of a form is of, by its path; nothing if it is of none."""
    parts = tuple(map(str, path))
    if parts[0] in PLACES and len(parts) > 5:
        return ".".join(parts[:5])
    return next(
        (".".join(parts[: at.count(".") + 2]) for at in ITEMS_AT if parts[: at.count(".") + 1] == tuple(at.split("."))),
        "",
    )


def _inside(whole: Map, path: tuple[str, ...]) -> Map:
    """The map at a path, which is made if it is not there."""
    here = whole
    for part in path:
        here = here.setdefault(part, {})
    return here


def _put(whole: Map, field: FormField, value: Any) -> None:
    *outer, last = map(str, field.path)
    around = _inside(whole, tuple(outer))
    if value is None or value == ():
        around.pop(last, None)
    elif not field.is_parameter:
        around[last] = list(value) if isinstance(value, tuple) else value
    elif isinstance(around.get(last), dict):
        around[last]["value"] = value
        if not value:
            around[last].pop("distribution", None)  # none with a mean or median of 0 has a shape
        disown(around[last])
    else:
        around[last] = _own_number(value, field.unit)


def _own_number(value: float, unit: str) -> Map:
    return {"value": value, "unit": unit, "source": YOUR_NUMBER, "grade": Grade.assumed.value}


def _settle_vacancies(whole: Map, form: Form, values: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    """Have each vacancy's amount as a number of posts, or a share of them, as a file says it."""
    for name, vacancy in whole.get(VACANCIES, {}).items():
        vacancy.pop(AMOUNT, None)
        vacancy.pop(GIVEN_AS, None)
        amount, given = (f"{VACANCIES}.{name}.{part}" for part in (AMOUNT, GIVEN_AS))
        is_new = name not in form.base.vacancies
        if not (is_new or amount in changed or given in changed) or amount not in values or given not in values:
            continue
        for other in VACANCY_UNITS:
            vacancy.pop(other, None)
        number = values[amount] / (PERCENT if values[given] == SHARE else 1.0)
        vacancy[values[given]] = _own_number(number, VACANCY_UNITS[values[given]])
