"""Whether the service had settled by the end of the warm-up: families open in the first observed year and the last."""

from __future__ import annotations

from math import nan

from fssim.measures.arithmetic import overlap, total
from fssim.measures.view import View

YEARS_TO_COMPARE = 2


def settling(view: View) -> dict[str, float]:
    """Families open on an average day of the first observed year and of the last; nan if they are the same year."""
    days = view.horizon - view.observed_from
    years = round(view.observed_years)
    spells = view.spells

    def open_families(year: int) -> float:
        if years < YEARS_TO_COMPARE:
            return nan
        start = view.observed_from + days * year / years
        end = view.observed_from + days * (year + 1) / years
        return total(overlap(spells.start, spells.end, start, end)) / (end - start)

    return {
        "open_first_year_families_mean": open_families(0),
        "open_last_year_families_mean": open_families(years - 1),
    }
