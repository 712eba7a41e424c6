"""The JSON Schema of a sweep file, for editors."""

from __future__ import annotations

from typing import Any

from fssim.scenario.schema.json_schema import DIALECT
from fssim.sweeps.plan.sweep_file import Plan

HOW_OFTEN = ("replications", "precision")  # one of them


def sweep_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what a sweep file may say.

    What depends on the scenarios that it names, such as the paths and the values that are right there, is checked by
    `load_sweep` alone.
    """
    schema = Plan.model_json_schema()
    one = [{"required": [name]} for name in HOW_OFTEN]
    return {"$schema": DIALECT, **schema, "title": "An fssim sweep file", "oneOf": one}
