"""A scenario with its wrong fields stood in for, so that everything else in it can be checked in the same pass."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fssim.scenario.findings import FieldError, FieldPath, Finding, is_around
from fssim.scenario.reading.schema_errors import UNKNOWN, fields_of, finding, is_key, kind_at, path_of, placeholder
from fssim.scenario.schema.parameter import Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import Limits
from fssim.scenario.schema.workforce import Establishment, Vacancy

MOST_ROUNDS = 12
TOGETHER = {"when_vacant": "substitute", "start": "until", "until": "start", "share": "posts"}
STANDS_FOR_OTHERS = {Vacancy: "share", Establishment: "posts"}  # fields left out only where another is given
WORDS_ONLY = ("grade", "confidence", "source", "note", "title", "question", "notes")


@dataclass(slots=True)
class StandIn:
    """A scenario that could be made (or none), the fields that are not as they were said, and what is wrong."""

    scenario: Scenario | None = None
    changed: list[FieldPath] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def touches(self, *tops: str) -> bool:
        """Whether a changed field that could matter to others is in one of these parts of the scenario."""
        return any(path[0] in tops for path in self._mattering())

    def reshaped(self, *tops: str) -> bool:
        """Whether more than numbers is changed there. (A number that stands in is above 0, and so invents nothing.)"""
        return any(path[0] in tops and not _in_number(path) for path in self._mattering())

    def follows(self, finding: Finding) -> bool:
        """Whether a finding may only follow from a field that is not as it was said."""
        return any(self.hides(path) for path in (finding.path, *finding.refers_to))

    def hides(self, path: FieldPath) -> bool:
        """Whether nothing can be said of a field, as it or what is around or inside it is not as it was said."""
        if UNKNOWN in path or any(is_around(changed, path) for changed in self.changed):
            return True
        return any(is_around(path, changed) for changed in self._mattering())

    def _mattering(self) -> list[FieldPath]:
        return [path for path in self.changed if path[-1] not in WORDS_ONLY]


def put_stand_ins(values: Mapping[str, Any]) -> StandIn:
    """Make a scenario of what is right, and find all that is wrong with each field by itself.

    A wrong field is left out where it may be, and is otherwise given a value that is right. What was hidden behind it
    shows in the next round; what only follows from the stand-in itself is not told.
    """
    left: Any = values
    made = StandIn()
    for number in range(MOST_ROUNDS):
        try:
            made.scenario = Scenario.model_validate(left)
            break
        except ValidationError as error:
            left = left if number else copy.deepcopy(dict(values))
            before = StandIn(changed=list(made.changed))
            for wrong in error.errors(include_url=False):
                culprits = _culprits(wrong)
                if not any(before.hides(path) for path in culprits):
                    made.findings.append(finding(wrong))
                for path in culprits:
                    made.changed += _stood_in_for(left, path, wrong)
    return made


def _in_number(path: FieldPath) -> bool:
    kind, _ = kind_at(path[:-1])
    return isinstance(kind, type) and issubclass(kind, Parameter)


def _culprits(error: ErrorDetails) -> list[FieldPath]:
    path = path_of(error)
    wrong = error["ctx"]["error"] if error["type"] == "value_error" else None
    fields = wrong.fields if isinstance(wrong, FieldError) else ()
    return [(*path, name) for name in fields] or [path]


def _stood_in_for(left: Any, path: FieldPath, error: ErrorDetails) -> list[FieldPath]:
    """Put something right in place of a field; the fields that are then not as they were said."""
    around: Any = left
    for part in path[:-1]:
        if not isinstance(around, dict | list) or (isinstance(around, dict) and part not in around):
            return []
        around = around[part]  # type: ignore[index]
    name = path[-1]
    if isinstance(around, list | tuple):
        return _item_stood_in_for(left, path)
    if not isinstance(around, dict):
        return []
    outer, limits = kind_at(path[:-1])
    if error["type"] == "extra_forbidden" or is_key(error):
        around.pop(name, None)
        if error["type"] == "value_error":  # a name that cannot be used, so others that refer to it are not unknown
            return [path[:-1]]
        meant = get_close_matches(str(name), [str(other) for other in fields_of(outer)], n=1, cutoff=0.7)
        return [(*path[:-1], *meant)] if meant else []
    about = fields_of(outer).get(str(name))
    if name == "unit":
        around[name] = next((limit.units[0] for limit in limits if isinstance(limit, Limits)), "working days")
    elif name == "value" and isinstance(outer, type) and issubclass(outer, Parameter):
        around[name] = 1.0
        around.pop("low", None)
        around.pop("high", None)
    elif about is not None and not about.is_required() and STANDS_FOR_OTHERS.get(outer) != name:
        around.pop(name, None)
    else:
        around[name] = placeholder(*kind_at(path))
    return [path, (*path[:-1], TOGETHER[str(name)])] if name in TOGETHER else [path]


def _item_stood_in_for(left: Any, path: FieldPath) -> list[FieldPath]:
    """Stand in for an item of a list. Numbers in a list are told from one another, so the whole list is changed."""
    outer: Any = left
    for part in path[:-2]:
        outer = outer[part]
    items = list(outer[path[-2]])
    kind, limits = kind_at(path)
    items[int(path[-1])] = placeholder(kind, limits)
    outer[path[-2]] = items
    return [path] if kind is str else [path[:-1]]
