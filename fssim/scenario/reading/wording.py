"""Pydantic's errors in a planner's words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from fssim.scenario.findings import FieldPath, Finding, instead_of, listed
from fssim.scenario.reading.expected_kinds import branch
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import ONE, SEVERAL

_EXPECTED = {
    "float": "a number",
    "int": "a whole number",
    "string": "text; quote it",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
}


def path_of(error: ErrorDetails) -> FieldPath:
    """The field that an error is at, without what Pydantic adds: that it is of a key, or of one form of a field."""
    return tuple(part for part in error["loc"] if part not in ("[key]", ONE, SEVERAL))


def finding(error: ErrorDetails, whole: type[BaseModel] = Scenario) -> Finding:
    """Where one Pydantic error is in what should be a `whole`, and what it says in plain English."""
    path = path_of(error)
    kind, said = error["type"], error["input"]
    if kind == "missing":
        return path, f"is missing; {_article(_model_at(path[:-1], whole))} must give it"
    if kind == "extra_forbidden":
        return path, f"unknown field '{path[-1]}'; {instead_of(str(path[-1]), _fields_at(path[:-1], whole))}"
    if kind == "value_error":
        return path, str(error["ctx"]["error"])
    if "[key]" in error["loc"]:
        return path, f"the name {said!r} is not text; quote it"
    return path, f"{described(said)}; {_right(error, path, whole)}"


def described(said: object) -> str:
    """What was said, with its type: `is text 'abc'`."""
    if said is None:
        return "is null"
    if isinstance(said, bool):
        return f"is {str(said).lower()}"
    if isinstance(said, str):
        return f"is text '{said}'" if len(said) <= 60 else f"is text '{said[:60]}...'"
    if isinstance(said, dict):
        return "is a map"
    if isinstance(said, list | tuple):
        return "is a list"
    return f"is the date {said}" if isinstance(said, date) else f"is the number {said}"


def _right(error: ErrorDetails, path: FieldPath, whole: type[BaseModel]) -> str:
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "string_too_long":
        return f"it must have {limits['max_length']:,} letters or fewer"
    if kind == "string_pattern_mismatch":
        return "it must have letters"
    for name, expected in _EXPECTED.items():
        if kind.startswith(f"{name}_"):
            return f"it must be {expected}"
    if kind in {"model_type", "model_attributes_type"}:
        return f"it must be a map with {listed(_required(_model_at(path, whole)), 'and')}"
    if kind == "dict_type":
        return "it must be a map of names to values"
    if kind == "enum":
        return f"it must be {limits['expected']}"
    if kind == "finite_number":
        return "it must be finite"
    if kind == "greater_than_equal":
        return f"it must be {limits['ge']} or more"
    if kind == "less_than_equal":
        return f"it must be {limits['le']} or less"
    return error["msg"][:1].lower() + error["msg"][1:]


def _article(model: type[BaseModel] | None) -> str:
    name = "" if model is None else "".join(f" {c.lower()}" if c.isupper() else c for c in model.__name__).strip()
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}" if name else "this"


def _required(model: type[BaseModel] | None) -> list[str]:
    fields = model.model_fields if model is not None else {}
    return [name for name, about in fields.items() if about.is_required()] or list(fields)


def _fields_at(path: FieldPath, whole: type[BaseModel]) -> Collection[str]:
    model = _model_at(path, whole)
    return model.model_fields if model is not None else ()


def _model_at(path: FieldPath, whole: type[BaseModel]) -> type[BaseModel] | None:
    """The kind of thing the schema expects at a path."""
    kind: Any = whole
    for part in path:
        kind = branch(kind, part)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            about = kind.model_fields.get(str(part))
            kind = about.annotation if about is not None else None
        else:
            kind = get_args(kind)[1 if get_origin(kind) is dict else 0] if get_args(kind) else None
        kind = _unwrapped(kind)
    kind = branch(kind, "")
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _unwrapped(kind: Any) -> Any:
    """A type without its annotations, and without `| None`."""
    while hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    choices = [choice for choice in get_args(kind) if choice is not type(None)]
    if type(None) in get_args(kind) and get_origin(kind) is not dict and choices:
        return _unwrapped(choices[0])
    return kind
