"""What the schema expects at a field, and what is wrong with a field by itself, in a planner's words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from fssim.scenario.findings import Code, FieldError, FieldPath, Finding, instead_of, list_names
from fssim.scenario.schema.parameter import Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import Limits
from fssim.scenario.schema.workforce import ONE, SEVERAL

UNKNOWN = "<not known>"
Kind = tuple[Any, tuple[Any, ...]]  # a type, and what its annotations add to it
_CODES = {
    "enum": Code.wrong_choice,
    "literal_error": Code.wrong_choice,
    "string_too_long": Code.out_of_range,
    "finite_number": Code.out_of_range,
    "greater_than": Code.out_of_range,
    "greater_than_equal": Code.out_of_range,
    "less_than": Code.out_of_range,
    "less_than_equal": Code.out_of_range,
    "string_pattern_mismatch": Code.wrong_value,
    "too_short": Code.wrong_value,
}
_EXPECTED = {
    "float": "a number",
    "int": "a whole number",
    "string": "text; quote it",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
}


@lru_cache(maxsize=4096)  # a form asks it of the same paths again and again
def kind_at(path: FieldPath, whole: type[BaseModel] = Scenario) -> Kind:
    """The kind expected at a path of what should be a `whole`: None where its schema expects nothing."""
    kind: Any = whole
    limits: tuple[Any, ...] = ()
    for part in path:
        kind = _branch(kind, part)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            about = kind.model_fields.get(str(part))
            kind, limits = _bare(about.annotation, tuple(about.metadata)) if about is not None else (None, ())
        elif get_args(kind):
            kind, limits = _bare(get_args(kind)[1 if get_origin(kind) is dict else 0], ())
        else:
            kind, limits = None, ()
    return _branch(kind, ""), limits


def find_wrong_value(path: FieldPath, value: object) -> str:
    """What is wrong with a value at a path of a scenario by the kind of that field alone, and what would be right;
    nothing, if it is right."""
    try:
        _build_adapter(path).validate_python(value)
    except ValidationError as invalid:
        return finding({**invalid.errors(include_url=False)[0], "loc": path}).message
    return ""


@lru_cache(maxsize=256)
def _build_adapter(path: FieldPath) -> TypeAdapter[Any]:
    kind, limits = kind_at(path)
    return TypeAdapter(Annotated[kind, *limits] if limits else kind)


def _branch(kind: Any, part: str | int) -> Any:
    """What of a kind that is one thing or a list of them has a part of this name or number."""
    if get_origin(kind) not in (Union, UnionType):
        return kind
    bare = [_bare(choice, ())[0] for choice in get_args(kind)]
    return next((form for form in bare if (get_origin(form) is tuple) == isinstance(part, int)), kind)


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


def path_of(error: ErrorDetails) -> FieldPath:
    """The field that an error is at, without what Pydantic adds: that it is of a key, or of one form of a field."""
    return tuple(part for part in error["loc"] if part not in ("[key]", ONE, SEVERAL))


def find_all(invalid: ValidationError, whole: type[BaseModel]) -> list[Finding]:
    """What is wrong in what should be a `whole`, but for a list that is short only of items that are wrong."""
    errors = invalid.errors(include_url=False)
    inside = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    return [finding(error, whole) for error in errors if error["type"] != "too_short" or error["loc"] not in inside]


def finding(error: ErrorDetails, whole: type[BaseModel] = Scenario) -> Finding:
    """Where one Pydantic error is in what should be a `whole`, and what it says in plain English."""
    path = path_of(error)
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return Finding(path, Code.missing, f"is missing; {_article(_model_at(path[:-1], whole))} must give it")
    if kind == "extra_forbidden":
        right = instead_of(str(path[-1]), _fields_at(path[:-1], whole))
        return Finding(path, Code.unknown_field, f"unknown field '{path[-1]}'; {right}")
    if kind == "value_error":
        wrong = error["ctx"]["error"]
        return Finding(path, wrong.code if isinstance(wrong, FieldError) else Code.wrong_value, str(wrong))
    if is_key(error):
        return Finding(path, Code.wrong_name, f"the name {value!r} is not text; quote it")
    return Finding(path, _CODES.get(kind, Code.wrong_type), f"{described(value)}; {_right(error, path, whole)}")


def is_key(error: ErrorDetails) -> bool:
    """Whether what is wrong is the name that a field is given, and not the field."""
    return "[key]" in error["loc"]


def described(value: object) -> str:
    """What was said, with its type: `is text 'abc'`."""
    if value is None:
        return "is null"
    if isinstance(value, bool):
        return f"is {str(value).lower()}"
    if isinstance(value, str):
        return f"is text '{value}'" if len(value) <= 60 else f"is text '{value[:60]}...'"
    if isinstance(value, dict):
        return "is a map"
    if isinstance(value, list | tuple):
        return "is a list"
    return f"is the date {value}" if isinstance(value, date) else f"is the number {value}"


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
        return f"it must be a map with {list_names(_required(_model_at(path, whole)), 'and')}"
    if kind == "dict_type":
        return "it must be a map of names to values"
    if kind == "enum":
        return f"it must be {limits['expected']}"
    if kind == "finite_number":
        return "it must be finite"
    if kind == "greater_than_equal":
        return f"it must be {limits['ge']} or more"
    if kind == "greater_than":
        return f"it must be above {limits['gt']:g}"
    if kind == "less_than":
        return f"it must be below {limits['lt']:g}"
    if kind == "too_short":
        return f"it must have {limits['min_length']} or more in it"
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
    """The model that the schema expects at a path."""
    kind, _ = kind_at(path, whole)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
