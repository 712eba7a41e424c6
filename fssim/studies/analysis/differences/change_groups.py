"""The parts that two scenarios differ in: every change between them, under the name a planner would give it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from fssim.scenario.differences import Change, changes, describe_change
from fssim.scenario.findings import FieldPath
from fssim.scenario.schema.parameter import UNMEASURED, Grade, Parameter, Varying
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.analysis.differences.part_names import PartNames

SAYS_NOTHING_TO_A_RUN = ("headline", "title", "note")
EFFECTS = (
    "effects",
    "workbook",
    "brings_forward",
    "agency_rules",
)  # fields that say what follows, and not who is there or what is done
BEST_TO_WORST = (
    Grade.statutory, Grade.published, Grade.controlled, Grade.correlational, Grade.calibrated, Grade.reported,
    Grade.assumed,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """Changes that are made together, or not at all, and what they are called."""

    name: str
    changes: tuple[Change, ...]

    @property
    def paths(self) -> frozenset[FieldPath]:
        return frozenset(change.path for change in self.changes)

    @property
    def grade(self) -> Grade | None:
        """The weakest evidence behind any of its numbers, or None if it has no numbers."""
        grades = [
            grade for change in self.changes for grade in _list_grades(change.old if _is_gone(change) else change.new)
        ]
        return max(grades, key=BEST_TO_WORST.index, default=None)

    @property
    def is_unmeasured_effect(self) -> bool:
        """Whether it changes an effect (a multiplier or a chance of benefit) that is only reported or assumed."""
        return any(
            grade in UNMEASURED
            for change in self.changes
            if any(field in EFFECTS for field in change.path)
            for grade in _list_grades(change.old if _is_gone(change) else change.new)
        )

    def described(self) -> list[str]:
        """Its changes in English: a sentence each, without what becomes of sources and ranges."""
        return [next(describe_change(change)) for change in self.changes]


def group_changes(base: Scenario, changed: Scenario, together: Collection[str] = ()) -> list[ChangedPart]:
    """What a scenario changes from another, in parts, as they stand there, but that waves of a roll-out are by date.
    Changes of words, sources and grades alone change no result.

    Parts whose names begin with one of the texts in `together` are made one part.
    """
    names = PartNames(base, changed)
    groups: dict[str, list[Change]] = {}
    for change in changes(base, changed):
        if can_matter(change):
            name = names.name(change)
            groups.setdefault(next((text for text in together if name.startswith(text)), name), []).append(change)
    by_date = iter([name for name in names.list_waves() if name in groups])
    in_order = [next(by_date) if name in names.list_waves() else name for name in groups]
    return [ChangedPart(name, tuple(groups[name])) for name in in_order]


def can_matter(change: Change) -> bool:
    """Whether a run can come out otherwise for it."""
    old, new = change.old, change.new
    if change.path[0] in SAYS_NOTHING_TO_A_RUN or change.path[-1] in SAYS_NOTHING_TO_A_RUN:
        return False
    if isinstance(old, Parameter) and isinstance(new, Parameter):
        return _describe_quantity(old) != _describe_quantity(new)
    return True


def join_parts(parts: Iterable[ChangedPart]) -> ChangedPart:
    """Several parts as one."""
    parts = list(parts)
    return ChangedPart(
        " + ".join(part.name for part in parts), tuple(change for part in parts for change in part.changes)
    )


def _is_gone(change: Change) -> bool:
    return change.new is None


def _describe_quantity(parameter: Parameter) -> tuple[object, ...]:
    shape = parameter.distribution if isinstance(parameter, Varying) else None
    return repr(parameter.value), parameter.unit, shape  # nan, where the shape sets the scale, is the same as nan


def _list_grades(value: object) -> Iterator[Grade]:
    """The grade of every number in a part of a scenario."""
    if isinstance(value, Parameter):
        yield value.grade
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _list_grades(getattr(value, name))
    elif isinstance(value, dict | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _list_grades(inner)
