"""What stands beside every answer: which years it is of, what it leaves out, and when a service started empty."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.report.wording.how_far_alike import shared_luck
from fssim.runs.results import Results
from fssim.scenario.schema.demand import Clock

SHORTEST_WARM_UP = 1  # years
CAVEAT = (
    "The pilot evaluation in Cambridgeshire (2021) says of its benefits: this evidence is anecdotal and not evidence "
    "of impact. It covers early implementation, launched immediately before the first Covid-19 lockdown. This is a "
    "simulation: it shows what follows from its assumptions, and makes no prediction about a real child."
)


def observed_years(clock: Clock) -> str:
    """The years that are measured, as people say them."""
    years = "the year" if clock.observed_years == 1 else f"the {clock.observed_years} years"
    return f"{years} from {clock.observed_from.day} {clock.observed_from:%B %Y}"


def how_sure(results: Sequence[Results]) -> str:
    """How many replications, of which years, and what an interval means."""
    count, years = len(results[0].rows), observed_years(results[0].scenario.clock)
    if count == 1:
        return f"This is one replication of {years}, which cannot tell effect from chance: run 20 or more."
    if len(results) == 1:
        return f"These are means over {count} replications of {years}, with 95% intervals in brackets."
    return (
        f"These are means over {count} replications of {years}, each with {shared_luck(results)}; in brackets are 95% "
        "intervals of the difference."
    )


def starts_empty(results: Sequence[Results]) -> str:
    """What to know of a service that had less than a year to fill before it was observed; nothing, if none of them."""
    years = min(each.scenario.clock.warm_up_years for each in results)
    if years >= SHORTEST_WARM_UP:
        return ""
    return f"The service starts empty and has had {years} years to fill: early figures are too low."
