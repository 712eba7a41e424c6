"""What care costs apart from staff: prices of placements and of care proceedings, which shape no log."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from fssim.scenario.schema.parameter import Frozen
from fssim.scenario.schema.units import CaseCost, WeeklyCost

CARE_COSTS = "care_costs"  # the field of a scenario: no log depends on what is in it
PriceYear = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]


class PlacementPrice(Frozen):
    """What a week of one child in care costs the council, apart from social workers' time."""

    cost: WeeklyCost
    """The average of all placements; `low` and `high` are the cheapest and the dearest kind."""
    price_year: PriceYear
    """The financial year whose prices these are, such as `2024-25`. Nothing is uprated."""


class CasePrice(Frozen):
    """What one family's care proceedings cost, apart from social workers' time."""

    cost: CaseCost
    """Of a whole case, whatever its length."""
    price_year: PriceYear
    """The financial year whose prices these are, such as `2024-25`. Nothing is uprated."""


class CareCosts(Frozen):
    """Prices of care: what families who do not enter it save, beside the staff and all else that is in the service's
    own cost. A child enters care with the family's entering one of the `stages`; proceedings are the stages whose days
    are booked as the court's."""

    stages: tuple[str, ...] = Field(strict=False, min_length=1)
    """The stages in which a family's children are in care."""
    placement: PlacementPrice
    """What a child's week in them costs."""
    proceedings: CasePrice | None = None
    """What a case costs the council: its lawyers, fees and experts; left out, it is not counted."""
    court: CasePrice | None = None
    """What a case costs the courts, which the council does not pay but for its fees; left out, it is not counted."""
