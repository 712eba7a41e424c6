"""Which local authority a scenario is of, and which of its figures are that authority's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from fssim.scenario.names import Name
from fssim.scenario.schema.parameter import Frozen, Text, Title


class FigureBasis(Frozen):
    """What one figure of an authority rests on."""

    title: Title
    """What it counts, in words."""
    own: bool
    """Whether it is the authority's own; if not, it is England's, or as in the scenario that is extended."""
    rests_on: Annotated[int, Field(ge=0)] | None = None
    """How many children, cases or people it was counted from, of the authority's own."""
    basis: Text
    """What it was counted from, and when; or whose it is and why it is not the authority's own."""
    doubt: Text | None = None
    """Why it may be wrong: it is unlike what any published authority has."""
    shortfall: Text | None = None
    """The figure and what the model's own years come to, where that is far from it."""


class Authority(Frozen):
    """The local authority that a scenario is of. It changes no result: checks and reports say what of it is its own."""

    name: Title
    """The authority's name."""
    figures: dict[Name, FigureBasis] = {}
    """What local figures rest on, by name: `fssim authority new` writes them."""
