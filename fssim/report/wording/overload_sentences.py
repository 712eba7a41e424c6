"""What to say of a service that work arrives at faster than it can be done."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from fssim.report.wording.words import in_list, number, plain, spoken
from fssim.runs.overload import Overload, overloads
from fssim.runs.results import Results


def overload_sentences(results: Sequence[Results]) -> list[str]:
    """A sentence or two about each of the results that is overloaded, or nothing."""
    return [_sentence(each, found) for each, found in zip(results, overloads(results), strict=True) if found]


def overload_of(results: Results) -> str:
    """The same of one alone; nothing, if it is not."""
    return next(iter(overload_sentences([results])), "")


def _sentence(results: Results, found: Sequence[Overload]) -> str:
    lacking = [
        f"{spoken(each.role)}s lack {number(each.hours_a_week)} hours a week or more "
        f"({f'{number(100.0 * each.share)}% of what they work' if isfinite(each.share) else 'nobody works any'})"
        for each in found
    ]
    return (
        f"In '{plain(results.scenario.title)}' work arrives faster than it can be done: {in_list(lacking)}. So fast "
        "does work in hand pile up; what families who still wait for a plan will need is not in it yet. What waits was "
        "still growing when the run ended, so averages depend on how long it is run, and no warm-up settles them."
    )
