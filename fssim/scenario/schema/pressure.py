"""How work is shared out by what it takes, and what a service does when it has more work than hours."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema

from fssim.scenario.schema.parameter import Frozen, HoursPerWeek, Multiplier, OddsMultiplier, Percent

PLACE_PATTERN = r"^(?:0|[1-9][0-9]{0,4})$"


def _whole(place: str) -> str:
    if not re.match(PLACE_PATTERN.removesuffix("$") + r"\Z", place):
        raise ValueError(f"'{place[:60]}' is no place on a curve; it must be a whole number, of five digits at most")
    return place


Place = Annotated[str, AfterValidator(_whole), WithJsonSchema({"type": "string", "pattern": PLACE_PATTERN})]


def _has_a_place(curve: dict[str, Any]) -> dict[str, Any]:
    if not curve:
        raise ValueError("the curve has no place; give one at least, or leave it out")
    return curve


_CURVE = AfterValidator(_has_a_place)
Multipliers = Annotated[dict[Place, Multiplier], _CURVE]
OddsMultipliers = Annotated[dict[Place, OddsMultiplier], _CURVE]
WeeklyHours = Annotated[dict[Place, HoursPerWeek], _CURVE]
Percents = Annotated[dict[Place, Percent], _CURVE]


class Workload(Frozen):
    """Families are given to whoever has most room for their work, by hours and not by heads.

    What a family weighs is worked out from the holder's hours in the activities of its stage and their intervals. A
    worker's room is `limit` of their own hours, less while they are new, less the work of the families that they hold.
    The role's caseload limit, if it has one, holds too, and is less for the new in the same proportion.
    """

    limit: Percent
    """The most work that a worker is given, of the hours that they have for it."""
    new_starters: Percents | None = None
    """The share of the limits that a new starter has, by weeks since the start, straight between those given and level
    beyond them; left out, all of them from the first day. It does not hold for those in post since before the run, and
    for agency workers."""


class Pressure(Frozen):
    """What the people of a role who hold families do as their pressure rises, each response by a curve of its own.

    The pressure of a group is the work of the families that it holds, and of those that wait for it, as a percentage of
    the hours of its people in post. Curves are given by it, straight between the places given and level beyond them.
    A response that is left out does not happen.
    """

    thresholds: OddsMultipliers | None = None
    """What the odds of outcomes marked `exit` are multiplied by, in decisions about their families."""
    proportionate_work: Multipliers | None = None
    """What the hours of activities marked `elastic` are multiplied by, for their families."""
    extra_hours: WeeklyHours | None = None
    """How many hours a week a full-time worker works beyond those that they have."""
    neighbours: Percent | None = None
    """The pressure above which a team passes families that come to it to the least pressed team of its kind."""
    leaving: Multipliers | None = None
    """What the rate of leaving is multiplied by, looked at when each month begins."""
    agency_cover: Multipliers | None = None
    """What the chance that agency workers cover a post that empties is multiplied by, looked at as for leaving."""
