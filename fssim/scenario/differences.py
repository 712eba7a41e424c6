"""What one scenario changes from another, in plain English."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeGuard

from pydantic import BaseModel

from fssim.scenario.findings import FieldPath
from fssim.scenario.names import named
from fssim.scenario.schema.opening import Opening
from fssim.scenario.schema.parameter import NO_SOURCE, YOUR_NUMBER, Distribution, Parameter, ValueIs, Varying
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Establishment
from fssim.scenario.vacant_posts import posts_taken

ABOUT_THE_FILE = ("title", "question", "notes", "compare_with", "sources", "authority")
UNITS_FIRST = ("multiplier", "odds multiplier", "share", "probability")
SINGULAR = {"families": "family", "children": "child", "people": "person"}
SINGULAR |= {f"{unit}s": unit for unit in ("hour", "week", "month", "year", "post", "team", "session")}
SINGULAR |= {"working days": "working day", "calendar days": "calendar day"}
LONGEST_REMOVED = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One field or added or removed part that two scenarios differ in. None stands for what is not there."""

    path: FieldPath
    old: object
    new: object


def describe_changes(base: Scenario, changed: Scenario) -> list[str]:
    """Everything a scenario changes from another, in English.

    Titles, questions, notes, and where files are, change no result and are left out.

    Parameters
    ----------
    base, changed : Scenario
        What is changed, and what it is changed to.

    Returns
    -------
    list of str
        A sentence a change, in the order of the fields: old value to new, with units and the grades of the evidence.
        Empty if they do the same.

    Examples
    --------
    >>> import fssim
    >>> base = fssim.load("one_district")
    >>> fssim.describe_changes(base, fssim.with_values(base, {"clock.observed_years": 1}))
    ['clock observed years: 3 to 1']
    """
    sentences = []
    for change in changes(base, changed):
        first, *others = describe_change(change)
        sentences += [f"{first}{_how_many_posts(change, changed)}", *others]
    return sentences


def describe_what_differs(base: Scenario, changed: Scenario) -> tuple[list[str], int]:
    """The sentences of `describe_changes` but those about sources, and of how many numbers the source is another."""
    sentences, sources = [], 0
    for change in changes(base, changed):
        another = list(_describe_source(change))
        sources += len(another)
        about = [sentence for sentence in describe_change(change) if sentence not in another]
        if about:
            sentences += [f"{about[0]}{_how_many_posts(change, changed)}", *about[1:]]
    return sentences, sources


def _how_many_posts(change: Change, changed: Scenario) -> str:
    """What the number or share of a vacancy that is changed or added comes to."""
    if change.path[0] != "vacancies" or change.path[1] not in changed.vacancies or change.new is None:
        return ""
    if len(change.path) > 2 and change.path[2] not in ("posts", "share", "role", "team", "numbers"):
        return ""
    return f"; that is {posts_taken(changed, changed.vacancies[str(change.path[1])])}"


def changes(base: Scenario, changed: Scenario) -> Iterator[Change]:
    """Every place in which two scenarios differ, as deep inside them as it is told apart: a number with its unit,
    source and grade is one place. Titles, questions, notes, and where files are, are left out."""
    for name in Scenario.model_fields:
        if name not in ABOUT_THE_FILE:
            yield from _changes((name,), getattr(base, name), getattr(changed, name))


def describe_change(change: Change) -> Iterator[str]:
    """A change in words: a sentence, or more for a number whose source or range is another too."""
    path, old, new = change.path, change.old, change.new
    if isinstance(new, Opening) and old is None:
        yield f"starts {'from a caseload' if new.stages else 'with what is known'}: {_opening(new)}"
    elif old is None or new is None:
        yield _added(path, new) if old is None else _removed(path, old)
    elif isinstance(old, Parameter) and isinstance(new, Parameter):
        yield from _parameter(path, old, new)
        yield from _describe_source(change)
        yield from _describe_range(path, old, new)
    elif isinstance(old, Establishment | tuple) and isinstance(new, Establishment | tuple) and _in_groups(old, new):
        yield f"{named(path)}: {_groups(old)} to {_groups(new)}"
    else:
        yield f"{named(path)}: {_value(old)} to {_value(new)}"


def _changes(path: FieldPath, old: object, new: object) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _changes((*path, key), old.get(key), new.get(key))
    elif isinstance(old, BaseModel) and isinstance(new, BaseModel) and not isinstance(old, Parameter | Distribution):
        for name in type(old).model_fields:
            yield from _changes((*path, name), getattr(old, name), getattr(new, name))
    elif _are_groups(old) and _are_groups(new) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _changes((*path, index), before, after)
    else:
        yield Change(path, old, new)


def _are_groups(value: object) -> TypeGuard[tuple[BaseModel, ...]]:
    return isinstance(value, tuple) and bool(value) and all(isinstance(item, BaseModel) for item in value)


def _parameter(path: FieldPath, old: Parameter, new: Parameter) -> Iterator[str]:
    before, after = _amount(old), _amount(new)
    if before != after:
        grade = "" if _standing(old) == _standing(new) else f" ({_standing(old)})"
        if old.unit == new.unit and old.unit in UNITS_FIRST:
            after = after.removeprefix(f"{new.unit} ")
        yield f"{named(path)}: {before}{grade} to {after} ({_standing(new)})"
    elif _standing(old) != _standing(new):
        yield f"{named(path)}: still {after}, its grade {_standing(old)} to {_standing(new)}"


def _describe_source(change: Change) -> Iterator[str]:
    """That a number's source is another; nothing if it is not, or the number is somebody's own."""
    old, new = change.old, change.new
    if not isinstance(old, Parameter) or not isinstance(new, Parameter):
        return
    if old.source != new.source and YOUR_NUMBER not in (old.source, new.source):
        yield f"{named(change.path)}: its source '{old.source}' to '{new.source}'"


def _describe_range(path: FieldPath, old: Parameter, new: Parameter) -> Iterator[str]:
    is_same = _amount(old) == _amount(new)
    if (old.low, old.high) != (new.low, new.high) and (is_same or (new.low, new.high) != (None, None)):
        unit = f" {old.unit}" if _range(old) != "none" else ""
        yield f"{named(path)}: its range, {_range(old)}{unit}, becomes {_range(new)}"


def _standing(parameter: Parameter) -> str:
    """What a number rests on: its grade, and its confidence if it states one; or that it is somebody's own."""
    if parameter.source == YOUR_NUMBER:
        return NO_SOURCE
    confidence = "" if parameter.confidence is None else f", {parameter.confidence.value} confidence"
    return f"{parameter.grade.value}{confidence}"


def _in_groups(*sides: object) -> bool:
    groups = [group for side in sides for group in (side if isinstance(side, tuple) else (side,))]
    return bool(groups) and all(isinstance(group, Establishment) for group in groups)


def _groups(staff: object) -> str:
    """Groups of posts in words: `2 full-time (assumed), 1 at 0.6 from 2019-09-02 (assumed)`."""
    groups = staff if isinstance(staff, tuple) else (staff,)
    return ", ".join(_group(group) for group in groups if isinstance(group, Establishment))


def _group(group: Establishment) -> str:
    number, share = group.posts or group.agency_workers, group.full_time_share
    assert number is not None
    agency = "" if group.posts is not None else f" agency {'worker' if group.count == 1 else 'workers'}"
    words = f"{group.count:,}{agency} {'full-time' if share.value == 1.0 else f'at {share.value:g}'}"
    words += f" in teams {_value(group.numbers)}" if group.numbers else ""
    words += f" from {group.start}" if group.start is not None else ""
    words += f" until {group.until}" if group.until is not None else ""
    words += f", each with a set-up cost of {_value(group.set_up_cost)}" if group.set_up_cost is not None else ""
    of = _standing(number), _standing(share)
    return f"{words} ({of[0]})" if of[0] == of[1] else f"{words} (number {of[0]}, hours {of[1]})"


def _opening(opening: Opening) -> str:
    """Who is open, stage by stage, and how many posts are vacant: `29 families, 20 in assessment, 9 in plan; 2 vacant
    posts of social worker`."""
    totals = {name: sum(count.families.value for count in bands.values()) for name, bands in opening.stages.items()}
    counts = [f"{families:,.0f} in {name.replace('_', ' ')}" for name, families in totals.items()]
    said = [f"{sum(totals.values()):,.0f} families, {', '.join(counts)}"] if counts else []
    for name, posts in opening.vacant_posts.items():
        word = "post" if posts.value == 1.0 else "posts"
        said.append(f"{posts.value:,.0f} vacant {word} of {name.replace('_', ' ')}")
    return "; ".join(said)


def _added(path: FieldPath, new: object) -> str:
    return f"added {named(path)}: {_contents(new)}"


def _removed(path: FieldPath, old: object) -> str:
    about = _contents(old)
    return f"removed {named(path)}: it was {about}" if len(about) <= LONGEST_REMOVED else f"removed {named(path)}"


def _contents(part: object) -> str:
    """What an added part says, in full, as one line."""
    if isinstance(part, BaseModel) and not isinstance(part, Parameter | Distribution):
        given = {name: getattr(part, name) for name in type(part).model_fields if name in part.model_fields_set}
        not_empty = {name: value for name, value in given.items() if value is not None and value != ()}
        return ", ".join(_labelled(name.replace("_", " "), _value(inner)) for name, inner in not_empty.items())
    return _value(part)


def _labelled(name: str, value: str) -> str:
    """A value with its name before it, without saying `share share 0.5` or `posts 6 posts`."""
    unit, *others = value.split(" ")
    if others and name in (others[0], f"{others[0]}s"):
        return value
    return f"{name} {value.removeprefix(f'{unit} ')}" if name.split(" ")[-1] == unit else f"{name} {value}"


def _value(value: object) -> str:
    if isinstance(value, Parameter):
        return f"{_amount(value)} ({_standing(value)})"
    if isinstance(value, Distribution):
        return _shape(value)
    if isinstance(value, BaseModel):
        return f"[{_contents(value)}]"
    if isinstance(value, dict):
        return f"[{', '.join(f'{key} {_value(inner)}' for key, inner in value.items())}]" if value else "none"
    if isinstance(value, tuple) and _in_groups(value):
        return _groups(value)
    if isinstance(value, tuple):
        return ", ".join(_value(inner) for inner in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _amount(parameter: Parameter) -> str:
    shape = parameter.distribution if isinstance(parameter, Varying) else None
    if math.isnan(parameter.value):
        return f"{_shape(shape)} in {parameter.unit}" if shape is not None else parameter.unit
    number = f"{parameter.value:,.10g}"
    if parameter.unit in UNITS_FIRST:
        amount = f"{parameter.unit} {number}"
    else:
        unit = SINGULAR.get(parameter.unit, parameter.unit) if parameter.value == 1 else parameter.unit
        amount = f"{number} {unit}"
    return f"{amount}, {_shape(shape)}" if shape is not None else amount


def _shape(shape: Distribution | None) -> str:
    if shape is None:
        return "always the same"
    if shape.edges:
        return f"histogram with edges {_value(shape.edges)} and weights {_value(shape.weights)}"
    parameters = ", ".join(f"{name} {value:g}" for name, value in shape.parameters.items())
    words = f"distribution {shape.name} with {parameters}" if parameters else f"distribution {shape.name}"
    return f"the median of {words}" if shape.value_is is ValueIs.median else words


def _range(parameter: Parameter) -> str:
    low = "no low" if parameter.low is None else f"{parameter.low:,.10g}"
    high = "no high" if parameter.high is None else f"{parameter.high:,.10g}"
    return f"{low} to {high}" if (parameter.low, parameter.high) != (None, None) else "none"
