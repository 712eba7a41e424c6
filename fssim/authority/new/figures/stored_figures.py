"""An authority's own figures as text: counts and shares of many, with which its scenario can be made later on."""

from __future__ import annotations

import json
from functools import cache

from pydantic import TypeAdapter

from fssim.authority.new.figures.own_figures import OwnFigures


@cache
def _adapter() -> TypeAdapter[OwnFigures]:
    return TypeAdapter(OwnFigures)


def format_own_figures(own: OwnFigures) -> str:
    """The figures as JSON, in which a number that nothing tells is `NaN`."""
    return json.dumps(_adapter().dump_python(own), default=str)


def read_own_figures(text: str) -> OwnFigures:
    """The figures that `format_own_figures` wrote. Raises `ValueError` if it did not."""
    return _adapter().validate_python(json.loads(text))
