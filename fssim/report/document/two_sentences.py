"""What the numbers of a run are means of, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.experiment.results import Results
from fssim.report.alike import shared_luck
from fssim.report.sentence import observed_years


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
