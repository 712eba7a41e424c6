"""What kind of thing the schema expects at a field, and something right to stand there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fssim.scenario.findings import FieldPath
from fssim.scenario.schema.parameter import Limits, Parameter
from fssim.scenario.schema.scenario import Scenario

UNKNOWN = "<not known>"
Kind = tuple[Any, tuple[Any, ...]]  # a type, and what its annotations add to it


def kind_at(path: FieldPath) -> Kind:
    """The kind expected at a path: None where the schema expects nothing."""
    kind: Any = Scenario
    limits: tuple[Any, ...] = ()
    for part in path:
        kind = branch(kind, part)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            about = kind.model_fields.get(str(part))
            kind, limits = _bare(about.annotation, tuple(about.metadata)) if about is not None else (None, ())
        elif get_args(kind):
            kind, limits = _bare(get_args(kind)[1 if get_origin(kind) is dict else 0], ())
        else:
            kind, limits = None, ()
    return branch(kind, ""), limits


def branch(kind: Any, part: str | int) -> Any:
    """What of a kind that is one thing or a list of them has a part of this name or number."""
    if get_origin(kind) not in (Union, UnionType):
        return kind
    bare = [_bare(choice, ())[0] for choice in get_args(kind)]
    return next((each for each in bare if (get_origin(each) is tuple) == isinstance(part, int)), kind)


def fields_of(kind: Any) -> Mapping[str, FieldInfo]:
    """The fields of a model; none if it is not one."""
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}


def placeholder(kind: Any, limits: tuple[Any, ...]) -> Any:
    """Something right of a kind. Its names and texts are `UNKNOWN`."""
    plain = get_origin(kind) or kind
    if not isinstance(plain, type):
        return UNKNOWN
    if issubclass(plain, Parameter):
        units = next((limit.units for limit in limits if isinstance(limit, Limits)), ("working days",))
        return {"value": 1.0, "unit": units[0], "source": UNKNOWN, "grade": "assumed"}
    if issubclass(plain, BaseModel):
        return {
            name: placeholder(*_bare(about.annotation, tuple(about.metadata)))
            for name, about in plain.model_fields.items()
            if about.is_required()
        }
    if issubclass(plain, Enum):
        return next(iter(plain)).value
    simple: dict[type, Any] = {dict: {}, tuple: [], bool: False, int: 1, float: 1.0, date: date(2000, 1, 1)}
    return simple.get(plain, UNKNOWN)


def _bare(kind: Any, limits: tuple[Any, ...]) -> Kind:
    """A type without its annotations, and without `| None`."""
    while hasattr(kind, "__metadata__"):
        limits += kind.__metadata__
        kind = get_args(kind)[0]
    choices = [choice for choice in get_args(kind) if choice is not type(None)]
    if type(None) in get_args(kind) and get_origin(kind) is not dict and choices:
        return _bare(choices[0], limits)
    return kind, limits
