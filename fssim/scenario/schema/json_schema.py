"""The JSON Schema of a scenario file, for editors."""

from __future__ import annotations

import math
from typing import Any

from fssim.scenario.reading.extends import OWN_WORDS
from fssim.scenario.schema.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXTENDS = {
    "type": "string",
    "description": "The scenario file this one changes, relative to this file, or the name of one that comes with "
    "fssim. Everything not said here is inherited.",
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what a scenario file may say.

    A file that extends another gives only what it changes, so only `title` and `question` are required of it, and
    `null`, which removes what is inherited, is allowed for everything else. Units, grades, limits and what names may be
    are included; what needs more than one field at a time is checked by `load` alone.
    """
    schema = Scenario.model_json_schema()
    parts = {name: _partial(part) for name, part in schema.pop("$defs").items()}
    whole = _partial(schema)
    own = {name: schema["properties"][name] for name in OWN_WORDS}
    whole["properties"] |= own | {"extends": EXTENDS}
    whole["required"] = list(OWN_WORDS)
    whole["if"] = {"not": {"required": ["extends"]}}  # a whole scenario, of which nothing may be missing
    whole["then"] = {"required": schema["required"]}
    return {"$schema": DIALECT, **whole, "title": "An fssim scenario file", "$defs": parts}


def _partial(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of which only parts need be given, and any inherited part may be removed with `null`."""
    partial = {name: value for name, value in schema.items() if name not in {"required", "default"}}
    default = schema.get("default")
    if default is not None and not (isinstance(default, float) and math.isnan(default)):
        partial["default"] = default
    if "properties" in schema:
        partial["properties"] = {name: _or_null(_partial(inner)) for name, inner in schema["properties"].items()}
    if "patternProperties" in partial:  # names: a pattern for each, and whatever they stand for
        ((pattern, inner),) = partial.pop("patternProperties").items()
        partial["propertyNames"] = {"pattern": pattern, **partial.get("propertyNames", {})}
        partial["additionalProperties"] = _or_null(_partial(inner))
    if isinstance(schema.get("additionalProperties"), dict):
        partial["additionalProperties"] = _or_null(_partial(schema["additionalProperties"]))
    return partial


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    choices = schema.get("anyOf", [schema])
    if {"type": "null"} in choices:
        return schema
    return {"anyOf": [schema, {"type": "null"}]}
