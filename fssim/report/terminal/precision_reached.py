"""Whether the precision asked for was reached, in words."""

from __future__ import annotations

import math

from fssim.measures.catalogue import describe
from fssim.report.wording.words import number, plain
from fssim.runs.paired import Width
from fssim.runs.run_to_precision import PreciseResults


def precision_reached(found: PreciseResults) -> str:
    """How many replications it took; or that the most allowed came first, with what is still known too roughly."""
    count = len(found.results[0].rows)
    compared = "the value compared with" if len(found.results) > 1 else "its value"
    what = "difference" if len(found.results) > 1 else "measure"
    asked = f"{100.0 * found.precision:g}% of {compared}"
    if found.reached:
        said = f"After {count} replications half of the 95% interval of every {what} asked about is at most {asked}."
        return said if found.slowest is None else f"{said} {_named(found, found.slowest)} took the longest."
    stopped = f"Stopped at {count} replications, the most allowed, before the precision asked for was reached"
    if not found.too_wide:
        return f"{stopped}: none of the measures asked about has a value."
    widest, *rest = found.too_wide
    others = "" if not rest else " One other is too wide." if len(rest) == 1 else f" {len(rest)} others are too wide."
    return f"{stopped} (half of the 95% interval at most {asked}). {_width(found, widest, compared)}{others}"


def _width(found: PreciseResults, width: Width, compared: str) -> str:
    if math.isnan(width.share):
        return f"{_named(found, width)} has no interval yet."
    return f"{_named(found, width)} is still at {number(100.0 * width.share)}% of {compared}."


def _named(found: PreciseResults, width: Width) -> str:
    label = describe(width.measure).label
    titles = {each.name: each.scenario.title for each in found.results}
    return f"'{plain(label)}'" + (f" against '{plain(titles[width.against])}'" if width.against else "")
