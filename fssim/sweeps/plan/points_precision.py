"""What a sweep file may say of how precisely its points are to be known."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from fssim.scenario.schema.parameter import Frozen
from fssim.statistics.stopping_rule import AT_MOST, FIRST_LOOK

PERCENTAGE = r"[0-9]+(\.[0-9]+)?%"


def _as_share(said: Any) -> Any:
    if isinstance(said, int | float) and not 0.0 < said < 1.0:
        raise ValueError(f"is the number {said}; it must be below 1 and above 0, or a percentage such as 5%")
    if not isinstance(said, str):
        return said
    if not re.fullmatch(PERCENTAGE, said) or not 0.0 < float(said[:-1]) < 100.0:
        raise ValueError(f"is text '{said}'; it must be a percentage between 0% and 100%, such as 5%")
    return float(said[:-1]) / 100.0


Share = Annotated[
    float,
    BeforeValidator(_as_share),
    Field(gt=0.0, lt=1.0),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{PERCENTAGE}$"},
                {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            ]
        }
    ),
]


class Precision(Frozen):
    """As many replications of each point as a precision takes, by the rule of `fssim.statistics.stopping_rule`.

    Each point stops by itself, once half of the 95% interval of each of the `measures` (the few that an answer is given
    in, if left out) is `within` this share, such as 5%, of the value compared with: where the sweep has a baseline, of
    the paired difference, as a share of the baseline's mean; otherwise of the mean, as a share of itself. Where that
    takes more than `replications_at_most`, the point stops there and is marked.
    """

    within: Share
    """Half of an interval, as a share of the value compared with, such as 5%."""
    measures: tuple[str, ...] = Field(default=(), strict=False)
    """The measures that are to be known so well; left out, those that an answer is given in."""
    replications_at_most: Annotated[int, Field(ge=FIRST_LOOK)] = AT_MOST
    """How many replications a point stops at in any case."""
