"""What a scenario changes of another that is known to be right: if it is numbers alone, few checks are left to make."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from fssim.scenario.findings import FieldPath
from fssim.scenario.schema.parameter import Parameter

ChangedNumbers = list[tuple[FieldPath, Parameter]]


def list_changed_numbers(part: BaseModel, of: BaseModel) -> ChangedNumbers | None:
    """The numbers of a part of a scenario that are not those of another, with their paths; None if more is not.

    More is anything but numbers, a number's unit, and whether it is above 0. What is the same object in both is not
    looked at, as nothing in it can be changed.
    """
    numbers: ChangedNumbers = []
    return numbers if _differs_in_numbers(part, of, (), numbers) else None


def _differs_in_numbers(part: Any, of: Any, path: FieldPath, numbers: ChangedNumbers) -> bool:
    """Whether two parts differ in nothing but numbers, which are added to the list."""
    if part is of:
        return True
    if type(part) is not type(of):
        return False
    if isinstance(part, Parameter):
        numbers.append((path, part))
        return bool(part.unit == of.unit and (part.value > 0.0) == (of.value > 0.0))
    if isinstance(part, tuple):
        part, of = dict(enumerate(part)), dict(enumerate(of))
    elif isinstance(part, BaseModel):
        part, of = part.__dict__, of.__dict__
    elif not isinstance(part, dict):
        return bool(part == of)
    return list(part) == list(of) and all(
        _differs_in_numbers(inner, of[name], (*path, name), numbers) for name, inner in part.items()
    )
