"""Who is open on the first day observed, and which posts are vacant: what a run starts from, in place of a warm-up."""

from __future__ import annotations

import re
from math import ceil
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from fssim.scenario.findings import Code, FieldError
from fssim.scenario.names import Name
from fssim.scenario.schema.parameter import Frozen
from fssim.scenario.schema.units import WEEKS_A_YEAR, CountedChildren, CountedFamilies, Posts

WEEKS_PATTERN = r"^(?:0|[1-9][0-9]{0,2})$"


def _whole(weeks: str) -> str:
    if not re.match(WEEKS_PATTERN.removesuffix("$") + r"\Z", weeks):
        raise ValueError(f"'{weeks[:60]}' is no number of weeks; it must be a whole number, of three digits at most")
    return weeks


def _has_a_band(bands: dict[str, OpenCount]) -> dict[str, OpenCount]:
    if not bands:
        raise FieldError(Code.missing, "there is no band; give one at least, or leave the stage out")
    return bands


Weeks = Annotated[str, AfterValidator(_whole), WithJsonSchema({"type": "string", "pattern": WEEKS_PATTERN})]


class OpenCount(Frozen):
    """How many are open in a stage, of those who have been in it for so long."""

    families: CountedFamilies
    """How many families there are."""
    children: CountedChildren | None = None
    """How many children they have together; left out, as many as the families that are drawn."""


class Opening(Frozen):
    """The families open in each stage on the first day observed, by how many weeks they have been in it, and the posts
    that are vacant.

    A band is named by the weeks it begins at, and lasts until the next one of the stage begins; the last has no end.
    Of a stage that is given, nobody else is open. Of one that is not, those are open who are when the run-in ends: what
    a count does not say (needs, help under way, who holds them) comes of the years that are simulated before.

    Which posts are vacant is drawn, and since when. Each may have an agency worker in it, and is filled as the role's
    posts are once somebody has left. A vacancy of the scenario takes its posts besides.
    """

    file: str | None = None
    """A CSV file of the counts in place of `stages`, relative to the file that says it: columns `stage`, `weeks`,
    `families`, `children`, `source` and `grade`."""
    stages: dict[Name, Annotated[dict[Weeks, OpenCount], AfterValidator(_has_a_band)]] = Field(default={})
    """The counts: by stage, then by the weeks that a band begins at."""
    vacant_posts: dict[Name, Posts] = Field(default={})
    """How many posts of a role have nobody of the authority's own in them, wherever they are; of a role that is left
    out, as many as come to be."""

    @property
    def years_before(self) -> int:
        """The whole years that are simulated before: one more than the last band begins at."""
        longest = max((int(weeks) for bands in self.stages.values() for weeks in bands), default=0)
        return ceil(longest / WEEKS_A_YEAR) + 1
